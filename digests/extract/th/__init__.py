"""Thai: its figures, its cues, its labels.

Thai writes no spaces between words and no full stops, so a clause is what stands between two figures, and a label is cut
out of it at the words that end a noun phrase (verbs of change, copulas, prepositions). Number words and scale words
follow the Royal Society's usage; a year of 2400 or more is Buddhist.
"""

from __future__ import annotations

from digests.extract.grammar import Grammar, rule
from digests.extract.numerals import FRACTION
from digests.extract.tables import longest
from digests.extract.th import dates, forms
from digests.extract.th.amounts import UNIT, UNITS, amount, amount_list, amount_range, change
from digests.extract.th.cues import AFTER, BASES, BEFORE, BREAKS
from digests.extract.th.direction import direction
from digests.extract.th.labels import label
from digests.extract.th.numbers import ANCHOR, DEPENDENT, FEW, FIRST, TH, TO, N, leading
from digests.extract.th.traps import TRAPS
from digests.extract.th.units import DURATIONS, SYMBOLS
from digests.patterns import compiled

_NTH = compiled(f"(?:{longest(DURATIONS)})ที่ ?(?=[0-9])")

_PART = compiled(
    f"(?:{longest(['ศูนย์', 'หนึ่ง', 'เอ็ด', 'สอง', 'ยี่', 'สาม', 'สี่', 'ห้า', 'หก', 'เจ็ด', 'แปด', 'เก้า', 'สิบ', 'ครึ่ง', 'เศษ'])})|{FIRST}"
)
"""Where a part of a whole may begin."""

