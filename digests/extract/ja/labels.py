"""What a figure measures.

The noun phrase that a particle ties to the figure (製造コストを40%), the noun it counts or qualifies (19%の相互関税), or,
in a clause without one, the label of the figure before (…9%上昇し、4年ぶりの高値).
"""

from __future__ import annotations

import re

from digests.extract.grammar import Described, Label, Place
from digests.extract.ja.direction import CHANGES, LED, previous
from digests.extract.ja.nouns import Noun, find_nouns, floor_of, is_weak, noun_after, noun_before
from digests.extract.text import SentenceRole
from digests.model import Kind, Span

_EMPTY_NOUN = re.compile(
    r"(?:高値|安値|最高値|最安値|水準|増加|減少|増益|減益|増収|減収|黒字|赤字|高さ|低さ|大きさ|伸び|上昇|下落|低下|マイナス|プラス|見通し|予想|計画|うち|ため|方|中|間|割合|比率|ペース|幅|差|規模|高水準|低水準|上乗せ|引き上げ|引き下げ|利上げ|利下げ|値上げ|値下げ|減|増|人|効果|影響|可能性|一部|ほか|水準|大幅[一-龥]*|大台|もの|こと|範囲|目標)$"
)
_ACTIONS = re.compile(
    r"(?:で|を|規模で|で株式を)?(買収|取得|売却|購入|投資|出資|調達|落札|融資|発行|寄付|追加|買い付け|買い入れ|買い増|受注|契約|譲渡|償却|計上|建設|導入|輸出|輸入|生産|販売|採用|雇用)"
)
_OF = re.compile(r"(?:超|以上|未満|近く|強|弱|台|分|級|規模|前後|余り|程度|相当|当たり)?の?")


def _qualified(place: Place) -> Span | None:
    """The noun that the figure qualifies (19%の相互関税, 180MW級データセンター); None for one that only says how it moved."""
    text, draft = place.text, place.draft
    of = _OF.match(text, draft.end, place.sentence.span.end)
    if not of or not of.group():
        return None
    span = noun_after(text, of.end(), min(place.sentence.span.end, of.end() + 24))
    after = place.after
    if (
        span is None
        or (after and span.end > after.start)
        or (not of.group().endswith("の") and of.group() not in {"級", "規模"})
    ):
        return None
    return span


def find_label(place: Place) -> Label:  # noqa: PLR0911 - one return a case, the first that holds
    """What the figure measures: one or two spans of the article, and the strategy that found them."""
    text, draft = place.text, place.draft
    before = previous(place)
    if before and LED.fullmatch(text[before.draft.end : draft.start]) and before.spans:
        return _again(before, "level")
    if draft.kind is Kind.DURATION and draft.rule == "age":
        return noun_before(text, draft.start - 1, place.sentence.span.start), None, "person"
    if text.endswith("のは", place.clause.start, draft.start):
        return _carried(place, before, None)
    start = before.draft.end if before else place.sentence.span.start
    qualified = _qualified(place)
    plain = qualified is not None and not _EMPTY_NOUN.match(text, qualified.start, qualified.end)
    nouns = find_nouns(place, max(start, place.clause.start), draft.start)
    adjacent = _adjacent(place, start)
    if draft.kind is Kind.DURATION:
        return _of_duration(place, before, nouns, qualified)
    if plain and qualified is not None and not (adjacent is not None and draft.kind is Kind.COUNT):
        short = qualified.end - qualified.start <= 2
        return (nouns[0].span if short and nouns else None), qualified, "qualified"
    if adjacent is not None:
        nouns.insert(0, Noun(adjacent, ""))
    if adjacent is not None and draft.kind is not Kind.COUNT and text[draft.start - 1] == "の":
        return _part_of(place, adjacent, before)
    if not nouns:
        return _carried(place, before, qualified)
    return _with_owner(place, nouns[0], nouns[1:], f"particle {nouns[0].particle}" if nouns[0].particle else "adjacent")


def _again(described: Described, strategy: str) -> Label:
    spans = described.spans
    return (spans[0] if spans else None), (spans[1] if len(spans) > 1 else None), strategy


def _adjacent(place: Place, start: int) -> Span | None:
    """The noun phrase right in front of the figure: 時給2万5,500ドン, 議決権の3分の2."""
    text, draft = place.text, place.draft
    end = draft.start
    while end > start and text[end - 1] in " :(約・":
        end -= 1
    if text.endswith("のうち", start, end):
        end -= 3
    floor = floor_of(place, end, max(start, place.clause.start))
    owned = end > floor and text[end - 1] == "の"
    span = noun_before(text, end - 1 if owned else end, floor)
    return None if is_weak(text, span) else span


_TAKES = re.compile(r"(?:超|以上|強|弱|近く|余り|程度|未満)?を")


def _part_of(place: Place, whole: Span, before: Described | None) -> Label:
    """売上高全体の2割を占める, 冷却水の9割を再利用: what the part is, or what is done with it, beside the whole."""
    takes = _TAKES.match(place.text, place.draft.end)
    if takes is None:
        return whole, None, "part"
    if place.text.startswith("占め", takes.end()):
        topic = before.spans[0] if before and before.spans else _topic(place, whole.start)
        return (topic, whole, "part of") if topic and topic.end <= whole.start else (whole, None, "part")
    return whole, noun_after(place.text, takes.end(), min(place.sentence.span.end, takes.end() + 24)), "part done"


