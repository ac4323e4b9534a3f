"""What people ask in Slack: slack-bolt's requests as Invocations, Replies as Slack's answers.

Every request is acknowledged before any work is done (Slack waits three seconds) and handled once, however often Slack
sends it.
"""

from __future__ import annotations

import asyncio
import functools
import html
import json
import re
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.adapters import slack_views as views
from bot.adapters.once import KeptOnce, Once
from bot.adapters.slack_errors import translated
from bot.adapters.slack_people import People, Profile
from bot.chat import Ambiguous, Answer, Body, Invocation, Reply, SendError, Suggest, Typing
from digests.model import Channel, Language
from digests.store.database import Database

log = structlog.get_logger("kawaraban.slack", platform="slack")

Json = dict[str, Any]
Listener = Callable[..., Awaitable[None]]

SHORTCUT = "figures_in_message"
# A response URL takes five answers (https://docs.slack.dev/interactivity/handling-user-interaction); the last is kept
# for what a button may still want to say.
_ANSWERS = 4
# How long a submitted form may wait for what is wrong with it; Slack waits three seconds.
_FORM_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class _Asked:
    """Where a question came from, and so where its answer goes."""

    client: AsyncWebClient
    id: str
    channel: Channel
    user: str
    response_url: str = ""
    thread: str = ""
    replaces: bool = False


