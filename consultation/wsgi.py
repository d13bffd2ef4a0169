"""The WSGI application that the web server loads."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from consultation import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consultation.settings")

logs.catch_all()
application = get_wsgi_application()
# What is loaded now stays: looking through it for garbage again and again finds nothing.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
