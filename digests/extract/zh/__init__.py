"""Chinese, simplified and traditional: its figures, its cues, its labels.

Spelling follows the mainland's GB/T 15835 (use of numerals) and Taiwanese usage where it differs: 元 is the currency of
the article's home, 民國 years count from 1912, one 碼 is a quarter of a percentage point, 季增 and 年減 name the base.
"""

from __future__ import annotations

from digests.extract.grammar import Grammar, rule
from digests.extract.numerals import FRACTION
from digests.extract.tables import longest
from digests.extract.zh import dates, forms
from digests.extract.zh.amounts import OWN_UNIT, amount, amount_list, amount_range, change, symbol
from digests.extract.zh.cues import BASES, BEFORE, BEHIND
from digests.extract.zh.direction import direction
from digests.extract.zh.labels import BREAKS, label
from digests.extract.zh.numbers import ANCHOR, FEW, FIRST, TO, ZH, N, leading
from digests.extract.zh.traps import TRAPS
from digests.extract.zh.units import CLASSIFIERS, DURATIONS, SYMBOLS_BEFORE
from digests.patterns import compiled

_HALVED = compiled(rf"{FIRST}(?=[^\n，。；]{{0,40}}?(?:[个個年周天]半|[个個]多))")
_NTH = compiled(f"第 ?(?={FIRST})")

_RULES = (
    *TRAPS["before dates"],
    *dates.RULES,
    *TRAPS["before amounts"],
    rule(
        "money",
        rf"(?P<symbol>{longest(SYMBOLS_BEFORE)})(?<![A-Za-z]{{4}}) ?(?:(?P<low>{N}){TO})?"
        rf"(?P<n>{N})",
        symbol,
    ),
    *TRAPS["before counts"],
    rule("half a step", "半(?:[码碼]|厘)", forms.half_a_step),
    rule("percent", rf"百分之(?:(?P<low>{N}){TO}(?:百分之)?)?(?P<n>{N})", forms.of_hundred, compiled("百分之")),
    rule(
        "tenths",
        rf"(?P<n>{FEW}|[1-9])(?<![0-9.]{{2}})成(?P<ones>半|{FEW})"
        rf"(?![{''.join(CLASSIFIERS)}])",
        forms.tenths,
    ),
    rule("fraction", FRACTION[ZH], forms.fraction),
    rule("about half", "(?P<how>[过過近逾超])半(?![年天日月小导導])", forms.about_half),
    rule(
        "one in",
        rf"每 ?(?P<b>{N}) ?[^，。0-9\n]{{1,12}}?(?:[里裡中](?:就|便|，)?|就|便)有"
        rf"(?P<a>{N}) ?[个個家名人位辆輛户戶]?",
        forms.to,
    ),
    rule(
        "to",
        rf"(?P<a>{N}) ?(?:[比∶]|(?<=\.[0-9]):|(?<=\.[0-9][0-9]):) ?(?P<b>{N})(?![例重较較赛賽0-9]| ?(?:[战戰击擊胜勝负負平]|力克|逆[转轉]|不[敌敵]|[险險大完惨慘][胜勝败敗]|[领領]先|落[后後]))",
        forms.to,
        leading(" ?[比∶:] ?"),
    ),
    rule("doubled", rf"翻了?(?P<nearly>[近逾超约約])?(?P<times>{FEW}|[1-9])?(?P<what>[番倍])", forms.doubled),
    rule("halved", "[减減]半(?![厘年天日个個码碼])|腰斩|腰斬|砍半", forms.halved),
    rule(
        "half a time",
        "(?P<n>)(?P<more>半)(?<![上下]半)(?P<unit>年(?![报報度])|个月|個月|天|日|小时|小時|个世纪)",
        forms.and_a_half,
    ),
    rule("and a half", rf"(?P<n>{N})[个個](?P<more>[半多])(?P<unit>月|小时|小時|星期|季度)", forms.and_a_half, _HALVED),
    rule("and a half", rf"(?P<n>{N})(?P<unit>[年周天])(?P<more>半)", forms.and_a_half, _HALVED),
    rule(
        "clock",
        rf"(?P<h>{N}) ?[个個]?(?:小时|小時)(?P<m>[0-9]{{1,2}}) ?分[钟鐘]?",
        forms.clock,
        leading(" ?[个個]?(?:小时|小時)"),
    ),
    rule("months", rf"[前首](?P<n>{N})(?P<unit>[月季])(?![日份度])", forms.months, compiled(f"[前首](?={FIRST})")),
    rule(
        "row",
        rf"[连連](?P<way>[续續涨漲跌升增降减減])?第?(?P<n>{N})"
        rf"(?P<unit>{longest(DURATIONS)})",
        forms.in_a_row,
        compiled(f"[连連][续續涨漲跌升增降减減]?第?(?={FIRST})"),
    ),
    rule("recent", rf"近(?P<n>{N}) ?(?P<unit>{longest(DURATIONS)})", forms.recent, compiled(f"近(?={FIRST})")),
    rule("rank", rf"第 ?(?P<n>{N})(?P<of>{longest(CLASSIFIERS)}|大|高|低)", forms.ordinal, _NTH),
    rule("rank", rf"第 ?(?<=(?:{forms.AFTER_RANK})第)(?P<n>{N})(?P<of>)", forms.ordinal, _NTH),
    rule("rank", rf"第 ?(?P<n>{N})(?=[，。；、)”」 \n]|$)", forms.placed, _NTH),
    rule(
        "from to",
        rf"(?P<low>{N})(?=[增升提上涨漲降下跌减減扩擴调調])[^0-9，。；,、\n]{{1,8}}?(?<=[至到为為成达達])[^0-9，。；,、 \n]{{0,2}}"
        rf"(?P<n>{N})",
        change,
        leading("[增升提上涨漲降下跌减減扩擴调調][^0-9，。；,、\\n]{1,8}?"),
    ),
    rule("list", rf"(?P<list>{N}(?:、{N}){{0,5}})[、和及与與](?P<n>{N})", amount_list, leading("[、和及与與]")),
    rule(
        "range",
        rf"(?P<low>{N}){OWN_UNIT}{TO}"
        rf"(?P<n>{N})",
        amount_range,
        leading(TO, r"[^\n，。；]"),
    ),
    rule("amount", rf"(?P<n>{N})", amount, ANCHOR),
    dates.DAY,
    rule(
        "level",
        r"(?:[报報为為至到于於在见見]|[录錄]得|[汇匯]率 ?|[兑兌]美元 ?)(?P<n>[0-9][0-9,]{0,12}\.[0-9]{1,4})(?![0-9%]"
        r"|[万亿萬億]| ?[A-Za-z])",
        forms.level,
    ),
    rule(
        "barrier",
        r"(?:破|守|上|返|近|穿)(?P<n>[0-9][0-9,]{0,8}(?:\.[0-9]{1,4})?)(?=[关關整大]|元?[关關]口)",
        forms.barrier,
    ),
    rule("bare", rf"(?P<n>{N}(?<=[万亿萬億兆]))(?P<more>[多余餘])?", forms.bare, ANCHOR),
)

GRAMMAR = Grammar(
    language=ZH,
    rules=_RULES,
    before=BEFORE,
    after=BEHIND,
    bases=BASES,
    breaks=BREAKS,
    direction=direction,
    label=label,
)
