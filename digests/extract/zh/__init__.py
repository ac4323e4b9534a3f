"""Chinese, simplified and traditional: its figures, its cues, its labels.

Spelling follows the mainland's GB/T 15835 (use of numerals) and Taiwanese usage where it differs: 元 is the currency of
the article's home, 民國 years count from 1912, one 碼 is a quarter of a percentage point, 季增 and 年減 name the base.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from digests.extract.grammar import Context, Declined, Draft, Grammar, number, number_range, rule, trap
from digests.extract.numerals import FRACTION, NUMBER, SIGN, read_fraction, scale_of
from digests.extract.tables import Unit, longest
from digests.extract.zh import dates
from digests.extract.zh.direction import direction, last_cue
from digests.extract.zh.labels import BREAKS, label
from digests.extract.zh.units import (
    CLASSIFIERS,
    CURRENCIES,
    DURATIONS,
    MULTIPLES,
    NAMES_BEFORE,
    NOT_UNITS,
    POINTS,
    QUANTITIES,
    SHARES,
    SYMBOLS,
    SYMBOLS_BEFORE,
    ends_noun,
    starts_noun,
)
from digests.model import Approx, Direction, Kind, Language

ZH = Language.ZH
_N = NUMBER[ZH]
_NUMBER = re.compile(_N)
_FEW = "[一二两兩三四五六七八九十]"
_FIRST = r"(?:[0-9](?<![0-9]{2})(?<![0-9][.,][0-9])|[〇零○一壱壹二弐两兩贰貳三参叁四五六七八九十拾百佰千仟])"


# --- the currency of 元 ----------------------------------------------------------------------------------------------

_TAIWAN = re.compile("台灣|臺灣|台北|台股|新台幣|新臺幣|台積|法人|[年季]增|純益|高雄|新竹|億元台幣")
_HONG_KONG = re.compile("香港|港股|港元|[恒恆][生指]|主板|港交所|港府|本港|按年|溢利|應佔")
_SIMPLIFIED = re.compile(
    "[这国个对业产际亿与会为们时说从当经发开关万资标涨调银币单买卖价额进达远还过电车厂网经济务总统线级组织结构场]"
)


@lru_cache(maxsize=8)
def _home_currency(text: str) -> str:
    """Currency that a bare 元 means: by script, and in traditional script by the places the article names."""
    head = text[:20_000]
    if _SIMPLIFIED.search(head):
        return "CNY"
    return "HKD" if len(_HONG_KONG.findall(head)) > len(_TAIWAN.findall(head)) else "TWD"


# --- amounts: a number and its unit ----------------------------------------------------------------------------------

_UNITS: Mapping[str, Unit] = CURRENCIES | SHARES | QUANTITIES | MULTIPLES | POINTS | DURATIONS | CLASSIFIERS
_UNIT = rf"(?P<more>[多余餘])?+ ?(?!{NOT_UNITS})(?P<unit>{longest(_UNITS)})(?!(?<=[A-Za-z])[A-Za-z])"
_TO = r" ?(?:[-~–—−]{1,2}|至|到) ?"
_ANCHOR = re.compile(_FIRST)
"""Where a number may begin."""


_INSIDE = "[0-9.,点點 多余餘〇零○一壱壹二弐两兩贰貳三参叁四五六七八九十拾百佰千仟万萬億亿兆京]"


def _leading(to: str, between: str = _INSIDE) -> re.Pattern[str]:
    """Where a number may begin that `to` and another number follow."""
    return re.compile(rf"{_FIRST}(?={between}{{0,40}}?{to}{_FIRST})")


def _meaning(match: re.Match[str], context: Context) -> Unit:
    """What the unit behind a number means there."""
    unit = _UNITS[match["unit"]]
    if unit.kind is Kind.COUNT:
        return _counted(match, context, unit)
    if unit.kind is Kind.DURATION:
        return _timed(match, context, unit)
    if unit in POINTS.values():
        if not _is_level(match, context):
            raise Declined
        return unit
    if not unit.unit and unit.kind is Kind.MONEY:
        before = context.text[max(0, match.start() - 4) : match.start()].rstrip()
        named = next((SYMBOLS[name] for name in NAMES_BEFORE if before.endswith(name)), None)
        return replace(unit, unit=named or _home_currency(context.text))
    return unit


def _draft(match: re.Match[str], unit: Unit, value: Decimal, span: tuple[int, int]) -> Draft:
    approx = Approx.MORE_THAN if match["more"] else None
    first = unit.kind is Kind.DURATION and bool(_RECORD.match(match.string, match.end()))
    return Draft(*span, unit.kind, value * unit.factor, unit.unit, approx, first=first)


_SIGNED = re.compile(rf"(?<![0-9%A-Za-z)万亿萬億元年月日]){SIGN} ?$")


def _amount(match: re.Match[str], context: Context) -> Draft:
    """3亿元, 2300余人, -3.2%."""
    unit, value = _meaning(match, context), number(match["n"], ZH)
    start = match.start()
    sign = _SIGNED.search(context.text, max(0, start - 3), start) if unit.kind is not Kind.COUNT else None
    if sign:
        start = sign.start()
        value = -value if sign.group()[0] in "-−▼▽" else value
    return _draft(match, unit, value, (start, match.end()))


def _range(match: re.Match[str], context: Context) -> Draft:
    """40-44亿元, 3%至5%; no range is a pair that falls, or a change and its result (下调1万元至23.55万元)."""
    unit, pair = _meaning(match, context), number_range(match["low"], match["n"], ZH)
    own, start = match["own"], match.start()
    if own and (
        own != match["unit"] or (unit.kind is not Kind.PERCENT and last_cue(context.text[max(0, start - 3) : start])[0])
    ):
        raise Declined
    whole = _draft(match, unit, Decimal(0), match.span())
    return replace(whole, value=(pair[0] * unit.factor, pair[1] * unit.factor))


def _change(match: re.Match[str], context: Context) -> tuple[Draft, ...]:
    """由3.2亿增至4.5亿元: the first number shares the unit, and a scale where it needs one."""
    unit, first, last = _meaning(match, context), number(match["low"], ZH), number(match["n"], ZH)
    if scale_of(match["low"], ZH) == 1:
        first *= scale_of(match["n"], ZH)
    head = replace(_draft(match, unit, first, match.span("low")), approx=None)
    return head, _draft(match, unit, last, (match.start("n"), match.end()))


def _list(match: re.Match[str], context: Context) -> tuple[Draft, ...]:
    """3.2、4.5和5.1亿元: each number is a figure, all share unit and scale."""
    unit, last = _meaning(match, context), number(match["n"], ZH)
    drafts = []
    for found in _NUMBER.finditer(match["list"]):
        value = number(found.group(), ZH)
        if scale_of(found.group(), ZH) == 1:
            value *= scale_of(match["n"], ZH)
        at = match.start("list")
        drafts.append(replace(_draft(match, unit, value, (at + found.start(), at + found.end())), approx=None))
    return *drafts, _draft(match, unit, last, (match.start("n"), match.end()))


def _symbol(match: re.Match[str], context: Context) -> Draft:
    """US$5亿, ¥3.2-3.5亿."""
    unit = SYMBOLS[match["symbol"]]
    if match["low"]:
        pair = number_range(match["low"], match["n"], ZH)
        return Draft(*match.span(), Kind.MONEY, pair, unit)
    value = number(match["n"], ZH)
    return Draft(*match.span(), Kind.MONEY, value, unit)


# --- what a unit means in its place ----------------------------------------------------------------------------------

_BOUND = re.compile(r"[，。；:、,\s()]")


_ASPECTS = re.compile("方面|层面|層面|问题|問題|角度|阶段|階段|环节|環節|部分|原因|因素|字")
_UP_TO_NUMBER = re.compile("(?:约|近|逾|超过?|达到?|共|至少|最多|有|为|仅|至|到|突破|增加|减少|新增|達|為|約|超過)+$")


def _counted(match: re.Match[str], context: Context, unit: Unit) -> Unit:
    """What a classifier counts; a bare 一 counts nothing worth a line (一家公司)."""
    if match["n"] == "一" or (match["n"][0] not in "0123456789" and _ASPECTS.match(context.text, match.end())):
        raise Declined
    behind = _BOUND.split(context.text[match.end() : match.end() + 14], maxsplit=1)[0]
    before = _BOUND.split(context.text[max(0, match.start() - 14) : match.start()])[-1]
    if unit.unit not in _GENERIC:
        return unit
    noun = starts_noun(behind) or ends_noun(behind) or ends_noun(_UP_TO_NUMBER.sub("", before))
    own = noun and not (noun == "employee" and match["unit"] == "人")
    return replace(unit, unit=noun) if own else unit


_RECORD = re.compile(r"(?:以?[来來])?(?:的|之)?(?:首[次度]|新[高低]|最|[高低][点點位])")
_SPAN_BEFORE = re.compile(r"(?:[近前首满滿超每共约約]|为期|為期|历时|歷時|超[过過]|[长長][达達]|[过過]去|未[来來])\s?$")
_GENERIC = frozenset(
    {"person", "company", "shop", "unit", "site", "project", "case", "store", "ticket", "time", "visit", "household"}
)
"""What classifiers say that go with many nouns."""

_SPAN_BEHIND = re.compile("(?:之|以)?[内內]|[间間]|以?[来來]|[连連]|游|均[线線]|[个個]")


def _timed(match: re.Match[str], context: Context, unit: Unit) -> Unit:
    """A length of time, unless the number is a calendar year, a day of the month, or an unstressed 一."""
    written, word, text = match["n"], match["unit"], context.text
    value = number(written, ZH)
    if written == "一" or (word == "年" and (1000 <= value < 3000 or written in {"百", "千"})):
        raise Declined
    if word == "日" and value <= 31:
        before = text[max(0, match.start() - 4) : match.start()]
        if not (_SPAN_BEFORE.search(before) or _SPAN_BEHIND.match(text, match.end())):
            raise Declined
    return unit


_TIME_OF_DAY = re.compile(r"(?:[上下中]午|晚上?|凌晨|早上?|傍晚|[日号號時时])\s?$")
_MOVED = re.compile(r"(?:[涨跌漲升挫报報收至到破关關逾近约約返守高低上下超过過]|站[稳穩]|指[数數]?)\s?$")


def _is_level(match: re.Match[str], context: Context) -> bool:
    """Whether 点 means points of an index: a time of day has no decimals, is small, and follows no movement."""
    value = number(match["n"], ZH)
    before = context.text[max(0, match.start() - 8) : match.start()]
    return not _TIME_OF_DAY.search(before) and (value >= 100 or value % 1 != 0 or bool(_MOVED.search(before)))


# --- figures of their own form ---------------------------------------------------------------------------------------


def _tenths(match: re.Match[str], context: Context) -> Draft:
    """三成五, 两成半."""
    tens, ones = number(match["n"], ZH), Decimal(5) if match["ones"] == "半" else number(match["ones"], ZH)
    return Draft(*match.span(), Kind.PERCENT, tens * 10 + ones, "%")


def _of_hundred(match: re.Match[str], context: Context) -> Draft:
    if match["low"]:
        pair = number_range(match["low"], match["n"], ZH)
        return Draft(*match.span(), Kind.PERCENT, pair, "%")
    value = number(match["n"], ZH)
    return Draft(*match.span(), Kind.PERCENT, value, "%")


def _fraction(match: re.Match[str], context: Context) -> Draft:
    pair = read_fraction(match.group(), ZH)
    if pair is None:
        raise Declined
    return Draft(*match.span(), Kind.RATIO, pair)


def _about_half(match: re.Match[str], context: Context) -> Draft:
    """过半, 近半."""
    approx = Approx.LESS_THAN if match["how"] == "近" else Approx.MORE_THAN
    return Draft(*match.span(), Kind.RATIO, (Decimal(1), Decimal(2)), "", approx)


def _to(match: re.Match[str], context: Context) -> Draft:
    """7比2; 每3家企业中有1家."""
    first, second = number(match["a"], ZH), number(match["b"], ZH)
    if max(first, second) > 1000:
        raise Declined
    return Draft(*match.span(), Kind.RATIO, (first, second))


def _doubled(match: re.Match[str], context: Context) -> Draft:
    """翻番, 翻两番, 翻倍, 翻了三倍, 翻了近两番."""
    times = number(match["times"] or "1", ZH) or Decimal(1)
    value = Decimal(2) ** int(times) if match["what"] == "番" else times + 1
    approx = _NEARLY.get(match["nearly"] or "")
    return Draft(*match.span(), Kind.MULTIPLE, value, "", approx, Direction.UP)


_NEARLY = {"近": Approx.LESS_THAN, "逾": Approx.MORE_THAN, "超": Approx.MORE_THAN} | dict.fromkeys("约約", Approx.ABOUT)


def _halved(match: re.Match[str], context: Context) -> Draft:
    return Draft(*match.span(), Kind.MULTIPLE, Decimal("0.5"), direction=Direction.DOWN)


def _clock(match: re.Match[str], context: Context) -> Draft:
    """1小时10分钟."""
    minutes = number(match["h"], ZH) * 60 + number(match["m"], ZH)
    return Draft(*match.span(), Kind.DURATION, minutes, "minute")


def _barrier(match: re.Match[str], context: Context) -> Draft:
    """升破7.1关口, 失守3800点大关: a round level, of a rate where the clause speaks of one."""
    before = re.split("[。；\n]", context.text[max(0, match.start() - 60) : match.start()])[-1]
    if _RATE.search(before):
        return Draft(*match.span("n"), Kind.MONEY, number(match["n"], ZH), _quoted(before))
    if _INDEX.search(before):
        return Draft(*match.span("n"), Kind.QUANTITY, number(match["n"], ZH), "point")
    raise Declined


_RATE = re.compile("汇率|匯率|中间价|中間價|兑|兌")
_INDEX = re.compile("指|PMI|PUE")


_PAIR = re.compile(rf"(?P<base>{longest(CURRENCIES)})?(?:兑|兌)(?P<quote>{longest(CURRENCIES)})")


def _quoted(before: str) -> str:
    """Currency that a rate is quoted in: 欧元兑美元 in dollars, 人民币兑美元 and 日元兑美元 in yuan and yen a dollar."""
    pairs = list(_PAIR.finditer(before))
    if not pairs:
        return "CNY" if "人民" in before else ""
    base, quote = CURRENCIES.get(pairs[-1]["base"]), CURRENCIES[pairs[-1]["quote"]]
    strong = {"EUR", "GBP", "AUD", "NZD"}
    return base.unit if base and quote.unit == "USD" and base.unit not in strong else quote.unit


def _level(match: re.Match[str], context: Context) -> Draft:
    """A level without a unit: 恒指收报25,104.61, PMI为49.8, 人民币中间价报7.0812."""
    before = re.split("[。；\n]", context.text[max(0, match.start() - 60) : match.start()])[-1]
    clause = before.split("，")[-1] + context.text[match.end() : match.end() + 1]
    before = before if match.group()[0] in "报報" else clause
    value, span = number(match["n"], ZH), match.span("n")
    rated = clause if _RATE.search(clause) else before if clause[-2:-1] in "至到" else ""
    if _RATE.search(rated):
        return Draft(*span, Kind.MONEY, value, _quoted(rated) or _home_currency(context.text))
    if _INDEX.search(before):
        return Draft(*span, Kind.QUANTITY, value, "" if "PUE" in before else "point")
    raise Declined


_MONEYED = re.compile(
    "成交|市值|[营營]收|收入|利[润潤]|[净淨]利|[资資]|[规規]模|[贷貸]款|GDP|[总總值]额|金[额額]|[销銷]售[额額]"
    "|[罚罰]款|[债債]|[订訂][单單]"
    "|[进進]出口|支出|[预預]算|估值|[亏虧][损損]|[补補][贴貼]|存款|[贸貿]易|[产產]值|成本"
)


def _bare(match: re.Match[str], context: Context) -> Draft:
    """A scaled number without a unit: money where the clause speaks of money, else a count of the noun beside it."""
    value = number(match["n"], ZH)
    approx = Approx.MORE_THAN if match["more"] else None
    before = re.split("[，。；\n]", context.text[max(0, match.start() - 24) : match.start()])[-1]
    behind = context.text[match.end() : match.end() + 8]
    unit = starts_noun(behind)
    if not unit and _MONEYED.search(before):
        return Draft(*match.span(), Kind.MONEY, value, _home_currency(context.text), approx)
    nouns = (ends_noun(before[:end]) for end in range(len(before), 1, -1))
    return Draft(*match.span(), Kind.COUNT, value, unit or next(filter(None, nouns), ""), approx)


_AFTER_RANK = "排名|排行|名列|位列|位居|全球|世界|全国|全國|行业|市场"


def _ordinal(match: re.Match[str], context: Context) -> Draft:
    value = number(match["n"], ZH)
    if value == 1 and match["of"] not in {"", "名", "位"}:
        raise Declined
    return Draft(*match.span(), Kind.ORDINAL, value, "rank")


_PLACED = re.compile("[排位列居名占佔夺奪获獲][^，。；]{0,12}$|[升跌滑降]至[^，。；]{0,6}$")


def _placed(match: re.Match[str], context: Context) -> Draft:
    """位列同类目第三: a rank at the end of its clause."""
    if not _PLACED.search(context.text, max(0, match.start() - 16), match.start()):
        raise Declined
    return Draft(*match.span(), Kind.ORDINAL, number(match["n"], ZH), "rank")


def _recent(match: re.Match[str], context: Context) -> Draft:
    """近五年: the last five years, and not nearly five; 近 belongs to the quote."""
    unit = _timed(match, context, DURATIONS[match["unit"]])
    value = number(match["n"], ZH)
    first = bool(_RECORD.match(context.text, match.end()))
    return Draft(*match.span(), Kind.DURATION, value * unit.factor, unit.unit, first=first)


def _in_a_row(match: re.Match[str], context: Context) -> Draft:
    """连涨5日, 连续5个交易日, 连续第三年: a length of time that ends now."""
    value = number(match["n"], ZH)
    unit = DURATIONS[match["unit"]]
    if not match["way"] or match["way"] in "续續":
        return Draft(match.start("n"), match.end(), Kind.DURATION, value * unit.factor, unit.unit)
    way = Direction.UP if match["way"] in "涨漲升增" else Direction.DOWN
    return Draft(match.start("n"), match.end(), Kind.DURATION, value * unit.factor, unit.unit, direction=way)


def _and_a_half(match: re.Match[str], context: Context) -> Draft:
    """半年, 两年半, 一个半月."""
    whole = number(match["n"], ZH) if match["n"] else Decimal(0)
    unit = DURATIONS.get(match["unit"]) or DURATIONS["个" + match["unit"]]
    first = bool(_RECORD.match(context.text, match.end()))
    return Draft(*match.span(), Kind.DURATION, (whole + Decimal("0.5")) * unit.factor, unit.unit, first=first)


def _months(match: re.Match[str], context: Context) -> Draft:
    """前8月, the first eight months; 前三季."""
    value, quarters = number(match["n"], ZH), match["unit"] == "季"
    if value > (4 if quarters else 12):
        raise Declined
    return Draft(match.start("n"), match.end(), Kind.DURATION, value, "quarter" if quarters else "month")


# --- what only looks like a figure -----------------------------------------------------------------------------------

_TRAPS = {
    "before dates": (
        trap("address", r"(?:https?://|www\.)[!-~]{1,300}|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,64}"),
        trap(
            "stock code",
            r"\( ?(?:[A-Z]{2,6}[:. ])?[0-9]{4,6}(?:[.-][A-Z]{1,3})?(?:[;,/ ]{1,2}[0-9]{4,6}"
            r"(?:[.-][A-Z]{1,3})?)? ?\)",
        ),
        trap("stock code", r"(?<![0-9A-Za-z])[0-9]{4,6}[.-](?:SH|SZ|BJ|HK|TW|TWO|US)(?![A-Za-z])"),
        trap("stock code", r"(?:[股证][票券]|股號|股号|证券|證券)?代[码碼號号][: ]{0,2}[0-9]{4,6}"),
        trap(
            "telephone",
            r"(?:电话|電話|热线|熱線|专线|專線|传真|傳真|手机|手機|[拨撥致][打电電]|联系方式|Tel)"
            r"[号號码碼为為是:. (+]{0,6}[0-9][0-9()+ -]{2,24}",
        ),
        trap(
            "telephone", r"(?<![0-9.,])(?:1[3-9][0-9]{9}|0[0-9]{1,3}-[0-9]{6,8}|[48]00-[0-9]{3}-?[0-9]{3,4})(?![0-9])"
        ),
        trap(
            "counter",
            rf"(?:阅读|閱讀|浏览|瀏覽|评论|評論|点赞|點讚|分享|收藏|转发|轉發|播放)(?:量|数|數"
            rf"|次数)?[:( ]{{1,2}}{_N}",
        ),
        trap(
            "unit of a rate",
            r"(?<![0-9.,])(?:1|100|一) ?(?:美元|美金|欧元|歐元|英镑|英鎊|日元|日圓|港元|人民[币幣]"
            r"|泰[铢銖])(?= ?(?:兑|兌|=|≈|约合|折合|换|換))",
        ),
        trap("unit of a rate", r"(?<=[兑兌]) ?1 ?(?:美元|美金|欧元|歐元|英镑|英鎊)"),
        trap("unit of a rate", r"每 ?[0-9]{1,4} ?(?:股|份|元|美元)"),
    ),
    "before amounts": (
        trap("decade", r"(?:[0-9]{2}|[一二三四五六七八九]十)(?:年代|后(?![续來来天])|後(?=世代))|[0-9]{2} ?世[纪紀]"),
        trap("ranking list", r"(?:[0-9]{2,4}|[百五]百?)强(?!劲|勁|化|度)"),
        trap(
            "name",
            r"第[一三] ?(?:方|者|产业|產業|时间|時間|线|線|财经|財經|三共|集团|集團|手|步|梯[队隊])"
            r"|第二[产產][业業]|第四范式",
        ),
        trap(
            "name", r"第 ?[0-9一二三四五六七八九十百]{1,5} ?(?:届|屆|[章条條款]|期(?!间)|代|号|號|版|页|頁|天|回|節|节)"
        ),
    ),
    "before counts": (
        trap(
            "model",
            rf"(?<![A-Za-z])(?!(?:{longest(SYMBOLS)})[0-9])[A-Za-z][A-Za-z-]{{0,11}}[0-9]{{1,4}}"
            rf"(?:\.[0-9]+)*[A-Za-z]{{0,4}}(?![0-9A-Za-z])",
        ),
        trap(
            "idiom",
            r"两岸|兩岸|两会|兩會|[一两兩二三]位[数數]|三三两两|万一|萬一|一国两制|[百千]年(?=[未大老企])"
            r"|[一二三四五]线城市|7[×xX*]24小?时?|24/7",
        ),
    ),
}

_HALVED = re.compile(rf"{_FIRST}(?=[^\n，。；]{{0,40}}?[个個年周天]半)")
_NTH = re.compile(f"第 ?(?={_FIRST})")

_RULES = (
    *_TRAPS["before dates"],
    *dates.RULES,
    *_TRAPS["before amounts"],
    rule(
        "money",
        rf"(?P<symbol>{longest(SYMBOLS_BEFORE)})(?<![A-Za-z]{{4}}) ?(?:(?P<low>{_N}){_TO})?"
        rf"(?P<n>{_N})",
        _symbol,
    ),
    *_TRAPS["before counts"],
    rule("half a step", "半[码碼]", lambda match, context: Draft(*match.span(), Kind.PERCENT, Decimal("0.125"), "pp")),
    rule("percent", rf"百分之(?:(?P<low>{_N}){_TO}(?:百分之)?)?(?P<n>{_N})", _of_hundred, re.compile("百分之")),
    rule(
        "tenths",
        rf"(?P<n>{_FEW}|[1-9])(?<![0-9.]{{2}})成(?P<ones>半|{_FEW})"
        rf"(?![{''.join(CLASSIFIERS)}])",
        _tenths,
    ),
    rule("fraction", FRACTION[ZH], _fraction),
    rule("about half", "(?P<how>[过過近逾超])半(?![年天日月小导導])", _about_half),
    rule(
        "one in",
        rf"每 ?(?P<b>{_N}) ?[^，。0-9\n]{{1,12}}?(?:[里裡中](?:就|便|，)?|就|便)有"
        rf"(?P<a>{_N}) ?[个個家名人位辆輛户戶]?",
        _to,
    ),
    rule("to", rf"(?P<a>{_N}) ?比 ?(?P<b>{_N})(?![例重较較赛賽0-9])", _to, _leading(" ?比 ?")),
    rule("doubled", rf"翻了?(?P<nearly>[近逾超约約])?(?P<times>{_FEW}|[1-9])?(?P<what>[番倍])", _doubled),
    rule("halved", "减半|減半|腰斩|腰斬|砍半", _halved),
    rule("half a time", "(?P<n>)半(?<![上下]半)(?P<unit>年(?![报報度])|个月|個月|天|日|小时|小時|个世纪)", _and_a_half),
    rule("and a half", rf"(?P<n>{_N})[个個]半(?P<unit>月|小时|小時|星期)", _and_a_half, _HALVED),
    rule("and a half", rf"(?P<n>{_N})(?P<unit>[年周天])半", _and_a_half, _HALVED),
    rule(
        "clock",
        rf"(?P<h>{_N}) ?[个個]?(?:小时|小時)(?P<m>[0-9]{{1,2}}) ?分[钟鐘]?",
        _clock,
        _leading(" ?[个個]?(?:小时|小時)"),
    ),
    rule("months", rf"[前首](?P<n>{_N})(?P<unit>[月季])(?![日份度])", _months, re.compile(f"[前首](?={_FIRST})")),
    rule(
        "row",
        rf"[连連](?P<way>[续續涨漲跌升增降减減])?第?(?P<n>{_N})"
        rf"(?P<unit>{longest(DURATIONS)})",
        _in_a_row,
        re.compile(f"[连連][续續涨漲跌升增降减減]?第?(?={_FIRST})"),
    ),
    rule("recent", rf"近(?P<n>{_N}) ?(?P<unit>{longest(DURATIONS)})", _recent, re.compile(f"近(?={_FIRST})")),
    rule("rank", rf"第 ?(?P<n>{_N})(?P<of>{longest(CLASSIFIERS)}|大|高|低)", _ordinal, _NTH),
    rule("rank", rf"第 ?(?<=(?:{_AFTER_RANK})第)(?P<n>{_N})(?P<of>)", _ordinal, _NTH),
    rule("rank", rf"第 ?(?P<n>{_N})(?=[，。；、)”」 \n]|$)", _placed, _NTH),
    rule(
        "from to",
        rf"(?P<low>{_N})(?=[增升提上涨漲降下跌减減扩擴调調])[^0-9，。；,、\n]{{1,8}}?"
        rf"(?P<n>{_N}){_UNIT}",
        _change,
        _leading("[增升提上涨漲降下跌减減扩擴调調][^0-9，。；,、\\n]{1,8}?"),
    ),
    rule("list", rf"(?P<list>{_N}(?:、{_N}){{0,5}})[、和及与與](?P<n>{_N}){_UNIT}", _list, _leading("[、和及与與]")),
    rule(
        "range",
        rf"(?P<low>{_N})(?:[多余餘]? ?(?P<own>{longest(_UNITS)}))?{_TO}"
        rf"(?P<n>{_N}){_UNIT}",
        _range,
        _leading(_TO, r"[^\n，。；]"),
    ),
    rule("amount", rf"(?P<n>{_N}){_UNIT}", _amount, _ANCHOR),
    dates.DAY,
    rule(
        "level",
        r"(?:[报報为為至到于於在]|[录錄]得)(?P<n>[0-9][0-9,]{0,12}\.[0-9]{1,4})(?![0-9%]"
        r"|[万亿萬億]| ?[A-Za-z])",
        _level,
    ),
    rule(
        "barrier",
        r"(?:破|守|上|返|近|穿)(?P<n>[0-9][0-9,]{0,8}(?:\.[0-9]{1,4})?)(?=[关關整大]|元?[关關]口)",
        _barrier,
    ),
    rule("bare", rf"(?P<n>{_N}(?<=[万亿萬億兆]))(?P<more>[多余餘])?", _bare, _ANCHOR),
)


# --- cues ------------------------------------------------------------------------------------------------------------

_VERB_BETWEEN = "(?:[占佔为為达達]|(?:占|佔)[^，。；0-9]{1,8}的?|[达達]到?)?$"

_BEFORE = (
    (
        re.compile("(?:不超过|不超過|不高于|不高於|不多于|至多|最多|最高|上限|上看|多达|多達|不逾)[达達为為至可]?$"),
        Approx.AT_MOST,
    ),
    (re.compile("(?:至少|最少|最低|不低于|不低於|不少于|不少於|不下|起码|起碼|下限)[达達为為至]?$"), Approx.AT_LEAST),
    (
        re.compile("(?:不到|不足|未满|未滿|未达|未達|[少低小][于於]|跌破|失守|降破|逼近|(?:接|将|將)?近)$"),
        Approx.LESS_THAN,
    ),
    (
        re.compile(
            "(?:(?:(?<=[支输輸卖賣付花]出)|(?<!出))超[过過出]?|逾|[高多大][于於]|突破|[升涨漲冲衝]?破|高[达達]逾)(?:了|人民[币幣]|新[台臺][币幣])?$"
        ),
        Approx.MORE_THAN,
    ),
    (
        re.compile(
            "(?:大?[约約]|大概|大致|估[计計]约?|差不多|[约約]合)(?<!预约)(?<!合约)(?<!節約)(?<!节约)"
            "(?:[占佔为為达達]|[占佔][^，。；0-9]{1,8}的?|[达達]到?|[增减減升降涨漲跌提受缩縮扩擴][^，。；0-9的]?)?$"
        ),
        Approx.ABOUT,
    ),
)
_BEHIND = (
    (
        re.compile("(?:[人元年月天次家个個]{0,2})?(?:及|或|[和与與])?以上|[元个個]?起(?![来來诉訴])|打底"),
        Approx.AT_LEAST,
    ),
    (
        re.compile("(?:[个個]?[元])?(?:以下|以内|以內|之内|之內|[内內](?![需地部外贸容存销卷资陆生陸])|封顶|封頂)"),
        Approx.AT_MOST,
    ),
    (re.compile("(?:左右|上下|许|前后|前後)(?![下调])"), Approx.ABOUT),
    (re.compile("[多余餘](?![数數元种種家个個项項名位边邊])|有余|有餘|[强強](?![劲勁化势勢])"), Approx.MORE_THAN),
    (re.compile("不到|弱(?![势勢])"), Approx.LESS_THAN),
)

_BASES = (
    (
        re.compile(
            "同比|按年|年[增减減](?![长長])|[较較比与與](?:上|去)年(?!底|末)|去年同期|上年同期|[较較]前?一?年(?!初"
            "|底|末)"
        ),
        "yoy",
    ),
    (re.compile("月[^，。；]{0,8}[环環]比|按月|月[增减減]|[较較比](?:上|前)(?:个|個)?月"), "mom"),
    (re.compile("[环環]比|按季|季[增减減]|[较較比](?:上|前)(?:一)?(?:个|個)?季"), "qoq"),
    (re.compile("周[增减減]|[较較比](?:上|前)一?[周週]"), "wow"),
    (re.compile("[较較比](?:上|前)(?:一?(?:个|個)?交易)?日|[较較]昨(?:日|天)|单日|單日"), "previous_day"),
    (re.compile("[较較比](?:原)?(?:计划|計畫|目标|目標)"), "plan"),
    (
        re.compile("(?:高于|低于|[优優]于|不及|超)[^，。；]{0,6}[预預]期|[较較比](?:市场|市場)?[预預](?:期|测|測|估)"),
        "forecast",
    ),
)

GRAMMAR = Grammar(
    language=ZH,
    rules=_RULES,
    before=_BEFORE,
    after=_BEHIND,
    bases=_BASES,
    breaks=BREAKS,
    direction=direction,
    label=label,
)
