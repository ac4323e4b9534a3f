"""A Discord of our own on loopback, for the real discord.py: REST v10 here, the gateway in `discord_sockets`.

It takes requests as strictly as `discord_rules`, remembers what it was sent, and fails on demand.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from aiohttp import web

from tests.bot.discord_objects import (
    BOT,
    CHANNEL,
    DIRECT,
    GUILD,
    MANAGER,
    READER,
    TOKEN,
    Json,
    Message,
    Place,
    guild,
    snowflake,
)
from tests.bot.discord_rules import request_violations
from tests.bot.discord_sockets import Gateway

Answer = tuple[int, Any]
"""Status and JSON."""


class Fault(StrEnum):
    """What happens to the next Create Message."""

    THROTTLED = "429 of this route"
    THROTTLED_EVERYWHERE = "429 of the whole bot"
    BANNED = "429 of the edge, before the API"
    FAILED_BEFORE = "500, not taken"
    FAILED_AFTER = "500, taken"
    DROPPED = "taken, connection closed"
    RESET = "taken, connection reset"
    SILENT = "taken, never answered"


@dataclass
class DiscordServer:
    """State and switches; `running()` starts it. `calls` holds (name of the route, JSON body) of every request."""

    retry_after: float = 1.5
    edge_retry_after: int = 900
    window: int = 0
    """Messages that a channel takes before its bucket is exhausted for `retry_after` seconds; 0: no buckets."""
    url: str = ""
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    places: dict[str, Place] = field(default_factory=lambda: {CHANNEL: Place(CHANNEL), DIRECT: Place(DIRECT, "")})
    messages: list[Message] = field(default_factory=list)
    calls: list[tuple[str, Any]] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    refusals: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Status and error code with which a route refuses everything, by its name."""
    history_hidden: bool = False
    """The bot may not read the history: it is shown none."""
    commands: dict[str, list[Json]] = field(default_factory=dict)
    """Registered commands: of a guild by its id, of all guilds by ""."""
    callbacks: dict[str, Json] = field(default_factory=dict)
    """First answers to interactions, by the interaction's id."""
    webhooks: list[tuple[str, Json]] = field(default_factory=list)
    """Later answers: ("edit" or "followup" or "delete", body), each body with the interaction's "token"."""
    gateway: Gateway = field(default_factory=lambda: Gateway(BOT, guild()))
    _nonces: dict[str, Message] = field(default_factory=dict)
    _counts: dict[str, list[float]] = field(default_factory=dict)
    _acknowledged: dict[str, str] = field(default_factory=dict)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _silence: asyncio.Event = field(default_factory=asyncio.Event)
    _runner: web.AppRunner | None = None

    @property
    def api(self) -> str:
        """The base URL for the clients."""
        return f"{self.url}/api/v10"

    @property
    def socket(self) -> str:
        """The gateway's URL."""
        return f"{self.url.replace('http', 'ws')}/gateway/"

    @asynccontextmanager
    async def running(self) -> AsyncIterator[DiscordServer]:
        """Serve on a free port of loopback until the end of the block."""
        await self.start()
        try:
            yield self
        finally:
            await self.stop()

    async def start(self, port: int = 0) -> None:
        """Listen."""
        app = web.Application()
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_get("/resume/", self.gateway.serve)
        for method, path, name in ROUTES:
            app.router.add_route(method, f"/api/v10{path}", self._route(name))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.gateway.start(self.socket.replace("/gateway/", "/resume/"), self._tell)

    @property
    def port(self) -> int:
        """Where it listens, to start again in the same place."""
        return int(self.url.rsplit(":", 1)[1])

    async def stop(self) -> None:
        """Stop listening and close what is open."""
        self._silence.set()
        await self.gateway.stop()
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

    def called(self, name: str) -> list[Any]:
        """The bodies of all requests to a route."""
        return [body for each, body in self.calls if each == name]

    # --- requests --------------------------------------------------------------------------------------------------

    def _route(self, name: str) -> Callable[[web.Request], Any]:
        handler: Callable[[Mapping[str, str], Any], Answer | Fault] = getattr(self, f"_{name}")

        async def handle(request: web.Request) -> web.StreamResponse:
            body = await request.json() if request.can_read_body else None
            given = {**request.query, **request.match_info}
            self.calls.append((name, body))
            if name not in UNAUTHORISED and request.headers.get("Authorization", "")[4:] not in self.tokens:
                answer: Answer | Fault = _no(401, 0)
            elif name in self.refusals:
                answer = _no(*self.refusals[name])
            elif wrong := _violations(name, body):
                answer = 400, {"code": 50035, "message": "Invalid Form Body", "errors": wrong}
            else:
                answer = handler(given, body)
            response = await self._faulty(request, answer) if isinstance(answer, Fault) else self._said(name, *answer)
            await self._tell()
            return response

        return handle

    def _said(self, name: str, status: int, content: Any) -> web.Response:
        headers = {"Via": "1.1 google"}
        if status == 429:
            headers |= {"Retry-After": str(int(content["retry_after"] + 1)), "X-RateLimit-Scope": "user"}
            if content["global"]:
                headers |= {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}
        if name == "create_message" and self.window:
            left = max(0, self.window - max(map(len, self._counts.values())))
            headers |= {
                "X-RateLimit-Bucket": "b1",
                "X-RateLimit-Limit": str(self.window),
                "X-RateLimit-Remaining": str(left),
                "X-RateLimit-Reset": f"{time.time() + self.retry_after:.3f}",
                "X-RateLimit-Reset-After": str(self.retry_after),
            }
        if status == 204:
            return web.Response(status=204, headers=headers)
        headers["Content-Type"] = "application/json"  # discord.py reads no JSON of a type with a charset
        return web.Response(body=json.dumps(content).encode(), status=status, headers=headers)

    async def _faulty(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault in {Fault.THROTTLED, Fault.THROTTLED_EVERYWHERE}:
            everywhere = fault is Fault.THROTTLED_EVERYWHERE
            limited = {"message": "You are being rate limited.", "retry_after": self.retry_after, "global": everywhere}
            return self._said("", 429, limited)
        if fault is Fault.BANNED:
            text = "error code: 1015"
            return web.Response(
                status=429, text=text, content_type="text/plain", headers={"Retry-After": str(self.edge_retry_after)}
            )
        if fault in {Fault.FAILED_BEFORE, Fault.FAILED_AFTER}:
            return web.Response(status=500, text="upstream error", content_type="text/html")
        if fault in {Fault.DROPPED, Fault.RESET}:
            assert request.transport is not None
            if fault is Fault.RESET:
                request.transport.abort()
            else:
                request.transport.close()
            return web.Response()
        await self._tell()
        await self._silence.wait()
        return web.Response()

    # --- who and where ---------------------------------------------------------------------------------------------

    def _me(self, _given: Mapping[str, str], _body: Any) -> Answer:
        return 200, {"id": BOT, "username": "kawaraban", "discriminator": "0", "avatar": None, "bot": True}

    def _application(self, _given: Mapping[str, str], _body: Any) -> Answer:
        return 200, {
            "id": BOT,
            "name": "Kawaraban",
            "description": "",
            "icon": None,
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": 0,
            "owner": {"id": MANAGER, "username": "manager", "discriminator": "0", "avatar": None},
            "team": None,
        }

    def _gateway_bot(self, _given: Mapping[str, str], _body: Any) -> Answer:
        limit = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
        return 200, {"url": self.socket, "shards": self.gateway.shards, "session_start_limit": limit}

    def _get_channel(self, given: Mapping[str, str], _body: Any) -> Answer:
        place = self.places.get(given["channel"])
        return (200, place.json()) if place else _no(404, 10003)

    def _edit_channel(self, given: Mapping[str, str], body: Json) -> Answer:
        place = self.places.get(given["channel"])
        if place is None:
            return _no(404, 10003)
        if place.locked:
            return _no(403, 50013)
        place.archived = bool(body.get("archived", place.archived))
        return 200, place.json()

    # --- messages --------------------------------------------------------------------------------------------------

    def _create_message(self, given: Mapping[str, str], body: Json) -> Answer | Fault:
        place = self.places.get(given["channel"])
        if place is None:
            return _no(404, 10003)
        if place.archived and place.locked:
            return _no(403, 160005)
        fault = self.faults.popleft() if self.faults else None
        if fault in {Fault.THROTTLED, Fault.THROTTLED_EVERYWHERE, Fault.BANNED, Fault.FAILED_BEFORE}:
            return fault
        if self.window and not self._counted(place.id):
            return Fault.THROTTLED
        message = self._nonces.get(body.get("nonce", "")) if body.get("enforce_nonce") else None
        if message is None:
            message = self._taken(place, body)
        return fault or (200, message.json() | {"nonce": body.get("nonce")})

    def _taken(self, place: Place, body: Json) -> Message:
        message = Message(snowflake(), place.id, body)
        place.last_message, place.archived = message.id, False
        self.messages.append(message)
        if body.get("nonce"):
            self._nonces[body["nonce"]] = message
        return message

    def _counted(self, place: str) -> bool:
        """Whether the channel's bucket has room."""
        times = self._counts.setdefault(place, [])
        times[:] = [each for each in times if each > time.monotonic() - self.retry_after]
        if len(times) >= self.window:
            return False
        times.append(time.monotonic())
        return True

    def forget_nonces(self) -> None:
        """A few minutes have passed."""
        self._nonces.clear()

    def message(self, id: str) -> Message:  # noqa: A002 - Discord's name
        """The message of that id."""
        (found,) = [each for each in self.messages if each.id == id]
        return found

    def _found(self, given: Mapping[str, str]) -> Message | None:
        return next((m for m in self.messages if (m.channel, m.id) == (given["channel"], given["message"])), None)

    def _get_message(self, given: Mapping[str, str], _body: Any) -> Answer:
        message = self._found(given)
        if given["channel"] not in self.places or message is None:
            return _no(404, 10008 if given["channel"] in self.places else 10003)
        thread = self.places.get(message.id)
        return 200, message.json() | ({"thread": thread.json()} if thread else {})

    def _edit_message(self, given: Mapping[str, str], body: Json) -> Answer:
        message, place = self._found(given), self.places.get(given["channel"])
        if message is None or place is None:
            return _no(404, 10008 if place else 10003)
        if place.archived:
            return _no(400, 50083)
        message.body |= body
        return 200, message.json()

    def _list_messages(self, given: Mapping[str, str], _body: Any) -> Answer:
        """The oldest messages after an id, newest first, as Discord lists them."""
        if given["channel"] not in self.places:
            return _no(404, 10003)
        if self.history_hidden:
            return 200, []
        there = [m for m in self.messages if m.channel == given["channel"] and int(m.id) > int(given.get("after", 0))]
        page = there[: int(given["limit"])] if "after" in given else there[-int(given["limit"]) :]
        return 200, [message.json() for message in reversed(page)]

    def _start_thread(self, given: Mapping[str, str], body: Json) -> Answer:
        place, message = self.places.get(given["channel"]), self._found(given)
        if place is None or message is None:
            return _no(404, 10008 if place else 10003)
        if not place.guild or place.parent:
            return _no(400, 50024)
        if message.id in self.places:
            return _no(400, 160004)
        self.places[message.id] = Place(message.id, place.guild, place.id, body["name"])
        return 201, self.places[message.id].json()

    # --- commands and interactions ---------------------------------------------------------------------------------

    def _get_commands(self, given: Mapping[str, str], _body: Any) -> Answer:
        return 200, self.commands.get(given.get("guild", ""), [])

    def _put_commands(self, given: Mapping[str, str], body: list[Json]) -> Answer:
        scope = given.get("guild", "")
        extra: Json = {"application_id": BOT, "version": "1"} | ({"guild_id": scope} if scope else {})
        defaults: Json = {"type": 1, "description": "", "default_member_permissions": None, "options": []}
        self.commands[scope] = [{**defaults, **command, **extra, "id": snowflake()} for command in body]
        return 200, self.commands[scope]

    async def interact(self, interaction: Json) -> str:
        """Send an interaction over the newest session and wait until it has its first answer; its id.

        Args:
            interaction: "type", "data" and whatever else differs from a reader in the channel.
        """
        id_ = snowflake()
        user = {"id": READER, "username": "reader", "discriminator": "0", "avatar": None, "global_name": None}
        member = {"user": user, "roles": [], "joined_at": "2024-01-01T00:00:00+00:00", "deaf": False, "mute": False}
        whole: Json = {
            "id": id_,
            "application_id": BOT,
            "token": f"token-{id_}",
            "version": 1,
            "guild_id": GUILD,
            "guild": {"id": GUILD, "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "channel_id": CHANNEL,
            "channel": self.places[CHANNEL].json(),
            "member": member | {"permissions": "2048", "flags": 0},
            "locale": "en-US",
            "app_permissions": "2048",
            "entitlements": [],
            "authorizing_integration_owners": {"0": GUILD},
            "context": 0,
            "attachment_size_limit": 10_000_000,
        } | interaction
        await self.gateway.dispatch("INTERACTION_CREATE", whole)
        await self.until(lambda: whole["id"] in self.callbacks)
        return str(whole["id"])

    def _callback(self, given: Mapping[str, str], body: Json) -> Answer:
        if given["token"] in self._acknowledged:
            return _no(400, 40060)
        self.callbacks[given["interaction"]] = body
        self._acknowledged[given["token"]] = given["interaction"]
        if given.get("with_response") not in {"1", "true"}:
            return 204, None
        told: Json = {"id": given["interaction"], "type": 2, "response_message_ephemeral": False}
        resource: Json = {"type": body["type"]}
        if body["type"] in {4, 5, 7}:
            message = Message(snowflake(), CHANNEL, body.get("data") or {})
            told["response_message_id"] = message.id
            resource["message"] = message.json()
        return 200, {"interaction": told, "resource": resource}

    def _followup(self, given: Mapping[str, str], body: Json) -> Answer:
        return self._later("followup", given, body)

    def _edit_followup(self, given: Mapping[str, str], body: Json) -> Answer:
        return self._later("edit", given, body)

    def _get_followup(self, given: Mapping[str, str], _body: Any) -> Answer:
        if given["token"] not in self._acknowledged:
            return _no(404, 10015)
        return 200, Message(snowflake(), CHANNEL, {}).json()

    def _delete_followup(self, given: Mapping[str, str], _body: Any) -> Answer:
        status, _ = self._later("delete", given, {})
        return (204, None) if status == 200 else _no(404, 10015)

    def _later(self, how: str, given: Mapping[str, str], body: Json) -> Answer:
        if given["token"] not in self._acknowledged:
            return _no(404, 10015)
        self.webhooks.append((how, body | {"token": given["token"]}))
        return 200, Message(snowflake(), CHANNEL, body).json() | {"webhook_id": BOT}


UNAUTHORISED = {"callback", "followup", "edit_followup", "get_followup", "delete_followup"}
"""Routes whose token in the address is enough."""

ROUTES = (
    ("GET", "/users/@me", "me"),
    ("GET", "/oauth2/applications/@me", "application"),
    ("GET", "/gateway/bot", "gateway_bot"),
    ("GET", "/channels/{channel}", "get_channel"),
    ("PATCH", "/channels/{channel}", "edit_channel"),
    ("POST", "/channels/{channel}/messages", "create_message"),
    ("GET", "/channels/{channel}/messages", "list_messages"),
    ("GET", "/channels/{channel}/messages/{message}", "get_message"),
    ("PATCH", "/channels/{channel}/messages/{message}", "edit_message"),
    ("POST", "/channels/{channel}/messages/{message}/threads", "start_thread"),
    ("GET", "/applications/{application}/commands", "get_commands"),
    ("PUT", "/applications/{application}/commands", "put_commands"),
    ("GET", "/applications/{application}/guilds/{guild}/commands", "get_commands"),
    ("PUT", "/applications/{application}/guilds/{guild}/commands", "put_commands"),
    ("POST", "/interactions/{interaction}/{token}/callback", "callback"),
    ("POST", "/webhooks/{application}/{token}", "followup"),
    ("GET", "/webhooks/{application}/{token}/messages/{message}", "get_followup"),
    ("PATCH", "/webhooks/{application}/{token}/messages/{message}", "edit_followup"),
    ("DELETE", "/webhooks/{application}/{token}/messages/{message}", "delete_followup"),
)

_SCHEMAS = {
    "create_message": "MessageCreateRequest",
    "edit_message": "MessageEditRequestPartial",
    "start_thread": "CreateTextThreadWithMessageRequest",
    "edit_channel": "UpdateThreadRequestPartial",
    "followup": "IncomingWebhookRequestPartial",
    "edit_followup": "IncomingWebhookUpdateRequestPartial",
}
_CALLBACKS = {
    4: "CreateMessageInteractionCallbackRequest",
    5: "CreateMessageInteractionCallbackRequest",
    6: "UpdateMessageInteractionCallbackRequest",
    7: "UpdateMessageInteractionCallbackRequest",
    8: "ApplicationCommandAutocompleteCallbackRequest",
    9: "ModalInteractionCallbackRequest",
}


def _violations(name: str, body: Any) -> list[str]:
    if name == "put_commands":
        return [each for command in body for each in request_violations("ApplicationCommandUpdateRequest", command)]
    schema = _CALLBACKS[body["type"]] if name == "callback" else _SCHEMAS.get(name, "")
    return request_violations(schema, body) if schema else []


def _no(status: int, code: int) -> Answer:
    return status, {"message": f"refused {code}", "code": code}
