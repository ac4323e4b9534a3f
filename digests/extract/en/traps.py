"""English text whose digits are no figures: addresses, codes, names with numbers, page furniture."""

from __future__ import annotations

import re
from decimal import Decimal

from digests.extract.en.lexicon import INDEXES, NUMBERED
from digests.extract.en.money import PREFIX
from digests.extract.en.numbers import ANCHOR
from digests.extract.grammar import Claim, Context, Draft, Rule, trap
from digests.model import Kind
from digests.patterns import compiled

_INDEXES = "|".join(INDEXES)
_NAMED = "|".join(NUMBERED)
_NAME = compiled(r"[A-Zgimnpv](?<!\w.)(?=[^\n\d]{1,30}\d)")
"""A letter that a name of `INDEXES` or `NUMBERED` may begin with, in front of a number."""

_PLAYED = compiled(
    r"\b(?:w[io]n|beat(?:ing|en)?|los[et]|draw|drew|thrash(?:ed|ing)|l[e]ads?|led|defeat(?:ed|ing)|edged) "
    r"(?:[A-Z][\w’'.]+ ){0,3}(?:\d{1,2}[-–]\d{1,2},? (?:and )?){0,4}$"
)
_WHOLE = 100
"""A share and the rest: "a 60-40 split"."""
_VOTED = compiled(r"\b(?:vot(?:e|es|ed|ing)(?: \w+)?|decided|ruled|split|passed|approved) $")


def _read_score(match: re.Match[str], context: Context) -> Claim:
    """ "won 3-1", "a 4-2 loss": the score of a game; a vote and a range are figures."""
    before = context.text[max(0, match.start() - 48) : match.start()]
    if _VOTED.search(before):
        return None
    low, high = int(match["low"]), int(match["high"])
    if low + high == _WHOLE and low > high:
        return Draft(*match.span(), Kind.RATIO, (Decimal(low), Decimal(high)))
    return () if match["noun"] or _PLAYED.search(before) else None


