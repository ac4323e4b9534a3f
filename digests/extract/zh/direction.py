"""Chinese: which way a figure moved, by the words around it."""

from __future__ import annotations

from digests.extract.grammar import Cue, Draft, Place
from digests.extract.tables import longest, read_words
from digests.model import Direction, Kind
from digests.patterns import compiled

_WORDS = read_words("zh_words")

CUES = dict.fromkeys(_WORDS["up"], Direction.UP) | dict.fromkeys(_WORDS["down"], Direction.DOWN)
_CUES = compiled(f"({longest(CUES)})")
_STILL = compiled("|".join(_WORDS["still"]))
_GROWTH = compiled("(?P<up>增速|增幅|[涨漲]幅|升幅|增[长長]率|成[长長]率|增量)|(?P<down>跌幅|降幅|[减減]幅)")
_WORSE = compiled("(?:跌|降|[减減])幅[^，。；]{0,4}(?:[扩擴]大|加深)[至到为為]?[^，。；]{0,3}$")
_DATED = "(?:[0-9]{2,4}年|[0-9]{1,2}月|[一二三四]季度?)[底末初份]?"
_EACH = "(?:每[^，。；0-9]{1,3})?"
_FROM = compiled(
    rf"(?:[由从從自]|(?:[较較比]|[较較]?原先|原[来來]|此前|之前|先前|上年|去年同期)的?)(?:{_DATED}|[^，。；0-9]{{0,6}}的"
    rf"|{_DATED}[^，。；0-9]{{0,6}}的)?{_EACH}[约約近]?$"
)
_TURN = compiled("但|惟|不过|不過|然而")
_BASE_WORDS = (
    r"(?:同比|[环環]比|按[年季月]|[年季月周单單]日?|(?:日|[盘盤])[内內中]|累[计計]|[较較比与與](?:[0-9]{1,4}[年月日]|[^，。；0-9]){1,14}?|大幅|小幅"
    r"|[微略又再也均]|分[别別]|[实實]际|名[义義]|相[当當]于)*"
)
_THEN = compiled(
    rf"[^，。；、,(0-9]{{0,3}}[，、,( ]{{1,2}}{_BASE_WORDS}({longest(CUES)})[了]?(?:[约約近逾超]|超[过過])?$"
)
_COMPARED = compiled(rf"[，、, (]{{1,2}}{_BASE_WORDS}[了近逾约約]?")
_HENCE = compiled(
    "[^，。；0-9]{0,4}[，, (]{0,2}(?!明年|去年|次年|上年|前年)(?:[^，。；0-9率比度效]{0,4}?)(?:收?[报報]收?|收|[报報]|至|到|[达達]到?|[为為])"
    rf"[于於在]?(?:[约約近逾超]|超[过過])?{_EACH}$"
)
_AS_BEFORE = compiled(
    "(?:[为為是]|[达達]到?|相[当當]于|增至|)(?:[现現]有|[现現]在|目前|去年(?:同期)?|上年(?:同期)?|原[来來先]|此前|疫情前"
    "|[当當]前|[上前]一?代|[0-9一二三四五六七八九十]{1,4}年(?:前|同期|高峰)?)[^，。；0-9]{0,6}的?$"
)
_TIMES_NEXT = compiled(f"[，, ]{{1,2}}(?:{_AS_BEFORE.pattern.removesuffix('$')})")
_LEVEL = (
    r"，(?:(?:[上昨今当當前周週本][^，。；0-9]|最[新后後终終低高]|[现現]|目前|[终終][场場]|尾[盘盤市]){0,2})"
    rf"(?:收?[报報]收?|收|[至到]|[达達]到?)[于於在]?(?:[约約近逾]|超[过過])?{_EACH}$"
)
"""A clause that only tells when and where a level stood: ，上周收在."""

_LEVEL_NEXT = compiled(_LEVEL)
_REACHED = compiled(f"(?P<move>[^，。；]{{1,16}}){_LEVEL}")
_TIME = "(?:[去上前今昨当當][一个個]{0,2}[年月季周週日天]|[0-9]{1,4}[年月日]|[0-9一二三四五六七八九十两兩]{1,4}(?:年|个月|個月|个?季度?|[周週天])前|[^，。；0-9]{0,6}(?:[年月季]?[初底末]|同期|原先|以往|往年|疫情))"
"""A time that a level is compared with; what is lower than a rival's has not fallen."""

_OR = compiled("[，, (]{0,2}或[约約近逾超]?")
_JOINT = compiled("(?:、|和|及|与|與|以及|[，,]) ?")

_AMOUNTS = frozenset({Kind.MONEY, Kind.COUNT, Kind.QUANTITY})
_MOVING = frozenset({Kind.MONEY, Kind.COUNT, Kind.QUANTITY, Kind.PERCENT})


