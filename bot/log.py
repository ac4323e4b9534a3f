"""The log: lines for people, or JSON for machines, on one stream.

Libraries that log by themselves (schedulers, chat SDKs, the web server) come out in the same form.
"""

from __future__ import annotations

import logging
import sys
import unicodedata
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger


def configure(style: str = "console", level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Log to `stream` (standard error) in `style`: "console" for people, "json" for machines.

    Library loggers speak from WARNING on; Kawaraban's own from `level` on.
    """
    stream = stream or sys.stderr
    common: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _harmless,
    ]
    if style == "json":
        final: list[Processor] = [
            structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ]
    else:
        plain = structlog.dev.plain_traceback
        final = [structlog.dev.ConsoleRenderer(colors=stream.isatty(), exception_formatter=plain)]
    structlog.configure(
        processors=[*common, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*common, structlog.stdlib.ExtraAdder()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *final],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(
        logging.ERROR
    )  # a tick that is still at work when the next comes is no news
    for own in ("courier", "engine", "kawaraban"):
        logging.getLogger(own).setLevel(level)


def _harmless(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Text of articles and platforms may be in a line: nothing in it moves the cursor or pretends to be a line."""
    for key, value in event.items():
        if isinstance(value, str) and not value.isprintable():
            event[key] = "".join(
                character if not unicodedata.category(character).startswith("C") else "\N{REPLACEMENT CHARACTER}"
                for character in value.replace("\n", " ")
            )
    return event
