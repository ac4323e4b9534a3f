"""Which way the text says a figure moved.

The first cue to the right in the clause decides (増 減 上昇 下落 引き下げ 高 安), guarded against words that only begin
with one (高値, 安全, 増税); a level takes the direction of the change stated beside it (5%増の330億円).
"""

from __future__ import annotations

import re
from decimal import Decimal

from digests.extract.grammar import Cue, Described, Draft, Place
from digests.extract.ja.around import end_of_aside
from digests.extract.ja.numbers import PER_ONE
from digests.extract.tables import read_data
from digests.model import Direction, Kind, Span
from digests.patterns import compiled

_WORDS: dict[str, list[str]] = read_data("ja")["direction"]
_UP, _DOWN = frozenset(_WORDS["up"]), frozenset(_WORDS["down"])

# Each begins with its word's first letter, what may not stand in front of it looked for behind: so that the search for
# all of them passes over every other letter.
_GUARDED = {
    "増": r"増(?![資税刷殖設員強床築補大])",
    "減": r"減(?<!加減)(?![税損価反点圧塩刑])",
    "上げ": r"上げ(?<![以売取立打仕切棚]上げ)(?<![売取繰]り上げ)(?<![立打]ち上げ)(?<!買い上げ)(?<!引き上げ)(?<!押し上げ)(?!場)",
    "下げ": r"下げ(?<![以引押値切]下げ)(?<!引き下げ)(?<!押し下げ)(?<![切掘]り下げ)",
    "落ち": r"落ち(?!着|度|葉)",
    "上が": r"上が(?<!以上が)(?!り込)",
    "下が": r"下が(?<!以下が)",
    "伸び": r"伸び(?!悩|率|代)",
    "広が": r"広が(?!り)",
    "高め": r"高め(?!の)",
    "成長": r"成長(?!率|株|戦略|産業|分野|エンジン|市場|期|の余地|投資)",
    "改善": r"改善(?!策|命令|案|に向|の(?:命令|指示|勧告|余地))",
    "流出": r"流出(?<![報タ]が流出)(?<![報タ]の流出)(?!した(?:個人)?情報)",
    "戻": r"戻(?<=まで戻)(?=[しっりる])",
    "割高": "割高(?!感)",
    "割安": "割安(?!感)",
    "拡大": r"拡大(?!策|路線|解釈)",
    "利上げ": r"利上げ(?!観測|局面|路線|時期)",
    "利下げ": r"利下げ(?!観測|局面|路線|時期)",
    "上昇": r"上昇(?!率|局面|基調)",
    "減少": r"減少(?!率|幅)",
    "増加": r"増加(?!率|幅)",
    "アップ": r"アップ(?:(?<![ァ-ヴー]アップ)|(?<=ントアップ))(?![ァ-ヴー])",
    "ダウン": r"ダウン(?:(?<![ァ-ヴー]ダウン)|(?<=ントダウン))(?![ァ-ヴー])",
}


def _cues() -> re.Pattern[str]:
    words = sorted(_UP | _DOWN, key=lambda word: (-len(word), word))
    return compiled("|".join(_GUARDED.get(word, re.escape(word)) for word in words))