class Talk:
    """Registers everything people can do with the bot on a slack-bolt app."""

    def __init__(
        self,
        answer: Answer,
        suggest: Suggest,
        command: str,
        forget: Callable[[str], Awaitable[None]],
        database: Database | None = None,
    ) -> None:
        """Prepare.

        Args:
            answer: runs an invocation.
            suggest: knows values that fit what somebody types.
            command: name of the slash command, without the slash.
            forget: told of a workspace whose token is gone.
            database: where it is kept what must not happen twice; without one this process remembers it.
        """
        self._answer = answer
        self._suggest = suggest
        self._command = command
        self._forget = forget
        self._asked = Once()
        self._once = KeptOnce(database)
        self._people = People()

    def register(self, app: AsyncApp) -> None:
        """Hang the listeners on the app."""
        app.middleware(self._only_once)
        app.command(f"/{self._command}")(self._guarded(self._on_command))
        app.action(views.SHARE)(self._guarded(self._on_share))
        app.action(re.compile(f"^{views.DO}"))(self._guarded(self._on_button))
        app.action(re.compile(f"^{views.OPEN}"))(self._guarded(self._on_link))
        app.action(views.FORWARD)(self._guarded(self._on_forward))
        app.action(views.PREVIEW)(self._guarded(self._on_preview))
        app.action(views.REFRESH)(self._guarded(self._on_refresh))
        for field in ("regions", "topics", "zone"):
            app.options(field)(self._guarded(self._on_options))
        app.view(views.SUBSCRIBE)(self._guarded(self._on_submit))
        app.view(views.FORWARD)(self._guarded(self._on_forwarded))
        app.shortcut(SHORTCUT)(self._guarded(self._on_shortcut))
        app.event("app_mention")(self._guarded(self._on_mention))
        app.event("member_joined_channel")(self._guarded(self._on_joined))
        app.event("app_home_opened")(self._guarded(self._on_home))
        app.event("app_uninstalled")(self._guarded(self._on_uninstalled))
        app.event("tokens_revoked")(self._guarded(self._on_revoked))
        app.error(self._on_error)

    async def _only_once(self, body: Json, next: Callable[[], Awaitable[None]]) -> BoltResponse | None:  # noqa: A002 - bolt passes arguments by name
        """Slack sends an event again that no process has acknowledged; a command or a press only to the same socket."""
        event, trigger = body.get("event_id"), str(body.get("trigger_id") or "")
        first = await self._once.first(f"slack event {event}") if event else self._asked.first(trigger)
        if not first:
            return BoltResponse(status=200)
        await next()
        return None

    def _guarded(self, listener: Listener) -> Listener:
        """The listener, which logs what goes wrong instead of raising it: bolt forgets an acknowledgement when the
        listener fails right behind it, and Slack would tell the asker that nobody answers."""

        @functools.wraps(listener)  # bolt hands over the arguments that the listener names
        async def guarded(**given: Any) -> None:
            try:
                await listener(**given)
            except Exception as error:  # whatever it is: one request's fault is no other's
                await self._on_error(error, given.get("body") or {})

        return guarded

    async def _on_error(self, error: Exception, body: Json) -> None:
        trace = "".join(traceback.format_exception(error))  # as text: a pretty one could show a token among the locals
        log.error("a request failed", kind=body.get("type") or body.get("command"), trace=trace)

    # --- commands --------------------------------------------------------------------------------------------------

    async def _on_command(self, ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        asked = _Asked(
            client,
            body["trigger_id"],
            _channel(body["team_id"], body["channel_id"]),
            body["user_id"],
            body["response_url"],
        )
        text = written(body.get("text") or "")
        if text == "subscribe":
            await self._open_form(asked)
        else:
            await self._reply(asked, text)

    async def _on_mention(self, event: Json, body: Json, client: AsyncWebClient) -> None:
        asked = _Asked(
            client,
            body["event_id"],
            _channel(body["team_id"], event["channel"]),
            event["user"],
            thread=event.get("thread_ts") or "",
        )
        text = written(re.sub(r"<@[UW][A-Z0-9]+(\|[^>]*)?>", " ", event.get("text") or ""))
        await self._reply(asked, text or "help")

    async def _on_shortcut(self, ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        asked, text = _pressed(client, body, replaces=False), _said(body["message"])
        if text:
            await self._reply(asked, "figures", text)
            return
        profile = await self._profile(asked)
        await self._deliver(asked, views.line(profile.language, "chat.no_text"), "", "", profile.language)

    # --- buttons ---------------------------------------------------------------------------------------------------

    async def _on_button(self, ack: Any, body: Json, action: Json, client: AsyncWebClient) -> None:
        """Paging, and whatever else an answer offers: the new answer takes the place of the old."""
        await ack()
        command, given = views.pressed(action)
        await self._reply(_pressed(client, body, replaces=True), command, given)

    async def _on_share(self, ack: Any, body: Json, action: Json, client: AsyncWebClient) -> None:
        """Post an answer for everybody in its channel, once; only what came of it otherwise is told."""
        await ack()
        command, given = views.pressed(action)
        asked = _pressed(client, body, replaces=False)
        invocation = await self._invocation(asked, command, given)
        reply = replace(await self._answer(invocation), private=False, buttons=())
        bodies = views.answer_bodies(reply, command, given, invocation.language)
        shown = str((body.get("container") or {}).get("message_ts") or asked.id)
        key = await self._publish(asked, bodies, f"{asked.channel} {shown} {action.get('value')}")
        if key != "chat.forwarded":
            await self._deliver(asked, views.line(invocation.language, key), "", "", invocation.language)

    async def _on_forward(self, ack: Any, body: Json, action: Json, client: AsyncWebClient) -> None:
        """Ask to which channel a digest is to be passed on."""
        await ack()
        asked = _pressed(client, body, replaces=False)
        profile = await self._profile(asked)
        command, _ = views.pressed(action)
        where = {"channel": asked.channel.id, "response_url": asked.response_url, "do": command}
        await client.views_open(trigger_id=asked.id, view=views.forward_form(profile.language, where))

    async def _on_forwarded(self, ack: Any, body: Json, view: Json, client: AsyncWebClient) -> None:
        """Post the digest to the chosen channel, once, and tell whoever shared it how that went."""
        await ack()
        asked, where = _submitted(client, body, view)
        profile = await self._profile(asked)
        reply = await self._answer(await self._invocation(asked, where["do"]))
        if reply.fault is None:
            to = body["response_urls"][0]
            there = replace(asked, channel=replace(asked.channel, id=to["channel_id"]), response_url=to["response_url"])
            bodies = views.forwarded(reply, profile.user.name)
            key = await self._publish(there, bodies, f"{there.channel} {json.dumps(bodies)}")
            reply = views.line(profile.language, key)
        await self._deliver(asked, replace(reply, shareable=False, buttons=()), "", "", profile.language)

    async def _publish(self, there: _Asked, bodies: list[Body], said: str) -> str:
        """Post to a channel; the key of what came of it. What is `said` there is said once, however often that is
        asked, by whom, and in which process."""
        key = f"slack share {sha256(said.encode()).hexdigest()}"
        if not await self._once.first(key):
            return "chat.forwarded_before"
        taken: list[bool] = []
        unclear = False
        try:
            with translated(str(there.channel), writes=True):
                async for one in self._put(there, bodies, private=False):
                    taken.append(one)  # noqa: PERF401 - what was taken before an error counts
        except SendError as error:
            log.warning("a message was perhaps not shared", channel=str(there.channel), error=str(error))
            unclear = isinstance(error, Ambiguous)
        if not unclear and len(taken) == len(bodies) and all(taken):
            return "chat.forwarded"
        await self._once.forget(key)
        return "chat.forwarded_perhaps" if unclear or any(taken) else "chat.not_forwarded"

    async def _on_link(self, ack: Any) -> None:
        """Slack tells of opened links as well."""
        await ack()

    # --- the form --------------------------------------------------------------------------------------------------

    async def _open_form(self, asked: _Asked) -> None:
        """Open the form, for who may submit it."""
        rehearsal = replace(await self._invocation(asked, views.SUBSCRIBE), rehearsal=True)
        reply = await self._answer(rehearsal)
        if reply.fault is not None:
            await self._deliver(asked, reply, "", "", rehearsal.language)
            return
        profile = await self._profile(asked)
        where = {"channel": asked.channel.id, "response_url": asked.response_url}
        view = views.subscribe_form(profile.language, profile.zone, where)
        await asked.client.views_open(trigger_id=asked.id, view=view)

    async def _on_options(self, ack: Any, body: Json, client: AsyncWebClient) -> None:
        asked = _Asked(client, "", _channel(body["team"]["id"], ""), body["user"]["id"])
        profile = await self._profile(asked)
        field, typed = body["action_id"], written(body.get("value") or "")
        known = await self._suggest(
            Typing(views.SUBSCRIBE, views.PARAMETERS[field], typed, asked.channel, profile.language)
        )
        await ack(options=views.suggestions(field, typed, profile.language, known))

    async def _on_preview(self, ack: Any, body: Json, client: AsyncWebClient) -> None:
        """Show the digest that the form stands for; what has been filled in stays."""
        await ack()
        view = body["view"]
        where = json.loads(view["private_metadata"])
        asked = _Asked(client, body["trigger_id"], _channel(body["team"]["id"], where["channel"]), body["user"]["id"])
        profile = await self._profile(asked)
        reply = await self._answer(await self._invocation(asked, views.command_line(views.PREVIEW, view["state"])))
        form = views.subscribe_form(profile.language, profile.zone, where, reply.document)
        await client.views_update(view_id=view["id"], hash=view["hash"], view=form)

    async def _on_submit(self, ack: Any, body: Json, view: Json, client: AsyncWebClient) -> None:
        """Subscribe. What is wrong with a field is shown there, if that is known in time; all else is told where the
        form was opened."""
        asked, _ = _submitted(client, body, view)
        answering = asyncio.create_task(self._answered(asked, views.command_line(views.SUBSCRIBE, view["state"])))
        known, _ = await asyncio.wait({answering}, timeout=_FORM_SECONDS)
        if known and not answering.exception():
            fault = answering.result()[1].fault
            if fault is not None and (errors := views.complaint(fault)):
                await ack(response_action="errors", errors=errors)
                return
        await ack()
        invocation, reply = await answering
        await self._deliver(asked, reply, "", "", invocation.language)

    # --- events ----------------------------------------------------------------------------------------------------

    async def _on_joined(self, event: Json, body: Json, context: Any, client: AsyncWebClient) -> None:
        """Greet a channel that the bot itself was invited to."""
        if event["user"] != context.bot_user_id:
            return
        inviter = _Asked(client, "", _channel(body["team_id"], event["channel"]), event.get("inviter") or "")
        profile = await self._profile(inviter)
        await client.chat_postMessage(channel=event["channel"], **views.greeting(profile.language, self._command))

    async def _on_home(self, event: Json, body: Json, client: AsyncWebClient) -> None:
        if event.get("tab") == "home":
            await self._show_home(_Asked(client, body["event_id"], _channel(body["team_id"], ""), event["user"]))

    async def _on_refresh(self, ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await self._show_home(_pressed(client, body, replaces=False))

    async def _show_home(self, asked: _Asked) -> None:
        """App Home: to managers the subscriptions of the whole workspace, since some are of private channels; to others
        what can be asked."""
        profile = await self._profile(asked)
        commands = ("list", "status") if profile.user.manager else ("help",)
        replies = [await self._answer(await self._invocation(asked, command)) for command in commands]
        view = views.home([reply.document for reply in replies], profile.language, self._command)
        await asked.client.views_publish(user_id=asked.user, view=view)

    async def _on_uninstalled(self, body: Json) -> None:
        await self._forget(body["team_id"])

    async def _on_revoked(self, event: Json, body: Json) -> None:
        if event.get("tokens", {}).get("bot"):
            await self._forget(body["team_id"])

    # --- answering -------------------------------------------------------------------------------------------------

    async def _reply(self, asked: _Asked, text: str, given: str = "") -> None:
        invocation, reply = await self._answered(asked, text, given)
        await self._deliver(asked, reply, text, given, invocation.language)

    async def _answered(self, asked: _Asked, text: str, given: str = "") -> tuple[Invocation, Reply]:
        invocation = await self._invocation(asked, text, given)
        return invocation, await self._answer(invocation)

    async def _invocation(self, asked: _Asked, text: str, given: str = "") -> Invocation:
        profile = await self._profile(asked)
        return Invocation(asked.id, text, asked.channel, profile.user, profile.language, profile.zone, given)

    async def _deliver(self, asked: _Asked, reply: Reply, text: str, given: str, language: Language) -> None:
        async for _ in self._put(asked, views.answer_bodies(reply, text, given, language), private=reply.private):
            pass

    async def _put(self, asked: _Asked, bodies: list[Body], *, private: bool) -> AsyncIterator[bool]:
        """Whether Slack took each body. The first go to the response URL, which works in channels that the bot is not
        in."""
        by_url = bodies[:_ANSWERS] if asked.response_url else []
        for place, body in enumerate(by_url):
            yield await self._respond(asked, body, private=private, replaces=asked.replaces and not place)
        for body in bodies[len(by_url) :]:
            where: Json = {"channel": asked.channel.id} | ({"thread_ts": asked.thread} if asked.thread else {})
            if private:
                shown = {key: body[key] for key in ("text", "blocks")}
                await asked.client.chat_postEphemeral(user=asked.user, **where, **shown)
            else:
                await asked.client.chat_postMessage(**where, **body)
            yield True

    async def _respond(self, asked: _Asked, body: Body, *, private: bool, replaces: bool) -> bool:
        """Whether Slack took it."""
        webhook = AsyncWebhookClient(asked.response_url, session=asked.client.session, retry_handlers=patient())
        answered = await webhook.send_dict(
            {
                **body,
                "response_type": "ephemeral" if private else "in_channel",
                "replace_original": replaces,
            }
        )
        if answered.status_code != 200:
            log.warning("Slack did not take an answer", status=answered.status_code, body=answered.body[:200])
        return answered.status_code == 200

    async def _profile(self, asked: _Asked) -> Profile:
        return await self._people.profile(asked.client, asked.channel.workspace, asked.user)


def patient() -> list[AsyncRetryHandler]:
    """For clients whose answer somebody waits for: they wait out a rate limit. A lost connection is not tried again, as
    slack_sdk would by itself: what was lost may have been taken."""
    return [AsyncRateLimitErrorRetryHandler(max_retry_count=2)]


def written(text: str) -> str:
    """What somebody wrote, out of Slack's mark-up: entities, and links and mentions as their text.

    https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
    """

    def shown(found: re.Match[str]) -> str:
        target, _, label = found[1].partition("|")
        return label or target.lstrip("#@!")

    return html.unescape(re.sub(r"<([^<>]+)>", shown, text)).strip()


def _said(message: Json) -> str:
    """The text of a message and of what is attached to it: many apps post news as attachments alone."""
    texts = [message.get("text")]
    for attached in message.get("attachments") or ():
        told = [attached.get(part) for part in ("pretext", "title", "text")]
        texts += told if any(told) else [attached.get("fallback")]
    return "\n".join(dict.fromkeys(filter(None, (written(str(text or "")) for text in texts))))


def _pressed(client: AsyncWebClient, body: Json, *, replaces: bool) -> _Asked:
    """An answer replaces only what nobody else sees."""
    channel, container = body.get("channel") or {}, body.get("container") or {}
    return _Asked(
        client,
        body["trigger_id"],
        _channel(body["team"]["id"], channel.get("id") or ""),
        body["user"]["id"],
        body.get("response_url") or "",
        str(container.get("thread_ts") or ""),
        replaces and bool(container.get("is_ephemeral")),
    )


def _submitted(client: AsyncWebClient, body: Json, view: Json) -> tuple[_Asked, dict[str, str]]:
    """A form is answered where it was opened; what travelled with it."""
    where: dict[str, str] = json.loads(view["private_metadata"])
    channel = _channel(body["team"]["id"], where["channel"])
    return _Asked(client, view["id"], channel, body["user"]["id"], where["response_url"]), where


def _channel(team: str, channel: str) -> Channel:
    return Channel("slack", team, channel)
