"""The gateway of `discord_server`: sessions over WebSockets, with everything that ends them.

https://docs.discord.com/developers/events/gateway#connections
"""

from __future__ import annotations

import itertools
import json
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import aiohttp
from aiohttp import web

Json = dict[str, Any]


class Op(IntEnum):
    """Opcodes (https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-opcodes)."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    RESUME = 6
    RECONNECT = 7
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


@dataclass
class Session:
    """A session and the socket it is spoken over."""

    id: str
    socket: web.WebSocketResponse
    shard: list[int]
    sent: int = 0


@dataclass
class Gateway:
    """State and switches."""

    bot: str
    guild: Json
    """Told to every new session."""
    shards: int = 1
    """How many shards `GET /gateway/bot` asks for."""
    identifies: list[Json] = field(default_factory=list)
    resumes: list[Json] = field(default_factory=list)
    heartbeats: int = 0
    refusals: deque[int] = field(default_factory=deque)
    """What becomes of the next connections: an HTTP status for the upgrade, or a close code for the identification."""
    sessions: dict[str, Session] = field(default_factory=dict)
    _address: str = ""
    _numbers: Any = field(default_factory=lambda: itertools.count(1))
    _tell: Callable[[], Awaitable[None]] | None = None
    _sockets: list[web.WebSocketResponse] = field(default_factory=list)

    def start(self, address: str, tell: Callable[[], Awaitable[None]]) -> None:
        """Say where sessions are resumed, and whom to tell what happens."""
        self._address, self._tell = address, tell

    async def stop(self) -> None:
        """Close every socket."""
        for socket in self._sockets:
            await socket.close(code=1001)

    @property
    def newest(self) -> Session:
        """The session that began, or was resumed, last."""
        return list(self.sessions.values())[-1]

    # --- what ends a connection ------------------------------------------------------------------------------------

    async def dispatch(self, event: str, data: Json) -> None:
        """Send an event over the newest session."""
        await self._dispatch(self.newest, event, data)

    async def reconnect(self) -> None:
        """Ask for a new connection, as Discord does every few hours."""
        await self.newest.socket.send_json({"op": Op.RECONNECT, "d": None, "s": None, "t": None})

    async def invalidate(self, *, resumable: bool) -> None:
        """End the session, or only the connection."""
        session = self.newest
        if not resumable:
            del self.sessions[session.id]
        await session.socket.send_json({"op": Op.INVALID_SESSION, "d": resumable, "s": None, "t": None})

    async def close(self, code: int) -> None:
        """Close the newest session's socket."""
        await self.newest.socket.close(code=code)

    # --- sockets ---------------------------------------------------------------------------------------------------

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection."""
        if self.refusals and self.refusals[0] < 1000:
            return web.Response(status=self.refusals.popleft())
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        self._sockets.append(socket)
        await socket.send_json({"op": Op.HELLO, "d": {"heartbeat_interval": 41_250}, "s": None, "t": None})
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                said = json.loads(message.data)
                await self._heard(socket, said["op"], said["d"])
                assert self._tell is not None
                await self._tell()
        return socket

    async def _heard(self, socket: web.WebSocketResponse, op: int, data: Any) -> None:
        if op == Op.HEARTBEAT:
            self.heartbeats += 1
            await socket.send_json({"op": Op.HEARTBEAT_ACK, "d": None, "s": None, "t": None})
        elif op == Op.IDENTIFY:
            self.identifies.append(data)
            if self.refusals:
                await socket.close(code=self.refusals.popleft())
                return
            await self._begin(socket, data)
        elif op == Op.RESUME:
            self.resumes.append(data)
            session = self.sessions.pop(data["session_id"], None)
            if session is None:
                await socket.send_json({"op": Op.INVALID_SESSION, "d": False, "s": None, "t": None})
                return
            session.socket = socket
            self.sessions[session.id] = session
            await self._dispatch(session, "RESUMED", {"_trace": []})

    async def _begin(self, socket: web.WebSocketResponse, data: Json) -> None:
        session = Session(f"session{next(self._numbers)}", socket, data.get("shard") or [0, 1])
        self.sessions[session.id] = session
        user = {"id": self.bot, "username": "kawaraban", "discriminator": "0", "avatar": None, "bot": True}
        ready: Json = {
            "v": 10,
            "user": user,
            "guilds": [{"id": self.guild["id"], "unavailable": True}],
            "session_id": session.id,
            "resume_gateway_url": self._address,
            "shard": session.shard,
            "application": {"id": self.bot, "flags": 0},
        }
        await self._dispatch(session, "READY", ready)
        await self._dispatch(session, "GUILD_CREATE", self.guild)

    async def _dispatch(self, session: Session, event: str, data: Json) -> None:
        session.sent += 1
        await session.socket.send_json({"op": Op.DISPATCH, "t": event, "s": session.sent, "d": data})
