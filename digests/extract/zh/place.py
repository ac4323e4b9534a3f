"""Chinese: which way a figure moved and what it measures, by the words around it."""

from __future__ import annotations

import re
from collections.abc import Callable

from digests.extract.grammar import Cue, Label, Place
from digests.extract.metrics import metric_spans
from digests.extract.tables import longest, read_words
from digests.extract.zh.units import NOUNS, ends_noun
from digests.model import Direction, Kind, Span

_WORDS = read_words("zh_words")

# --- direction -------------------------------------------------------------------------------------------------------

_CUE = dict.fromkeys(_WORDS["up"], Direction.UP) | dict.fromkeys(_WORDS["down"], Direction.DOWN)
_CUES = re.compile(f"({longest(_CUE)})")
_STILL = re.compile("|".join(_WORDS["still"]))
_GROWTH = re.compile("(?P<up>增速|增幅|[涨漲]幅|升幅|增[长長]率|成[长長]率|增量)|(?P<down>跌幅|降幅|[减減]幅)")
_WORSE = re.compile("(?:跌|降|[减減])幅[^，。；]{0,4}(?:[扩擴]大|加深)[至到为為]?[^，。；]{0,3}$")
_FROM = re.compile(
    "(?:[由从從自]|(?:[较較比]|[较較]?原先|原[来來]|此前|之前|先前|上年|去年同期)的?)(?:[^，。；0-9]{0,6}的)?[约約近]?$"
)
_TURN = re.compile("但|惟|不过|不過|然而")
_BASE_WORDS = (
    r"(?:同比|[环環]比|按[年季月]|[年季月周单單]日?|累[计計]|[较較比与與][^，。；0-9]{1,14}?|大幅|小幅"
    r"|[微略又再也均]|分[别別]|[实實]际|名[义義]|相[当當]于)*"
)
_THEN = re.compile(
    rf"[^，。；、,(0-9]{{0,3}}[，、,( ]{{1,2}}{_BASE_WORDS}({longest(_CUE)})[了]?(?:[约約近逾超]|超[过過])?$"
)
_HENCE = re.compile(
    "[^，。；0-9]{0,4}[，, (]{0,2}[^，。；0-9]{0,4}?(?:收?[报報]收?|收|[报報]|至|到|[达達]到?|[为為])[于於在]?"
    "(?:[约約近逾超]|超[过過])?$"
)
_AS_BEFORE = re.compile(
    "(?:[为為是]|[达達]到?|相[当當]于|增至|)(?:[现現]有|[现現]在|目前|去年(?:同期)?|上年(?:同期)?|原[来來先]|此前"
    "|疫情前|[当當]前)[^，。；0-9]{0,6}的?$"
)
_TIMES_NEXT = re.compile(f"[，, ]{{1,2}}(?:{_AS_BEFORE.pattern.removesuffix('$')})")
_OR = re.compile("[，, (]{0,2}或[约約近逾超]?")
_JOINT = re.compile("(?:、|和|及|与|與|以及|[，,]) ?")

_MOVING = frozenset({Kind.MONEY, Kind.COUNT, Kind.QUANTITY, Kind.PERCENT})


def last_cue(text: str) -> tuple[Direction | None, str, int]:
    """The last direction word of `text` and how far behind it the text goes on."""
    still = _STILL.sub(lambda match: "〇" * len(match.group()), text)
    cues = list(_CUES.finditer(still))
    if cues:
        return _CUE[cues[-1].group()], cues[-1].group(), len(text) - cues[-1].end()
    growth = list(_GROWTH.finditer(text))
    if growth:
        found = growth[-1]
        return (Direction.UP if found["up"] else Direction.DOWN), found.group(), len(text) - found.end()
    return None, "", 0


def _between(place: Place) -> int:
    """Where the clause goes on behind the measure before this one."""
    start = place.clause.start
    for draft in place.earlier:
        if draft.kind not in {Kind.DATE, Kind.DURATION} and draft.end > start:
            start = draft.end
    return start


def direction(place: Place) -> Cue:
    """Which way the figure moved, by the first strategy that has an answer; the answer may be "neither way"."""
    for answer in (strategy(place) for strategy in _STRATEGIES):
        if answer is not None:
            return answer
    return None, ""


