"""Chinese: what a figure measures, by the words around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from digests.extract.grammar import Label, Place
from digests.extract.metrics import metric_spans
from digests.extract.tables import longest, read_words
from digests.extract.zh.amounts import UNITS
from digests.extract.zh.direction import CUES, between
from digests.extract.zh.units import NOUNS, ends_noun
from digests.model import Kind, Span
from digests.patterns import compiled

_WORDS = read_words("zh_words")

_COMPARISON = "[较較比与與跟](?:上|前|去|昨|年初|同)[^，。；0-9增减減升降涨漲跌放扩擴缩縮]{0,10}"
_LONG_STOPS = (
    f"""(?:{longest(word for word in (*_WORDS["adverbs"], *_WORDS["verbs"], *CUES) if len(word) > 1)})(?:幅度?)?"""
)
_STOPS = compiled("|".join((_COMPARISON, _LONG_STOPS, *_WORDS["stops"])))
_HEAD = compiled("|".join(_WORDS["heads"]))
_NOMINAL = frozenset(_WORDS["nominal"])
_MOVES = frozenset(CUES) - _NOMINAL
"""Words that move a measure and name none, though the lexicon may list one (調漲)."""

_BOUND = compiled("率|[额額]|量(?![产產])|值(?!得)|[费費]")
"""What makes a noun of any verb in front of it: 增长率, 完成额."""

_EMPTY = frozenset(_WORDS["empty"])
BREAKS = compiled(
    r"[，。；;、!?:]|\((?!(?:[^()0-9\n]{1,24}|[0-9]{0,3}[A-Za-z呎尺]{1,6}[櫃柜]?)\)[^，。；])|,(?![0-9])|(?<=[^\x00-\x28\x2a-\x7f]) (?=[^\x00-\x7f]{2})"
    r"|(?<=%) (?![的至到和与與及]|左右|以[上下]|上下)(?=[^\x00-\x7f]{4})"
)
"""Where a clause ends; a headline divides its clauses by spaces."""

_TAIL_NOUN = compiled(r"(?:(?:左右|上下|以[上下])?的|[之期]|级|級|高[达達]?)?(?P<np>[\w·]{2,14})")
_LONGEST = 20


def _phrase(text: str, start: int, end: int) -> Span | None:
    """The noun phrase that ends a stretch of text: what follows its last verb, adverb or preposition."""
    pieces: list[tuple[int, int]] = []
    at = start
    for left, right in _stops(text, start, end):
        if text[left:right] not in {"后", "後"}:
            pieces.append((at, left))
        at = right
    pieces.append((at, end))
    for left, right in reversed(pieces):
        span = _trimmed(text, left, right)
        if span and not _is_each(text[span.start : span.end]):
            return span
    return None


def _stops(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The words that end a noun phrase; a verb with a measure's name behind it is a part of that name (采购比例)."""
    for stop in _STOPS.finditer(text, start, end):
        left, right = stop.span()
        named = right < end and right - left > 1 and _BOUND.match(text, right, end)
        if not named and not (stop.group() in _NOMINAL and _HEAD.match(text, right, end)):
            yield left, right


_EDGES = " 的之了“”「」『』\"'’‘《》()-—~·,，、：:。"


_AFTERWARDS = compiled("(?:[后止]|後|(?<![用工耗课課])[时時]|期间|期間|以来|以來|之前|起)$")


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start] in _EDGES:
        start += 1
    if start < end and text[end - 1] == ")":
        end = max(start, text.rfind("(", start, end))
    closed = text.rfind("》", start, end)
    start = closed + 1 if closed >= 0 and text.find("《", start, closed) < 0 else start
    opened = text.rfind("(", start, end)
    end = opened if opened > start and text.find(")", opened, end) < 0 else end
    while start < end and text[start] in "期内內间間" and text[start - 1 : start] in set("年月周天日"):
        start += 1
    start = max(start, text.rfind(")", start, end) + 1, text.rfind("，", start, end) + 1)
    while start < end and (text[end - 1] in _EDGES or text[end - 1] in "前首以中和及与與可"):
        end -= 1
    if end - start > 2 and text[end - 1] in "达達多" and text[end - 2] in "幅率量额額数數值":
        end -= 1
    start += 2 if text[start : start + 2] in {"以上", "以下"} and end - start > 3 else 0
    if end - start > _LONGEST:
        cut = text.rfind("的", start, end - 2)
        start = cut + 1 if cut >= end - _LONGEST else end - _LONGEST
    if _AFTERWARDS.search(text, start, end):
        return None
    return Span(start, end) if end - start > 1 or (end - start == 1 and text[start] in "率价價股") else None


_COMPOUND = compiled(longest(word for word in CUES if len(word) > 1))
"""A verb that a name must not end inside of: 收成 in 營收成長."""

_LEAD_IN = compiled(
    "(?:[约約近逾过過达達到至为為]|超[过過出]|(?:(?<=[支输輸卖賣付花]出)|(?<![出入买買卖賣]))超|不足|不到|高于|低于|突破| )*$"
)


