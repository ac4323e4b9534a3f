"""A chat platform of our own on loopback, with faults on demand, and the adapter that talks to it.

`Platform` is the server: it takes messages, remembers them, and can be told to throttle, refuse, fail before or after
accepting, drop an answer, or say nothing. `PlatformAdapter` is an ordinary adapter written against it; it passes the
adapter contract and carries the deliveries of the chaos run.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import aiohttp
from aiohttp import web

from bot.chat import (
    Ambiguous,
    Answer,
    Body,
    Health,
    Post,
    Refused,
    SendError,
    Suggest,
    Throttled,
    Unavailable,
    no_suggestions,
)
from bot.punctual import punctual
from digests.document import Code, Document, Rule, Table, plain
from digests.model import Channel, Receipt

TEXT_LIMIT = 2000
"""Code points of one message."""


class Fault(StrEnum):
    """What may befall a post on the server's side."""

    THROTTLED = "throttled"  # 429 for this channel
    THROTTLED_EVERYWHERE = "throttled everywhere"  # 429 for the whole bot
    REFUSED = "refused"  # the channel is gone
    UNAVAILABLE = "unavailable"  # certainly not taken
    FAILED_BEFORE = "failed before accepting"  # a 500 that says nothing, not taken
    FAILED_AFTER = "failed after accepting"  # a 500 that says nothing, but taken
    DROPPED = "answer dropped"  # taken, and the connection closed
    SILENT = "silent"  # taken, and never answered
    SLOW = "slow"  # taken after `slow` seconds, whether or not anybody still waits for the answer


@dataclass(frozen=True, slots=True)
class Message:
    """What the platform has taken."""

    ref: str
    channel: str
    text: str
    mark: str
    thread: str
    at: float