def _unmoved(place: Place) -> Cue | None:
    """Ordinals do not move, a length of time only where it says so, the 5 kg of a price for each 5 kg never."""
    draft = place.draft
    if draft.kind is Kind.DURATION:
        found = _STRETCHED.search(place.left)
        return ((Direction.UP if found["up"] else Direction.DOWN), found.group()) if found else (None, "")
    each = draft.kind is Kind.QUANTITY and place.left.endswith("每")
    return (None, "") if each or draft.kind is Kind.ORDINAL else None


_STRETCHED = re.compile("(?:(?P<up>延[长長])|缩短|縮短)[至到为為了]?$")


def _as_in_list(place: Place) -> Cue | None:
    """13.3%和12.9%: what moves the first of a list moves the others."""
    last = place.done[-1] if place.done else None
    if last and last.draft.kind is place.draft.kind and _JOINT.fullmatch(place.text, last.draft.end, place.draft.start):
        return last.direction, "list"
    if last and last.direction and _OR.fullmatch(place.text, last.draft.end, place.draft.start):
        return last.direction, "or"
    return None


def _left_cue(place: Place) -> Cue | None:
    """A cue between the measure before and this one: 增长3.6%, 由40%提高到55% (whose first number is where it came from)."""
    left = place.text[_between(place) : place.draft.start]
    if _WORSE.search(left):
        return Direction.DOWN, "worse"
    if place.draft.kind is Kind.MULTIPLE and _AS_BEFORE.search(left):
        return Direction.UP, "times as before"
    if place.draft.kind is not Kind.MULTIPLE and _FROM.search(left):
        return None, "from"
    way, cue, distance = last_cue(left)
    return (way, cue) if way and distance <= _REACH else None


_REACH = 12


def _after_change(place: Place) -> Cue | None:
    """涨0.92%，报4108.37点: a level reached by the change in front of it."""
    moved = [done for done in place.described if done.draft.kind in _MOVING or done.draft.kind is Kind.MULTIPLE]
    if not moved or moved[-1].direction is None or place.draft.kind not in _MOVING:
        return None
    host = moved[-1]
    reached = host.draft.kind is not Kind.COUNT and _HENCE.fullmatch(place.text, host.draft.end, place.draft.start)
    return (host.direction, "level after change") if reached else None


def _changed_next(place: Place) -> Cue | None:
    """A level whose change follows in the next clause: 28.6万辆，同比增长1.3倍. Two opposite changes tell nothing."""
    text, draft = place.text, place.draft
    if draft.kind not in _MOVING:
        return None
    rest = [later for later in place.later if later.kind is not Kind.DATE]
    end = draft.end
    while rest and rest[0].kind is draft.kind and _JOINT.fullmatch(text, end, rest[0].start) and text[end] not in "，,":
        end = rest.pop(0).end
    after = rest[0] if rest else None
    if after is None or after.kind not in {Kind.PERCENT, Kind.MULTIPLE, draft.kind}:
        return None
    gap = text[end : after.start]
    found = _THEN.fullmatch(gap)
    if not found:
        scaled = after.kind is Kind.MULTIPLE and draft.kind is not Kind.PERCENT
        return (Direction.UP, "times as before") if scaled and _TIMES_NEXT.fullmatch(gap) else None
    way = _CUE[found.group(1)]
    tail = text[after.end : min(place.sentence.span.end, after.end + 14)]
    opposite = _CUES.search(tail)
    if _TURN.search(tail[:4]) and opposite and _CUE[opposite.group()] is not way:
        return None, "mixed"
    return way, found.group(1)


_RIGHT_CUE = re.compile(
    rf"(?:的|[^，。；0-9的]{{0,3}}?|[^，。；0-9的]{{0,6}}?(?<=股))(?:({longest(_CUE)})(?![0-9至到]| ?[约約近超逾]"
    rf"|[值级級幅率])|(?P<up>[涨漲升增]幅"
    rf"|增[长長]率?)|(?P<down>[跌降减減]幅))"
)


def _moved_right(place: Place) -> Cue | None:
    """A cue right behind the number: 3600只个股上涨, 5%的降幅."""
    if place.draft.kind not in {Kind.COUNT, Kind.PERCENT}:
        return None
    end = place.clause.end
    for draft in place.later:
        end = min(end, draft.start)
    found = _RIGHT_CUE.match(place.text, place.draft.end, end)
    if not found:
        return None
    if found.group(1):
        return _CUE[found.group(1)], found.group(1)
    return (Direction.UP if found["up"] else Direction.DOWN), found.group()


