"""What a figure measures.

The noun phrase that a particle ties to the figure (製造コストを40%), the noun it counts or qualifies (19%の相互関税), or,
in a clause without one, the label of the figure before (…9%上昇し、4年ぶりの高値).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from digests.extract.grammar import Described, Label, Place
from digests.extract.ja.around import EMPTY_NOUN, REPORTS, Around, again, held_by, last_labelled, spent_on, topic_of
from digests.extract.ja.carried import DONE, NOTHING, Reader, carried
from digests.extract.ja.direction import LED, previous
from digests.extract.ja.nouns import Noun, extended, find_nouns, floor_of, is_weak, noun_after, noun_before
from digests.extract.ja.numbers import CURRENCIES, PER_ONE
from digests.extract.ja.tables import row_label
from digests.extract.text import SentenceRole
from digests.model import Kind, Span
from digests.patterns import compiled

_ACTIONS = compiled(
    r"(?:で|を|規模で|で株式を)?(買収|取得|売却|購入|投資|出資|調達|落札|融資|発行|寄付|追加|買い付け|買い入れ|買い増|受注|契約|譲渡|償却|計上|建設|導入|輸出|輸入|生産|販売|採用|雇用)"
)
_OF = compiled(
    r"(?:超|方|以[上下内]|未満|近く|強|弱|台|分|級|規模|前後|余り|程度|相当|当たり|前|後|間|先)?(?:の|という)?"
)
_ASIDE = compiled(r"\([^()\n]{1,24}\)(?=の)")


def find_label(place: Place) -> Label:
    """What the figure measures: one or two spans of the article, and the strategy that found them; the first reader
    that knows decides."""
    for reader in _ALONE:
        label = reader(place)
        if label is not None:
            return label
    before = previous(place)
    start = max(before.draft.end if before else place.sentence.span.start, place.clause.start)
    if place.sentence.role is SentenceRole.TITLE:
        start = max(start, place.text.rfind(" ", start, place.draft.start - 1) + 1)
    nouns = find_nouns(place, start, place.draft.start)
    around = Around(place, before, nouns, _adjacent(place, start), _qualified(place))
    return next((label for reader in _TOGETHER if (label := reader(around)) is not None), NOTHING)


def find_aside(place: Place, host: Described) -> Label | None:
    """回答数:1万人(回収率62%): what the bracket itself names; 482億バーツ(約2,310億円) names nothing."""
    text, draft = place.text, place.draft
    if draft.kind is host.draft.kind and draft.unit != host.draft.unit:
        return None
    opened = max(text.rfind("(", host.draft.end, draft.start), host.draft.end)
    named = _NAMED_ASIDE.search(text, opened, draft.start)
    noun = noun_before(text, named.start() if named else draft.start, opened + 1)
    if is_weak(text, noun) or (noun and _PRICED.fullmatch(text, *noun)):
        return None
    return host.spans[0], noun, "aside"


_NAMED_ASIDE = compiled(r"(?:[はがも:]|で(?=約|同|$))(?:約|同)?\Z")
_PRICED = compiled(
    r"税(?:込み?|抜き?|別)|送料[^、]*|.{0,6}(?:換算|相当|ベース|レート)|当時|中央値|最高値?|最安値?|執筆時"
)


# --- what needs no noun phrase of the clause -------------------------------------------------------------------------


def _in_row(place: Place) -> Label | None:
    row = row_label(place.text, place.draft.start)
    if row is None:
        return None
    name, head = row
    if name.start <= place.draft.start < name.end:
        return (head, None, "row name") if head else None
    if is_weak(place.text, head):
        return name, None, "row"
    return (head, name, "column") if is_weak(place.text, name) else (name, head, "row")


def _level(place: Place) -> Label | None:
    """5%増の330億円: what the change is of."""
    before = previous(place)
    led = before and before.spans and LED.fullmatch(place.text[before.draft.end : place.draft.start])
    return again(before, "level") if before and led else None


def _person(place: Place) -> Label | None:
    if place.draft.rule != "age" or place.draft.kind is not Kind.DURATION:
        return None
    if place.text.startswith("の", place.draft.end):
        return noun_after(place.text, place.draft.end + 1, place.draft.end + 20), None, "person"
    return noun_before(place.text, place.draft.start - 1, place.sentence.span.start), None, "person"


def _ranked(place: Place) -> Label | None:
    """2位は台湾: who holds the rank."""
    if place.draft.kind is not Kind.ORDINAL or place.text[place.draft.end : place.draft.end + 1] not in _HOLDS:
        return None
    start = place.draft.end + 1
    holder = noun_after(place.text, start, min(place.sentence.span.end, start + 24))
    return (holder, None, "rank") if holder and not place.text[holder.start].isdigit() else None


_HOLDS = frozenset("はが:")
_RATE = compiled(rf"1 ?(?P<u>{CURRENCIES}) ?(?:=|≒|は)(?:約|およそ)?$")
_MARKET = compiled(r"(?:相場|為替|レート)(?!.*市場)")
_CURRENCY = compiled(rf"(?:{CURRENCIES})\Z")


def _rated(place: Place) -> Label | None:
    """1ドル=152円: the market that the sentence speaks of, else the currency that is priced."""
    rate = _RATE.search(place.text, max(place.start, place.draft.start - 16), place.draft.start)
    if rate is None:
        return None
    named = re.compile(rf"(?:{re.escape(place.text[place.draft.end - 1])}|(?:対ドル)?円)(?:相場|[高安]|売り|買い)")
    nouns = [noun.span for noun in find_nouns(place, place.start, rate.start())]
    market = next((span for span in nouns if _MARKET.search(place.text, *span)), None)
    moving = named.search(place.text, place.start, min(place.sentence.span.end, place.draft.end + 24))
    return market or (Span(*moving.span()) if moving else _priced(place, nouns, rate)), None, "rate"


def _priced(place: Place, nouns: list[Span], rate: re.Match[str]) -> Span:
    """The currency that a rate prices, as the sentence names it."""
    return next((span for span in nouns if _CURRENCY.search(place.text, *span)), Span(*rate.span("u")))


_MOVE = compiled(rf"(?:ほど|程度|余り|強|弱)?の?((?:{CURRENCIES})[高安])")


def _moved(place: Place) -> Label | None:
    """1円の円安: what the step is a step of, where the clause in front names nothing."""
    move = _MOVE.match(place.text, place.draft.end) if place.draft.kind is Kind.MONEY else None
    named = move and find_nouns(place, place.clause.start, place.draft.start)
    return (Span(*move.span(1)), None, "currency") if move and not named else None


_ALONE: tuple[Callable[[Place], Label | None], ...] = (
    _in_row,
    _rated,
    _moved,
    _level,
    _person,
    _ranked,
)


# --- noun phrases around the figure ----------------------------------------------------------------------------------


def _qualified(place: Place) -> Span | None:
    """The noun that the figure qualifies (19%の相互関税, 180MW級データセンター); None for one that only says how it moved."""
    text, draft, end = place.text, place.draft, place.sentence.span.end
    aside = _ASIDE.match(text, draft.end, end)
    of = _OF.match(text, aside.end() if aside else draft.end, end)
    if not of or not of.group():
        return None
    span = noun_after(text, of.end(), min(end, of.end() + 24))
    after = next((later for later in place.later if later.kind is not Kind.DATE and later.start >= of.end()), None)
    if span is None or (after and span.end > after.start):
        return None
    return span if of.group().endswith(("の", "という")) or of.group() in {"級", "規模"} else None


_AS = compiled(
    r"と(?:され|みられ|見られ|言われ|いわれ)る$|とい[うった]{1,2}$|となる$|である$|に(?:当|あ)たる$|に相当する$"
)


_PER_ONE = compiled(rf"(?:{PER_ONE})\Z")
_BESIDE = compiled(r"(?:のうち|など|ほか)$")


def _adjacent(place: Place, start: int) -> Span | None:
    """The noun phrase right in front of the figure: 時給2万5,500ドン, 議決権の3分の2, 損益分岐点とされる2,000ドル."""
    text, draft = place.text, place.draft
    end = draft.start
    while end > start and text[end - 1] in " :(約・":
        end -= 1
    each = _PER_ONE.search(text, max(start, end - 14), end)
    end = each.start() if each else end
    beside = _BESIDE.search(text, max(start, end - 4), end)
    end = beside.start() if beside else end
    named = _AS.search(text, max(start, end - 8), end)
    end = named.start() if named else end
    floor = floor_of(place, end, start)
    owned = end > floor and text[end - 1] == "の"
    span = noun_before(text, end - 1 if owned else end, floor)
    if span and text.startswith("(", end):
        span = extended(place, span, floor)
    return None if is_weak(text, span) else span


_CLAUSE_AS_NOUN = compiled(
    r"[^、。」)\n]{2,24}(?=のは(?:、[^、。]{1,16}(?:以来|に続き|に次いで|に次ぐ))?、?(?:約|およそ|計|わずか|年)?\Z)"
)


def _said_of(around: Around) -> Label | None:
    """再保険で回収できるのは4割: the clause that の makes a noun, if it names anything; else the noun comes behind."""
    clause = _CLAUSE_AS_NOUN.search(around.text, max(around.place.start, around.draft.start - 60), around.draft.start)
    if clause is None:
        return None
    if around.nouns or not _NAMES.search(clause.group()):
        return carried(around)
    return Span(*clause.span()), None, "clause"


_NAMES = compiled(r"[一-龥ァ-ヶーA-Za-z]{2}[^、。]*[でがをに]")


def _qualifies(around: Around) -> Label | None:
    """19%の相互関税; a short noun with the one in front of the figure."""
    qualified = around.qualified
    if qualified is None or EMPTY_NOUN.match(around.text, qualified.start, qualified.end):
        return None
    if around.adjacent is not None and around.draft.kind is Kind.COUNT:
        direct = around.text[around.draft.end : qualified.start] == "の"
        return (around.adjacent, qualified, "qualified") if direct else None
    short = qualified.end - qualified.start <= 2
    return (around.nouns[0].span if short and around.nouns else None), qualified, "qualified"


_TAKES = compiled(r"(?:超|以上|強|弱|近く|余り|程度|未満)?を")


def _part_of(around: Around) -> Label | None:
    """売上高全体の2割を占める, 冷却水の9割を再利用: what the part is, or what is done with it, beside the whole."""
    whole, text, draft = around.adjacent, around.text, around.draft
    if whole is None or EMPTY_NOUN.match(text, *whole) or draft.kind is Kind.COUNT or text[draft.start - 1] != "の":
        return None
    takes = _TAKES.match(text, draft.end)
    if takes is None:
        subject = next((noun.span for noun in around.nouns if noun.particle in {"は", "が", "も"}), None)
        if subject is None and draft.kind is Kind.MULTIPLE and around.before and around.before.spans:
            return again(around.before, "multiple of")
        return (subject, whole, "part of") if subject and subject.end <= whole.start else (whole, None, "part")
    if text.startswith("占め", takes.end()):
        before = around.before
        topic = before.spans[0] if before and before.spans else topic_of(around.place, whole.start)
        return (topic, whole, "part of") if topic and topic.end <= whole.start else (whole, None, "part")
    done = noun_after(text, takes.end(), min(around.end, takes.end() + 24))
    named = done and done.end - done.start > 1 and not text[done.start].isdigit()
    return whole, done if named else None, "part done"


_CAUSE = compiled(
    r"(?:低迷|影響|効果|不振|好調|増|減|高|安|騰|落|不足|遅れ|悪化|改善|拡大|縮小|需要|反動|停止|延期|統合|回復|要因|寄与|一服|競争)\Z"
)


_FARES = compiled(r"好調|堅調|順調|活発|旺盛|不振|低調|低迷|不調|不足|一服|一巡")


def _noun(around: Around) -> Label | None:
    """The nearest noun phrase that a particle ties to the figure; a cause (市況の低迷で) only behind what it moved."""
    nouns = around.nouns
    if around.adjacent is not None:
        nouns = [Noun(around.adjacent, ""), *nouns]
    if not nouns:
        return None
    main, *others = nouns
    if main.particle == "で" and others and others[0].particle in {"は", "が", "も", "として", "を"}:
        cause = _CAUSE.search(around.text, main.span.start, main.span.end)
        topic = next((noun.span for noun in others if noun.particle == "は"), None)
        if topic and _FARES.fullmatch(around.text, *main.span):  # 電気機械は輸出が好調で5%増
            return topic, None, "particle は"
        return others[0].span, None if cause else main.span, f"particle {others[0].particle}"
    return _with_owner(around.place, main, others, f"particle {main.particle}" if main.particle else "adjacent")


def _with_owner(place: Place, main: Noun, others: list[Noun], strategy: str) -> Label:
    """The main noun with the one that owns it, where the clause names one: インドネシア工場は稼働率が."""
    action = _ACTIONS.match(place.text, place.draft.end) if place.draft.kind is Kind.MONEY else None
    if main.particle in {"を", "で"} and action:
        return main.span, Span(*action.span(1)), strategy + " action"
    owner = _owner(place, main, others)
    if owner is not None:
        return owner, main.span, strategy + " owner"
    second = place.draft.noun or _purpose(place, main)
    if second is not None or main.span.end - main.span.start > 2:
        return main.span, second, strategy
    counter = _COUNTER.search(place.text, place.draft.start, place.draft.end)
    if place.draft.kind is Kind.COUNT and counter:
        return main.span, Span(*counter.span()), strategy + " counter"
    depends = main.particle and (main.particle != "は" or _OF_ANOTHER.search(place.text, *main.span))
    recent = last_labelled(place) if depends else None
    if recent and recent.spans[0].end <= main.span.start:
        return recent.spans[0], main.span, strategy + " recent"
    return main.span, second, strategy


_OF_ANOTHER = compiled(r"[値価格量額率数幅積模力]\Z")


def _owner(place: Place, main: Noun, others: list[Noun]) -> Span | None:
    text, length = place.text, main.span.end - main.span.start
    if main.particle in {"が", "を", "に", ""} and length <= 12:
        owner = next(
            (o.span for o in others if o.particle in {"は", "も", "が", "では"} and o.span.end <= main.span.start), None
        )
        if owner and owner.end - owner.start <= 16:
            return owner
    if main.particle in {"が", "", "では"} and length <= 10:
        reported = REPORTS.search(text, main.span.end, min(place.sentence.span.end, main.span.end + 160))
        topic = None if reported else topic_of(place, main.span.start)
        heads = topic and place.sentence.role is SentenceRole.TITLE and " " in text[topic.end : main.span.start]
        if topic and not heads and topic.end - topic.start <= 16:
            return topic
    return None


_COUNTER = compiled(r"(?<=[\d万億千百])(?![万億千百])(?!カ|ヵ|か|ヶ|箇|名様)(?:(?!連続|ぶり)[一-龥ァ-ヶー]){2,}\Z")


def _purpose(place: Place, main: Noun) -> Span | None:
    """What a subject does with so many or so much: 政府は6,000万人を誘致する, 日系団体が312社に聞いた調査."""
    if main.particle not in {"は", "が", "も"} or place.draft.kind not in {Kind.COUNT, Kind.MONEY, Kind.QUANTITY}:
        return None
    holder = held_by(place)
    if holder is not None:
        return holder
    spent = spent_on(place)
    if spent is not None:
        return spent
    done = DONE.match(place.text, place.draft.end, place.sentence.span.end)
    if done and (done["how"] == "を" or not _COUNTER.search(place.text, place.draft.start, place.draft.end)):
        return Span(*done.span("done"))
    joined = _JOINED.match(place.text, place.draft.end, place.sentence.span.end)
    return Span(*joined.span()) if joined and place.draft.kind is Kind.COUNT else None


_JOINED = compiled(
    r"(?!(?:以上|以下|未満|以内|程度|前後|余り?|超|強|弱|規模|分|増|減)|(?:減少|増加|突破|体制)(?![一-龥]))[一-龥]{2,4}(?=[、。へにをがでの 」)]|$)"
)


_RESULT = compiled(
    r"(?:の|で|となる|に)?([一-龥ァ-ヶー]{1,8}+(?:が?り|き|げ|さ)?)(?=[をにはがでとのもしすだ]|[^ぁ-ん]|$)"
)


def _of_duration(around: Around) -> Label | None:
    """4年ぶりの高値, 3週連続で上昇: what came again, then what of it."""
    draft, text = around.draft, around.text
    if draft.kind is not Kind.DURATION:
        return None
    result = _RESULT.match(text, draft.end, around.end)
    second = Span(*result.span(1)) if result and not is_weak(text, Span(*result.span(1))) else None
    main, how = _lasting(around)
    if main is not None:
        return main, second, f"duration {how}"
    return (held_by(around.place) or around.qualified or second), None, "duration behind"


def _lasting(around: Around) -> tuple[Span | None, str]:
    """What lasts, and how it was found: by a particle, in front, as the figure before, as the topic, from the sentence
    before."""
    before, recent = around.before, last_labelled(around.place)
    passed = before and around.text[before.draft.end : around.draft.start] == "を"
    topic = topic_of(around.place, before.draft.start) if before and passed else None
    if topic is not None:  # 節目の50を3カ月連続で下回った
        return topic, "topic"
    if around.nouns:
        return around.nouns[0].span, around.nouns[0].particle
    if around.adjacent is not None:
        return around.adjacent, "adjacent"
    if before and before.spans:
        return before.spans[0 if before.strategy.startswith("duration") else -1], "carried"
    topic = topic_of(around.place, around.draft.start)
    series = (
        around.draft.first or around.draft.direction is not None or around.text.endswith("連続", 0, around.draft.end)
    )
    earlier = recent.spans[0] if recent and series else None
    return topic or earlier, "topic" if topic else "recent"


_TOGETHER: tuple[Reader, ...] = (_said_of, _of_duration, _qualifies, _part_of, _noun, carried)
