"""Which points a text may make, learnt from the texts that people have coded; drafts of themes.

Pure: no database, no clock, no network. Training and drafting load scikit-learn when they are
called, and are for workers; the rest needs numpy at most, so that a web process can suggest without
the weight of it.
A suggestion is never a code: people decide, and what comes true of suggestions is counted.
"""

VERSION = 1  # of how it is learnt
