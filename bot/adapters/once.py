"""Platforms send a request again when they are not sure that it arrived."""

from __future__ import annotations

from collections import OrderedDict

_REMEMBERED = 4096


class Once:
    """Remembers which requests have been seen, the newest few thousand of them."""

    def __init__(self, most: int = _REMEMBERED) -> None:
        self._most = most
        self._seen: OrderedDict[str, None] = OrderedDict()

    def first(self, key: str) -> bool:
        """Whether this is the first time; an empty key always is."""
        if not key:
            return True
        if key in self._seen:
            return False
        self._seen[key] = None
        if len(self._seen) > self._most:
            self._seen.popitem(last=False)
        return True

    def forget(self, key: str) -> None:
        """Let the next time be the first again: what was begun came to nothing."""
        self._seen.pop(key, None)
