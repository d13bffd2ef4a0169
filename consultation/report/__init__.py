"""Figures, summary reports and exports: counted once, frozen, and made by the queue."""
