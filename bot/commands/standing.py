"""Standing orders: what a channel gets and when, why it got what it got; changing them needs a manager."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from babel.dates import get_day_names

from bot.chat import Button, Reply
from bot.commands.context import Context
from bot.commands.table import SELECTION
from digests import schedule
from digests.ids import read_id
from digests.model import AtQuiet, Channel, Decision, Declared, Digest, QuietHours, Stage, Subscription
from digests.press import VOTING, Standing

SENDS = 3
"""How many coming sends an answer names."""


@dataclass(frozen=True, slots=True)
class Order:
    """A subscription as its channel reads it; the texts are in the reader's language and the order's zone."""

    subscription: Subscription
    days: str
    times: str
    sends: tuple[str, ...]
    quiet: str = ""
    paused: str = ""
    channel: str = ""
    reason: Sequence[str] = ()


# --- asking --------------------------------------------------------------------------------------------------------


def list_(context: Context) -> Reply:
    """The channel's subscriptions."""
    there = context.newsroom.press.subscriptions(context.invocation.channel)
    return _orders(context, "lookup.subscriptions", there)


def next_(context: Context) -> Reply:
    """The next sends of one subscription, or of all of the channel's."""
    if "name" in context.call.values:
        return _orders(context, "lookup.next_sends", [context.subscription()])
    there = context.newsroom.press.subscriptions(context.invocation.channel)
    return _orders(context, "lookup.next_sends", there)


def preview(context: Context) -> Reply:
    """The first message of the digest that would be opened now, for the channel or for whoever would subscribe so."""
    given = context.call.values
    selected = any(parameter.name in given for parameter in SELECTION)
    base = context.subscription() if "name" in given or not selected else _blank(context, "preview")
    digest = context.newsroom.press.preview(_selected(context, base))
    return Reply(context.newsroom.renderer.digest(digest, context.invocation.channel.adapter)[0])


def why(context: Context) -> Reply:
    """What each stage decided about an article, in the newest digest that looked at it."""
    subscription = context.subscription()
    findings, _ = context.newsroom.desk.article(context.call.get("article"))
    found = context.newsroom.press.why(subscription, context.call.get("article"))
    if found is None:
        return context.reply("why", article=findings.article, digest=None, reasons=(), verdict="lookup.unseen")
    digest, decisions = found
    decisions = _with_its_story(digest, decisions)
    return context.reply(
        "why",
        article=findings.article,
        digest=digest,
        reasons=[(one.stage, one.passed, _fact(context, one)) for one in decisions if one.detail or not one.passed],
        verdict=_verdict(decisions[-1]),
    )


