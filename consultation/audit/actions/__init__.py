"""What is done to a person's records, to holds and to the times for which all is kept."""

from consultation.audit.actions.holds import lift_hold, place_hold
from consultation.audit.actions.keeping import apply_retention, remove_bytes, state_rule
from consultation.audit.actions.looking import export_events
from consultation.audit.actions.people import erase, export, lift, refuse, restrict, search
from consultation.audit.actions.repairing import Repaired, repair_log

__all__ = [
    "Repaired",
    "apply_retention",
    "erase",
    "export",
    "export_events",
    "lift",
    "lift_hold",
    "place_hold",
    "refuse",
    "remove_bytes",
    "repair_log",
    "restrict",
    "search",
    "state_rule",
]