def last_cue(text: str) -> tuple[Direction | None, str, int]:
    """The last direction word of `text` and how far behind it the text goes on."""
    still = _STILL.sub(lambda match: "〇" * len(match.group()), text)
    cues = list(_CUES.finditer(still))
    if cues:
        return CUES[cues[-1].group()], cues[-1].group(), len(text) - cues[-1].end()
    growth = list(_GROWTH.finditer(text))
    if growth:
        found = growth[-1]
        return (Direction.UP if found["up"] else Direction.DOWN), found.group(), len(text) - found.end()
    return None, "", 0


def between(place: Place) -> int:
    """Where the clause goes on behind the measure before this one."""
    start = place.clause.start
    for draft in place.earlier:
        if draft.kind not in {Kind.DATE, Kind.DURATION} and draft.end > start:
            start = draft.end
    return start


def _before(place: Place) -> int:
    """Where the figure before this one ends, dates apart."""
    return max((draft.end for draft in place.earlier if draft.kind is not Kind.DATE), default=0)


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
    if draft.kind is Kind.PERCENT and _SHARE_OF_THOSE.search(place.text, between(place), draft.start):
        return None, "share of those"
    if draft.kind is Kind.MULTIPLE and (place.text.startswith(_RATED, draft.end) or place.left.endswith(_RATED)):
        return None, "rated"
    each = draft.kind is Kind.QUANTITY and place.left.endswith("每")
    return (None, "") if each or draft.kind is Kind.ORDINAL else None


_RATED = ("市盈率", "市净率", "市淨率", "本益比")
"""What a price is a multiple of; it tells no change."""

_STRETCHED = compiled(
    "(?:(?P<up>[延拉][长長]|增加)|[缩縮][短减減]|[减減]少|(?<=[日天期数數间間月])降)[至到为為了]?(?:[约約近逾]|超[过過])?$"
)


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
    left = place.text[between(place) : place.draft.start].rstrip()
    if _AIMED.search(left):
        return Direction.UP, "aimed at"
    if _WORSE.search(left):
        return Direction.DOWN, "worse"
    if place.draft.kind in {Kind.MULTIPLE, Kind.RATIO} and _AS_BEFORE.search(left):
        return (Direction.UP if place.draft.kind is Kind.MULTIPLE else Direction.DOWN), "as before"
    if _FROM.search(left) if place.draft.kind is not Kind.MULTIPLE else _OF_ANOTHER.search(left):
        return None, "from"
    compared = _MORE_THAN_BEFORE.search(left)
    if compared:
        return (Direction.UP if compared["up"] else Direction.DOWN), compared.group()
    way, cue, distance = last_cue(left)
    return (way, cue) if way and distance <= _REACH else None


_MORE_THAN_BEFORE = compiled(
    rf"[较較比]{_TIME}[^，。；0-9]{{0,10}}?(?:(?P<up>高|多|快)|[低少慢])(?:出|了)?(?:[约約近逾]|超[过過])?$"
)
_OF_ANOTHER = compiled("[是为為][^，。；0-9]{1,14}的$")
"""增速是国内的六倍 compares, and tells no change."""

_SHARE_OF_THOSE = compiled("的[^，。；0-9的]{1,12}(?:[占佔]比?|比[例重])[^，。；0-9的]{0,4}$")
"""打算裁员的企业占比不足一成: what those do of whom it is a share moves nothing."""

_REACH = 12
_AIMED = compiled("(?:挑[战戰]|[冲衝]刺|[问問]鼎|[挺迈邁]向)$")


def _after_change(place: Place) -> Cue | None:
    """涨0.92%，报4108.37点: a level reached by the change in front of it."""
    scaled = {Kind.MULTIPLE, Kind.RATIO}
    moved = [done for done in place.described if done.draft.kind in _MOVING or done.draft.kind in scaled]
    if place.draft.kind not in _MOVING:
        return None
    if not moved or moved[-1].direction is None:
        return _after_move(place)
    host = moved[-1]
    if host.draft.kind is Kind.COUNT:
        return None
    gap = place.text[host.draft.end : place.draft.start].rstrip()
    clause = _BETWEEN.match(gap)
    reached = _HENCE.fullmatch(gap) or (
        clause and last_cue(clause.group())[0] in {None, host.direction} and _LEVEL_NEXT.fullmatch(gap, clause.end())
    )
    return (host.direction, "level after change") if reached else None


def _after_move(place: Place) -> Cue | None:
    """年初以来一路滑落，上周收在1486点: a level reached by a change that has no figure."""
    reached = _REACHED.search(place.text, max(place.start, _before(place)), place.draft.start)
    if not reached:
        return None
    way, cue, distance = last_cue(reached["move"])
    return (way, cue) if way and distance == 0 else None


_BETWEEN = compiled("，[^，。；0-9]{2,12}(?=，)")
"""A clause without figures between a change and the level it led to: 低开2.3%，随后震荡走低，收报11.84元."""


