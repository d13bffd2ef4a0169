"""The worked example: the consultation of 2017 on front counters, built from the register."""