_CUE = _cues()
_BESIDE = r"(?:\([^()]{0,24}\)|\))?(?:ほど|程度|超|近く|弱|強|余り|も|以上|前後|台)?"
_ADJECTIVE = compiled(
    rf"{_BESIDE}(?:(?P<up>高(?![値いくめ度校速級騰])|高[いくか]っ?|[多重][いくか]|大き[いく]|上(?=の)|長[いく])|(?P<down>安(?![値全定堵心])|[低軽][いくか]|少な[いくか]|小さ[いく]|下(?=の)|短[いく]))"
)
_FROM = compiled(
    r"(?:台|超|前後|程度|強|弱|近く)?(?:\([^()]{0,24}\))?(?:から|だった(?!の)(?=前|昨)|に対し|を(?:ピーク|頂点|底|境|皮切り|起点|基準)に)"
)
_WIDTH = compiled(
    r"(?:(?P<up>増加|伸び|上昇|成長|拡大|値上が?り|(?<!賃)上げ|引き上げ|増益|増収|騰落?)|(?P<down>減少|下落|低下|値下が?り|下げ|引き下げ|減益|減収|縮小))(?:(?:率|幅|額)[^、。]{0,24}|(?<!上げ)は(?:すでに|一時|最大|既に)?)$"
)
_NEGATED = compiled(r"[^、。]{0,3}?(?:(?<!かね)ない(?!か)|なかった|せず|ず(?=、|に)|見送|前の)")
_OWN = compiled(r"(?:の[^、。をがはも]{1,24})?[をがはも]")
_OBJECT = compiled(r"[^、。]{1,}?[一-龥々ァ-ヶー」\)A-Za-z0-9](?:を|が)")
_THRESHOLD = compiled(r"\)?(?:台|の大台)?を[^、。]{0,4}?(?:上回|下回|割り込|超|突破)")
_SHRANK = compiled(r"(?:まで|ほど|以下|未満|近く|弱|強|程度)?(?:まで)?[にへ]|ほど(?=減|削|縮|増)")
_COUNT_CUE = compiled(r"にわた|に分け|[がは](?!増(?![収益配税額床産])|減(?![収益配税額産便])|生まれ|失(?!敗)|退|辞)")
_SHARE_CUE = compiled(r"(?:超|以上|強|弱|近く|余り|程度)?が(?!増|減|上|下|低|高|失|縮|拡|伸|落|プラス|マイナス)")
_COMPARED = compiled(
    r"(?:台|超|弱|強|近く|余り|前後)?(?:\([^()]{0,24}\))?(?:だった|で|と|となり|となる|に達し|に上り|にのぼり|に|を記録し|を超え|を上回り)?、?"
    r"[^、。]{0,4}?(?:前年|前期|前月|前週|前日|前四半期|前回|昨年|従来|同期|同月|[\d一二三四五十]+年前|同|いま|今|現在|現行|以前)[^、。]{0,14}$"
)
_AND = compiled(r"(?:台|超|弱|強|近く|前後|余り|余|程度|ほど)?(?:\([^()]{0,24}\))?[とで]、?[^、。がはを]{0,16}$")
LED = compiled(
    r"(?:\([^()]{0,24}\)|\))?[^、。はがもを]{0,12}(?:増|減|高|安|上昇|下落|低下|上げ|下げ|引き上げ|引き下げ|増加|減少|拡大|縮小|アップ|ダウン|上回る|下回る|高い|安い|多い|少ない|改善|悪化|上乗せ|成長|プラス|マイナス|[増減][配益収額産員床]|値上がり|値下がり|値上げ|値下げ|利上げ|利下げ)の?"
    rf" ?(?:同|年|月|年率|計|延べ|総額|約)?(?:{PER_ONE})?$"
)
_THEN = compiled(
    r"(?:[^、。はがもを]|(?<=[上下])が){1,14}(?:し|して|げ|て|り|り、|い|れ|え|み)、?(?:年|月|約|同|[一-龥]{2,6})?$"
)
_LEVEL = compiled(
    r"(?:台|超|前後|程度)?(?:\([^()]{0,24}\)|/[A-Za-z]{1,4})?(?:と(?:し|な|い)|に|だ|へ|で|。|、|とな|を(?:記録|付け|つけ|確保|達成|維持)|$)"
)
_SERIES = compiled(
    r"(?:台)?(?:\([^()]{0,24}\))?(?:と|で|、){0,2}\d{1,3}[一-龥カか]{1,3}(?:間)?(?:連続|ぶり)(?:で|の|して|に)?(?:の)?(?:(?P<up>上昇|増|値上が|プラス|前年を上回)|(?P<down>下落|低下|減|値下が|マイナス|前年を下回))"
)
_PARALLEL = compiled(r"、[^、。]{1,16}では$")
_GREW = compiled(
    r"(?:超|近く|以上|強|弱|余り)?(?:に|へ|と(?!も|い[うわず]|み|さ|の)|を超|の[\d約]|増|超)|(?:超|近く|以上)(?:と|に)"
)
_AGO = compiled(r"(?:前年|前期|前月|昨年|従来|現在|現行|当初|年前|同期|今|これまで|以前|比べ)[^、。]{0,8}$|同$")
_AS_PREDICATE = compiled(r"[はがも](?:約|前年|前期)?$")
_ADVERSE = compiled(
    r"失業率|赤字|損失|損害|負債|不良債権|延滞|欠損|原価率|経費率|解約率|離職率|空室率|事故率|倒産|デフォルト"
)
CHANGES = {Kind.PERCENT, Kind.MULTIPLE}
_COMPARES = CHANGES | {Kind.RATIO}
_RATE_NOTE = compiled(r"1 ?[一-龥ァ-ヶーA-Z]{1,8} ?[=≒](?:約|およそ)?$")
_STILL: Cue = (None, "")
_LASTS = compiled(
    r"(?:ほど|程度|足らず|余り|近く|弱|強|以上|分)?[をもがに]?(?:まで)?(?:(?P<up>延長|延ば|延び|長く|増)|短縮|縮|短く|早ま|早め|減|削)"
)
_NO_GROWTH = compiled(r"倍率|PER|PBR|ROE|競争率|レバレッジ|EBITDA|株価収益率|純資産")


