"""The site as a stranger meets it: a real server, every role signed in, every page and every form.

`make hunt` is the full form; `test_short.py` goes through a part of it.
"""