def _with_its_story(digest: Digest, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The article's decisions, and behind them those about its story, which were taken on the article that leads it."""
    last = decisions[-1]
    if last.stage is not Stage.STORY:
        return tuple(decisions)
    _, lead = read_id(last.detail, "a")
    behind = list(Stage)[list(Stage).index(Stage.STORY) + 1 :]
    return (*decisions, *(one for one in digest.decisions if one.article_id == lead and one.stage in behind))


def _verdict(last: Decision) -> str:
    """The key of what became of the article: a stage that stops it is the last to decide."""
    if last.passed:
        return "lookup.in"
    return "lookup.more" if last.stage is Stage.MAX else "lookup.out"


def _fact(context: Context, decision: Decision) -> str:
    """A decision's detail as people read it."""
    voice = context.newsroom.renderer.voice(context.language, context.invocation.zone)
    if decision.stage in {Stage.WINDOW, Stage.TOLD} and decision.detail:
        at = datetime.fromisoformat(decision.detail)
        return f"{voice.day(at, 'short')} {voice.time(at)}"
    if decision.stage is Stage.REGION:
        return voice.region_names(code for code in decision.detail.split(", ") if code)
    return decision.detail


def status(context: Context) -> Reply:
    """How the channel's subscriptions, the deliveries and the platforms are doing."""
    status_ = context.newsroom.press.status(context.invocation.channel)
    titles = Counter(one.subscription.title for one in status_.standings)
    lines = context.newsroom.lines()
    return context.reply(
        "status",
        articles=context.newsroom.desk.count(),
        standings=[_standing(context, one, named=titles[one.subscription.title] > 1) for one in status_.standings],
        counts=status_.counts,
        unsent=[
            (one.state, _elsewhere(context, one.channel), _told(context, one.reason, one.channel))
            for one in status_.unsent
            if context.invocation.channel.holds(one.channel)
        ],
        lines=[(line.name, context.word(f"health.{line.state}"), _told(context, line.detail)) for line in lines],
        shareable=False,
    )


def _told(context: Context, kept: str, channel: Channel | None = None) -> list[str]:
    """What went wrong in a channel and what helps, kept in English, in the language of who asks. A platform's own code
    stays as it is."""
    sentences = kept.removeprefix(f"{channel}: ").split("; ") if kept else []
    words = context.newsroom.renderer.voice(context.language).words
    told: list[str] = []
    for sentence in sentences:
        text, code = _CODE.fullmatch(sentence).groups("")  # type: ignore[union-attr] # whatever it is, it fits
        told.append(words.retell(text) + code)
    return told


def _elsewhere(context: Context, channel: Channel) -> str:
    """The id of a channel that the asker may take for another one; empty for the one where it is asked."""
    return "" if channel == context.invocation.channel else channel.id


_CODE = re.compile(r"(.*?)( \([a-z_0-9]+\))?", re.DOTALL)


def _standing(context: Context, of: Standing, *, named: bool) -> tuple[str, ...]:
    """Title, name where it is needed, last send, its link, next send, votes; times are by the subscription's clock."""
    subscription, receipt = of.subscription, of.last and of.last.receipt
    return (
        subscription.title,
        subscription.name if named else "",
        _at(context, subscription, receipt.at) if receipt else "",
        receipt.link if receipt else "",
        _at(context, subscription, of.next_at),
        context.word("lookup.votes", up=of.votes.up, down=of.votes.down, n=VOTING.days) if of.votes else "",
    )


# --- changing ------------------------------------------------------------------------------------------------------


def subscribe(context: Context) -> Reply:
    """Make a subscription of the channel, or change what was given of the one of that name."""
    call, channel = context.call, context.invocation.channel
    name = call.get("name", str(channel))
    there = {one.name: one for one in context.newsroom.press.subscriptions(channel)}
    before = there.get(name) or _blank(context, name)
    wanted = replace(
        _selected(context, before),
        title=call.get("title", before.title),
        cadence=replace(
            before.cadence,
            zone=call.get("tz", before.cadence.zone),
            times=call.get("at", before.cadence.times),
            days=call.get("days", before.cadence.days),
            cron="" if "at" in call.values or "days" in call.values else before.cadence.cron,
        ),
        declared=before.declared if name in there else Declared.COMMAND,
    )
    return _changed(context, "lookup.subscribed", context.newsroom.press.subscribe(wanted))


def _blank(context: Context, name: str) -> Subscription:
    """What a channel gets that chose nothing yet, in the asker's language and zone."""
    channel = context.invocation.channel
    cadence = replace(Subscription("", channel).cadence, zone=context.invocation.zone)
    return Subscription(name=name, channel=channel, cadence=cadence, language=context.invocation.language)


def _selected(context: Context, before: Subscription) -> Subscription:
    """The subscription with what the call says of `SELECTION`."""
    get, filters = context.call.get, before.filters
    return replace(
        before,
        language=get("lang", before.language),
        max_stories=get("max", before.max_stories),
        filters=replace(
            filters,
            regions=get("region", filters.regions),
            topics=get("topic", filters.topics),
            sources=get("source", filters.sources),
        ),
    )


def unsubscribe(context: Context) -> Reply:
    """End a subscription."""
    ending = context.subscription()
    context.newsroom.press.unsubscribe(ending)
    return context.reply("orders", title="lookup.unsubscribed", orders=(_order(context, ending, ()),), shareable=False)


def quiet(context: Context) -> Reply:
    """Set or lift the quiet hours; what falls into them is held until their end, or dropped by choice."""
    hours = context.call.get("hours")
    if hours is not None and context.call.get("drop"):
        hours = replace(hours, policy=AtQuiet.DROP)
    changed = context.newsroom.press.quiet(context.subscription(), hours)
    return _changed(context, "lookup.quieted", changed)


def pause(context: Context) -> Reply:
    """Send nothing for a while, or until resumed."""
    span = context.call.get("span")
    until = schedule.UNTIL_RESUMED if span is None else context.now + span
    who = context.invocation.user.name or context.invocation.user.id
    return _changed(context, "lookup.paused", context.newsroom.press.pause(context.subscription(), until, who))


def resume(context: Context) -> Reply:
    """End a pause."""
    return _changed(context, "lookup.resumed", context.newsroom.press.resume(context.subscription()))


def run(context: Context) -> Reply:
    """Open a digest now, once for this invocation."""
    came = context.newsroom.press.run(
        context.subscription(), context.invocation.id, force=context.call.get("force", False)
    )
    return context.reply("run", digest=came.digest, already=came.already, shareable=False)


# --- how -----------------------------------------------------------------------------------------------------------


def _changed(context: Context, title: str, subscription: Subscription) -> Reply:
    button = Button(context.word("lookup.preview"), command=f'preview name:"{subscription.name}"')
    return _orders(context, title, [subscription], button)


def _orders(context: Context, title: str, subscriptions: Sequence[Subscription], *buttons: Button) -> Reply:
    press = context.newsroom.press
    orders = tuple(_order(context, one, press.next_sends(one, SENDS)) for one in subscriptions)
    return context.reply("orders", *buttons, title=title, orders=orders, shareable=False)


def _order(context: Context, subscription: Subscription, sends: Sequence[datetime]) -> Order:
    paused, hours = "", subscription.quiet
    if subscription.paused_until is not None and subscription.paused_until > context.now:
        open_end = subscription.paused_until >= schedule.UNTIL_RESUMED
        until = _at(context, subscription, subscription.paused_until)
        paused = context.word("lookup.paused_open") if open_end else context.word("lookup.paused_until", date=until)
    return Order(
        subscription,
        days=_days(context.language, subscription.cadence.days),
        times="" if subscription.cadence.cron else ", ".join(f"{at:%H:%M}" for at in subscription.cadence.times),
        quiet=_hours(context, hours) if hours else "",
        sends=tuple(_at(context, subscription, send) for send in sends),
        paused=paused,
        channel=_elsewhere(context, subscription.channel),
        reason=_told(context, subscription.paused_reason, subscription.channel),
    )


def _at(context: Context, subscription: Subscription, instant: datetime | None) -> str:
    """Day, time and offset from UTC by the subscription's clock; "never" for none."""
    if instant is None:
        return context.word("lookup.never")
    voice = context.newsroom.renderer.voice(context.language, subscription.cadence.zone)
    return f"{voice.day(instant, 'short')} {voice.time(instant)} {voice.offset(instant)}"


def _hours(context: Context, hours: QuietHours) -> str:
    key = "lookup.quiet_drop" if hours.policy is AtQuiet.DROP else "lookup.quiet"
    return context.word(key, start=f"{hours.start:%H:%M}", end=f"{hours.end:%H:%M}")


def _days(language: str, days: Sequence[int]) -> str:
    """`Mon–Fri`, or the days one by one."""
    names = get_day_names("abbreviated", locale=language)
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{names[days[0]]}–{names[days[-1]]}"
    return " ".join(names[day] for day in days)