def _first_cue(place: Place, draft: Draft, end: int) -> Cue:
    """The first direction word behind a figure, unless another object stands between: 100億円を投じて能力を増やす."""
    text = place.text
    adjective = _ADJECTIVE.match(text, draft.end, end)
    if adjective:
        return (Direction.UP if adjective["up"] else Direction.DOWN), adjective.group().strip("() ")
    at = draft.end
    while match := _CUE.search(text, at, end):
        own = _OWN.match(text, draft.end, match.start())
        if _OBJECT.match(text, own.end() if own else draft.end, match.start()):
            return None, ""
        if _NEGATED.match(text, match.end(), end):
            return None, ""
        word = match.group()
        up = word in _UP
        if word in {"改善", "悪化"} and _ADVERSE.search(text, place.clause.start, draft.start):
            up = not up
        return (Direction.UP if up else Direction.DOWN), word
    return None, ""


def _shares(place: Place, draft: Draft, after: Draft) -> bool:
    """Whether a cue behind the next figure may speak of this one too: 5万台から…, 412円(0.8%)高, 3倍の15万台へ."""
    between = place.text[draft.end : after.start]
    if re.fullmatch(r"(?:台|超)?(?:へ|に|と)", between) and draft.unit != after.unit == "pp":
        return True
    if between in {"と", "と、", "で", "に"} and _is_step(place, draft, after):
        return True
    if re.fullmatch(r"(?:台|超)?(?:\(|の|、同?|と)?(?:約|同|年)?", between):
        return (draft.kind in CHANGES) != (after.kind in CHANGES) or between.endswith("(") or between == "と、"
    changes = after.kind in _COMPARES and (draft.kind not in CHANGES or after.unit != draft.unit)
    changes = changes or (draft.kind is after.kind and bool(_CUE.match(place.text, after.end)))
    return bool(_COMPARED.match(between) or (changes and _AND.match(between)))


def _is_step(place: Place, draft: Draft, after: Draft) -> bool:
    """Whether a smaller sum behind a level is the step that led to it: 3,612ドルと86ドル下げた."""
    if (draft.kind, draft.unit) != (after.kind, after.unit) or draft.kind in CHANGES:
        return False
    level, step = draft.value, after.value
    beside = _CUE.match(place.text, after.end) or _ADJECTIVE.match(place.text, after.end)
    small = isinstance(level, Decimal) and isinstance(step, Decimal) and (draft.unit == "point" or 2 * step < level)
    return small and bool(beside)


def find_direction(place: Place) -> Cue:
    """Which way the text says the figure moved, and the cue that says so: the first reader that knows decides."""
    draft = place.draft
    series = place.text.endswith(("連続", "ぶり"), draft.start, draft.end)
    if series or draft.kind is Kind.ORDINAL or draft.rule == "versus":
        return _STILL
    if place.host and _restates(draft, place.host.draft):
        step = _CUE.match(place.text, draft.end)  # 1,500円(500円増)
        return _STILL if step is None else ((Direction.UP if step.group() in _UP else Direction.DOWN), step.group())
    if draft.kind is Kind.DURATION:
        return _shortened(place)
    if _RATE_NOTE.search(place.left):
        still = place.after is not None or _THRESHOLD.match(place.text, draft.end)
        return _STILL if still else _own(place) or _STILL
    return next((cue for reader in _READERS if (cue := reader(place)) is not None), _STILL)


def _shortened(place: Place) -> Cue:
    """A length of time moves only where it is itself cut or extended (工期を3カ月短縮), or is a level: 138時間と1.4%減った."""
    changed = _LASTS.match(place.text, place.draft.end, place.clause.end)
    if changed:
        return (Direction.UP if changed["up"] else Direction.DOWN), changed.group()
    level = _BY.match(place.text, place.draft.end)
    return (_compared(place) if level else None) or _STILL


_BY = compiled(r"(?:台|ほど|程度|余り|強|弱)?と(?![いなし])")


_BASE = compiled(r"(?:台|超|強|弱|近く)?の(?:約|およそ)?")


def _left_behind(place: Place) -> Cue | None:
    """The level that a change came from: 5万台から, or is a multiple of: 23万円の2倍."""
    text, after, end = place.text, place.after, place.draft.end
    base = after is not None and after.kind is Kind.MULTIPLE and _BASE.fullmatch(text, end, after.start)
    return _STILL if base or _FROM.match(text, end, place.sentence.span.end) else None


