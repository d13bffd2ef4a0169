"""Find the copies of what came in. Called by the worker alone; nothing is dropped or merged."""

from consultation.moderate.actions.copying.arrivals import group_texts
from consultation.moderate.actions.copying.cores import read_cores

__all__ = ["group_texts", "read_cores"]
