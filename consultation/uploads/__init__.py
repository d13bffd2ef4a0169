"""Files that strangers send: judged by their bytes, scanned, kept outside the web root."""