def _changed_next(place: Place) -> Cue | None:
    """A level whose change follows in the next clause: 28.6万辆，同比增长1.3倍. Two opposite changes tell nothing."""
    text, draft = place.text, place.draft
    if draft.kind not in _MOVING:
        return None
    rest = [later for later in place.later if later.kind is not Kind.DATE and not _is_ago(text, later)]
    end = draft.end
    while (
        rest
        and (rest[0].kind is draft.kind or rest[0].kind in _AMOUNTS)
        and _JOINT.fullmatch(text, end, rest[0].start)
        and text[end] not in "，,"
    ):
        end = rest.pop(0).end
    after = rest[0] if rest else None
    if after is None or after.kind not in {Kind.PERCENT, Kind.MULTIPLE, draft.kind}:
        return None
    gap = text[end : after.start].rstrip()
    found = _THEN.fullmatch(gap)
    if not found:
        return _compared_next(draft, after, gap) or (
            _beside(text, after, rest[1]) if rest[1:] and _BESIDE.fullmatch(gap) else None
        )
    way = CUES[found.group(1)]
    tail = text[after.end : min(place.sentence.span.end, after.end + 14)]
    opposite = _CUES.search(tail)
    if _TURN.search(tail[:4]) and opposite and CUES[opposite.group()] is not way:
        return None, "mixed"
    return way, found.group(1)


def _compared_next(draft: Draft, after: Draft, gap: str) -> Cue | None:
    """41.6億元，較去年同期翻倍; 3.9%，較上一季高0.2個百分點; 4萬片，為現有的2.5倍."""
    if after.direction and _COMPARED.fullmatch(gap):
        return after.direction, "scaled next"
    by = _BY.fullmatch(gap) or (after.kind is draft.kind and _ABOVE.fullmatch(gap))
    if by:
        return (Direction.UP if by["up"] else Direction.DOWN), by.group()
    compared = _MORE_THAN_BEFORE.search(gap) if gap[:1] in {"，", ","} else None
    if compared:
        return (Direction.UP if compared["up"] else Direction.DOWN), compared.group()
    scaled = after.kind is Kind.MULTIPLE and draft.kind is not Kind.PERCENT
    return (Direction.UP, "times as before") if scaled and _TIMES_NEXT.fullmatch(gap) else None


def _is_ago(text: str, draft: Draft) -> bool:
    """Whether a length of time only says when: 比两年前高出两成."""
    return draft.kind is Kind.DURATION and text.startswith("前", draft.end)


_ABOVE = compiled(
    rf"[，, (]{{1,2}}[也均仍]?[远遠]?(?:(?P<up>[高多优優胜勝]|超)|[低少逊遜])[于於过過出]{_TIME}[^，。；]{{0,8}}?的?(?:[约約近逾])?"
)
_BY = compiled(
    "[，, (]{1,2}[^，。；0-9]{0,4}?(?:(?P<up>[涨漲升增]幅)|[跌降减減]幅)(?:[为為达達约約近逾]|超[过過]|高[达達])*"
)
_BESIDE = compiled("[，, (]{1,2}[也均]?[较較比][^，。；0-9]{0,14}")


def _beside(text: str, compared: Draft, change: Draft) -> Cue | None:
    """28仙，较上年度同期的35仙少两成: the change stands behind the figure compared with."""
    gap = text[compared.end : change.start]
    way, cue, distance = last_cue(gap) if len(gap) <= _REACH and "，" not in gap else (None, "", 0)
    return (way, cue) if way and distance <= 1 else None


_RIGHT_CUE = compiled(
    rf"(?:的|[^，。；0-9的]{{0,3}}?|[^，。；0-9的]{{0,6}}?(?<=股))(?:({longest(CUES)})(?![0-9至到]| ?[约約近超逾]"
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
    if not found or (place.draft.kind is Kind.COUNT and not _WITHOUT_OBJECT.match(place.text, found.end())):
        return None
    if found.group(1):
        return CUES[found.group(1)], found.group(1)
    return (Direction.UP if found["up"] else Direction.DOWN), found.group()


_WITHOUT_OBJECT = compiled("了?(?:[^\\w]|[或和及后後时時的]|$)")
"""3600只个股上涨 moves; 14个省份上调最低工资 moves something else."""

_RECORD = compiled("[，, ]?[再并並均]?[创創写寫刷](?:下|出|造|新)?[^，。；]{0,14}?(?:新(?P<high>高)|新低)")

_COMPARED_WITH = compiled("[预預][期估测測]的?$|[高低优優胜勝][于於过過][^，。；]{0,12}的?$")


def _at_record(place: Place) -> Cue | None:
    """4.12元創新高, 收报21.35元，创两年来新低."""
    found = _RECORD.match(place.text, place.draft.end) if place.draft.kind in _MOVING else None
    if not found or _COMPARED_WITH.search(place.left):
        return None
    return (Direction.UP if found["high"] else Direction.DOWN), "record"


_STRATEGIES = (_unmoved, _as_in_list, _left_cue, _changed_next, _moved_right, _at_record, _after_change)
