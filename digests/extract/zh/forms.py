"""Chinese figures of their own form: tenths, fractions, multiples, levels, ranks, stretches of time."""

from __future__ import annotations

import re
from decimal import Decimal

from digests.extract.grammar import Context, Declined, Draft, number, number_range
from digests.extract.numerals import read_fraction
from digests.extract.tables import longest
from digests.extract.zh.amounts import RECORD, home_currency, timed
from digests.extract.zh.numbers import ZH
from digests.extract.zh.units import CURRENCIES, DURATIONS, counted_before, starts_noun
from digests.model import Approx, Direction, Kind
from digests.patterns import compiled


def tenths(match: re.Match[str], context: Context) -> Draft:
    """三成五, 两成半."""
    tens, ones = number(match["n"], ZH), Decimal(5) if match["ones"] == "半" else number(match["ones"], ZH)
    return Draft(*match.span(), Kind.PERCENT, tens * 10 + ones, "%")


def of_hundred(match: re.Match[str], context: Context) -> Draft:
    if match["low"]:
        pair = number_range(match["low"], match["n"], ZH)
        return Draft(*match.span(), Kind.PERCENT, pair, "%")
    value = number(match["n"], ZH)
    return Draft(*match.span(), Kind.PERCENT, value, "%")


def fraction(match: re.Match[str], context: Context) -> Draft:
    pair = read_fraction(match.group(), ZH)
    if pair is None:
        raise Declined
    return Draft(*match.span(), Kind.RATIO, pair)


def about_half(match: re.Match[str], context: Context) -> Draft:
    """过半, 近半."""
    approx = Approx.LESS_THAN if match["how"] == "近" else Approx.MORE_THAN
    return Draft(*match.span(), Kind.RATIO, (Decimal(1), Decimal(2)), "", approx)


def to(match: re.Match[str], context: Context) -> Draft:
    """7比2; 每3家企业中有1家."""
    first, second = number(match["a"], ZH), number(match["b"], ZH)
    if max(first, second) > 1000:
        raise Declined
    return Draft(*match.span(), Kind.RATIO, (first, second))


def doubled(match: re.Match[str], context: Context) -> Draft:
    """翻番, 翻两番, 翻倍, 翻了三倍, 翻了近两番."""
    times = number(match["times"] or "1", ZH) or Decimal(1)
    value = Decimal(2) ** int(times) if match["what"] == "番" else times + 1
    approx = _NEARLY.get(match["nearly"] or "")
    return Draft(*match.span(), Kind.MULTIPLE, value, "", approx, Direction.UP)


_NEARLY = {"近": Approx.LESS_THAN, "逾": Approx.MORE_THAN, "超": Approx.MORE_THAN} | dict.fromkeys("约約", Approx.ABOUT)


def halved(match: re.Match[str], context: Context) -> Draft:
    return Draft(*match.span(), Kind.MULTIPLE, Decimal("0.5"), direction=Direction.DOWN)


def half_a_step(match: re.Match[str], context: Context) -> Draft:
    """半碼, half of Taiwan's quarter of a point; 半厘, half a point of Hong Kong's rates."""
    return Draft(*match.span(), Kind.PERCENT, Decimal("0.5" if match.group().endswith("厘") else "0.125"), "pp")


def clock(match: re.Match[str], context: Context) -> Draft:
    """1小时10分钟."""
    minutes = number(match["h"], ZH) * 60 + number(match["m"], ZH)
    return Draft(*match.span(), Kind.DURATION, minutes, "minute")


def barrier(match: re.Match[str], context: Context) -> Draft:
    """升破7.1关口, 失守3800点大关: a round level, of a rate where the clause speaks of one."""
    before = re.split("[。；\n]", context.text[max(0, match.start() - 60) : match.start()])[-1]
    if _RATE.search(before):
        return Draft(*match.span("n"), Kind.MONEY, number(match["n"], ZH), _quoted(before))
    if _INDEX.search(before):
        return Draft(*match.span("n"), Kind.QUANTITY, number(match["n"], ZH), "point")
    raise Declined


_RATE = compiled("汇率|匯率|中间价|中間價|兑|兌|[在离離]岸|人民[币幣](?:一度|[盘盤]中|收|[报報]|[现現])")
_INDEX = compiled("指|PMI|PUE")


_PAIR = compiled(rf"(?P<base>{longest(CURRENCIES)})?(?:兑|兌)(?P<quote>{longest(CURRENCIES)})")


def _quoted(before: str) -> str:
    """Currency that a rate is quoted in: 欧元兑美元 in dollars, 人民币兑美元 and 日元兑美元 in yuan and yen a dollar."""
    pairs = list(_PAIR.finditer(before))
    if not pairs:
        return "CNY" if "人民" in before else ""
    base, quote = CURRENCIES.get(pairs[-1]["base"]), CURRENCIES[pairs[-1]["quote"]]
    strong = {"EUR", "GBP", "AUD", "NZD"}
    return base.unit if base and quote.unit == "USD" and base.unit not in strong else quote.unit


