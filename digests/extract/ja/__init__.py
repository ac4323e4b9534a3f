"""Japanese: the grammar of its figures.

Dates are in `dates.py`, direction and labels in `words.py`, units and words in `data/ja.toml`. Figures are read as
news style writes them: scale characters inside the number (5万1987円64銭), counters behind it, approximation on both
sides (約 … 超), a change in front of the level it led to (5%増の330億円).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import partial

from digests.extract.grammar import Claim, Context, Draft, Grammar, Read, Rule, trap
from digests.extract.ja import dates
from digests.extract.ja.words import direction, label
from digests.extract.numerals import read, read_fraction, read_range
from digests.extract.tables import longest, read_data
from digests.model import Approx, Direction, Kind, Language, Span

JA = Language.JA
_DATA = read_data("ja")
_MONEY, _CENTS, _SYMBOLS = _DATA["money"], _DATA["cents"], _DATA["symbols"]
_QUANTITY, _COUNT = _DATA["quantity"], _DATA["count"]


# Where a number may stand; `numerals.read` says whether it is one. Far quicker to compile and match than the fragments
# of `numerals`, which some sixty patterns would repeat.
_D = r"(?:\d{1,3}(?:,\d{3}){1,5}+(?!\d)|\d{1,15}+)(?:\.\d{1,10}+)?+"
_N = rf"(?:{_D}(?:[十百千万億兆京余強弱]{{1,4}}(?:{_D})?){{0,5}}|[〇一二三四五六七八九十百千万億兆京・]{{1,16}})"
_SIGN = r"(?P<sign>[▲△+±-] ?|(?:マイナス|プラス)(?=\d))?"
_DASH = r" ?(?:~|-|–|—|ないし) ?(?:約|およそ)?"
_MINUS = {"▲", "△", "-", "マイナス"}
_HAN = "[二三四五六七八九十百千万億]"


_DIGIT = r"(?<!\d)(?<!\d[.,])\d"
_HAN_START = r"(?<![一二三四五六七八九十百千万億兆\d])[一二三四五六七八九十百千万億]"
_LATIN_START = rf"(?<![A-Za-z])(?:{longest(symbol for symbol in _SYMBOLS if symbol[0].isalpha())}|FY|CY|Q)(?= ?\d)"
_OTHER_START = rf"[$¥€£₩฿₹₫₱▲△第倍]|[+±-](?=[\d$¥€£])|(?:マイナス|プラス)(?=\d)|[数何幾](?=[十百千万億兆])|半[分数減額]|{dates.STARTS}"
_START = re.compile(f"{_DIGIT}|{_HAN_START}|{_LATIN_START}|{_OTHER_START}")
"""Where a number may begin: every rule but a few traps is tried there only."""

_AGAIN = r"(?:約|およそ)?[\d〇一二三四五六七八九十百千万億兆京]"
_RANGE_START = re.compile(rf"(?:{_START.pattern})(?=[^\n、。]{{0,40}}?(?:[~–—-]|ないし) ?{_AGAIN})")
_ENDS_START = re.compile(rf"(?:{_START.pattern})(?=[^\n、。]{{0,40}}?から ?{_AGAIN})")


def _rule(name: str, source: str, read: Read, anchor: re.Pattern[str] = _START) -> Rule:
    return Rule(name, source, read, anchor)


def _sign(match: re.Match[str]) -> str:
    return (match.groupdict().get("sign") or "").strip()


def _moved(match: re.Match[str]) -> Direction | None:
    """Which way a written sign points: ▲3.2% fell."""
    if _sign(match) in _MINUS:
        return Direction.DOWN
    return Direction.UP if _sign(match) in {"+", "プラス"} else None


Unit = Callable[["re.Match[str]"], str]


def _single(kind: Kind, unit: Unit, factor: Decimal, match: re.Match[str], context: Context) -> Claim:
    value = read(match["n"], JA)
    if value is None:
        return None
    signed = -value if _sign(match) in _MINUS else value
    moved = _moved(match) if kind is not Kind.MONEY else None
    return Draft(*match.span("all"), kind, signed * factor, unit(match), direction=moved)


def _ranged(kind: Kind, unit: Unit, factor: Decimal, match: re.Match[str], context: Context) -> Claim:
    pair = read_range(match["low"], match["n"], JA)
    if pair is None or pair[0] >= pair[1]:
        return None
    return Draft(*match.span("all"), kind, (pair[0] * factor, pair[1] * factor), unit(match))


def _from_to(kind: Kind, unit: Unit, factor: Decimal, match: re.Match[str], context: Context) -> Claim:
    """Two figures that share a unit: 3.2から3.5%に."""
    pair = read_range(match["low"], match["n"], JA) or (read(match["low"], JA), read(match["n"], JA))
    if pair[0] is None or pair[1] is None:
        return None
    low = Draft(*match.span("low"), kind, pair[0] * factor, unit(match))
    return low, Draft(match.start("n"), match.end("all"), kind, pair[1] * factor, unit(match))


def _rules(
    name: str, kind: Kind, suffix: str, unit: str | Unit, *, number: str = _N, factor: Decimal = Decimal(1)
) -> tuple[Rule, ...]:
    """A range, two ends with から, and a single figure, of one kind with one suffix (whose group `u` is the unit)."""
    of: Unit = unit if callable(unit) else lambda match: unit
    plain = suffix.replace("?P<u>", "?:")
    ranged = rf"(?P<all>(?P<low>{number}) ?(?:{plain})?{_DASH}(?P<n>{number}) ?{suffix})"
    ends = rf"(?P<all>(?P<low>{number}) ?から ?(?P<n>{number}) ?{suffix})(?=[にへ])"
    return (
        _rule(f"{name} range", ranged, partial(_ranged, kind, of, factor), _RANGE_START),
        _rule(f"{name} from to", ends, partial(_from_to, kind, of, factor), _ENDS_START),
        _rule(name, rf"(?P<all>{_SIGN}(?P<n>{number}) ?{suffix})", partial(_single, kind, of, factor)),
    )


# --- traps ----------------------------------------------------------------------------------------------------------

_IDIOMS = (
    "一方|一部|一時|一般|一体|一層|一段|一転|一服|一巡|一律|一致|一定|一気|一躍|一連|一番|一見|一括|一因|一環|一角|一覧|一同|一歩|一挙|一斉|一線|一員|一服|一助"
    "|一石二鳥|一長一短|一喜一憂|一進一退|二人三脚|二人分|二者択一|第三者|三者三様|再三|三井|三菱|三越|三洋|三重|三河|三陸|三浦|三田|三原|三島|三国志"
    "|四半世紀|四国|四日市|四川|四季|五輪|五島|五反田|六本木|六甲|七面鳥|八百長|八百屋|八百万|八王子|八千代|八戸|八幡|八丁堀|九州|九十九里|十勝|十和田|十分|十全|十八番"
    "|七十七銀行|十六銀行|百五銀行|百十四銀行|百貨店|百科|百人一首|百済|千葉|千代田|千歳|千種|千鳥|千里|万博|万一|万全|万能|万引|万歳|億劫|億万長者|億ション"
    "|二度と|二酸化|三次元|二次元|二次電池|二次災害|三角|四角|三流|二流|二重|三重|二段構え|二極|二輪|三輪|四輪|五感|五十音|七福神|八方|十字|二の|三が日|一つ|一人ひとり|一人一人|一人"
    "|一社|一日|一年|一月|一国|一社|一言|一回|一度|一件|一台|一本|一店|一戸|一名|二足|三本柱|千差万別|百戦錬磨|二転三転|三位一体"
)
_STRONG = r"(?:[%円倍兆億万割社]|ポイント|カ国|カ所|ドル|ユーロ|パーセント)"
_CURRENCIES = longest(_MONEY)
_PER = r"(?:株|キロ|キログラム|kg|グラム|g|トン|t|バレル|オンス|リットル|L|人|個|本|台|件|社|店|戸|枚|口|回|日|時間|分|坪|平方メートル|平米|ヘクタール|室|泊|食|杯|袋|箱|単位|キロワット時|kWh|世帯|便)"

_TRAPS = (
    trap("url", r"(?:https?://|www\.)[!-~]{1,300}|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,64}"),
    trap(
        "phone", r"(?:\+\d{1,3}[- ]?\(?)?0?\d{1,4}\)?[-( ]\d{2,4}[-) ]\d{3,4}(?!\d)|(?<=〒)\d{3}-\d{4}", anchor=_START
    ),
    trap(
        "stock code",
        r"[<〈]\d{4}[A-Z]?(?:\.[A-Z]{1,2})?[>〉]|(?:証券)?コード[::]? ?\d{3}[\dA-Z]|\((?:東証|名証|[^()\d]{0,12}[::] ?)\d{3}[\dA-Z]\)",
    ),
    trap("stock code", r"(?<=[一-龥ァ-ヶーA-Za-z]\()(?!19|20)\d{4}(?=\))", anchor=_START),
    trap("decree", r"\d{1,5}/(?:\d{1,5}/)?[A-Z][A-Z\d/-]{1,16}", anchor=_START),
    trap("round the clock", r"24時間(?:365日|年中無休|体制|営業|対応|稼働|監視)", anchor=_START),
    trap(
        "standard",
        r"(?:ISO|IEC|IATF|JIS|IEEE|RFC|NIST|DIN|EN|UL|SOC|PCI|HS|CAS|No\.?|NO\.|№|Ver\.?|v\.?|バージョン|スコープ|レベル|ティア|フェーズ|クラス|ステージ|シリーズ) ?-?\d[\d.:/-]{0,12}(?:[A-Za-z]{1,3})?",
    ),
    trap(
        "model",
        rf"(?<![A-Za-z])(?!(?:US|A|AU|C|HK|NT|S|NZ|R)\$|(?:RM|Rp|THB|USD|JPY|EUR|CNY|SGD|MYR|IDR|VND|FY|CY|Q)\.? ?\d)[A-Za-z][A-Za-z&-]{{0,24}}\d[\d.]{{0,8}}(?:[A-Za-z-][\w.-]{{0,16}})?(?!\d| ?{_STRONG})",
    ),
    trap("model", rf"[A-Za-z]{{2,24}} \d{{1,4}}(?:\.\d{{1,3}})?(?![\d,.]| ?{_STRONG}|[年月日四])"),
    trap(
        "generation", r"(?<![\d.])\d{1,4}(?:[GKDP]|x)(?![A-Za-z\d])|\d{1,3} ?ナノ(?!メートル|グラム|秒)", anchor=_START
    ),
    trap(
        "named number",
        r"第 ?(?![\d一二三四]四半期)(?>\d{1,4}|[一二三四五六七八九十百]{1,4})(?!位|\d)(?:回|期|次|弾|号|章|節|条|項|世代|段階|種|類|工場|棟|部|話|版|波|代|子|陣|課|営業部|ターミナル|滑走路)?",
        anchor=_START,
    ),
    trap(
        "year count",
        rf"(?<!\d)(?:{_D}|{_HAN}{{1,3}})(?:年目|日目|カ月目|ヵ月目|か月目|週目|期目|年生|年債|年物|年もの|年国債|年ローン|年代|歳代|カ年計画|か年計画|ヵ年計画|代(?:半ば|前半|後半)?(?![表替金理行官])|桁|ケタ|月号|号線|号機|号店|号室|丁目|番地|番線|番街|番札|階建て?|合目|畳|ビット|次下請|次請|次補正|次産業|次電池|次元|者面談|者協議|カ国協議|本柱|極化)",
        anchor=_START,
    ),
    trap("period", rf"(?<!\d){_D}期(?!連続|ぶり|間|待|末|続)", anchor=_START),
    trap("page", r"\d{1,3} ?/ ?\d{1,3} ?ページ|\d{1,4}(?:面|ページ)(?=参照|に続く)", anchor=_START),
    trap(
        "rate note",
        rf"(?<![\d.,万億])1 ?(?:{_CURRENCIES}) ?(?:=|≒|は(?=約?\d)|(?=約?\d)|(?=当たり|あたり|につき))",
        anchor=_START,
    ),
    trap(
        "per one",
        rf"(?<![\d.,万億])(?:1 ?|一){_PER}(?=当たり|あたり|につき|ごと|=|約?\d|平均\d)|1株を \d{{1,3}}株|一人当たり",
        anchor=_START,
    ),
    trap("coin", r"\d{1,5}(?:円玉|円札|円硬貨|円ショップ|円均一|ドル札)", anchor=_START),
    trap("index name", r"(?:工業株|S&P|総合|株価|日経)\d{2,4}(?:種(?:平均|指数)?|指数)?"),
    trap("idiom", _IDIOMS, anchor=_START),
    trap(
        "vague",
        r"(?:数|何|幾)[十百千万億兆]{1,3}(?:[一-龥ァ-ヶー%]|カ月|ポイント)?|[十百千万]数(?:人|社|年|台|件|億)",
        anchor=_START,
    ),
)

# --- rules ----------------------------------------------------------------------------------------------------------

_NOT_KATAKANA = r"(?![ァ-ヴー])"
_SCALE = {"million": 6, "billion": 9, "trillion": 12, "m": 6, "bn": 9, "M": 6, "B": 9}


def _money(match: re.Match[str]) -> str:
    return str(_MONEY.get(match["u"]) or _SYMBOLS[match["u"]])


def _with_cents(match: re.Match[str], context: Context) -> Claim:
    """412円35銭: whole units and hundredths in one figure."""
    whole, cents = read(match["n"], JA), read(match["c"], JA)
    if whole is None or cents is None:
        return None
    value = whole + cents / 100
    return Draft(*match.span("all"), Kind.MONEY, -value if _sign(match) in _MINUS else value, _MONEY[match["u"]])


def _symbol(match: re.Match[str], context: Context) -> Claim:
    """$60M, US$3~5億: the currency in front."""
    scale = Decimal(10) ** _SCALE.get(match["s"] or "", 0)
    low, value = match["low"], read(match["n"], JA)
    if value is None:
        return None
    unit = _SYMBOLS[match["u"]]
    pair = read_range(low, match["n"], JA) if low else None
    if pair:
        return Draft(*match.span("all"), Kind.MONEY, (pair[0] * scale, pair[1] * scale), unit)
    signed = -value if _sign(match) in _MINUS else value
    return Draft(*match.span("all"), Kind.MONEY, signed * scale, unit) if not low else None


_INDEX = re.compile(r"指数|平均|TOPIX|SET|STI|ナスダック|S&P|ハンセン|総合株価|VN")
_RATE = re.compile(r"率|金利|利回り|比率|割合|シェア|GDP")


def _points(match: re.Match[str], context: Context) -> Claim:
    """ポイント: percentage points, or points of an index or a scheme when it is one or the number is large."""
    value = read(match["n"], JA)
    if value is None:
        return None
    before = context.text[max(0, match.start() - 40) : match.start()].rpartition("。")[2]
    moved = _moved(match)
    signed = -value if _sign(match) in _MINUS else value
    if value >= 100 or (_INDEX.search(before) and not _RATE.search(before)):
        return Draft(*match.span("all"), Kind.QUANTITY, signed, "point", direction=moved)
    return Draft(*match.span("all"), Kind.PERCENT, signed, "pp", direction=moved)


def _tenths(match: re.Match[str], context: Context) -> Claim:
    """割 and 分: 3割5分 is 35%."""
    value, parts = read(match["n"], JA), read(match["bu"] or "0", JA)
    low = read(match["low"], JA) if match["low"] else None
    if value is None or parts is None or value > 20 or (match["low"] and (low is None or low >= value)):
        return None
    percent = value * 10 + parts
    return Draft(*match.span("all"), Kind.PERCENT, percent if low is None else (low * 10, percent), "%")


def _fraction(match: re.Match[str], context: Context) -> Claim:
    pair = read_fraction(match.group(), JA)
    return Draft(*match.span(), Kind.RATIO, pair) if pair else None


def _one_in(match: re.Match[str], context: Context) -> Claim:
    """3社に1社: one company in three."""
    whole, part = read(match["n"], JA), read(match["p"], JA)
    if not whole or part is None or part >= whole:
        return None
    return Draft(*match.span(), Kind.RATIO, (part, whole))


def _versus(match: re.Match[str], context: Context) -> Claim:
    pair = read(match["a"], JA), read(match["b"], JA)
    return Draft(*match.span(), Kind.RATIO, (pair[0], pair[1])) if pair[0] is not None and pair[1] is not None else None


def _constant(kind: Kind, value: str, moved: Direction | None, match: re.Match[str], context: Context) -> Claim:
    return Draft(*match.span(), kind, Decimal(value), "", direction=moved)


_DURATIONS = {
    "年": "year", "カ年": "year", "年間": "year", "年度": "year", "世紀": "century", "四半期": "quarter", "期": "year",
    "カ月": "month", "か月": "month", "ヵ月": "month", "ヶ月": "month", "ケ月": "month", "箇月": "month", "個月": "month",
    "カ月間": "month", "か月間": "month", "週": "week", "週間": "week", "日": "day", "日間": "day", "営業日": "day",
    "営業日間": "day", "時間": "hour", "分": "minute", "分間": "minute", "秒": "second", "会合": "meeting", "試合": "match",
    "シーズン": "season", "場所": "tournament", "大会": "tournament", "年度間": "year", "泊": "night",
}  # fmt: skip
_LONG = longest(_DURATIONS)
_PLAIN = longest(word for word in _DURATIONS if word not in {"日", "期"}) + "|日(?=以内|後|前|分(?!の)|ほど|足らず)"
_SPAN_END = r"(?P<end>ぶり|連続|続伸|続落|連騰|続騰)"


def _length(match: re.Match[str], context: Context) -> Claim:
    """A length of time; with ぶり the first in that time, with 連続 a series."""
    value = read(match["n"], JA)
    if value is None:
        return None
    unit = _DURATIONS[match["u"]]
    if match["half"]:
        value += Decimal("0.5")
    months = read(match["mo"], JA) if match["mo"] else None
    if months is not None:
        value, unit = value * 12 + months, "month"
    end = match["end"] or ""
    moved = {"続伸": Direction.UP, "続騰": Direction.UP, "連騰": Direction.UP, "続落": Direction.DOWN}.get(end)
    kind = Kind.COUNT if unit in {"meeting", "match", "season", "tournament"} else Kind.DURATION
    return Draft(*match.span("all"), kind, value, unit, direction=moved, first=end == "ぶり")


def _clocked(match: re.Match[str], context: Context) -> Claim:
    """2時間22分 in minutes."""
    return Draft(*match.span(), Kind.DURATION, Decimal(match["h"]) * 60 + Decimal(match["mi"]), "minute")


def _length_range(match: re.Match[str], context: Context) -> Claim:
    pair = read_range(match["low"], match["n"], JA)
    if pair is None or pair[0] >= pair[1]:
        return None
    return Draft(*match.span("all"), Kind.DURATION, pair, _DURATIONS[match["u"]])


def _age(match: re.Match[str], context: Context) -> Claim:
    return Draft(*match.span("all"), Kind.DURATION, Decimal(match["all"]), "year")


_KM = re.compile(
    r"時速|距離|航続|走行|走れ|道路|鉄道|路線|沖|区間|海岸|国境|延長|離れ|圏|先|沿い|送電線|パイプライン|ケーブル"
)


def _kilo(match: re.Match[str], context: Context) -> str:
    """キロ is a weight unless the words around it are of distances."""
    clause = context.text[max(0, match.start() - 14) : match.start()].rpartition("、")[2]
    around = clause + context.text[match.end() : match.end() + 8]
    return "km" if _KM.search(around) else "kg"


def _kilos(match: re.Match[str], context: Context) -> Claim:
    unit = _kilo(match, context)
    low = match["low"]
    reader = _ranged if low else _single
    return reader(Kind.QUANTITY, lambda _: unit, Decimal(1), match, context)


def _counter(match: re.Match[str]) -> str:
    return str(_COUNT[match["u"]])


def _counted(match: re.Match[str], context: Context) -> Claim:
    """Number characters count only from two up, and never as part of a word (三井, 一人)."""
    value = read(match["n"], JA)
    if value is None or value < 2:
        return None
    return Draft(*match.span("all"), Kind.COUNT, value, _counter(match))


def _katakana(match: re.Match[str], context: Context) -> Claim:
    """3メガバンク: the noun is the counter."""
    value = read(match["n"], JA)
    return None if value is None else Draft(*match.span("all"), Kind.COUNT, value, "", noun=Span(*match.span("noun")))


def _rank(match: re.Match[str], context: Context) -> Claim:
    value = read(match["n"], JA)
    return None if value is None else Draft(*match.span("all"), Kind.ORDINAL, value, "rank")


_INDEX_LEVEL = re.compile(
    r"(?:(?:指数|平均株価|平均|TOPIX|ナスダック|S&P500種?|PMI|DI|SET|STI|VIX|種)(?:\([^()\d]{1,14}\))?[はがをも][^\d。]{0,16}"
    r"|(?:[高安増減]|上昇|下落|上げ|下げ|低下|改善|悪化)の)$"
)
_RATIO_LEVEL = re.compile(r"(?:PUE|WUE|出生率|係数|スコア|倍率|効率)(?:\([^()\d]{1,14}\))?[はがをも:][^\d。、]{0,12}$")


_NAMED_LEVEL = re.compile(r"[一-龥ァ-ヶー)][はが]$")


def _level(match: re.Match[str], context: Context) -> Claim:
    """A bare number that the words in front make an index level or a ratio: TOPIXは…3,612.48, PUEは1.25."""
    before = context.text[max(0, match.start() - 40) : match.start()]
    value = read(match["all"], JA)
    if value is None:
        return None
    if _RATIO_LEVEL.search(before):
        return Draft(*match.span("all"), Kind.QUANTITY, value)
    if _INDEX_LEVEL.search(before):
        return Draft(*match.span("all"), Kind.QUANTITY, value, "point")
    decimal = "." in match["all"] and _NAMED_LEVEL.search(before)
    return Draft(*match.span("all"), Kind.QUANTITY, value) if decimal else None


def _noun_counters() -> str:
    guards = _DATA["not_before"]
    return "|".join(
        re.escape(word) + (f"(?![{guards[word]}])" if word in guards else "")
        for word in sorted(_COUNT, key=len, reverse=True)
    )


_COUNTERS = _noun_counters()
_HAN_COUNTERS = "人|社|カ国|カ所|店|台|つ|本|件|回|度|種類|地域|部門|工場|県|州|都市|校|基|隻|機|棟|路線|拠点|分野|項目|点|名|枚|個|頭|戸|世帯|団体|銀行|行"
_CODES = longest([*_MONEY, *(symbol for symbol in _SYMBOLS if symbol.isupper() and len(symbol) == 3)])
_LEVEL_ENDS = r"(?=[でとだにへ。、,()\s]|まで|台|前後|近辺|ちょうど|以[上下]|超|未満|$|を)"

_RULES = (
    _rule("fraction", rf"{_N}分の{_N}|半分|半数", _fraction),
    _rule("one in", rf"(?<![\d.,])(?P<n>{_N})(?P<u>社|人|件|台|世帯|校|店|カ国|組|個|本|回|名)(?:に|中|のうち)(?P<p>{_N})(?P=u)(?!以上前)",
        _one_in,
    ),
    _rule("versus", rf"(?<![\d.,])(?P<a>{_D}) ?対 ?(?P<b>{_D})(?![\d.]|[%円億万])", _versus),
    _rule("money cents", rf"(?P<all>{_SIGN}(?P<n>{_N})(?P<u>{_CURRENCIES}) ?(?P<c>{_D})(?:{longest(_CENTS)}))",
        _with_cents,
    ),
    *_rules("cents", Kind.MONEY, rf"(?P<u>{longest(_CENTS)})(?!湯)", lambda m: str(_CENTS[m["u"]]), factor=Decimal("0.01")),
    *_rules("money", Kind.MONEY, rf"(?P<u>{_CODES})(?!元|札)(?:(?<![ァ-ヴー])|{_NOT_KATAKANA})(?<!元(?=[日気年来素手首大会社幹]))", _money),
    _rule("money symbol", rf"(?P<all>{_SIGN}(?<![A-Za-z])(?P<u>{longest(_SYMBOLS)}) ?(?:(?P<low>{_N}){_DASH}(?:(?P=u))?)?(?P<n>{_N})"
            rf" ?(?P<s>million|billion|trillion|bn|m|M|B)?(?![A-Za-z]))",
        _symbol,
    ),
    *_rules("basis point", Kind.PERCENT, r"(?:ベーシスポイント|bps?)(?![A-Za-z])", "pp", factor=Decimal("0.01")),
    *_rules("percentage point", Kind.PERCENT, r"(?:%|パーセント)ポイント", "pp"),
    *_rules("percent", Kind.PERCENT, r"(?:%|パーセント)", "%"),
    _rule("point range", rf"(?P<all>(?P<low>{_N})(?:ポイント)?{_DASH}(?P<n>{_N}) ?ポイント)", partial(_ranged, Kind.PERCENT, lambda m: "pp", Decimal(1)), _RANGE_START),
    _rule("point", rf"(?P<all>{_SIGN}(?P<n>{_N}) ?(?:ポイント|pt))(?![A-Za-z])", _points),
    _rule("tenths", rf"(?<![\d.,数何])(?P<all>(?:(?P<low>{_D}|{_HAN})割?{_DASH})?(?P<n>{_D}|[一二三四五六七八九十])割"
            rf"(?![合り当るれっ烹])(?:(?P<bu>\d)分(?!の\d))?)",
        _tenths,
    ),
    *_rules("multiple", Kind.MULTIPLE, r"倍(?!率|音|返)", ""),
    _rule("doubled", r"倍増|(?<![\d一二三四五六七八九十百千万数何])(?<!人一)倍(?=に(?:な|増|拡|膨|す|達|伸)|以上に|近くに|のペース)", partial(_constant, Kind.MULTIPLE, "2", Direction.UP)),
    _rule("halved", r"半減(?!期)|半額", partial(_constant, Kind.MULTIPLE, "0.5", Direction.DOWN)),
    _rule("length range", rf"(?<![\d.,])(?P<all>(?P<low>{_D})(?:年|カ月|週間|日|時間)?{_DASH}(?P<n>{_D})(?P<u>{_LONG})(?:間)?)(?<!日)(?!目|代)",
        _length_range,
        _RANGE_START,
    ),
    _rule("length range", r"(?<![\d.,])(?P<all>(?P<low>[1-9])、(?P<n>[1-9])(?P<u>年|カ月|週間|日間|時間))", _length_range),
    _rule("length", r"(?<![\d.,])(?P<h>\d{1,3})時間(?P<mi>\d{1,2})分(?!の\d)", _clocked),
    _rule("length", rf"(?<![\d.,年月])(?P<all>(?P<n>{_D}|{_HAN}{{1,4}})(?P<u>{_LONG})(?P<half>半)?(?:(?P<mo>{_D})カ月)?(?:間)?(?:余り?|以上|超)?{_SPAN_END})",
        _length,
    ),
    *(_rule(*parts) for parts in dates.RULES),
    trap(
        "time",
        r"(?<!\d)\d{1,2}:\d\d(?: ?[~-] ?\d{1,2}:\d\d)?|(?<!\d)\d{1,2}時(?!間|代|点|期|給|価)(?:\d{1,2}分|半)?",
        anchor=_START,
    ),
    _rule("length", rf"(?<![\d.,])(?P<all>(?P<n>{_D}|{_HAN}{{1,4}})(?P<u>{_PLAIN})(?P<half>半)?(?:(?P<mo>{_D})カ月)?(?P<end>(?!))?)"
            r"(?<!分(?=の[\d一二三四五六七八九十]))(?<!分(?=[ぶ野布配類離析担散割業別子岐解譲]))(?!目|債|物|生(?!産)|式|号|報|収(?!入)|金|齢|輩|末|始)",
        _length,
    ),
    *_rules("age", Kind.DURATION, r"歳(?!入|出|末|暮)", "year", number=_D),
    _rule("age", r"(?<=[一-龥ァ-ヶー々ん]\()(?P<all>[2-9]\d)(?=\))", _age),
    _rule("kilo", rf"(?P<all>(?:(?P<low>{_N})(?:キロ)?{_DASH})?(?P<n>{_N}) ?キロ)(?![ァ-ヴー])", _kilos),
    *_rules("quantity", Kind.QUANTITY, rf"(?P<u>{longest(_QUANTITY)})(?![A-Za-z\d])(?:(?<![ァ-ヴー])|{_NOT_KATAKANA})", lambda m: str(_QUANTITY[m["u"]])),
    _rule("ordinal", rf"(?<![\d.,])(?P<all>(?:第 ?)?(?P<n>{_D}|{_HAN}{{1,3}}) ?(?:番目|位(?!置|相|牌)|(?:回|度|例|カ所|ヵ所|か所|人|社|店|棟|台|工場|拠点|基|号|隻|本|件|カ国|校|作|路線)目))",
        _rank,
    ),
    *_rules("count", Kind.COUNT, rf"(?P<u>{_COUNTERS})(?:(?<![ァ-ヴー])|{_NOT_KATAKANA})", _counter, number=rf"(?:(?=\d){_N})"),
    _rule("count", rf"(?P<all>(?P<n>{_N})(?P<u>{_HAN_COUNTERS}))", _counted),
    _rule("count", rf"(?<![\d.,])(?P<all>(?P<n>{_D})(?P<noun>[ァ-ヴー]{{3,12}}))", _katakana),
    _rule("level", rf"(?P<all>{_N}){_LEVEL_ENDS}", _level),
    _rule("large count", rf"(?P<all>(?P<n>(?=\d){_N})(?<=[万億兆]))", lambda m, c: _single(Kind.COUNT, lambda _: "", Decimal(1), m, c)),
)  # fmt: skip

# --- words around a figure ------------------------------------------------------------------------------------------

_BEFORE = (
    (r"(?:約|およそ|おおよそ|おおむね|概ね|ほぼ|凡そ|だいたい|大体|ざっと|推定|推計|概算で|~|≒)(?:年|月|計|合計|1日|過去)? ?$", Approx.ABOUT),
    (r"(?:最大(?:で)?|最高で|最高(?=$)|最長(?:で)?|多くて|上限(?:を|は)?|高々|せいぜい|最多で) ?$", Approx.AT_MOST),
    (r"(?:少なくとも|最低(?:で|でも)?|最短(?:で)?|最少(?:で)?|下限(?:を|は)?|早くて(?:も)?) ?$", Approx.AT_LEAST),
)  # fmt: skip
_UNIT_GAP = r"(?:相当|規模|分|の規模|の水準)?(?:\([^()]{0,20}\))?"
_AFTER = (
    (r"超(?!過|音|電|伝|低|高|短)|を?超え(?!て?い?な)|を(?:大きく|大幅に|わずかに|小幅に)?(?:上回|突破|超す|超し)|強(?![化い制まめ力])|余り?(?!地|剰|裕|波)|あまり(?!に)|余名", Approx.MORE_THAN),
    (r"以上", Approx.AT_LEAST),
    (r"以下|以内|まで(?=に?(?:抑|絞|減|下))|を上限", Approx.AT_MOST),
    (r"未満|弱(?![い体気者点])|足らず|近[くい]|を(?:大きく|大幅に|わずかに|小幅に)?(?:下回|割|切っ|切る|割り込)|に満たな|に(?:迫|届かな)|割れ", Approx.LESS_THAN),
    (r"台(?![湾数])|前後|程度|ほど|見当|内外|くらい|ぐらい|級|規模|前半|後半|半ば|付近|近辺", Approx.ABOUT),
)  # fmt: skip
_BASES = (
    (r"前期(?:に)?比|前期(?:から|より|を|に比べ)|前年(?:同期|同月|同日|同週|同時期|実績|度)?(?:に)?比|前年(?:同期|同月|度)?(?:の|より|を|から|に比べ)|昨年(?:の同期|同期|同月)?(?:比|より|に比べ|の)|前の年|1年前|対前年", "yoy"),
    (r"前四半期比|直前四半期|四半期前", "qoq"),
    (r"前月(?:に)?比|先月(?:比|より|に比べ)|前月(?:から|より|に比べ|を|の)", "mom"),
    (r"前週(?:末)?(?:に)?比|前の週|先週(?:比|より|に比べ)", "wow"),
    (r"前日(?:に)?比|前営業日比|前日(?:夕|終値)?(?:に比べ|から|より)|前週末比", "previous_day"),
    (r"計画比|予算比|目標比|従来計画|計画(?:を|より|に比べ)", "plan"),
    (r"従来予想|市場予想|予想(?:を|より|に比べ)|見通し(?:を|より)", "forecast"),
)  # fmt: skip


def _compiled(table: Iterable[tuple[str, Approx]]) -> tuple[tuple[re.Pattern[str], Approx], ...]:
    return tuple((re.compile(pattern), value) for pattern, value in table)


GRAMMAR = Grammar(
    language=JA,
    rules=(*_TRAPS, *_RULES),
    before=_compiled(_BEFORE),
    after=_compiled(_AFTER),
    bases=tuple((re.compile(pattern), code) for pattern, code in _BASES),
    breaks=re.compile(r"[、;]|(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])"),
    direction=direction,
    label=label,
)
