"""What it means for a message when a request by aiohttp fails on its way; the same on every platform."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp

from bot.chat import Ambiguous, SendError, Unavailable
from digests.errors import Wording

AGAIN = Wording("it is tried again")
_LOOKED_FOR = Wording("it is looked for in the channel before anything is sent again")


@contextmanager
def transported(platform: str, where: str, *, writes: bool) -> Iterator[None]:
    """Raise what goes wrong inside, between us and the platform, as a SendError.

    Args:
        platform: its name, for people.
        writes: the call posts or changes something, so that a lost answer is ambiguous; after a lost answer to a
            question nothing has happened.
    """
    try:
        yield
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        what = Wording("{platform} cannot be reached", platform=platform)
        raise Unavailable(what, where=where, remedy=Wording("check the network or proxy")) from error
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        raise lost(unanswered(platform, error), where, writes=writes) from error


def unanswered(platform: str, error: Exception) -> str:
    """What is said when nobody knows what a platform did."""
    return f"{Wording('the answer of {platform} was lost', platform=platform)} ({type(error).__name__})"


def lost(what: str, where: str, *, writes: bool) -> SendError:
    """The error for a call of which nobody knows how it ended."""
    if writes:
        return Ambiguous(what, where=where, remedy=_LOOKED_FOR)
    return Unavailable(what, where=where, remedy=AGAIN)
