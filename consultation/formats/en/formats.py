"""Day before month, as in the United Kingdom."""

from django.conf.locale.en_GB.formats import *  # type: ignore[import-untyped]  # noqa: F403