TRAPS = (
    trap("address", r"[hw](?:ttps?://|ww\.)[^\s<>\"']{1,500}", near=r"://|www\."),
    trap("mail address", r"(?<![\w.+-])[\w.+-]{1,64}+@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}", near="@"),
    trap(
        "phone",
        r"(?<![\w.,-])(?:\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]\d{2,5}){1,4}|"
        r"\(\d{2,4}\) ?\d{3,4}[ -]\d{3,4}|\d{3}[-.]\d{3}[-.]\d{4}|0\d{1,4}[ -]\d{3,4}[ -]\d{3,4}|"
        r"1-8\d\d-[\dA-Z-]{7,12}|1[389]00(?:[ -]\d{2,4}){2,4}|\d{2,5}(?: \d{3,5}){2,4})(?![\w,.]\d|\w)",
        near=r"\d[ -]\d\d|\+\d|\) ?\d{3}|\d\.\d{3}\.\d",
    ),
    trap(
        "code",
        r"(?<![\w$€£¥])(?<!\d-)(?!(?:for|to|in|and|of|a)-\d)(?=[A-Za-z]{1,12}[-/]?\d|"
        rf"[A-Z]{{2,8}}-\d)(?!{PREFIX}\.?-?\d|(?i:USD?|FY|Q|H|QE|mid|"
        r"pre|post|early|late|under|over|sub|non|all|top)-?\d)[A-Za-z]{1,12}[-/]?\d[\w-]{0,24}(?:[./]\d[\w-]{0,12}){0,3}(?![\w%])",
        near=r"\d(?<=[A-Za-z].)|[-/]\d(?<=[A-Za-z]..)",
    ),
    trap(
        "round the clock",
        r"(?<![\w.,/])(?:24/7|24x7|24-7|9/11|50/50|50-50|7-Eleven|401\(k\)|20-20|20/20|360-degree|16:9|21:9|4:3|"
        r"9-to-5|[Nn]ine times out of ten|(?<= in )two minds|[Tt]wo (?:birds(?= with)|heads(?= are better)|cents(?=[’'] worth)|peas(?= in a)|sides of the same)|a million-dollar(?= question))(?![\w/])",
        anchor=ANCHOR,
    ),
    trap(
        "index",
        rf"\b(?:{_INDEXES})[ -]?(?:30|40|50|60|80|100|150|200|225|250|300|350|400|500|600|1000|"
        r"2000|3000|5000|10)(?![\w,.]\d|\w|%)",
        anchor=_NAME,
    ),
    trap(
        "group",
        r"(?<![\w])(?:G-?(?:7|8|10|20|77)|COP ?\d\d|[2-6]G|[248]K|[23]D|B2[BCG]|C2C|P2P|Web "
        r"?[23](?:\.0)?|H[12]N\d|PM ?2\.5|PM ?10|CO2|H2O|A[34])(?![\w])",
    ),
    trap("aircraft", r"(?<![\w$€£])(?:Boeing )?7[0-8]7 (?:Max|MAX)(?:[ -]\d{1,2})?(?!\w)", near="7 M(?:ax|AX)"),
    trap(
        "named",
        rf"(?<![\w])(?:{_NAMED})[ -](?:\d{{1,6}}(?:[./:]\d{{1,4}}){{0,3}}(?:\(\w\))?[A-Za-z]?(?:-\w{{1,3}})?)(?![\w%]|"
        r",\d|\.\d|(?: ?(?:million|billion|trillion|thousand|per ?cent|%)))",
        anchor=_NAME,
    ),
    trap(
        "act",
        r"\b(?:Act|Law|Code|Treaty|Agreement|Accord|Convention|Crisis|crash|Ordinance) of (?:19|"
        r"20)\d\d\b|\b(?:19|20)\d\d (?:Act|Treaty|Agreement|Accord)\b",
    ),
    trap(
        "legal",
        r"\b[RHS]\.? ?R?\. ?\d{1,5}\b|\b(?:19|20)\d\d/\d{2,5}\b|\(EU\) (?:No\.? )?\d{2,4}/\d{2,4}",
        near=r"\d/\d|[RHS]\.? ?R?\.",
    ),
    trap(
        "stock code",
        r"\b(?:NYSE|NASDAQ|Nasdaq|HKEX|SEHK|HKG?|TSE|TYO|TWSE|TPE|SSE|SZSE|SHA|SHE|KRX|KOSPI|KOSDAQ|SGX|BSE|NSE|LSE|LON|ASX|"
        r"Bursa|KLSE|SET|IDX|PSE|JSE|TSX|OTC(?:QB|QX)?|Tokyo|Hong Kong|Shenzhen|Shanghai|Taipei|Seoul)(?: [Cc]ode)?"
        r"\s?[:.]\s?\d[\w.]{0,8}|(?<![\w.])\d{4,6}\.(?:T|HK|SS|SZ|TWO?|KS|KQ|SI|KL|BK)\b",
        near=r":\s?\d|\.(?<=[A-Za-z\s].)\s?\d|\d\.[A-Z]",
    ),
    trap(
        "place in a row",
        r"(?<![\w-])(?:row|seat|gate|bus|tram|room|suite|platform|page|paragraph|footnote|chapter|phase|stage|round|tier|"
        r"step|question|junction|exit|reactor|berth|pier|zone|category|episode|grade|type|level|season|rule|clause|"
        r"item|lot|appendix|annex) (?:\d{1,4}[A-Za-z]?(?![\w%]|[,.]\d| ?(?:million|billion|per ?cent|pc\b))"
        r"|(?:one|two|three|four|five)(?= (?:of|and|will|is|was|in|to)\b|[.,;)]|$))",
    ),
    trap(
        "aircraft",
        r"(?<![\w$€£])7[0-8]7(?:-\d{1,4}(?:ER)?)?(?= (?:Dreamliner|jets?|aircraft|"
        r"freighters?|planes?|deliveries|production))",
        anchor=ANCHOR,
    ),
    trap(
        "distance run",
        r"(?<![\w.,])\d{2,4}m(?= (?:final|race|dash|sprint|hurdles|freestyle|butterfly|relay)\b)",
        anchor=ANCHOR,
    ),
    trap(
        "unit of a rate",
        r"(?<![\w$])(?:(?:US|A|S)?[$€£] ?)?1(?:\.00?)?(?= (?:(?:U\.S\. |US )?(?:dollar|euro|pound)s? )?(?:=|equals)"
        r" ?[A-Z₱₹฿\d])",
        near="=|equals",
    ),
    Rule(
        "score",
        r"(?<![\w.,$€£¥/:-])(?P<low>\d{1,3})[-–](?P<high>\d{1,3})(?![\w%/–:-]|[.,]\d)"
        r"(?:(?= (?:[a-z]+ )?(?P<noun>win|loss|defeat|victory|draw|lead|thrashing)\b))?",
        _read_score,
        ANCHOR,
    ),
    trap("wheeler", r"(?<![\w-])(?:[Tt]wo|[Tt]hree|[Ff]our|[2346])-wheel(?=ers?\b|-drive|s?\b)", near="-wheel"),
    trap("four firms", r"(?<![\w])Big (?:Three|Four|Five|Six|Seven)\b", near="Big [TFS]"),
    trap("resolution", r"(?<![\w.,])(?:480|720|1080|1440|2160)[pi](?!\w)", anchor=ANCHOR),
    trap("decade", r"(?<![\w,.])(?:early |late |mid-)?(?:(?:18|19|20)\d0s|'?\d0s)(?!\w)", near="0s"),
    trap(
        "century",
        r"(?<![\w])(?:\d{1,2}(?:st|nd|rd|th)|twentieth|nineteenth|twenty-first|eighteenth)[- ][Cc]entury\b",
        near="entury",
    ),
    trap(
        "copyright", r"(?:©|\([cC]\)|[Cc]opyright) ?(?:19|20)\d\d(?:[-–](?:19|20)?\d\d)?", near=r"©|\([cC]\)|opyright"
    ),
    trap("read time", r"(?<![\w])\d{1,2}[ -]min(?:ute)?s?[ -](?:read|listen|watch|video)\b", anchor=ANCHOR),
    trap(
        "reference",
        r"(?i)\b(?:stock code|pass ?code|access code|conference id|pin|isin|cusip|abn|acn|vat|invoice|licen[cs]e|registration|"
        r"reference|docket|case|ref\.?|reg\.?)(?: (?:number|no\.?|id|code))?[:#]? ?(?=[\w-]*\d)[A-Z]{0,3}\d[\d -]{2,20}\d\b(?! ?(?:%|per|people|million))",
    ),
    trap("long code", r"(?<![\w.,$€£¥+-])\d{8,14}(?![\w.,]\d|\w|%)", anchor=ANCHOR),
    trap("code of a share", r"\((?<=\w \()(?!(?:19|20)\d\d\))\d{4,6}\)"),
    trap("size of a file", r"\((?:PDF|pdf|Word|Excel|XLSX?|DOCX?|ZIP|MP3)[,:]? [\d.]{1,6} ?[KMG]B\)", near=r"B\)"),
    trap(
        "street",
        r"(?<![\w.,$€£¥])\d{1,5}[A-Za-z]?(?:[-/]\d{1,5})?(?= (?:(?:[A-Z][\w’'.]{1,20}|\d{1,3}(?:st|nd|rd|th)) ){1,3}"
        r"(?:Street|St|Road|Rd|Avenue|Ave|Boulevard|Blvd|Lane|Drive|Square|Place|Court|Crescent|Terrace|Quay|Parade|Highway)\b)",
        anchor=ANCHOR,
    ),
    trap("booth", r"(?<![\w.,$])\d{1,2}[A-Z]-\d{1,3}(?!\w)", anchor=ANCHOR),
    trap("footnote", r"\[\d{1,3}\]|(?<=[a-z])\(\d{1,2}\)", near=r"[\[(]\d"),
    trap(
        "article of the list",
        r"(?<![\w])(?:[Tt]op|[Bb]est) (?:10|5|20|3|ten|five)(?= [a-z]+ (?:for|to|of|that|in)\b)",
        near="[Tt]op |[Bb]est ",
    ),
)