_STRATEGIES = (_unmoved, _as_in_list, _left_cue, _changed_next, _moved_right, _after_change)


# --- labels ----------------------------------------------------------------------------------------------------------

_COMPARISON = "[较較比与與跟](?:上|前|去|昨|年初|同)[^，。；0-9增减減升降涨漲跌放扩擴缩縮]{0,10}"
_LONG_STOPS = longest(word for word in (*_WORDS["adverbs"], *_WORDS["verbs"], *_CUE) if len(word) > 1)
_STOPS = re.compile("|".join((_COMPARISON, _LONG_STOPS, *_WORDS["stops"])))
_HEAD = re.compile("|".join(_WORDS["heads"]))
_EMPTY = frozenset(_WORDS["empty"])
BREAKS = re.compile(r"[，。；;、!?:(]|,(?![0-9])")

_TAIL_NOUN = re.compile(r"(?:[的之期]|级|級|高[达達]?)?(?P<np>[\u4e00-\u9fffA-Za-z0-9·]{2,14})")
_LONGEST = 20


def _phrase(text: str, start: int, end: int) -> Span | None:
    """The noun phrase that ends a stretch of text: what follows its last verb, adverb or preposition."""
    pieces: list[tuple[int, int]] = []
    at = start
    for stop in _STOPS.finditer(text, start, end):
        pieces.append((at, stop.start()))
        at = stop.end()
    pieces.append((at, end))
    for left, right in reversed(pieces):
        span = _trimmed(text, left, right)
        if span:
            return span
    return None


_EDGES = " 的之了“”「」『』\"'’‘《》()-—~·,，、：:。"


_AFTERWARDS = re.compile("(?:后|後|时|時|期间|期間|以来|以來|之前|起)$")


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[start] in "期内內间間" and text[start - 1 : start] in set("年月周天日"):
        start += 1
    start = max(start, text.rfind(")", start, end) + 1)
    while start < end and (text[end - 1] in _EDGES or text[end - 1] in "前首以中"):
        end -= 1
    if end - start > 2 and text[end - 1] in "达達" and text[end - 2] in "幅率量额額数數值":
        end -= 1
    if end - start > _LONGEST:
        cut = text.rfind("的", start, end - 2)
        start = cut + 1 if cut >= end - _LONGEST else end - _LONGEST
    if _AFTERWARDS.search(text, start, end):
        return None
    return Span(start, end) if end - start > 1 or (end - start == 1 and text[start] in "率价價股") else None


_LEAD_IN = re.compile("(?:[约約近逾超过過达達到至为為]|不足|不到|高于|低于|突破)*$")


def _measured(text: str, start: int, end: int) -> Span | None:
    """The last name of a measure in a stretch of text, with what stands before it as far as the last stop."""
    lead_in = _LEAD_IN.search(text, start, end)
    end = lead_in.start() if lead_in else end
    named = [(start + left, start + right) for left, right, _ in metric_spans(text[start:end], "zh")]
    named += [match.span() for match in _HEAD.finditer(text, start, end)]
    if not named:
        return None
    right = max(right for _, right in named)
    left = min(left for left, end_ in named if end_ == right)
    phrase = _phrase(text, start, right)
    if phrase and phrase.start <= left and phrase.end >= right:
        return phrase
    return _trimmed(text, left, right)


def _behind(place: Place) -> Span | None:
    """The noun behind the number: 1,800个高薪职缺, 3亿元的订单."""
    end = place.clause.end
    for draft in place.later:
        end = min(end, draft.start)
    found = _TAIL_NOUN.match(place.text, place.draft.end, end)
    if not found:
        return None
    start, end = found.span("np")
    if place.draft.kind is Kind.COUNT:
        for at in range(end, start + 1, -1):
            if ends_noun(place.text[start:at]):
                return _trimmed(place.text, start, at)
    stop = _STOPS.search(place.text, start, end)
    measure = _HEAD.search(place.text, start, stop.start() if stop else end)
    if measure:
        return Span(start, measure.end())
    span = _trimmed(place.text, start, stop.start() if stop else end)
    return None if span is None or place.text[span.start : span.end] in _EMPTY else span


