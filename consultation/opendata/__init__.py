"""What everybody may read, as machines read it: an API, feeds, and packages of files.

Read only, without a session or a cookie, and from public rows alone.
"""
