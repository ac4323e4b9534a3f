"""A Slack of our own on loopback, for the real slack_sdk and slack-bolt: Web API, Socket Mode, signed HTTP requests.

It takes messages as strictly as `slack_rules`, remembers what it was sent, and fails on demand.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from tests.bot.slack_rules import block_violations, message_violations

Json = dict[str, Any]

BOT_TOKEN = "xoxb-loopback"
APP_TOKEN = "xapp-loopback"
SIGNING_SECRET = "signing-secret-of-loopback"
TICKET = "ticket-of-loopback-"
TEAM = "T0TEAM"
CHANNEL = "C0THAILAND"
ARCHIVED = "C0ARCHIVED"
BOT_USER = "U0BOT"
READER = "U0READER"
ADMIN = "U0ADMIN"


class Fault(StrEnum):
    """What happens to the next chat.postMessage."""

    THROTTLED = "ratelimited"
    THROTTLED_EVERYWHERE = "rate_limited"
    FAILED_BEFORE = "500, not taken"
    FAILED_AFTER = "fatal_error, taken"
    DROPPED = "taken, connection closed"
    SILENT = "taken, never answered"


@dataclass
class Message:
    """What a channel holds."""

    channel: str
    ts: str
    body: Json

    def text(self) -> str:
        """All readable text of the blocks."""
        return json.dumps(self.body.get("blocks", []), ensure_ascii=False) + self.body["text"]


@dataclass
class SlackServer:
    """State and switches; `running()` starts it.

    Of the response URLs, those in `closed` refuse, those in `cut` take one message and hang up. `busy` says how many
    calls of a method, or posts to a response URL, are told to come back, `dropped` how many answers of a method are
    lost on their way, `users` what users.info tells about somebody besides the usual.
    """

    retry_after: int = 1
    url: str = ""
    messages: list[Message] = field(default_factory=list)
    ephemeral: list[Json] = field(default_factory=list)
    responses: list[Json] = field(default_factory=list)
    views: list[tuple[str, Json]] = field(default_factory=list)
    calls: list[tuple[str, Json]] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    refusals: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=lambda: {BOT_TOKEN: TEAM})
    busy: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    users: dict[str, Json] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)
    acknowledged: dict[str, Json] = field(default_factory=dict)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    opened: int = 0
    _clock: Any = field(default_factory=lambda: itertools.count(1))
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _silence: asyncio.Event = field(default_factory=asyncio.Event)
    _runner: web.AppRunner | None = None

    @property
    def api(self) -> str:
        """The base URL for the clients."""
        return f"{self.url}/api/"

    @asynccontextmanager
    async def running(self) -> AsyncIterator[SlackServer]:
        """Serve on a free port of loopback until the end of the block."""
        await self.start()
        try:
            yield self
        finally:
            await self.stop()

    async def start(self, port: int = 0) -> None:
        """Listen."""
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_get("/link", self._link)
        app.router.add_post("/response/{token}", self._respond)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Stop listening and close what is open."""
        self._silence.set()
        for socket in self.sockets:
            await socket.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def until(self, condition: Callable[[], object], seconds: float = 5) -> None:
        """Wait until something the server is told makes the condition true."""
        async with asyncio.timeout(seconds), self._news:
            await self._news.wait_for(condition)

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()

    # --- Web API ---------------------------------------------------------------------------------------------------

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.content_type == "application/json":
            given: Json = await request.json()
        else:
            given = {**request.query, **await request.post()}
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.calls.append((method, given))
        answer = self._answer(method, given, token)
        if isinstance(answer, Fault):
            response = await self._faulty(request, answer)
        elif self.dropped[method]:
            self.dropped[method] -= 1
            response = await self._faulty(request, Fault.DROPPED)
        else:
            response = web.json_response(answer)
        await self._tell()
        return response

    def _answer(self, method: str, given: Json, token: str) -> Json | Fault:
        if self.busy[method]:
            self.busy[method] -= 1
            return Fault.THROTTLED
        if method in self.refusals:
            return _no(self.refusals[method])
        if method == "apps.connections.open":
            return self._open(token)
        if method == "oauth.v2.access":
            return self._access(given)
        handler = getattr(self, "_" + method.replace(".", "_"), None)
        if token not in self.tokens or handler is None:
            return _no("unknown_method" if handler is None else "token_revoked")
        answer: Json | Fault = handler(given, self.tokens[token])
        return answer

    async def _faulty(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault in {Fault.THROTTLED, Fault.THROTTLED_EVERYWHERE}:
            return web.json_response(_no(fault.value), status=429, headers={"Retry-After": str(self.retry_after)})
        if fault is Fault.FAILED_BEFORE:
            return web.Response(status=500, text="upstream error", content_type="text/html")
        if fault is Fault.FAILED_AFTER:
            return web.json_response(_no("fatal_error"))
        if fault is Fault.DROPPED:
            assert request.transport is not None
            request.transport.abort()
        else:
            await self._tell()
            await self._silence.wait()
        return web.Response()

    def _open(self, token: str) -> Json:
        if token != APP_TOKEN:
            return _no("invalid_auth")
        self.opened += 1
        return {"ok": True, "url": f"{self.url.replace('http', 'ws')}/link?ticket={TICKET}{self.opened}"}

    def _auth_test(self, _given: Json, team: str) -> Json:
        return {
            "ok": True,
            "url": "https://loopback.slack.example/",
            "team": "Loopback",
            "user": "kawaraban",
            "team_id": team,
            "user_id": BOT_USER,
            "bot_id": "B0BOT",
            "is_enterprise_install": False,
        }

    def _users_info(self, given: Json, team: str) -> Json:
        user = given["user"]
        admin = user == ADMIN
        return {
            "ok": True,
            "user": {
                "id": user,
                "team_id": team,
                "name": user.lower(),
                "tz": "Asia/Tokyo",
                "locale": "ja-JP" if admin else "en-US",
                "is_admin": admin,
                "is_owner": False,
                **self.users.get(user, {}),
            },
        }

    def _chat_postMessage(self, given: Json, _team: str) -> Json | Fault:  # noqa: N802 - Slack's name
        refusal = self._refuses(given)
        if refusal:
            return _no(refusal)
        fault = self.faults.popleft() if self.faults else None
        if fault in {Fault.THROTTLED, Fault.THROTTLED_EVERYWHERE, Fault.FAILED_BEFORE}:
            return fault
        wrong = message_violations(given)
        if wrong:
            return _no("invalid_blocks") | {"response_metadata": {"messages": wrong}}
        ts = f"{time.time():.0f}.{next(self._clock):06d}"
        self.messages.append(Message(given["channel"], ts, given))
        return fault or {
            "ok": True,
            "channel": given["channel"],
            "ts": ts,
            "message": {"ts": ts, "text": given["text"]},
        }

    def _refuses(self, given: Json) -> str:
        if given["channel"] == ARCHIVED:
            return "is_archived"
        return "" if given["channel"].startswith(("C", "D", "U")) else "channel_not_found"

    def _chat_update(self, given: Json, _team: str) -> Json:
        for message in self.messages:
            if (message.channel, message.ts) == (given["channel"], given["ts"]):
                wrong = message_violations({**message.body, "text": given["text"], "blocks": given["blocks"]})
                if wrong:
                    return _no("invalid_blocks") | {"response_metadata": {"messages": wrong}}
                message.body |= {"text": given["text"], "blocks": given["blocks"]}
                return {"ok": True, "channel": message.channel, "ts": message.ts}
        return _no("message_not_found")

    def _chat_postEphemeral(self, given: Json, _team: str) -> Json:  # noqa: N802 - Slack's name
        if block_violations(given["blocks"], most=50):
            return _no("invalid_blocks")
        self.ephemeral.append(given)
        return {"ok": True, "message_ts": f"{time.time():.0f}.{next(self._clock):06d}"}

    def _conversations_history(self, given: Json, _team: str) -> Json:
        return self._listed(given, [message for message in self.messages if "thread_ts" not in message.body])

    def _conversations_replies(self, given: Json, _team: str) -> Json:
        ours = [m for m in self.messages if given["ts"] in (m.ts, m.body.get("thread_ts"))]
        return self._listed(given, ours)

    def _listed(self, given: Json, candidates: list[Message]) -> Json:
        newest_first = [
            m for m in reversed(candidates) if m.channel == given["channel"] and float(m.ts) >= float(given["oldest"])
        ]
        start, size = int(given.get("cursor") or 0), int(given["limit"])
        page = newest_first[start : start + size]
        messages = [{"type": "message", "ts": m.ts, "text": m.body["text"], **_metadata(m, given)} for m in page]
        cursor = str(start + size) if start + size < len(newest_first) else ""
        return {"ok": True, "messages": messages, "response_metadata": {"next_cursor": cursor}}

    def _views_open(self, given: Json, _team: str) -> Json:
        return self._shown("open", given)

    def _views_update(self, given: Json, _team: str) -> Json:
        return self._shown("update", given)

    def _views_publish(self, given: Json, _team: str) -> Json:
        return self._shown("publish", given)

    def _shown(self, how: str, given: Json) -> Json:
        view = given["view"] if isinstance(given["view"], dict) else json.loads(given["view"])
        wrong = block_violations(view["blocks"], most=100)
        if wrong or len((view.get("title") or {"text": ""})["text"]) > 24:
            return _no("invalid_arguments") | {"response_metadata": {"messages": wrong}}
        self.views.append((how, view))
        return {"ok": True, "view": {"id": f"V{len(self.views)}", **view}}

    def _access(self, given: Json) -> Json:
        """An installation: the code names the team."""
        team = str(given["code"]).removeprefix("code-")
        token = f"xoxb-{team}"
        self.tokens[token] = team
        return {
            "ok": True,
            "app_id": "A0APP",
            "authed_user": {"id": ADMIN},
            "scope": "chat:write,commands",
            "token_type": "bot",
            "access_token": token,
            "bot_user_id": BOT_USER,
            "team": {"id": team, "name": team.title()},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    async def _respond(self, request: web.Request) -> web.Response:
        given = await request.json()
        if self.busy[request.match_info["token"]]:
            self.busy[request.match_info["token"]] -= 1
            return web.Response(status=429, text="rate_limited", headers={"Retry-After": str(self.retry_after)})
        if request.match_info["token"] in self.closed:
            return web.Response(status=404, text="no_channel")
        if request.match_info["token"] in self.cut:
            self.cut.remove(request.match_info["token"])
            assert request.transport is not None
            request.transport.abort()
        if block_violations(given.get("blocks", [{"type": "divider"}]), most=50):
            return web.Response(status=400, text="invalid_blocks")
        self.responses.append(given | {"token": request.match_info["token"]})
        await self._tell()
        return web.Response(text="ok")

    def response_url(self, token: str = "r1") -> str:
        """Where an answer to one invocation may be posted."""
        return f"{self.url}/response/{token}"

    # --- Socket Mode -----------------------------------------------------------------------------------------------

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        self.sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": 1})
        await self._tell()
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                answer = json.loads(message.data)
                self.acknowledged[answer["envelope_id"]] = answer.get("payload") or {}
                await self._tell()
        return socket

    async def connected(self, count: int = 1) -> web.WebSocketResponse:
        """The `count`-th socket, once it is there."""
        await self.until(lambda: len(self.sockets) >= count)
        return self.sockets[count - 1]

    async def send(self, kind: str, payload: Json, envelope: str = "") -> str:
        """Send an envelope over the newest socket and wait until it is acknowledged."""
        envelope = envelope or f"e{next(self._clock)}"
        self.acknowledged.pop(envelope, None)
        content = {"envelope_id": envelope, "type": kind, "payload": payload, "accepts_response_payload": True}
        await self.sockets[-1].send_json(content)
        await self.until(lambda: envelope in self.acknowledged)
        return envelope

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the client for a new connection, as Slack does every few hours; it closes the old one itself."""
        await self.sockets[-1].send_json({"type": "disconnect", "reason": reason})


def signed(body: str, *, at: float | None = None, secret: str = SIGNING_SECRET) -> dict[str, str]:
    """Headers of a request as Slack signs it (https://docs.slack.dev/authentication/verifying-requests-from-slack)."""
    timestamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


def form(payload: Mapping[str, Any]) -> str:
    """A slash command's body."""
    return urlencode(payload)


def _no(error: str) -> Json:
    return {"ok": False, "error": error}


def _metadata(message: Message, given: Json) -> Json:
    wanted = str(given.get("include_all_metadata", "")).lower() in {"1", "true"}
    return {"metadata": message.body["metadata"]} if wanted and "metadata" in message.body else {}
