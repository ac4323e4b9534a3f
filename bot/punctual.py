"""The last look at the clock, right before a message's bytes leave.

A worker that is stopped (SIGSTOP, a sleeping machine) between deciding to post and writing to the socket goes on where
it was: it would post what another worker has posted meanwhile. So the courier says until when a message may leave, and
an adapter's HTTP session asks again as it writes the body. Without its body no platform takes a request.
"""

from __future__ import annotations

import math
import time
from contextvars import ContextVar
from types import SimpleNamespace

import aiohttp

leave_by: ContextVar[float] = ContextVar("leave_by", default=math.inf)
"""Monotonic seconds after which the message that this task posts may not leave any more."""


class TooLateError(Exception):
    """The message stays here; what becomes of it is for whoever has claimed it meanwhile."""


def punctual(trace: aiohttp.TraceConfig | None = None) -> aiohttp.TraceConfig:
    """A trace for an HTTP session that lets nothing leave after `leave_by`: aiohttp calls it before it writes."""
    trace = trace or aiohttp.TraceConfig()
    trace.on_request_chunk_sent.append(_refuse_the_late)
    return trace


async def _refuse_the_late(
    _session: aiohttp.ClientSession, _context: SimpleNamespace, _chunk: aiohttp.TraceRequestChunkSentParams
) -> None:
    if time.monotonic() > leave_by.get():
        raise TooLateError
