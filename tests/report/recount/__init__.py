"""Every figure of every report, counted once more in SQL that shares nothing with the code."""
