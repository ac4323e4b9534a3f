"""Japanese words around a figure: which way it moved, and what it measures.

Direction is the first cue to the right in the clause (増 減 上昇 下落 引き下げ 高 安), guarded against words that only
begin with one (高値, 安全, 増税); a level takes the direction of the change stated beside it (5%増の330億円).
A label is the noun phrase that a particle ties to the figure (製造コストを40%), the noun it counts or qualifies
(19%の相互関税), or, in a clause without one, the label of the figure before (…9%上昇し、4年ぶりの高値).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from digests.extract.grammar import Cue, Described, Draft, Label, Place
from digests.extract.tables import read_data
from digests.extract.text import SentenceRole
from digests.model import Direction, Kind, Span

_WORDS: dict[str, list[str]] = read_data("ja")["direction"]
_UP, _DOWN = frozenset(_WORDS["up"]), frozenset(_WORDS["down"])

# --- direction ------------------------------------------------------------------------------------------------------

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
    "改善": r"改善(?!策|命令|案|に向)",
    "流出": r"流出(?!した(?:個人)?情報)",
    "拡大": r"拡大(?!策|路線|解釈)",
    "利上げ": r"利上げ(?!観測|局面|路線|時期)",
    "利下げ": r"利下げ(?!観測|局面|路線|時期)",
    "上昇": r"上昇(?!率|局面|基調)",
    "減少": r"減少(?!率|幅)",
    "増加": r"増加(?!率|幅)",
}


def _cues() -> re.Pattern[str]:
    words = sorted(_UP | _DOWN, key=lambda word: (-len(word), word))
    return re.compile("|".join(_GUARDED.get(word, re.escape(word)) for word in words))


_CUE = _cues()
_BESIDE = r"(?:\([^()]{0,24}\)|\))?(?:ほど|程度|超|近く|弱|強|余り|も|以上|前後|台)?"
_ADJECTIVE = re.compile(
    rf"{_BESIDE}(?:(?P<up>高(?![値いくめ度校速級騰])|高[いくか]っ?|多[いくか]|上(?=の)|長[いく])|(?P<down>安(?![値全定堵心])|低[いくか]|少な[いくか]|下(?=の)|短[いく]))"
)
_FROM = re.compile(
    r"(?:台|超|前後|程度|強|弱|近く)?(?:\([^()]{0,24}\))?(?:から(?!の(?:増|減|上|下))|だった(?!の)(?=前|昨)|に対し)"
)
_WIDTH = re.compile(
    r"(?:(?P<up>増加|伸び|上昇|成長|拡大|値上が?り|(?<!賃)上げ|引き上げ|増益|増収|騰落?)|(?P<down>減少|下落|低下|値下が?り|下げ|引き下げ|減益|減収|縮小))(?:率|幅|額)[^、。]{0,24}$"
)
_NEGATED = re.compile(r"[^、。]{0,3}?(?:ない(?!か)|なかった|せず|ず(?=、|に)|見送|前の)")
_OWN = re.compile(r"(?:の[^、。をがはも]{1,24})?[をがはも]")
_OBJECT = re.compile(r"[^、。]{1,}?[一-龥々ァ-ヶー」\)A-Za-z0-9](?:を|が)")
_THRESHOLD = re.compile(r"(?:台|の大台)?を[^、。]{0,4}?(?:上回|下回|割り込|超|突破)")
_SHRANK = re.compile(r"(?:まで|ほど)?[にへ]")
_COUNT_CUE = re.compile(r"[がは](?!増|減|生まれ|失|退|辞)")
_COMPARED = re.compile(
    r"(?:台|超|弱|強|近く|余り|前後)?(?:\([^()]{0,24}\))?(?:だった|で|と|となり|となる|に達し|に上り|にのぼり|に|を記録し|を超え|を上回り)?、?"
    r"[^、。]{0,4}?(?:前年|前期|前月|前週|前日|前四半期|前回|昨年|従来|同期|同月|[\d一二三四五十]+年前|同)[^、。]{0,14}$"
)
_AND = re.compile(r"(?:台|超|弱|強|近く|前後)?(?:\([^()]{0,24}\))?と、?[^、。がはを]{0,16}$")
_LED = re.compile(
    r"(?:\([^()]{0,24}\)|\))?[^、。はがもを]{0,12}(?:増|減|高|安|上昇|下落|低下|上げ|下げ|引き上げ|引き下げ|増加|減少|拡大|縮小|アップ|ダウン|上回る|下回る|高い|安い|多い|少ない|改善|悪化|上乗せ|成長|プラス|マイナス|[増減][配益収額産員床]|値上がり|値下がり|値上げ|値下げ|利上げ|利下げ)の?"
    r"(?:同|年|月|年率|計|総額|約)?$"
)
_THEN = re.compile(r"[^、。はがもを]{1,14}(?:し|して|げ|て|り|り、|い|れ|え|み)、?(?:年|月|約|同|[一-龥]{2,6})?$")
_LEVEL = re.compile(r"(?:台|超|前後|程度)?(?:\([^()]{0,24}\))?(?:と(?:し|な|い)|に|だ|へ|で|。|、|とな|$)")
_SERIES = re.compile(
    r"(?:台)?(?:\([^()]{0,24}\))?(?:と|で|、){0,2}\d{1,3}[一-龥カか]{1,3}(?:間)?(?:連続|ぶり)(?:で|の|して|に)?(?:の)?(?:(?P<up>上昇|増|値上が|プラス|前年を上回)|(?P<down>下落|低下|減|値下が|マイナス|前年を下回))"
)
_PARALLEL = re.compile(r"、[^、。]{1,16}では$")
_GREW = re.compile(r"(?:超|近く|以上|強|弱|余り)?(?:に|へ|と(?!も)|を超|の[\d約]|増|超)|(?:超|近く|以上)(?:と|に)")
_AGO = re.compile(r"(?:前年|前期|前月|昨年|従来|現在|現行|当初|年前|同期|今|これまで|以前|比べ)[^、。]{0,8}$|同$")
_ADVERSE = re.compile(r"失業率|赤字|損失|負債|不良債権|延滞|欠損")
_CHANGES = {Kind.PERCENT, Kind.MULTIPLE}


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
        if own and own.group()[-1] in "がはも" and text.startswith("を", match.end()):
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
    if re.fullmatch(r"(?:台|超)?(?:\(|の|、同?|と)?(?:約|同|年)?", between):
        return (draft.kind in _CHANGES) != (after.kind in _CHANGES) or between.endswith("(")
    changes = after.kind in _CHANGES and (draft.kind not in _CHANGES or after.unit != draft.unit)
    return bool(_COMPARED.match(between) or (changes and _AND.match(between)))


def direction(place: Place) -> Cue:  # noqa: PLR0911 - one return a case, the first that holds
    """Which way the text says the figure moved, and the cue that says so."""
    draft, text = place.draft, place.text
    if draft.kind in {Kind.DURATION, Kind.ORDINAL} or (place.host and _restates(draft, place.host.draft)):
        return None, ""
    if _FROM.match(text, draft.end, place.sentence.span.end):
        return None, ""
    if _THRESHOLD.match(text, draft.end):
        return _by_neighbours(place, place.after)
    if draft.kind is Kind.RATIO and not _SHRANK.match(text, draft.end):
        return None, ""
    width = _WIDTH.search(place.left)
    if width and draft.kind is not Kind.COUNT and not re.search(r"[をがも]", width.group()):
        return (Direction.UP if width["up"] else Direction.DOWN), width.group()[:6]
    if draft.kind is Kind.COUNT and _COUNT_CUE.match(text, draft.end):
        return None, ""
    after = place.after
    end = place.clause.end
    if after and after.start < end and not _shares(place, draft, after):
        end = after.start
    found = _first_cue(place, draft, end)
    return found if found[0] else _by_neighbours(place, after)


def _by_neighbours(place: Place, after: Draft | None) -> Cue:  # noqa: PLR0911 - one return a case, the first that holds
    """A level beside a change, a multiple of the past, a second clause in parallel."""
    draft, text = place.draft, place.text
    before = _previous(place)
    if before and before.direction:
        gap = text[before.draft.end : draft.start]
        led = gap == "の" or _LED.fullmatch(gap) or (_THEN.fullmatch(gap) and _LEVEL.match(text, draft.end))
        if led and before.draft.kind in _CHANGES | {Kind.MONEY, Kind.QUANTITY, Kind.COUNT}:
            return before.direction, "level"
        if before.draft.kind is draft.kind and _PARALLEL.search(gap):
            return before.direction, "parallel"
    grown = _multiplied(place)
    if grown:
        return grown, "multiple"
    series = _SERIES.match(text, draft.end, place.sentence.span.end)
    if series:
        return (Direction.UP if series["up"] else Direction.DOWN), "series"
    if after and after.kind in _CHANGES | {draft.kind} and _shares(place, draft, after):
        if after.direction:
            return after.direction, "comparison"
        clause = Span(draft.end, _clause_end(text, after.end, place.sentence.span.end))
        at = place.at + 1 + place.drafts[place.at + 1 : place.at + 14].index(after)
        beside = Place(place.layout, place.sentence, place.index, place.drafts, at, clause, place.done)
        return _first_cue(beside, after, clause.end)[0] or _multiplied(beside), "comparison"
    return None, ""


def _multiplied(place: Place) -> Direction | None:
    """A multiple that is reached (3倍に), or is one of the past (前年の3倍), moved."""
    draft = place.draft
    if draft.kind is not Kind.MULTIPLE or not isinstance(draft.value, Decimal):
        return None
    if not (_GREW.match(place.text, draft.end) or _AGO.search(place.left)):
        return None
    return Direction.UP if draft.value >= 1 else Direction.DOWN


def _clause_end(text: str, start: int, end: int) -> int:
    stop = re.compile("[、。;]").search(text, start, end)
    return stop.start() if stop else end


def _previous(place: Place) -> Described | None:
    return next((described for described in reversed(place.done[-6:]) if described.draft.kind is not Kind.DATE), None)


def _restates(draft: Draft, host: Draft) -> bool:
    return draft.kind is host.kind and draft.kind in {Kind.MONEY, Kind.QUANTITY}


# --- labels ---------------------------------------------------------------------------------------------------------

_CORE = re.compile(r"[一-龥々〆ァ-ヺー・A-Za-z0-9&.+-]")
_OKURIGANA = frozenset("いきぎしちびりみえけげせてべめれわ")
_LONGEST = 32
_PARTICLE = re.compile(
    r"(?:については|に関して|にとって|として|からは|には|では|とは|へは|にも|でも|は|が|を|も|に|で|:)(?![一-龥]?く)"
)
_SUBJECT = {"は", "が", "も", "を", "では", "には", "とは", "にも", "でも", "として", ":", "については"}
_WEAK = re.compile(
    r"(?:(?:[\d.~]+|今|昨|来|前|同|翌|当|毎|先|本|各)?(?:年|年度|月|日|週|期|四半期|半期|上期|下期|上半期|下半期|時点|末|初|間|前後|以降|以来|以内|営業日|時間|終盤|序盤|前半|後半)+"
    r"|午前|午後|当初|現在|今回|前回|夕|夜|朝|前日|前日夕|昨年|今年|来年|去年|前年|前年同期|前年同月|前期|前月|前週|同期|従来|目標|計画|予想|市場予想|見通し|全体|合計|総額|平均|それぞれ|結果"
    r"|[一-龥ァ-ヶー]{1,8}(?:後|前|時|以降|当初|直後)|[\d一二三]+年目|一時|これ|それ|ここ|こと|もの|ため|うち|なか|中|ほか|他|人|同社|同氏|両社|各社|当社|社|方|一方|半面|ただし|ただ|また|実際|場合|背景|上|下|内|外|後|中旬|上旬|下旬|過去|史上|世界|足元|最大|最低|最高|約|同|計|年率|月額|年"
    r"|[\d,.~%]+|春|夏|秋|冬|第[\d一二三四]四半期|通期|[一-龥]{0,4}予想|分|規模|程度|水準|割合|同月|同時|比|[一-龥]{1,6}比|今期|前営業日|前の[週年期月日]|前|分|推定|推計|概算|年初来|半年|数年|[一-龥]{0,4}計画|対(?:ドル|円|ユーロ|元|前年)|[A-Z]{2,5}比|首位|最大手|[一-龥]{1,6}中|時速|日量|月産|年産|[一-龥]{1,3}以来|[\d一-龥:の]{0,10}(?:時点|時|頃)|1[一-龥ァ-ヶーa-zA-Z]{1,9}|日本円|円換算|以[上下]|未満|取引時間|[一-龥]{0,3}時間中)"
)
_LEADING = re.compile(
    r"(?:時点の|同社の|同国の|その|この|同(?=[一-龥]{2})|また|うち|約|各(?=[一-龥]{3})|今回の|今年の|昨年の|前年の|[\d年月度日期~第四半]{2,12}の|前期の|今期の|公表後の|発表後の)"
)
_TRAILING = re.compile(
    r"(?:約|およそ|の|のうち|など|合わせて|(?<=[一-龥ァ-ヶー])全体"
    r"|(?<![一-龥々ァ-ヶーA-Za-z])(?:平均|合計|総額|計|年間?|月|同|年率|最大|最低|推定|過去|全体|累計|延べ|月額|年額|うち|一時))$"
)
_EMPTY_NOUN = re.compile(
    r"(?:高値|安値|最高値|最安値|水準|増加|減少|増益|減益|増収|減収|黒字|赤字|高さ|低さ|大きさ|伸び|上昇|下落|低下|マイナス|プラス|見通し|予想|計画|うち|ため|方|中|間|割合|比率|ペース|幅|差|規模|高水準|低水準|上乗せ|引き上げ|引き下げ|利上げ|利下げ|値上げ|値下げ|減|増|人|効果|影響|可能性|一部|ほか|水準|大幅[一-龥]*|大台|もの|こと|範囲|目標)$"
)
_ACTIONS = re.compile(
    r"(?:で|を|規模で|で株式を)?(買収|取得|売却|購入|投資|出資|調達|落札|融資|発行|寄付|追加|買い付け|買い入れ|買い増|受注|契約|譲渡|償却|計上|建設|導入|輸出|輸入|生産|販売|採用|雇用)"
)


@dataclass(frozen=True, slots=True)
class _Noun:
    """A noun phrase and the particle that ties it to what follows."""

    span: Span
    particle: str


def _noun_before(text: str, end: int, floor: int) -> Span | None:
    """The noun phrase that ends at `end`, with its の-owners, never past `floor`."""
    at, floor = end, max(floor, end - _LONGEST)
    while at > floor:
        character = text[at - 1]
        if _CORE.match(character):
            at -= 1
        elif character in "」』)”":
            opened = text.rfind({"」": "「", "』": "『", ")": "(", "”": "“"}[character], floor, at - 1)
            if opened < 0:
                break
            at = opened
        elif (
            character == "の" and at < end and at - 1 > floor and (_CORE.match(text[at - 2]) or text[at - 2] in "」』)")
        ):
            at -= 1
        elif at == end and (tail := _KANA_END.search(text, max(floor, at - 3), at)):
            at = tail.start()
        elif at < end and _okurigana(text, at, floor):
            at -= _okurigana(text, at, floor)
        else:
            break
    return _trimmed(text, at, end)


_KANA_END = re.compile(r"(?<=[一-龥々])(?:がり|まり|わり|(?<=[通直消越])し|[けげりみいれびきえめ])\Z")


def _okurigana(text: str, at: int, floor: int) -> int:
    """Length of kana between two characters of one compound (買い付け価格, 値上がり銘柄); 0 if none."""
    for length in (1, 2):
        start = at - length
        if start - 1 < floor or not all(ch in _OKURIGANA for ch in text[start:at].replace("がり", "り")):
            return 0
        if _is_han(text[start - 1]) and _is_han(text[at]):
            return length if length == 1 or text[start:at] not in {"えて", "めて", "して"} else 0
    return 0


def _is_han(character: str) -> bool:
    return "一" <= character <= "龥" or character == "々"


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """Without words that name nothing at either end; None if nothing is left."""
    changed = True
    while changed and start < end:
        changed = False
        lead = _LEADING.match(text, start, end)
        if lead and lead.end() < end:
            start, changed = lead.end(), True
        while start < end and text[start] in "のを・,.)-は":
            start, changed = start + 1, True
        trail = _TRAILING.search(text[start:end])
        if trail and start + trail.start() > start:
            end, changed = start + trail.start(), True
    return Span(start, end) if end > start else None


def _weak(text: str, span: Span | None) -> bool:
    return span is None or bool(_WEAK.fullmatch(text, span.start, span.end))


_BARE_NUMBER = re.compile(r"の[\d,.]+\Z")


def _nouns(place: Place, start: int, end: int) -> list[_Noun]:
    """Noun phrases with a particle in text[start:end], nearest to the end first."""
    text = place.text
    found: list[_Noun] = []
    for match in _PARTICLE.finditer(text, max(start, end - 160), end):
        if match.group() not in _SUBJECT and match.end() != end:
            continue
        if _BARE_NUMBER.search(text, max(start, match.start() - 12), match.start()):
            continue
        floor = _floor(place, match.start(), start)
        span = _noun_before(text, match.start(), floor)
        if span and not _weak(text, span):
            found.append(_Noun(_extended(text, span, floor), match.group()))
    found.reverse()
    return found


def _floor(place: Place, at: int, start: int) -> int:
    """Noun phrases do not reach back over a figure, only over a date."""
    near = place.drafts[max(0, place.at - 6) : place.at]
    return max((draft.end for draft in near if draft.end <= at), default=start)


_CLAUSE_NOUN = re.compile(r"[一-龥ァ-ヶーA-Za-z]{1,8}(?:した|する|された|される|できる|が[一-龥]{1,2}[るたい])$")


def _extended(text: str, span: Span, floor: int) -> Span:
    """A noun of one or two characters takes the verb in front with it: 輸入した米."""
    if span.end - span.start > 2:
        return span
    before = _CLAUSE_NOUN.search(text, max(floor, span.start - 14), span.start)
    return Span(before.start(), span.end) if before else span


_OF = re.compile(r"(?:超|以上|未満|近く|強|弱|台|分|級|規模|前後|余り|程度|相当|当たり)?の?")
_NOUN_AFTER = re.compile(
    r"(?:[一-龥々ァ-ヺーA-Za-z0-9&・-]|[「『][^「」『』]{1,16}[」』]|(?<=[一-龥])(?:[いきぎしちりみえけげせてべめれ]{1,2}(?=[一-龥])|[げりみけれえき](?=[、。をがはにでとのもへ」)]|$))|の(?=[一-龥ァ-ヶA-Z])|などの(?=[一-龥ァ-ヶ])){1,24}"
)


def _noun_after(text: str, start: int, end: int) -> Span | None:
    match = _NOUN_AFTER.match(text, start, end)
    return Span(*match.span()) if match else None


def _qualified(place: Place) -> Span | None:
    """The noun that the figure qualifies (19%の相互関税, 180MW級データセンター); None for one that only says how it moved."""
    text, draft = place.text, place.draft
    of = _OF.match(text, draft.end, place.sentence.span.end)
    if not of or not of.group():
        return None
    span = _noun_after(text, of.end(), min(place.sentence.span.end, of.end() + 24))
    after = place.after
    if (
        span is None
        or (after and span.end > after.start)
        or (not of.group().endswith("の") and of.group() not in {"級", "規模"})
    ):
        return None
    return span


def label(place: Place) -> Label:  # noqa: PLR0911 - one return a case, the first that holds
    """What the figure measures: one or two spans of the article, and the strategy that found them."""
    text, draft = place.text, place.draft
    before = _previous(place)
    if before and _LED.fullmatch(text[before.draft.end : draft.start]) and before.spans:
        return _again(before, "level")
    if draft.kind is Kind.DURATION and draft.rule == "age":
        return _noun_before(text, draft.start - 1, place.sentence.span.start), None, "person"
    if text.endswith("のは", place.clause.start, draft.start):
        return _carried(place, before, None)
    start = before.draft.end if before else place.sentence.span.start
    qualified = _qualified(place)
    plain = qualified is not None and not _EMPTY_NOUN.match(text, qualified.start, qualified.end)
    nouns = _nouns(place, max(start, place.clause.start), draft.start)
    adjacent = _adjacent(place, start)
    if draft.kind is Kind.DURATION:
        return _of_duration(place, before, nouns, qualified)
    if plain and qualified is not None and not (adjacent is not None and draft.kind is Kind.COUNT):
        short = qualified.end - qualified.start <= 2
        return (nouns[0].span if short and nouns else None), qualified, "qualified"
    if adjacent is not None:
        nouns.insert(0, _Noun(adjacent, ""))
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
    floor = _floor(place, end, max(start, place.clause.start))
    if end > floor and text[end - 1] == "の":
        span = _noun_before(text, end - 1, floor)
    else:
        span = _noun_before(text, end, floor)
    return None if _weak(text, span) else span


_TAKES = re.compile(r"(?:超|以上|強|弱|近く|余り|程度|未満)?を")


def _part_of(place: Place, whole: Span, before: Described | None) -> Label:
    """売上高全体の2割を占める, 冷却水の9割を再利用: what the part is, or what is done with it, beside the whole."""
    takes = _TAKES.match(place.text, place.draft.end)
    if takes is None:
        return whole, None, "part"
    if place.text.startswith("占め", takes.end()):
        topic = before.spans[0] if before and before.spans else _topic(place, whole.start)
        return (topic, whole, "part of") if topic and topic.end <= whole.start else (whole, None, "part")
    return whole, _noun_after(place.text, takes.end(), min(place.sentence.span.end, takes.end() + 24)), "part done"


def _with_owner(place: Place, main: _Noun, others: list[_Noun], strategy: str) -> Label:
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
        span = _noun_before(text, mark.start(), start)
        return None if _weak(text, span) else span
    if place.sentence.role in {SentenceRole.TITLE, SentenceRole.HEADING}:
        comma = text.find("、", start, stop)
        if comma > 0:
            span = _noun_before(text, comma, start)
            return None if _weak(text, span) else span
    return None


_RESULT = re.compile(r"(?:の|で|となる|に)?([一-龥ァ-ヶー]{1,8}+(?:き|げ|り|さ)?)(?=[をにはがでとのもしす]|[^ぁ-ん]|$)")


def _of_duration(place: Place, before: Described | None, nouns: list[_Noun], qualified: Span | None) -> Label:
    """4年ぶりの高値, 3週連続で上昇: what came again, then what of it."""
    text, draft = place.text, place.draft
    result = _RESULT.match(text, draft.end, place.sentence.span.end)
    second = Span(*result.span(1)) if result and not _weak(text, Span(*result.span(1))) else None
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
        noun = _noun_after(text, holder.end(), min(place.sentence.span.end, holder.end() + 24))
        if noun and not re.search(r"\d", text[slice(*noun)]) and not _EMPTY_NOUN.match(text, *noun):
            return noun, None, "holder"
    if draft.noun:
        return draft.noun, None, "counted"
    done = _DONE.match(text, draft.end, place.sentence.span.end)
    action = Span(*done.span(1)) if done else None
    same = before is not None and (
        before.draft.unit == draft.unit or draft.kind in _CHANGES or before.draft.kind in _CHANGES
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
    span = _noun_after(text, behind.end() if behind else draft.end, min(place.sentence.span.end, draft.end + 20))
    if span is None or span.end - span.start < 2 or _weak(text, span):
        return None, None, ""
    return span, None, "behind"
