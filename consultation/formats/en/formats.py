"""Day before month, as in the United Kingdom."""

from django.conf.locale.en_GB.formats import *  # noqa: F403