def _with_owner(place: Place, main: Noun, others: list[Noun], strategy: str) -> Label:
    """The main noun with the one that owns it, where the clause names one: インドネシア工場は稼働率が."""
    text = place.text
    length = main.span.end - main.span.start
    if main.particle == "を" and place.draft.kind is Kind.MONEY:
        action = _ACTIONS.match(text, place.draft.end)
        if action:
            return main.span, Span(*action.span(1)), strategy + " action"
    if main.particle in {"が", "を", "に", ""} and length <= 12:
        for other in others:
            if other.particle in {"は", "も", "が", "では"} and other.span.end <= main.span.start:
                if other.span.end - other.span.start <= 16:
                    return other.span, main.span, strategy + " owner"
                break
    if main.particle in {"が", "", "では"}:
        topic = (
            None
            if _REPORTS.search(text, main.span.end, min(place.sentence.span.end, main.span.end + 160))
            else _topic(place, main.span.start)
        )
        if topic and topic.end - topic.start <= 16 and length <= 8:
            return topic, main.span, strategy + " topic"
    if length <= 2 and main.particle:
        owner = next((d for d in reversed(place.recent[-4:]) if d.spans), None)
        if owner and owner.spans[0].end <= main.span.start:
            return owner.spans[0], main.span, strategy + " recent"
    return main.span, None, strategy


_REPORTS = re.compile(
    r"(?:と|を)(?:発表|公表|明らかに|述べ|語|説明|みて|見て|みる|予想|見込|試算|分析|指摘|報じ|答え|強調|伝え|話し|推計|決め|決定)"
)


def _topic(place: Place, end: int) -> Span | None:
    """The sentence's topic: the noun phrase before the first は in front of `end`; in a headline, before the first 、."""
    text, start = place.text, place.sentence.span.start
    stop = min(end, start + 120)
    mark = re.compile(r"は(?=、|[^、。はを]{1,60})").search(text, start, stop)
    if mark:
        span = noun_before(text, mark.start(), start)
        return None if is_weak(text, span) else span
    if place.sentence.role in {SentenceRole.TITLE, SentenceRole.HEADING}:
        comma = text.find("、", start, stop)
        if comma > 0:
            span = noun_before(text, comma, start)
            return None if is_weak(text, span) else span
    return None


_RESULT = re.compile(r"(?:の|で|となる|に)?([一-龥ァ-ヶー]{1,8}+(?:き|げ|り|さ)?)(?=[をにはがでとのもしす]|[^ぁ-ん]|$)")


def _of_duration(place: Place, before: Described | None, nouns: list[Noun], qualified: Span | None) -> Label:
    """4年ぶりの高値, 3週連続で上昇: what came again, then what of it."""
    text, draft = place.text, place.draft
    result = _RESULT.match(text, draft.end, place.sentence.span.end)
    second = Span(*result.span(1)) if result and not is_weak(text, Span(*result.span(1))) else None
    if nouns:
        return nouns[0].span, second, "duration " + nouns[0].particle
    if before and before.spans:
        return before.spans[0], second, "duration carried"
    topic = _topic(place, draft.start)
    if topic:
        return topic, second, "duration topic"
    recent = next((d for d in reversed(place.recent[-4:]) if d.spans), None)
    if recent and draft.first:
        return recent.spans[0], second, "duration recent"
    return (qualified, None, "qualified") if qualified else (second, None, "result")


_HOLDS = re.compile(
    r"(?:超|以上|強|弱|近く|余り|程度|未満)?[をがにで](?:[一-龥]{1,3}(?:[きしちりいみえけげめせべれびぎ]|っ|ん)?(?:た|る|う|つ|く|む|す)|[一-龥]{2}(?:した|する|できる))(?=[一-龥ァ-ヶA-Z「])"
)


_DONE = re.compile(r"(?:超|以上|強|弱|近く|余り|程度|未満|分)?(?:を|が)([一-龥]{2})(?=する|した|し|され|さ|でき|、|。)")


def _carried(place: Place, before: Described | None, qualified: Span | None) -> Label:  # noqa: PLR0911 - one return a case, the first that holds
    """A clause without a noun of its own: the figure before, the topic, the sentence before, the noun behind."""
    text, draft = place.text, place.draft
    holder = _HOLDS.match(text, draft.end, place.sentence.span.end)
    if holder:
        noun = noun_after(text, holder.end(), min(place.sentence.span.end, holder.end() + 24))
        if noun and not re.search(r"\d", text[slice(*noun)]) and not _EMPTY_NOUN.match(text, *noun):
            return noun, None, "holder"
    if draft.noun:
        return draft.noun, None, "counted"
    done = _DONE.match(text, draft.end, place.sentence.span.end)
    action = Span(*done.span(1)) if done else None
    same = before is not None and (
        before.draft.unit == draft.unit or draft.kind in CHANGES or before.draft.kind in CHANGES
    )
    if action and not same:
        return action, None, "action"
    if before and before.spans:
        return _again(before, "carried")
    topic = _topic(place, draft.start)
    if topic:
        return topic, None, "topic"
    recent = next((d for d in reversed(place.recent[-4:]) if d.spans), None)
    if recent and recent.spans[-1].end <= draft.start:
        return _again(recent, "recent")
    if qualified:
        return qualified, None, "qualified"
    behind = re.compile(r"(?:を|が|で|の)?").match(text, draft.end)
    span = noun_after(text, behind.end() if behind else draft.end, min(place.sentence.span.end, draft.end + 20))
    if span is None or span.end - span.start < 2 or is_weak(text, span):
        return None, None, ""
    return span, None, "behind"
