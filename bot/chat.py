"""The seam between Kawaraban and a chat platform.

An adapter is one file in `bot/adapters/` that satisfies `ChatAdapter` and passes `tests/bot/adapter_contract.py`.
It never renders, never schedules, never remembers: it turns Documents into its platform's bodies, posts them, says
exactly how a post failed, finds a post again, and hands what people ask to `answer`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from digests.document import Document
from digests.errors import NewsError
from digests.model import Channel, Language, Receipt

Body = Mapping[str, Any]
"""The JSON body of one message in the platform's own API, without what only the moment of posting knows (channel,
thread, mark)."""


# --- posting -------------------------------------------------------------------------------------------------------


class SendError(NewsError):
    """A platform did not take a message; the subclass says what that means for the next try."""


class Refused(SendError):
    """Permanently: the channel is gone, the bot was removed, the token revoked, the body invalid."""


class Throttled(SendError):
    """Not now. The message was certainly not taken; `retry_after` is in seconds, `everywhere` if it holds for the
    whole bucket and not just this channel."""

    retry: ClassVar[bool] = True

    def __init__(self, what: str, *, retry_after: float, everywhere: bool = False, where: str = "") -> None:
        super().__init__(what, where=where, remedy=f"it is sent again in {retry_after:g} s")
        self.retry_after = retry_after
        self.everywhere = everywhere


class Unavailable(SendError):
    """The message was certainly not taken (connection refused, rejected before acceptance); a retry helps."""

    retry: ClassVar[bool] = True


class Ambiguous(SendError):
    """The message may have been taken (answer lost, 5xx after sending): look before any retry."""

    retry: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Post:
    """One message to one place. `mark` identifies the delivery on the platform (Slack metadata, Discord nonce; at most
    25 ASCII characters), `thread` is the parent's receipt for what goes into its thread."""

    channel: Channel
    body: Body
    mark: str
    thread: Receipt | None = None


class Health(StrEnum):
    """An adapter's connection: `OFFLINE` is configured but not listening (a worker that only posts)."""

    OFFLINE = "offline"
    CONNECTING = "connecting"
    READY = "ready"
    FAILED = "failed"


# --- asking --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class User:
    """Who asked. `manager` is what the platform says about changing this channel's settings."""

    id: str
    name: str = ""
    manager: bool = False


@dataclass(frozen=True, slots=True)
class Invocation:
    """Somebody asked something: `text` is the command line without the root ("impact TH since:30d").

    `id` is unique on the platform and makes a manual run idempotent. `zone` is an IANA name. `given` holds text that
    came along, such as the message of a shortcut. A `rehearsal` only says whether it is understood and allowed.
    """

    id: str
    text: str
    channel: Channel
    user: User
    language: Language = Language.EN
    zone: str = "UTC"
    given: str = ""
    rehearsal: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a reply: pressing it runs `command` as an invocation, or opens `url`."""

    label: str
    command: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an invocation was not understood, not allowed, or not possible, and what helps, in the asker's language.
    `field` is the parameter at fault by its name in the command table; empty where none is."""

    said: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to an invocation. `private` replies are seen by the asker alone and bear a Share button when
    `shareable`. `fault` is what is wrong with the invocation, if anything is."""

    document: Document
    private: bool = True
    shareable: bool = True
    fault: Fault | None = None
    buttons: tuple[Button, ...] = ()


Answer = Callable[[Invocation], Awaitable[Reply]]
"""Runs one invocation; never raises a `NewsError` (a bad command is a reply that says so)."""


@dataclass(frozen=True, slots=True)
class Typing:
    """Somebody is typing a value: `command` and `parameter` by their names in the command table, `typed` so far."""

    command: str
    parameter: str
    typed: str
    channel: Channel
    language: Language = Language.EN


@dataclass(frozen=True, slots=True)
class Choice:
    """What people see, and the value that it stands for."""

    label: str
    value: str


Suggest = Callable[[Typing], Awaitable[Sequence[Choice]]]
"""Values that fit what is being typed, for platforms that show them; few, the likeliest first."""


async def no_suggestions(_typing: Typing) -> Sequence[Choice]:
    """Suggests nothing."""
    return ()


class ChatAdapter(Protocol):
    """One chat platform."""

    name: str
    per_second: float
    """Messages a second that a bucket may post, all workers together."""

    def bucket(self, channel: Channel) -> str:
        """The rate limit the channel counts against: a Slack workspace, a Discord bot."""
        ...

    def pack(self, documents: Sequence[Document]) -> tuple[Body, ...]:
        """The bodies to post in order: the first is the parent message, the others go into its thread.

        Pure and deterministic. Obeys every limit of the platform; what does not fit is counted in the message, never
        cut silently. At least one body for at least one document.
        """
        ...

    async def post(self, post: Post) -> Receipt:
        """Post once, without any retry of its own.

        Raises:
            SendError: one of its four subclasses.
        """
        ...

    async def find(self, post: Post, since: datetime) -> Receipt | None:
        """The receipt of an earlier post with the same mark, sent at or after `since`; None if there certainly is none.

        Raises:
            Ambiguous: it cannot be established, however often one asks.
            SendError: the platform could not be asked now. A lost answer is `Unavailable`: asking again does no harm.
        """
        ...

    async def edit(self, receipt: Receipt, body: Body) -> None:
        """Replace a posted message.

        Raises:
            SendError: as `post`.
        """
        ...

    async def listen(self, answer: Answer, suggest: Suggest = no_suggestions) -> None:
        """Answer what people ask until cancelled, reconnecting by itself; show what `suggest` offers where the platform
        completes what is typed. Adapters without questions return at once."""
        ...

    async def close(self) -> None:
        """Give connections back; idempotent."""
        ...

    def health(self) -> tuple[Health, str]:
        """State of the connection and one line of detail for `status`."""
        ...