def level(match: re.Match[str], context: Context) -> Draft:
    """A level without a unit: 恒指收报25,104.61, PMI为49.8, 人民币中间价报7.0812, 低見7.2146."""
    sentence = re.split("[。；\n]", context.text[max(0, match.start() - 60) : match.start()])[-1]
    clause = sentence.split("，")[-1] + context.text[match.end() : match.end() + 1]
    verb, value, span = match.group()[0], number(match["n"], ZH), match.span("n")
    rated = clause if _RATE.search(clause) else sentence if verb in "至到见見" else ""
    if _RATE.search(rated):
        return Draft(*span, Kind.MONEY, value, _quoted(rated) or home_currency(context.text))
    if _INDEX.search(sentence if verb in "报報" else clause):
        return Draft(*span, Kind.QUANTITY, value, "" if "PUE" in sentence else "point")
    raise Declined


_MONEYED = compiled(
    "成交|市值|[营營]收|收入|利[润潤]|[净淨]利|[资資]|[规規]模|[贷貸]款|GDP|[总總值]额|金[额額]|[销銷]售[额額]"
    "|[罚罰]款|[债債]|[订訂][单單]"
    "|[赚賺]|[进進]出口|支出|[预預]算|估值|[亏虧][损損]|[补補][贴貼]|存款|[贸貿]易|[产產]值|成本"
)


_MONEYED_BEHIND = compiled(
    "[资資]本|[资資]金|融[资資]|投[资資]|[订訂][单單]|[补補][贴貼]|基金|[营營]收|利[润潤]|市值|[罚罰]款|[罚罰][单單]|[债債]|[贷貸]款|商[机機]|[赛賽]道"
    "|[级級]?(?:市[场場]|[产產][业業])"
)
"""What a scaled number in front of it counts in money: 200亿资本, 千亿级市场."""

_IN_DOLLARS = compiled("以美元[计計][价價算]?[^。；\n]{0,36}$")


def bare(match: re.Match[str], context: Context) -> Draft:
    """A scaled number without a unit: money where the clause speaks of money, else a count of the noun beside it."""
    value = number(match["n"], ZH)
    approx = Approx.MORE_THAN if match["more"] else None
    before = re.split("[，。；\n]", context.text[max(0, match.start() - 24) : match.start()])[-1]
    behind = context.text[match.end() : match.end() + 8]
    unit = starts_noun(behind)
    if _MONEYED_BEHIND.match(behind) or (not unit and _MONEYED.search(before)):
        dollars = _IN_DOLLARS.search(context.text, max(0, match.start() - 40), match.start())
        return Draft(*match.span(), Kind.MONEY, value, "USD" if dollars else home_currency(context.text), approx)
    nouns = (counted_before(before[:end]) for end in range(len(before), 1, -1))
    return Draft(*match.span(), Kind.COUNT, value, unit or next(filter(None, nouns), ""), approx)


AFTER_RANK = "排名|排行|名列|位列|位居|全球|世界|全国|全國|行业|市场"


def ordinal(match: re.Match[str], context: Context) -> Draft:
    value = number(match["n"], ZH)
    if value == 1 and match["of"] not in {"", "名", "位"}:
        raise Declined
    return Draft(*match.span(), Kind.ORDINAL, value, "rank")


_PLACED = compiled("[排位列居名占佔夺奪获獲][^，。；]{0,12}$|[升跌滑降]至[^，。；]{0,6}$")


def placed(match: re.Match[str], context: Context) -> Draft:
    """位列同类目第三: a rank at the end of its clause."""
    if not _PLACED.search(context.text, max(0, match.start() - 16), match.start()):
        raise Declined
    return Draft(*match.span(), Kind.ORDINAL, number(match["n"], ZH), "rank")


def recent(match: re.Match[str], context: Context) -> Draft:
    """近五年: the last five years, and not nearly five; 近 belongs to the quote."""
    unit = timed(match, context, DURATIONS[match["unit"]])
    value = number(match["n"], ZH)
    first = bool(RECORD.match(context.text, match.end()))
    return Draft(*match.span(), Kind.DURATION, value * unit.factor, unit.unit, first=first)


def in_a_row(match: re.Match[str], context: Context) -> Draft:
    """连涨5日, 连续5个交易日, 连续第三年: a length of time that ends now."""
    value = number(match["n"], ZH)
    unit = DURATIONS[match["unit"]]
    if not match["way"] or match["way"] in "续續":
        return Draft(match.start("n"), match.end(), Kind.DURATION, value * unit.factor, unit.unit)
    way = Direction.UP if match["way"] in "涨漲升增" else Direction.DOWN
    return Draft(match.start("n"), match.end(), Kind.DURATION, value * unit.factor, unit.unit, direction=way)


def and_a_half(match: re.Match[str], context: Context) -> Draft:
    """半年, 两年半, 一个半月; 九个多月 is more than nine."""
    whole = number(match["n"], ZH) if match["n"] else Decimal(0)
    unit = DURATIONS.get(match["unit"]) or DURATIONS["个" + match["unit"]]
    first = bool(RECORD.match(context.text, match.end()))
    value, approx = (whole + Decimal("0.5"), None) if match["more"] == "半" else (whole, Approx.MORE_THAN)
    return Draft(*match.span(), Kind.DURATION, value * unit.factor, unit.unit, approx, first=first)


def months(match: re.Match[str], context: Context) -> Draft:
    """前8月, the first eight months; 前三季."""
    value, quarters = number(match["n"], ZH), match["unit"] == "季"
    if value > (4 if quarters else 12):
        raise Declined
    return Draft(match.start("n"), match.end(), Kind.DURATION, value, "quarter" if quarters else "month")
