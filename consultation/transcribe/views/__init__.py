"""The pages of transcription: the list and what is typed in; the check and the receipt."""