def _measured(text: str, start: int, end: int) -> Span | None:
    """The last name of a measure in a stretch of text, with what stands before it as far as the last stop."""
    named = [(start + left, start + right) for left, right, _ in metric_spans(text[start:end], "zh")]
    named += [match.span() for match in _HEAD.finditer(text, start, end)]
    named = [span for span in named if not _COMPOUND.match(text, span[1] - 1)]
    still = [(left, right) for left, right in named if text[left:right] not in _MOVES]
    named = still or [(left, right) for left, right in named if text[right] not in "为為至到成"]
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
        end = next((at for at in range(start, end) if place.text[at] in "占佔"), end)
        for at in range(end, start + 1, -1):
            if ends_noun(place.text[start:at]):
                return _trimmed(place.text, start, at)
    stop = next((left for left, _ in _stops(place.text, start, end)), end)
    measure = _HEAD.search(place.text, start, stop)
    while measure and (further := _HEAD.match(place.text, measure.end(), stop)):
        measure = further
    if measure:
        return Span(start, measure.end())
    span = _trimmed(place.text, start, stop)
    return None if span is None or place.text[span.start : span.end] in _EMPTY else span


def label(place: Place) -> Label:
    start = _start(place)
    share = _SHARE_OF.search(place.text, start, place.draft.start)
    whole = share or (_PART_OF.search(place.text, start, place.draft.start) if place.draft.kind in _PARTS else None)
    if place.draft.unit == "pp":
        whole = whole or _ABOVE.search(place.text, start, place.draft.start)
    left = [(at, min(end, whole.start()) if whole else end) for at, end in _stretches(place, start)]
    inherited = _inherited(place)
    if named := _bracketed(place):
        return named, None, "bracket"
    return _named_here(place, left) or _in_clause(place, left, inherited) or _taken_up(place, inherited)


_BRACKETED = compiled(r"(?:(?<=\))[和及与與])?(?P<named>[^，、；。:()\n]{2,20})\($")


def _bracketed(place: Place) -> Span | None:
    """What a share alone in its brackets is of: 三房式（26.7%）."""
    text, draft = place.text, place.draft
    if draft.kind is not Kind.PERCENT or not text.startswith(")", draft.end):
        return None
    named = _BRACKETED.search(text, max(place.start, _before_clause(place)), draft.start)
    return _phrase(text, *named.span("named")) if named else None


_PARTS = frozenset({Kind.PERCENT, Kind.MULTIPLE, Kind.RATIO})
_PART_OF = compiled("(?:[仅僅只]?(?:[为為是]|相当于|相當於))[^，。；]{1,12}的$")
"""仅为欧美的三成: what a figure is set against."""

_ABOVE = compiled("(?:[快慢高低][于於]|[优優][于於])[^，。；]{1,20}$")
"""快于全国2.4个百分点: what it is compared with."""

_Stretches = list[tuple[int, int]]


def _named_here(place: Place, left: _Stretches) -> Label | None:
    """The measure that the figure's own words name, or what they do with the money."""
    text, draft = place.text, place.draft
    if draft.kind in _PARTS and (among := _among(place) or _rated(place)):
        return among, None, "among"
    measured = _last(_measured, text, left)
    if measured and draft.kind is Kind.MONEY and text[measured.start : measured.end] in NOUNS:
        measured = None
    stake = _STAKE.match(text, draft.end) if draft.kind is Kind.PERCENT else None
    if stake:
        return _last(_phrase, text, left), Span(*stake.span("what")), "stake"
    behind = _behind(place) if draft.kind is not Kind.MULTIPLE else None
    if behind and _belongs(place, behind, measured):
        return behind, None, "noun behind"
    if measured:
        return measured, None, "measure"
    act = _ACT.search(text, left[-1][0], left[0][1]) if draft.kind is not Kind.MULTIPLE else None
    if not act:
        return None
    actor = _phrase(text, left[-1][0], act.start("act"))
    known = actor and actor.end == act.start("act") and actor.end - actor.start <= _ACTOR_MOST
    start = actor.start if actor and known and _names(text[actor.start : actor.end]) else act.start("act")
    return Span(start, act.end("act")), None, "act"


def _rated(place: Place) -> Span | None:
    """市盈率 of 26倍市盈率: what a price is a multiple of."""
    rated = _RATED.match(place.text, place.draft.end)
    return Span(*rated.span("what")) if rated else None


def _among(place: Place) -> Span | None:
    """受访企业 of 受访企业中，六成看好明年."""
    start = place.clause.start
    if place.draft.start - start > _NEAR_BEGINNING or not place.text.endswith("中，", 0, start):
        return None
    end = start - len("中，")
    return _phrase(place.text, max(place.start, _before_clause(place)), end)


_NEAR_BEGINNING = 3
_GOES = compiled("[来來用将將由在是为為已会會都则則投流出销銷属屬以左上至到的超和与與及]")
"""What behind a share at the beginning of its clause is a verb: 60%来自海外."""