def _width(place: Place) -> Cue | None:
    """A width says which way it goes: 下げ幅は800円."""
    width = _WIDTH.search(place.left)
    if width is None or place.draft.kind is Kind.COUNT or re.search(r"[をがも]", width.group()):
        return None
    return (Direction.UP if width["up"] else Direction.DOWN), width.group()[:6]


def _beyond(place: Place) -> Cue | None:
    """A mark that is passed has not moved, unless what stands beside it has: 5兆円を上回った."""
    return (_by_neighbours(place) or _STILL) if _THRESHOLD.match(place.text, place.draft.end) else None


def _part(place: Place) -> Cue | None:
    """A part of a whole moved only where something shrank or grew to it or by it."""
    if place.draft.kind is not Kind.RATIO or _SHRANK.match(place.text, place.draft.end):
        return None
    return None if _CUE.match(place.text, place.draft.end) else _STILL


def _subject(place: Place) -> Cue | None:
    """Those counted who do something: 35人が応募した; the share of them: 7割が増員を計画する."""
    kind, end = place.draft.kind, place.draft.end
    cue = _COUNT_CUE if kind is Kind.COUNT else _SHARE_CUE if kind in {Kind.PERCENT, Kind.RATIO} else None
    if cue is None or not cue.match(place.text, end):
        return None
    return _led(place) or _STILL


def _own(place: Place) -> Cue | None:
    """The first cue behind the figure, up to the next one where that has a cue of its own, or to the end of an aside."""
    after, end = place.after, end_of_aside(place)
    if after and after.start < end and not _shares(place, place.draft, after):
        end = after.start
    found = _first_cue(place, place.draft, end)
    return found if found[0] else None


_OF_ONE = compiled(rf"の(?:{PER_ONE})?")


def _led(place: Place) -> Cue | None:
    """A level behind the change that led to it (5%増の330億円), a second clause in parallel."""
    draft, text, before = place.draft, place.text, previous(place)
    if before is None or before.direction is None:
        return None
    gap = text[before.draft.end : draft.start]
    led = _OF_ONE.fullmatch(gap) or LED.fullmatch(gap) or (_THEN.fullmatch(gap) and _LEVEL.match(text, draft.end))
    if led and before.draft.kind in CHANGES | {Kind.MONEY, Kind.QUANTITY, Kind.COUNT}:
        return before.direction, "level"
    if before.draft.kind is draft.kind and _PARALLEL.search(gap):
        return before.direction, "parallel"
    return None


def _grown(place: Place) -> Cue | None:
    grown = _multiplied(place)
    return (grown, "multiple") if grown else None


def _in_series(place: Place) -> Cue | None:
    """A level that ends a series: 5兆円と3カ月連続で増加."""
    series = _SERIES.match(place.text, place.draft.end, place.sentence.span.end)
    return ((Direction.UP if series["up"] else Direction.DOWN), "series") if series else None


def _compared(place: Place) -> Cue | None:
    """A level in front of the change that led to it: 1兆2,345億円で、前年同期比3.2%増."""
    draft, after = place.draft, place.after
    if after is None or after.kind not in _COMPARES | {draft.kind} or not _shares(place, draft, after):
        return None
    clause = Span(draft.end, _clause_end(place.text, after.end, place.sentence.span.end))
    at = place.at + 1 + place.drafts[place.at + 1 : place.at + 14].index(after)
    beside = Place(place.layout, place.sentence, place.index, place.drafts, at, clause, place.done)
    moved = after.direction or _first_cue(beside, after, clause.end)[0] or _multiplied(beside)
    return (moved, "comparison") if moved else None


_FOLLOWED = compiled(r"(?:台|超|強|弱|近く|余り|前後|程度)?(?:\([^()]{0,24}\))?と、")
_UNTIL = compiled(r"[^、。はがを]{0,36}")
_LEAST = compiled(r"(?:台|超|強|弱|近く|余り|前後|程度)?から(?!の)")


def _followed(place: Place) -> Cue | None:
    """A level with what has become of it behind a comma: 69%と、10年前の9割近くから落ち込んだ; 2.02%と、1999年以来の水準まで上がった."""
    text, end, after = place.text, place.sentence.span.end, place.after
    opened = _FOLLOWED.match(text, place.draft.end, end)
    if opened is None:
        return None
    beside = after is not None and after.kind is place.draft.kind and after.start - opened.end() <= 16
    origin = _LEAST.match(text, after.end, end) if after and beside else None
    start = origin.end() if origin else opened.end()
    cue = _CUE.search(text, start, min(end, start + 36))
    if cue is None or not _UNTIL.fullmatch(text, start, cue.start()):
        return None
    return (Direction.UP if cue.group() in _UP else Direction.DOWN), cue.group()


