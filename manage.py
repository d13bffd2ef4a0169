#!/usr/bin/env python
"""Command line of Counterpoint: `python manage.py help` lists what it can do."""

import os
import sys
from importlib import import_module

# These prepare what the settings ask for, so they run before the settings are read.
BEFORE_SETTINGS = ("run", "build_assets", "restore")

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consultation.settings")
    if len(sys.argv) > 1 and sys.argv[1] in BEFORE_SETTINGS:
        module = import_module(f"consultation.management.commands.{sys.argv[1]}")
        module.Command().run_from_argv(sys.argv)
    else:
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