def _in_clause(place: Place, left: _Stretches, inherited: Span | None) -> Label | None:
    """What the figure before is called, in the same clause, else the phrase in front of this one."""
    if inherited and between(place) > place.clause.start:
        return inherited, None, "same clause"
    text = place.text
    opens = place.draft.kind is Kind.PERCENT and place.draft.start - place.clause.start <= _NEAR_BEGINNING
    if opens and not _GOES.match(text, place.draft.end) and (behind := _behind(place)):
        return behind, None, "noun behind"
    phrase = _last(_phrase, text, left)
    if not phrase or not _names(text[phrase.start : phrase.end]):
        return None
    part = inherited if text.startswith("其中", place.clause.start) and place.draft.kind is Kind.PERCENT else None
    return phrase, part, "phrase"


def _taken_up(place: Place, inherited: Span | None) -> Label:
    """What the clauses in front are about."""
    text = place.text
    topic = _last(_measured, text, [(max(place.start, _before_clause(place)), place.clause.start)])
    for strategy, found in (
        ("clause before", topic),
        ("topic", inherited),
        ("measure before", _last(_measured, text, _stretches(place, place.start))),
        ("behind", _behind(place) if place.draft.kind is not Kind.MULTIPLE else None),
        ("subject", _last(_phrase, text, _stretches(place, place.start))),
    ):
        if found:
            return found, None, strategy
    return None, None, ""


_ACTOR_MOST = 6
_ACT = compiled(f"(?P<act>{longest(_WORDS['acts'])})(?:了|人民[币幣]|新[台臺][币幣]|总额|總額)*$")


_ACTS = compiled(longest(_WORDS["acts"]))
_RATED = compiled(
    "(?:的)?(?P<what>(?:动态|動態|静态|预测|預測|远期)?(?:市盈率|市净率|市淨率|市销率|市銷率|本益比|杠杆|槓桿))"
)
_STAKE = compiled("的?(?P<what>股[权權份]|[权權]益)")


def _names(phrase: str) -> bool:
    return phrase not in _EMPTY and not _is_each(phrase)


def _is_each(phrase: str) -> bool:
    """Whether a phrase is what a price is counted by: 每磅."""
    return phrase.startswith("每") and phrase[1:] in UNITS and phrase != "每股"


_COMPARED = compiled(
    "[也又均]?[较較比与與跟](?![例重])[^，。；]{1,24}?(?=[增减減升降涨漲跌高低多少提放扩擴缩縮翻]|上[调調升涨漲]"
    "|下[调調降滑跌])"
)


def _start(place: Place) -> int:
    """Where the figure's own words begin in its clause: behind the measure before it and behind "compared with …"."""
    start = between(place)
    compared = _COMPARED.match(place.text, place.clause.start, place.draft.start)
    return max(start, compared.end()) if compared else start


def _before_clause(place: Place) -> int:
    """The end of the last figure in front of the clause."""
    return max((draft.end for draft in place.earlier if draft.end <= place.clause.start), default=0)


_SHARE_OF = compiled(
    "(?:其中)?[约約]?(?<![市应應侵])[占佔](?![比地率有溢领領用])(?!.*比重)"
    "|[远遠]?[高低优優好胜勝不][于於过過及]?[^，。；]{0,6}[预預][期估测測]"
)


def _stretches(place: Place, start: int) -> list[tuple[int, int]]:
    """The text in front of the quote from `start`, without dates and durations, nearest first."""
    lead_in = _LEAD_IN.search(place.text, start, place.draft.start)
    stretches, end = [], lead_in.start() if lead_in else place.draft.start
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
    adjacent = measured is not None and not _LEAD_IN.sub("", place.text[measured.end : place.draft.start])
    if kind is Kind.COUNT:
        return not (adjacent or (measured is not None and place.text[measured.end - 1] in "产產"))
    if place.text.startswith("的", place.draft.end) or kind is Kind.MONEY:
        near = behind.start - place.draft.end <= 1 and not adjacent
        named = _HEAD.search(words) or (
            measured is None and (place.text[behind.start - 1] == "的" or _ACTS.match(words))
        )
        return near and named is not None and named is not False
    if kind is Kind.PERCENT and place.text[place.draft.end - 1] == "成":
        return measured is None and behind.start == place.draft.end
    if kind is Kind.DURATION:
        return place.text[place.draft.end] == "期" or place.text[place.draft.end - 1] in "岁歲"
    if kind is Kind.QUANTITY:
        return measured is None and behind.start == place.draft.end
    return kind is Kind.ORDINAL and place.text[place.draft.end - 1] not in "一二三四五六七八九十"


def _inherited(place: Place) -> Span | None:
    """The label of the measure before, within the sentence."""
    for described in reversed(place.described):
        if described.spans and (described.draft.kind is not Kind.DURATION or described.strategy == "measure"):
            return described.spans[0]
    return None
