"""Noun phrases: where the words that name a measure begin and end.

Japanese writes no spaces: a phrase is a run of characters, katakana and Latin letters with the の of its owners and the
kana inside compounds (買い付け価格), cut down to what names something.
"""

from __future__ import annotations

from dataclasses import dataclass

from digests.extract.grammar import Place
from digests.model import Span
from digests.patterns import compiled

_CORE = compiled(r"[一-龥々〆ァ-ヺー・A-Za-z0-9&.+-]")
_OKURIGANA = frozenset("いきぎしちびりみえけげせてべめれわ")
_LONGEST = 32
_PARTICLE = compiled(
    r"(?:について[はも]|に関して|にとって|として|からは|からが|からも|までに|までは|まで|について|に(?:限|絞)(?:れば|ると)|には|では|とは|へは|にも|でも|は|が|を|も(?![のりらっう])|に|で|:)(?![一-龥]?く)"
)
_SUBJECT = compiled(
    "からは|からが|からも|までは|について|は|が|も|を|では|には|とは|にも|でも|として|:|について[はも]|に(?:限|絞)(?:れば|ると)"
)
_WEAK = compiled(
    r"(?!期間\Z)(?:[高安最]|固定|変動|(?:従来|過去|前回|自ら|自身)の(?:記録|水準|最高)|同[省庁局行市県町村都府区院党紙誌]|[前今当先]?[年月週期]末|YoY|QoQ|MoM|前年同[日週]|前年同時期|含め|加え|除き|平年|例年|[昨今前先]季|日額|時産|[昨今去]年(?:同期|同月|年間|1年)|(?:[一-龥]{1,4})?時間(?:早朝|未明|午前|午後|夕方?)|(?:[\d.~]+|今|昨|来|前|同|翌|当|毎|先|本|各)?(?:年|年度|月|日|週|期|四半期|半期|上期|下期|上半期|下半期|時点|末|初|間|前後|以降|以来|以内|営業日|時間|終盤|序盤|前半|後半)+"
    r"|午前|午後|当初|現在|今回|前回|夕|夜|朝|前日|前日夕|昨年|今年|来年|去年|前年|前年同期|前年同月|前期|前月|前週|同期|従来|想定|目標|計画|予想|市場予想|見通し|全体|合計|総額|(?:全国|全社|全体|業界|地域|年間|期間|月間|単純|加重|世界|過去)?平均|それぞれ|結果"
    r"|[一-龥ァ-ヶー\d]{1,10}(?:後|前|時|以降|当初|直後)|[一-龥]{1,4}(?:並み|的)|(?:前期|今期|当期|通期|前年|昨年)?実績|[\d年月日度期第四半~.-]+|[\d一二三]+年目|一時|これ|それ|ここ|こと|もの|ため|うち|なか|中|ほか|他|人|同社|同氏|両社|各社|当社|社|方|一方|半面|ただし|ただ|また|実際|場合|背景|上|下|内|外|後|中旬|上旬|下旬|過去|史上|世界|足元|強|弱|超|余|台|(?:過去|史上|年初来|昨年来|上場来)?最[高低大小多少](?:値|水準)?|約|同|計|年率|月額|年"
    r"|[\d,.~%]+|春|夏|秋|冬|第[\d一二三四]四半期|通期|(?:市場|会社|従来|今回|前回|当初|事前|業績|通期|自社|民間|独自|最新|平均)予想|分|規模|程度|水準|割合|同月|同時|比|[一-龥]{1,6}比|今期|前営業日|前の[週年期月日]|前|分|推定|推計|概算|年初来|半年|数年|(?:当初|従来|中期|経営|事業|年度|年間|期初|今期)計画|対(?:[ァ-ヶー]{2,6}|[円元]|前年)|[A-Z]{2,5}比|首位|最大手|[一-龥]{1,6}中|時速|日量|月産|年産|[一-龥]{1,3}以来|[\d一-龥:の]{0,10}(?:時点|時|頃)|1(?!株)[一-龥ァ-ヶーa-zA-Z]{1,9}|日本円|円換算|以[上下]|未満|取引時間|[一-龥]{0,3}時間中"
    r"|今|先|現行|目下|単月|通年|単年|同期間|期間中|累計|年率換算|(?:今|昨|来|翌)年?[春夏秋冬]|[多少高安低長短大小](?:ない?|きい|さい|い)|片道|往復|一律|合わせて|締めて|内訳|内容|詳細|全|中心|軸|柱|背景|契機|最[短長大小低高多少])"
)
_LEADING = compiled(
    r"(?:(?:この|その)?間の|からの|への|までの|との|での|時点の|同社の|同国の|その|この|同(?=[一-龥]{2})|また|うち|約|各(?=[一-龥]{3})|今回の|今年の|昨年の|前年の|[\d年月度日期~第四半]{2,12}の|前期の|今期の|公表後の|発表後の|[台超]?の(?=[一-龥ァ-ヶA-Z])|以[上下内]の|未満の|程度の|前後の|(?<= )[年月日]度?の(?=[一-龥ァ-ヶ])|末?現在の|末の|分の(?=[一-龥]{2}))"
)
_TRAILING = compiled(
    r"(?:(?<![予契公条節集規要誓婚特解成先])約|およそ|の|のうち|など|合わせて|(?<=[一-龥ァ-ヶー])全体"
    r"|(?<![一-龥々ァ-ヶーA-Za-z])(?:平均|合計|総額|計|年間?|月|同|年率|最[大低短長]|推定|過去|全体|累計|延べ|月額|年額|うち|一時))$"
)


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun phrase and the particle that ties it to what follows."""

    span: Span
    particle: str


def noun_before(text: str, end: int, floor: int) -> Span | None:
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
        elif character == "の" and at < end and (joined := _JOINED.search(text, max(floor, at - 4), at)):
            at = joined.start()
        elif at == end and (tail := _kana_tail(text, at, floor)):
            at -= tail
        elif at < end and _okurigana(text, at, floor):
            at -= _okurigana(text, at, floor)
        else:
            break
    return _trimmed(text, at, end)


_JOINED = compiled(r"(?<=[一-龥々ァ-ヺーA-Za-z])(?:へ|で|から|と|まで)の\Z")
_KANA_NOUN = compiled(
    r"(?:(?<![ぁ-んァ-ヶ一-龥々ーA-Za-z]))(?!これ|それ|あれ|どれ|ここ|そこ|どこ|こう|そう|いず|いま|うち|ほか|ほと|すべ|また|なお|さら|とり|もの|ただ|しか|たと|なか|わた|ぼく|あな|みな|おお|こと|とき|ため|まず|もし|より|かつ)[ぁ-ん]{2,7}(?=[はがもを](?![ぁ-ん]))|(?<=[一-龥ァ-ヶー]の)(?!うち|ほか|ほう|ほど|なか|まま|たび|あと|まえ|ころ|ごろ|ごと|ため|もと|よう|こと|もの|はず|せい|とき|あいだ|みな)[ぁ-ん]{2,4}(?=[はがをも:(])"
)
_KANA_END = compiled(r"(?<=[一-龥々])(?:がり|まり|わり|もり|(?<=[通直消越])し|[けげりみいれびきえめ])\Z")


def _kana_tail(text: str, at: int, floor: int) -> int:
    """Length of the kana that a noun in front of a particle ends in: 値上がりは, 下値のめどは; 0 if none."""
    noun = _KANA_NOUN.search(text, max(floor, at - 8), at + 1)
    tail = noun if noun and noun.end() == at else _KANA_END.search(text, max(floor, at - 3), at)
    return at - tail.start() if tail else 0


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
        while start < end and text[start] in "・.-":
            start, changed = start + 1, True
        trail = _TRAILING.search(text[start:end])
        if trail and start + trail.start() > start:
            end, changed = start + trail.start(), True
    return Span(start, end) if end > start else None


def is_weak(text: str, span: Span | None) -> bool:
    return span is None or bool(_WEAK.fullmatch(text, span.start, span.end))


def find_nouns(place: Place, start: int, end: int) -> list[Noun]:
    """Noun phrases with a particle in text[start:end], nearest to the end first."""
    text = place.text
    found: list[Noun] = []
    for match in _PARTICLE.finditer(text, max(start, end - 160), end):
        if not _SUBJECT.fullmatch(match.group()) and match.end() != end:
            continue
        at = _without_bracket(text, match.start(), start)
        floor = floor_of(place, at, start)
        span = noun_before(text, at, floor)
        span = extended(place, span, floor) if span else None
        if span and not is_weak(text, span):
            found.append(Noun(span, match.group()))
    found.reverse()
    last = place.sentence.span.end
    return [noun for noun in found if not _names_source(text, noun, last)] or [
        noun for noun in found if not is_speaker(text, noun.span, last)
    ]


_FIGURE_IN_BRACKET = compiled(r"\([^()]{0,24}\d[^()]{0,24}\)\Z")


def _without_bracket(text: str, at: int, start: int) -> int:
    """Where a noun phrase ends in front of a bracket that holds a figure: 先物(期近9月物)が."""
    bracket = _FIGURE_IN_BRACKET.search(text, max(start, at - 50), at) if text[at - 1 : at] == ")" else None
    return bracket.start() if bracket else at


_SOURCE = compiled(r"(?:集計|調査|調べ|まとめ|推計|統計|試算|発表|報告|分析|ベース)\Z")


_SPEAKER = compiled(
    r"(?:[庁省局]|研究所|総研|機構|協会|連合会?|連盟|会議所|委員会|[長官]官|大臣|社長|会長|頭取|総裁|知事|首相|大統領|所長|部長|教授|氏|さん|担当者|幹部|アナリスト|エコノミスト|ストラテジスト)\Z"
)
_SAYS = compiled(
    r"(?:予想|予測|試算|推計|指摘|説明|強調|分析|発表|公表|報告|集計|想定)(?:し[たて、]|する[。」]|している)|(?:述べ|語っ|話し|明かし|明らかにし)た|と(?:み|見)て|とし(?:て(?:い|お)|た)|見込(?:む|んで|んだ)"
)


def is_speaker(text: str, span: Span, end: int) -> bool:
    """Whether a noun phrase only tells who says so: 観光庁は年1200万人台を予想している."""
    return bool(_SPEAKER.search(text, *span)) and bool(_SAYS.search(text, span.end, min(end, span.end + 160)))


def _names_source(text: str, noun: Noun, end: int) -> bool:
    """Whether a noun only tells who counted or spoke, or how: 財務省の集計で."""
    if noun.particle in {"で", "では"}:
        return bool(_SOURCE.search(text, *noun.span))
    return noun.particle in {"は", "が", "も"} and is_speaker(text, noun.span, end)


def floor_of(place: Place, at: int, start: int) -> int:
    """Noun phrases do not reach back over a figure, only over a date."""
    near = place.drafts[max(0, place.at - 6) : place.at]
    return max((draft.end for draft in near if draft.end <= at), default=start)


_HEADS = compiled(r"[^の]{1,2}|企業|世帯|会社|割合|比率|事業者|従業員|労働者|消費者|利用者|回答者")
_RELATIVE_CLAUSE = compiled(
    r"[^、。は:;「」()\n]*(?:「[^「」\n]{1,16}」[^、。は:;「」()\n]*)?[るたいうくすむつぐぬぶ]\Z"
)
_OPENING = compiled(r"で|(?:この|その)?(?:うち|ほか|間)|なお|また|ただし?|一方(?:で)?|さらに")
_NO_CLAUSE = compiled(r"(?:[ぁ-ん]|[^ぁ-んァ-ヶ一-龥A-Za-z])*")


def extended(place: Place, span: Span, floor: int) -> Span:
    """A noun that says little takes the clause in front that tells which are meant: 許可を得ずに使っている人の割合."""
    text = place.text
    if not _HEADS.fullmatch(text[span.start : span.end].partition("の")[0]):
        return span
    clause = _RELATIVE_CLAUSE.search(text, max(floor, span.start - 28), span.start)
    if clause is None:
        return span
    start = clause.start()
    if _NO_CLAUSE.fullmatch(text, start, span.start):
        return span
    if text[start] in "をがに":  # 3万円を払った人
        start = next((draft.start for draft in place.earlier if draft.end == start), start + 1)
    opening = _OPENING.match(text, start, span.start)
    return Span(opening.end() if opening else start, span.end)


_NOUN_AFTER = compiled(
    r"(?:[一-龥々ァ-ヺーA-Za-z0-9&・-]|[「『][^「」『』]{1,16}[」』]|(?<=[一-龥])(?:[いきぎしちりみえけげせてべめれ]{1,2}(?=[一-龥])|[げりみけれえきび](?=[、。をがはにでとのもへ」)]|$)|(?<=[上下])げ|(?<=[高低大長深重強])さ|(?<=[買払扱争])い(?=[、。をがはにでとのもへ」)]|$))|の(?=[一-龥ァ-ヶA-Z])|などの(?=[一-龥ァ-ヶ])){1,24}"
)


def noun_after(text: str, start: int, end: int) -> Span | None:
    match = _NOUN_AFTER.match(text, start, end)
    return Span(*match.span()) if match else None