def label(place: Place) -> Label:
    text, draft = place.text, place.draft
    start = _start(place)
    share = _SHARE_OF.search(text, start, draft.start)
    left = [(at, min(end, share.start()) if share else end) for at, end in _stretches(place, start)]
    measured = _last(_measured, text, left)
    if measured and draft.kind is Kind.MONEY and text[measured.start : measured.end] in NOUNS:
        measured = None
    behind = _behind(place) if draft.kind is not Kind.MULTIPLE else None
    if behind and _belongs(place, behind, measured):
        return behind, None, "noun behind"
    if measured:
        return measured, None, "measure"
    inherited = _inherited(place)
    if inherited and _between(place) > place.clause.start:
        return inherited, None, "same clause"
    phrase = _last(_phrase, text, left)
    if phrase and _names(text[phrase.start : phrase.end]):
        part = inherited if text.startswith("其中", place.clause.start) and draft.kind is Kind.PERCENT else None
        return phrase, part, "phrase"
    topic = _last(_measured, text, [(max(place.start, _before_clause(place)), place.clause.start)])
    for strategy, found in (
        ("clause before", topic),
        ("topic", inherited),
        ("measure before", _last(_measured, text, _stretches(place, place.start))),
        ("behind", behind),
        ("subject", _last(_phrase, text, _stretches(place, place.start))),
    ):
        if found:
            return found, None, strategy
    return None, None, ""


def _names(phrase: str) -> bool:
    return phrase not in _EMPTY and not phrase.startswith("每")


_COMPARED = re.compile(
    "[也又均]?[较較比与與跟](?![例重])[^，。；]{1,24}?(?=[增减減升降涨漲跌高低多少提放扩擴缩縮翻]|上[调調升涨漲]"
    "|下[调調降滑跌])"
)


def _start(place: Place) -> int:
    """Where the figure's own words begin in its clause: behind the measure before it and behind "compared with …"."""
    start = _between(place)
    compared = _COMPARED.match(place.text, place.clause.start, place.draft.start)
    return max(start, compared.end()) if compared else start


def _before_clause(place: Place) -> int:
    """The end of the last figure in front of the clause."""
    return max((draft.end for draft in place.earlier if draft.end <= place.clause.start), default=0)


_SHARE_OF = re.compile(
    "(?:其中)?[约約]?(?<![市应應侵])[占佔](?![比地率有溢领領用])(?!.*比重)"
    "|[远遠]?[高低优優好胜勝不][于於过過及]?[^，。；]{0,6}[预預][期估测測]"
)


def _stretches(place: Place, start: int) -> list[tuple[int, int]]:
    """The text in front of the quote from `start`, without dates and durations, nearest first."""
    stretches, end = [], place.draft.start
    for draft in reversed(place.earlier):
        if draft.end <= start:
            break
        stretches.append((draft.end, end))
        end = draft.start
    stretches.append((start, end))
    return stretches


def _last(find: Callable[[str, int, int], Span | None], text: str, stretches: list[tuple[int, int]]) -> Span | None:
    return next((found for start, end in stretches if start < end and (found := find(text, start, end))), None)


def _belongs(place: Place, behind: Span, measured: Span | None) -> bool:
    """Whether the noun behind names the figure better than what stands before it."""
    kind, words = place.draft.kind, place.text[behind.start : behind.end]
    if kind is Kind.COUNT:
        adjacent = measured is not None and (
            measured.end == place.draft.start or place.text[measured.end - 1] in "产產"
        )
        return not adjacent
    if place.text.startswith("的", place.draft.end) or kind is Kind.MONEY:
        near = behind.start - place.draft.end <= 1
        return near and (_HEAD.search(words) is not None or (measured is None and place.text[behind.start - 1] == "的"))
    if kind is Kind.DURATION:
        return place.text[place.draft.end] == "期"
    if kind is Kind.QUANTITY:
        return measured is None and behind.start == place.draft.end
    return kind is Kind.ORDINAL and place.text[place.draft.end - 1] not in "一二三四五六七八九十"


def _inherited(place: Place) -> Span | None:
    """The label of the measure before, within the sentence."""
    for described in reversed(place.described):
        if described.spans and (described.draft.kind is not Kind.DURATION or described.strategy == "measure"):
            return described.spans[0]
    return None
