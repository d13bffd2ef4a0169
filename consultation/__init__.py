"""Counterpoint: the process of a public consultation. The project package as well.

Celery's app is loaded with Django, so that a web process can ring for a job.
"""
