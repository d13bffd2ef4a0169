"""What changes an import: by people (`asking`), and by workers (`working`)."""
