"""What people ask in Discord: interactions as Invocations, Replies as Discord's answers.

Every interaction is acknowledged before any work is done (Discord waits three seconds) and handled once. They are taken
as the gateway hands them over, and answered with bodies of our own: nothing about a button or a form is remembered, so
all of them work after a restart (docs/decisions/0009-discord-interactions-as-they-come.md).
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any, Final, cast

import discord
import structlog
from discord.http import Route

from bot.adapters import discord_commands as commands
from bot.adapters import discord_views as views
from bot.adapters.discord_lines import Lines
from bot.adapters.discord_settings import DiscordSettings
from bot.adapters.once import Once
from bot.chat import Answer, Body, Choice, Invocation, Reply, Suggest, Typing, User
from digests.errors import NewsError
from digests.model import Channel, Language

log = structlog.get_logger("kawaraban.discord", platform="discord")

Json = dict[str, Any]
Interaction = discord.Interaction[discord.Client]

# Discord waits three seconds for suggestions, and none are better than late ones.
_SUGGEST_SECONDS: Final = 2.0


class _Response(IntEnum):
    """https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object"""

    MESSAGE = 4
    LATER = 5
    UPDATE_LATER = 6
    UPDATE = 7
    CHOICES = 8
    FORM = 9


class Talk:
    """Answers everything people can do with the bot on a client."""

    def __init__(
        self,
        answer: Answer,
        suggest: Suggest,
        settings: DiscordSettings,
        *,
        command: str,
        zone: str,
        lines: Lines,
    ) -> None:
        """Prepare.

        Args:
            answer: runs an invocation.
            suggest: completes what is being typed.
            settings: where commands are registered.
            command: name of the slash command, without the slash.
            zone: IANA name of the zone that people are answered in; Discord does not know theirs.
            lines: keeps what is too long for a button.
        """
        self._answer = answer
        self._suggest = suggest
        self._settings = settings
        self._command = command
        self._zone = zone
        self._lines = lines
        self._once = Once()

    def register(self, client: discord.Client) -> None:
        """Let a client that is not connected yet hand us what people do. Called once a client."""
        client.event(self.on_interaction)

    async def publish(self, client: discord.Client) -> None:
        """Tell Discord our commands, unless it has them as they are. Called after each login, before the client
        connects.

        Raises:
            discord.DiscordException: Discord did not take them.
        """
        guild = self._settings.guild
        path = f"/applications/{client.application_id}/" + (f"guilds/{guild}/commands" if guild else "commands")
        ours = commands.payload(self._command)
        theirs = await client.http.request(Route("GET", path), params={"with_localizations": "true"})
        if commands.same(ours, theirs):
            return
        await client.http.request(Route("PUT", path), json=ours)
        log.info("commands published", where=f"server {guild}" if guild else "everywhere")

    async def on_interaction(self, interaction: Interaction) -> None:
        """Handle an interaction; what goes wrong is logged, for nobody waits for this."""
        if not self._once.first(str(interaction.id)):
            return
        try:
            await self._handle(interaction)
        except discord.HTTPException as error:  # the token is over, or somebody else has answered
            log.warning("Discord did not take an answer", status=error.status, code=error.code, error=error.text)
        except Exception as error:
            trace = "".join(traceback.format_exception(error))  # as text: a pretty one could show a token
            log.error("an interaction failed", kind=interaction.type.name, trace=trace)  # noqa: TRY400 - see above

    async def _handle(self, interaction: Interaction) -> None:
        data = cast("Mapping[str, Any]", interaction.data or {})
        match interaction.type:
            case discord.InteractionType.application_command if "target_id" in data:
                await self._on_menu(interaction, data)
            case discord.InteractionType.application_command:
                await self._on_command(interaction, data)
            case discord.InteractionType.autocomplete:
                await self._on_typing(interaction, data)
            case discord.InteractionType.component:
                await self._on_button(interaction, str(data["custom_id"]))
            case discord.InteractionType.modal_submit:
                await self._reply(interaction, views.command_line(data["components"]))

    # --- commands --------------------------------------------------------------------------------------------------

    async def _on_command(self, interaction: Interaction, data: Mapping[str, Any]) -> None:
        line = commands.line(data)
        if line == "subscribe":
            form = views.subscribe_form(_language(interaction), self._zone)
            await _respond(interaction, _Response.FORM, form)
        else:
            await self._reply(interaction, line)

    async def _on_menu(self, interaction: Interaction, data: Mapping[str, Any]) -> None:
        """The menu of a message: its figures."""
        text = views.text_of(data["resolved"]["messages"][data["target_id"]])
        if text:
            await self._reply(interaction, "figures", text)
        else:
            await _say(interaction, "chat.no_text")

    async def _on_typing(self, interaction: Interaction, data: Mapping[str, Any]) -> None:
        typed = commands.typed(data)
        typing = Typing(typed.command, typed.parameter, typed.text, _channel(interaction), _language(interaction))
        found: Sequence[Choice] = ()
        try:
            async with asyncio.timeout(_SUGGEST_SECONDS):
                found = await self._suggest(typing)
        except (NewsError, TimeoutError) as error:
            log.warning("nothing could be suggested", parameter=typed.parameter, error=str(error) or "too slow")
        await _respond(interaction, _Response.CHOICES, {"choices": commands.choices(typed.before, found)})

    # --- buttons ---------------------------------------------------------------------------------------------------

    async def _on_button(self, interaction: Interaction, id_: str) -> None:
        """A button says in its id what it does."""
        if id_ == views.SHARE and interaction.message is not None:
            await _share(interaction, interaction.message)
        elif id_.startswith(views.DO):
            await self._reply(interaction, id_.removeprefix(views.DO))
        elif id_.startswith(views.KEPT):
            line = await asyncio.to_thread(self._lines.find, id_.removeprefix(views.KEPT))
            if line is None:
                await _say(interaction, "chat.too_old")
            else:
                await self._reply(interaction, line)

    # --- answering -------------------------------------------------------------------------------------------------

    async def _reply(self, interaction: Interaction, text: str, given: str = "") -> None:
        """Answer the asker alone; below an answer of ours the new one takes the place of the old."""
        message = interaction.message
        if message is not None and message.flags.ephemeral:
            await _respond(interaction, _Response.UPDATE_LATER)
        else:
            await _respond(interaction, _Response.LATER, {"flags": views.EPHEMERAL})
        invocation = self._invocation(interaction, text, given)
        reply = await self._answer(invocation)
        await self._keep_lines(reply, interaction.created_at)
        first, *others = views.answer_bodies(reply, invocation.language)
        await _fill(interaction, first)
        for body in others:
            await _post(interaction, body, flags=views.EPHEMERAL)

    def _invocation(self, interaction: Interaction, text: str, given: str) -> Invocation:
        user = interaction.user
        return Invocation(
            str(interaction.id),
            text,
            _channel(interaction),
            User(str(user.id), user.display_name, manager=interaction.permissions.manage_guild),
            _language(interaction),
            self._zone,
            given,
        )

    async def _keep_lines(self, reply: Reply, now: datetime) -> None:
        """An answer is worth more than its buttons: they fail alone."""
        for button in reply.buttons:
            if not button.url and views.is_long(button.command):
                try:
                    await asyncio.to_thread(self._lines.keep, button.command, now)
                except NewsError as error:
                    log.warning("a button will not work", error=str(error))


async def _share(interaction: Interaction, message: discord.Message) -> None:
    """Post to everybody exactly what the presser sees; the button has done its work then."""
    rows = [row.to_dict() for row in message.components]
    await _respond(interaction, _Response.UPDATE, {"components": views.without_share(rows)})
    embeds = [embed.to_dict() for embed in message.embeds]
    await _post(interaction, views.shared({"content": message.content, "embeds": embeds}))


# --- Discord's interface -------------------------------------------------------------------------------------------


async def _respond(interaction: Interaction, response: _Response, data: Body | None = None) -> None:
    """The first response, which Discord takes once and within three seconds."""
    path = "/interactions/{webhook_id}/{webhook_token}/callback"
    route = Route("POST", path, webhook_id=interaction.id, webhook_token=interaction.token)
    body: Json = {"type": int(response)} | ({} if data is None else {"data": data})
    await interaction.client.http.request(route, json=body)


async def _fill(interaction: Interaction, body: Body) -> None:
    """Put a body into the place that was acknowledged, which may hold an earlier answer."""
    nothing: Json = {"content": "", "embeds": [], "components": []}
    await interaction.client.http.request(
        _webhook("PATCH", "/messages/@original", interaction), json={**nothing, **body}
    )


async def _post(interaction: Interaction, body: Body, flags: int = 0) -> None:
    """A further message, which needs no permission in the channel."""
    await interaction.client.http.request(_webhook("POST", "", interaction), json={**body, "flags": flags})


async def _say(interaction: Interaction, key: str) -> None:
    """One line to the asker alone."""
    body = views.line_body(_language(interaction), key)
    await _respond(interaction, _Response.MESSAGE, {**body, "flags": views.EPHEMERAL})


def _webhook(method: str, path: str, interaction: Interaction) -> Route:
    return Route(
        method,
        "/webhooks/{webhook_id}/{webhook_token}" + path,
        webhook_id=interaction.application_id,
        webhook_token=interaction.token,
    )


def _channel(interaction: Interaction) -> Channel:
    """The channel asked in; a thread belongs to its channel, which has the subscriptions."""
    place = interaction.channel
    id_ = place.parent_id if isinstance(place, discord.Thread) else interaction.channel_id
    return Channel("discord", str(interaction.guild_id or ""), str(id_ or ""))


def _language(interaction: Interaction) -> Language:
    """The language of the asker's own Discord."""
    primary = str(interaction.locale.value).partition("-")[0]
    return Language(primary) if primary in set(Language) else Language.EN
