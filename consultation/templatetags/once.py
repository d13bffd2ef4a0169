"""HTML that is the same for everybody, drawn once a process: fields, buttons, parts of the frame.

The next visitor gets what was drawn for the last one, so that nothing personal may go in.
"""

from collections.abc import Callable, Hashable

from django.utils.safestring import SafeString

MOST = 2000  # they all go when there are more
_kept: dict[Hashable, SafeString] = {}


def once(key: Hashable, draw: Callable[[], SafeString]) -> SafeString:
    """Return what was drawn for an equal key before, else what is drawn now.

    :param key: all that the drawing hangs on, the language too.
    """
    drawn = _kept.get(key)
    if drawn is None:
        drawn = draw()
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = drawn
    return drawn


def kept() -> str:
    """Return everything that is kept, for the tests."""
    return "".join(f"{key}{drawn}" for key, drawn in _kept.items())