_RULES = (
    *TRAPS[:4],
    rule(
        "row",
        rf"(?P<unit>{longest(DURATIONS)})ที่ ?(?P<n>[0-9]{{1,3}})(?= ?(?:ติดต่อกัน|ติดกัน|ต่อเนื่อง))",
        forms.in_a_row,
        _NTH,
    ),
    rule(
        "row",
        rf"(?:(?<=ต่อเนื่องเป็น)|(?<=ติดต่อกันเป็น)|(?<=ติดกันเป็น))(?P<unit>{longest(DURATIONS)})ที่ ?(?P<n>[0-9]{{1,3}})",
        forms.in_a_row,
        _NTH,
    ),
    *dates.RULES,
    *TRAPS[4:],
    rule(
        "percent",
        rf"ร้อยละ ?(?P<n>{N})(?:{TO}(?:ร้อยละ ?)?(?P<high>{N}(?! ?(?:ล้าน|บาท)))|(?P<rest>"
        rf"(?:,? {N}){{0,4}},? ?และ ?{N})(?= ?ตามลำดับ))?",
        forms.per_hundred,
        compiled("ร้อยละ"),
    ),
    rule("money", rf"(?P<symbol>{longest(SYMBOLS)})(?<![A-Za-z]{{3}}) ?(?P<n>{N})", forms.symbol),
    rule(
        "rank",
        r"(?:(?:อันดับ|ลำดับ|ครั้ง)(?:ที่)? ?|(?:ราย|แห่ง|คัน|ลำ|ดวง|สาขา|โครงการ)ที่ ?)(?P<n>[0-9]{1,6})"
        r"(?![0-9.,/%]|[ ]?(?:คน|ล้าน|แสน|หมื่น|พัน))",
        forms.ordinal,
    ),
    rule("rank", rf"(?:(?:อันดับ|ลำดับ)(?:ที่)?|ครั้งที่) ?(?P<n>{FEW})(?![{DEPENDENT}])", forms.ordinal),
    rule("to", rf"(?P<a>{N}) ?ต่อ ?(?P<b>[0-9]{{1,3}})(?![0-9.,]| ?(?:บาท|ล้าน))", forms.to, leading(" ?ต่อ ?")),
    rule(
        "one of",
        rf"ทุกๆ? ?(?P<whole>{N}) ?(?P<of>คน|คัน|ราย|หลัง|แห่ง|บาท|ครัวเรือน|ครอบครัว|บริษัท)[^0-9\n]{{1,30}}?(?P<part>{N}) ?(?P=of)",
        forms.one_of,
        compiled("ทุกๆ? ?(?=[0-9])"),
    ),
    rule(
        "out of",
        r"(?<!เป็น )(?<!เหลือ )(?<!ที่ )(?<!ขึ้น )(?<!ลง )(?P<a>[0-9]{1,3}) ?จาก(?:ทั้งหมด)? ?(?P<b>[0-9]{1,3})"
        r"(?= ?(?:ราย|แห่ง|คน|บริษัท|ประเทศ|สาขา|กลุ่ม|สำนัก|เสียง|โครงการ|จังหวัด))",
        forms.part_of,
        leading(" ?จาก(?:ทั้งหมด)? ?"),
    ),
    rule("votes", r"(?P<a>[0-9]{1,3}):(?P<b>[0-9]{1,3})(?![0-9:])", forms.votes, ANCHOR),
    rule("doubled", "(?<![0-9สองามี่ห้] )(?P<word>เท่าตัว)", forms.doubled),
    rule("half a time", f"(?P<n>)ครึ่ง(?P<unit>{longest(DURATIONS)})(?!แรก|หลัง)", forms.half_time),
    rule(
        "clock",
        rf"(?P<h>{N}) ?(?:ชั่วโมง|ชม\.) ?(?P<m>[0-9]{{1,2}}) ?นาที",
        forms.clock,
        compiled(rf"{FIRST}(?=[0-9,.]* ?ช)"),
    ),
    rule(
        "and a half",
        rf"(?P<n>{N}) ?(?P<unit>{longest(DURATIONS)})ครึ่ง",
        forms.half_time,
        compiled(rf"{FIRST}(?=[^\n]{{0,40}}?ครึ่ง)"),
    ),
    rule("fraction", rf"(?:{FRACTION[TH]})(?! ?(?:ปี|แรก|หลัง|วัน|เดือน|ทาง))(?<!คนละครึ่ง)", forms.fraction, _PART),
    rule(
        "from to",
        rf"จาก(?:ระดับ)? ?(?P<low>{N}) ?(?:เพิ่ม|ลด|ขึ้น|ลง)?(?:เป็น|มาอยู่ที่|มาเป็น|เหลือ|สู่|ไปเป็น) ?"
        rf"(?P<n>{N}){UNIT}",
        change,
        compiled("จาก(?:ระดับ)? ?(?=[0-9๐-๙])"),
    ),
    rule(
        "list",
        rf"(?P<list>{N}(?:,? {N}){{0,4}}),? ?(?:และ|กับ|หรือ) ?(?P<n>{N}){UNIT}",
        amount_list,
        leading("(?:และ|กับ|หรือ) ?"),
    ),
    rule("range", rf"(?P<low>{N})(?: ?(?P<own>{longest(UNITS)}))?{TO}(?P<n>{N}){UNIT}", amount_range, leading(TO)),
    rule("amount", rf"(?P<n>{N}){UNIT}", amount, ANCHOR),
    rule("words", rf"(?<!ที่)(?P<n>{FEW}(?>(?:{FEW}|ร้อย|พัน|หมื่น|แสน|ล้าน|เอ็ด){{0,10}})){UNIT}", amount),
    rule(
        "level",
        rf"(?:ปิดที่|อยู่ที่|ระดับ|ยืนที่|เปิดที่|จาก|สู่|แตะ) ?(?P<n>[0-9]{{1,3}}(?:,[0-9]{{3}})*\.[0-9]{{1,3}})(?![0-9%])(?! ?"
        rf"(?:{longest(UNITS)}))",
        forms.level,
        compiled("(?:ปิดที่|อยู่ที่|ระดับ|ยืนที่|เปิดที่|จาก|สู่|แตะ) ?(?=[0-9])"),
    ),
    rule("bare", rf"(?P<n>{N}(?:(?<=ล้าน)|(?<=หมื่น)|(?<=แสน)|(?<=ล\.)))(?!ละ)", forms.bare, ANCHOR),
)

GRAMMAR = Grammar(
    language=TH,
    rules=_RULES,
    before=BEFORE,
    after=AFTER,
    bases=BASES,
    breaks=BREAKS,
    direction=direction,
    label=label,
)