class Platform:
    """The server. `choose` (None: no fault) is asked for every post; `arrange` sets faults for the next ones.

    `edits` are the messages that were edited, in order, once for each time.
    """

    retry_after = 0.2
    slow = 0.5

    def __init__(self, choose: Callable[[], Fault | None] = lambda: None) -> None:
        self.messages: dict[str, Message] = {}
        self.requests: list[tuple[float, str]] = []
        self.silence = asyncio.Event()
        self._choose = choose
        self._by_mark: dict[tuple[str, str], Message] = {}
        self.edits: list[str] = []
        self._arranged: deque[Fault] = deque()
        self._arranged_edits: deque[Fault] = deque()
        self._runner: web.AppRunner | None = None
        self.url = ""

    def arrange(self, *faults: Fault) -> None:
        """Let the next posts meet these faults, one each."""
        self._arranged.extend(faults)

    def arrange_edits(self, *faults: Fault) -> None:
        """Let the next edits meet these faults, one each."""
        self._arranged_edits.extend(faults)

    async def start(self, port: int = 0) -> None:
        """Listen on loopback."""
        app = web.Application()
        app.router.add_post("/messages", self._post)
        app.router.add_get("/messages", self._find)
        app.router.add_put("/messages/{ref}", self._edit)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Stop listening; connections are then refused."""
        self.silence.set()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _post(self, request: web.Request) -> web.StreamResponse:
        content = await request.json()
        now = datetime.now(UTC).timestamp()
        self.requests.append((now, content["mark"]))
        fault = self._arranged.popleft() if self._arranged else self._choose()
        if refusal := _refusal(fault, self.retry_after):
            return refusal
        if len(content["text"]) > TEXT_LIMIT:
            return web.json_response({"error": "text too long"}, status=400)
        if fault is Fault.SLOW:
            await asyncio.sleep(self.slow)
        message = Message(f"m{len(self.messages) + 1}", at=datetime.now(UTC).timestamp(), **content)
        self.messages[message.ref] = message
        self._by_mark.setdefault((message.channel, message.mark), message)
        return await self._answer(request, fault, {"ref": message.ref, "at": message.at})

    async def _answer(self, request: web.Request, fault: Fault | None, answer: dict[str, object]) -> web.Response:
        """Answer for what was taken, unless a fault keeps the answer back."""
        if fault is Fault.FAILED_AFTER:
            return web.Response(status=500)
        if fault is Fault.DROPPED:
            assert request.transport is not None
            request.transport.abort()
        if fault is Fault.SILENT:
            await self.silence.wait()
        return web.json_response(answer)

    async def _find(self, request: web.Request) -> web.Response:
        channel, mark, since = (request.query[name] for name in ("channel", "mark", "since"))
        message = self._by_mark.get((channel, mark))
        if message is None or message.at < float(since):
            return web.json_response({})
        return web.json_response({"ref": message.ref, "at": message.at})

    async def _edit(self, request: web.Request) -> web.Response:
        ref, content = request.match_info["ref"], await request.json()
        fault = self._arranged_edits.popleft() if self._arranged_edits else None
        if refusal := _refusal(fault, self.retry_after):
            return refusal
        if fault is Fault.SLOW:
            await asyncio.sleep(self.slow)
        if ref not in self.messages:
            return web.json_response({"error": "no such message"}, status=404)
        old = self.messages[ref]
        self.messages[ref] = Message(old.ref, old.channel, content["text"], old.mark, old.thread, old.at)
        self.edits.append(ref)
        return await self._answer(request, fault, {})


def _refusal(fault: Fault | None, retry_after: float) -> web.Response | None:
    if fault in {Fault.THROTTLED, Fault.THROTTLED_EVERYWHERE}:
        everywhere = fault is Fault.THROTTLED_EVERYWHERE
        return web.json_response({"everywhere": everywhere}, status=429, headers={"Retry-After": str(retry_after)})
    if fault is Fault.REFUSED:
        return web.json_response({"error": "channel is gone"}, status=403)
    if fault is Fault.UNAVAILABLE:
        return web.Response(status=503)
    if fault is Fault.FAILED_BEFORE:
        return web.Response(status=500)
    return None


class PlatformAdapter:
    """The adapter of `Platform`. A 503 says that nothing was taken; any other failure of the server says nothing."""

    name = "fake"

    def __init__(self, url: str, *, per_second: float = 1000.0, timeout: float = 2.0) -> None:
        self.per_second = per_second
        self._url = url
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._session: aiohttp.ClientSession | None = None

    def bucket(self, channel: Channel) -> str:
        return f"{self.name}/{channel.workspace}"

    def pack(self, documents: Sequence[Document]) -> tuple[Body, ...]:
        return tuple({"text": text} for document in documents for text in _packed(document))

    async def post(self, post: Post) -> Receipt:
        content = {
            "channel": post.channel.id,
            "text": post.body["text"],
            "mark": post.mark,
            "thread": post.thread.ref if post.thread else "",
        }
        answer = await self._ask("POST", "/messages", where=str(post.channel), content=content)
        return self._receipt(post.channel, answer)

    async def find(self, post: Post, since: datetime) -> Receipt | None:
        query = {"channel": post.channel.id, "mark": post.mark, "since": str(since.timestamp())}
        try:
            answer = await self._ask("GET", "/messages", where=str(post.channel), query=query)
        except Ambiguous as error:  # a question whose answer was lost may be asked again
            raise Unavailable(error.what, where=error.where) from error
        return self._receipt(post.channel, answer) if answer else None

    async def edit(self, receipt: Receipt, body: Body) -> None:
        await self._ask("PUT", f"/messages/{receipt.ref}", where=str(receipt.channel), content={"text": body["text"]})

    async def listen(self, answer: Answer, suggest: Suggest = no_suggestions) -> None:
        return

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def health(self) -> tuple[Health, str]:
        return Health.READY, self._url

    async def _ask(
        self, method: str, path: str, *, where: str, content: Body | None = None, query: dict[str, str] | None = None
    ) -> Body:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=0)
            self._session = aiohttp.ClientSession(
                timeout=self._timeout, connector=connector, trace_configs=[punctual()]
            )
        try:
            async with self._session.request(method, self._url + path, json=content, params=query) as response:
                if response.status == 200:
                    answer: Body = json.loads(await response.read())
                    return answer
                raise await _error(response, where)
        except aiohttp.ClientConnectorError as error:
            raise Unavailable("the platform cannot be reached", where=where) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Ambiguous(f"the answer was lost: {error!r}", where=where) from error

    def _receipt(self, channel: Channel, answer: Body) -> Receipt:
        at = datetime.fromtimestamp(answer["at"], UTC)
        return Receipt(channel, answer["ref"], at, link=f"{self._url}/{answer['ref']}")


async def _error(response: aiohttp.ClientResponse, where: str) -> SendError:
    if response.status == 429:
        everywhere = (await response.json())["everywhere"]
        retry_after = float(response.headers["Retry-After"])
        return Throttled("too many messages", retry_after=retry_after, everywhere=everywhere, where=where)
    if response.status == 503:
        return Unavailable("the platform is down", where=where)
    if response.status >= 500:
        return Ambiguous(f"the platform failed with status {response.status}", where=where)
    return Refused((await response.json())["error"], where=where, remedy="invite the bot again")


def _packed(document: Document) -> list[str]:
    """The document's lines in as many messages as they need; a line that fits in none goes on in the next."""
    texts = [""]
    for line in _lines(document):
        for start in range(0, max(1, len(line)), TEXT_LIMIT - 1):
            piece = line[start : start + TEXT_LIMIT - 1] + "\n"
            if len(texts[-1]) + len(piece) > TEXT_LIMIT:
                texts.append("")
            texts[-1] += piece
    return texts


def _lines(document: Document) -> list[str]:
    lines: list[str] = []
    for block in document.blocks:
        match block:
            case Code(text=text):
                lines += text.splitlines()
            case Rule():
                lines.append("---")
            case Table(header=header, rows=rows):
                lines += [" | ".join(map(plain, row)) for row in (header, *rows)]
            case _:
                runs = getattr(block, "lines", getattr(block, "items", None))
                lines += map(plain, runs) if runs is not None else [plain(block.runs)]  # type: ignore[union-attr]  # a block without runs fails the test, as it should
    return [line.replace("@", "@\u200b") for line in lines]  # nothing that an article says may ping