_LISTED = compiled(r"(?:台|超|強|弱|近く|余り|前後|程度)?、[^、。]{1,20}[はがもを](?:年|同|約)?\Z")
_LEVELS = compiled(r"率(?:は|が|を)?$|シェア|割合|比率|構成比|利回り|金利")


def _listed(place: Place) -> Cue | None:
    """The first of two changes with one verb: 売上高は5%、営業利益は10%増えた."""
    draft, after = place.draft, place.after
    if after is None or draft.kind not in CHANGES or after.kind not in CHANGES | {Kind.QUANTITY, Kind.COUNT}:
        return None
    if not _LISTED.match(place.text, draft.end, after.start) or _LEVELS.search(place.left):
        return None
    end = min(place.sentence.span.end, after.end + 20)
    beside = Place(place.layout, place.sentence, place.index, [after], 0, Span(place.clause.start, end))
    found = _first_cue(beside, after, _clause_end(place.text, after.end, end))
    return found if found[0] else None


_ONWARD = compiled(r"(?:台|超|強|弱|近く|余り|前後|程度)?から(?:約|およそ|同)?\Z")
_REACHED = compiled(r"(?:台|超|強|弱|近く|余り|前後|程度)?[にへ]")


def _from_to(place: Place) -> Cue | None:
    """Two ends tell by themselves: 百二十人から七十人になった."""
    draft, before = place.draft, previous(place)
    if before is None or before.draft.kind is not draft.kind or before.draft.unit != draft.unit:
        return None
    if not (_ONWARD.match(place.text, before.draft.end, draft.start) and _REACHED.match(place.text, draft.end)):
        return None
    low, high = before.draft.value, draft.value
    if not (isinstance(low, Decimal) and isinstance(high, Decimal)) or low == high:
        return None
    return (Direction.UP if high > low else Direction.DOWN), "ends"


_NEIGHBOURS = (_led, _grown, _in_series, _compared, _followed, _listed, _from_to)


def _by_neighbours(place: Place) -> Cue | None:
    return next((cue for reader in _NEIGHBOURS if (cue := reader(place)) is not None), None)


_ASIDE = compiled(r"[(][^()、。]{1,12}は[^()\d]{0,6}\Z")


def _beside(place: Place) -> Cue | None:
    """A level in a bracket that tells of another time: 10%(現在は1%)に高める."""
    if not _ASIDE.search(place.text, max(place.start, place.draft.start - 20), place.draft.start):
        return None
    close = place.text.find(")", place.draft.end, place.clause.end)
    return _first_cue(place, place.draft, close) if close > 0 else None


_ANSWERED = compiled(r"(?:超|以上|強|弱|近く|余り|程度)?[がは]「")


def _answered(place: Place) -> Cue | None:
    """The share of those who say so: 45%が「価格を上げる」と答えた."""
    return _STILL if _ANSWERED.match(place.text, place.draft.end) else None


_READERS = (
    _beside,
    _answered,
    _left_behind,
    _width,
    _beyond,
    _part,
    _subject,
    _own,
    *_NEIGHBOURS,
)


def _multiplied(place: Place) -> Direction | None:
    """A multiple that is reached (3倍に), or is one of the past (前年の3倍), moved."""
    draft = place.draft
    if draft.kind is not Kind.MULTIPLE or not isinstance(draft.value, Decimal):
        return None
    multiples = any(one.draft.kind is Kind.MULTIPLE for one in place.described)
    if (multiples and place.text.startswith("を", draft.end)) or _NO_GROWTH.search(place.left):
        return None
    if not (_GREW.match(place.text, draft.end) or _AGO.search(place.left) or _AS_PREDICATE.search(place.left)):
        return None
    return Direction.UP if draft.value >= 1 else Direction.DOWN


def _clause_end(text: str, start: int, end: int) -> int:
    stop = compiled("[、。;]").search(text, start, end)
    return stop.start() if stop else end


def previous(place: Place) -> Described | None:
    return next((described for described in reversed(place.done[-6:]) if described.draft.kind is not Kind.DATE), None)


def _restates(draft: Draft, host: Draft) -> bool:
    return draft.kind is host.kind and draft.kind in {Kind.MONEY, Kind.QUANTITY}
