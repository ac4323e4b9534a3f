"""Thai: what a figure measures, by the words around it."""

from __future__ import annotations

from collections.abc import Sequence

from digests.extract.grammar import Label, Place
from digests.extract.metrics import metric_spans
from digests.extract.tables import longest, read_words
from digests.extract.th.direction import CUES, between
from digests.extract.th.units import NOUN_CLASSIFIERS
from digests.model import Kind, Span
from digests.patterns import compiled

_WORDS = read_words("th_words")
_DEPENDENT = "\u0e30-\u0e3a\u0e45-\u0e4e"
"""Vowels and tone marks that belong to the consonant before them."""

_COMPOUNDS = compiled(f"(?=(?P<kept>{'|'.join(_WORDS['compounds'])}))")
_EMPTY = frozenset(_WORDS["empty"])
_STOPS = compiled(longest([*_WORDS["stops"], *CUES, *' \n,;:()[]“”"|>*']))
_LONGEST = 48


def _pieces(text: str, start: int, end: int) -> list[Span]:
    """Noun phrases of a stretch, the nearest to its end first: what stands between verbs, prepositions and spaces.

    A word that ends one must be a word: names of measures and the compounds of `_COMPOUNDS` are not cut, nor is a syllable
    (เที่ยว has no ที่ in it, หนี้ no นี้).
    """
    kept = bytearray(end - start)
    named = [(left, right) for left, right, _ in metric_spans(text[start:end], "th")]
    for left, right in [
        *named,
        *((keep.start() - start, keep.end("kept") - start) for keep in _COMPOUNDS.finditer(text, start, end)),
    ]:
        kept[left:right] = b"\x01" * (right - left)
    pieces, at, cursor = [], start, start
    while stop := _STOPS.search(text, cursor, end):
        left, right = stop.span()
        protected = kept.find(1, left - start, right - start) >= 0 and not stop.group().endswith("ละ")
        if protected or (not stop.group().isspace() and _cuts(text, left, right, end)):
            cursor = left + 1
            continue
        pieces.append(Span(at, left))
        at = cursor = right
    pieces.append(Span(at, end))
    whole = (_whole(text, piece) for piece in reversed(pieces))
    return [piece for piece in whole if piece.end - piece.start >= 2 and not text[piece.start : piece.end].isdecimal()]


def _whole(text: str, piece: Span) -> Span:
    """A phrase without the mark of its list in front (2., -), and without what only leads to the number behind it."""
    mark = _MARK.match(text, *piece)
    start = mark.end() if mark else piece.start
    idle = _IDLE.search(text, start, piece.end)
    return Span(start, idle.start() if idle and idle.start() - start >= _LEAST_LEFT else piece.end)


_MARK = compiled("[0-9]{1,2}[.][-•–]?|[-•–]+")
_IDLE = compiled("(?:งวด|จำนวน|มาก|(?:โครงการ|แห่ง|ไร่|ลำ|ดวง|เครื่อง|ชิ้น|กล่อง|ใบ|เที่ยว|ครั้ง|คืน|หลัง|ทีม|แปลง|ต้น)ละ)$")
_LEAST_LEFT = 3


_INSIDE = compiled(f"[{_DEPENDENT}]")


def _cuts(text: str, start: int, end: int, limit: int) -> bool:
    """Whether a word at text[start:end] is only a part of a syllable."""
    if end < limit and _INSIDE.match(text, end):
        return True
    before = text[start - 1] if start else ""
    return before in set("เแโใไ") or (before == "ห" and text[start] in "มนลวยงรญ")


_HEAD_NOUNS = compiled("|".join(_WORDS["heads"]))
"""Thai puts the head first: what opens a phrase in front of a measure's name has that name for its complement."""


_TOLLS = compiled("(?<!หลัง)(?<!ก่อน)(?<!หัก)(?<!เบี้ย )ภาษี|อากร|ค่าปรับ|ค่าจ้าง")
"""What is levied or paid at a rate, of whatever kind."""


def _measured(text: str, pieces: list[Span]) -> Span | None:
    """The nearest phrase that names a measure, from that name on, or from the head that the name goes with."""
    for piece in pieces:
        words = text[piece.start : piece.end]
        found = [
            *(start for start, _, _ in metric_spans(words, "th")),
            *(toll.start() for toll in _TOLLS.finditer(words)),
        ]
        if found:
            start = piece.start + min(found)
            head = _HEAD_NOUNS.search(text, piece.start, piece.end)
            return _short(Span(min(start, head.start()) if head else start, piece.end))
    return None


def _short(span: Span) -> Span:
    return Span(span.start, min(span.end, span.start + _LONGEST))


def label(place: Place) -> Label:
    text, draft = place.text, place.draft
    pieces = [
        piece for stretch in _stretches(place) for piece in _pieces(text, *stretch) if _says(text, piece, draft.start)
    ]
    of = _whole_of(place)
    inherited = _inherited(place)
    if of is not None and inherited and _ANEW.fullmatch(text, between(place), draft.start):
        return inherited[0], of, "anew"
    if of is not None:
        return (pieces[0], of, "part of") if pieces and _has_part(place, pieces[0]) else (of, None, "of")
    return _predicate(place) or _own(place, pieces) or _carried(place)


_SHARE_OF_ALL = compiled(
    "(?:^|[ ,]|และ|แต่|โดย|ส่วน(?!ใหญ่)|อีก|พบว่า|ระบุว่า|ในจำนวนนี้|ที่เหลือ|ขณะที่)(?:ส่วนใหญ่)?(?:มี)?(?:แค่|เพียง|ถึง|ราว|ประมาณ|เกือบ|กว่า|สูงถึง|มากถึง|อีก)* ?$"
)
_PREDICATE = compiled(
    " ?(?P<say>(?:จะ|มีแผน|เตรียม|ระบุ|เห็น|มองว่า|คาดว่า|ต้องการ|เชื่อว่า|ตอบ|บอก|กังวล|ห่วง|กลัว|หวัง|มั่นใจ|พอใจ|ไม่|ยัง|เลือก|สนใจ|ยอมรับ|เคย|พร้อม|อยาก)[^ 0-9]{3,30})"
)


def _predicate(place: Place) -> Label | None:
    """A share that is a subject itself is told by whose it is and what it does: และร้อยละ 17 เตรียมลดพนักงาน."""
    text, draft = place.text, place.draft
    if draft.kind not in {Kind.PERCENT, Kind.RATIO} or not _SHARE_OF_ALL.search(text[between(place) : draft.start]):
        return None
    found = _PREDICATE.match(text, draft.end, place.sentence.span.end)
    if found is None:
        return None
    who, does = next(iter(_inherited(place)), None), Span(*found.span("say"))
    return (who, does, "predicate") if who else (does, None, "predicate")


_ANEW = compiled(" ?หรือ(?:คิดเป็น|เท่ากับ)?(?:ราว|ประมาณ|เกือบ|กว่า)? ?")
"""The figure before, said in another way."""


def _own(place: Place, pieces: list[Span]) -> Label | None:
    """What the words between the figure before and this one say is measured or counted."""
    text, draft = place.text, place.draft
    gap = text[pieces[0].end : draft.start].strip() if pieces else ""
    adjacent = bool(pieces) and not gap
    far = not adjacent and (draft.kind in _FAR or (draft.kind is Kind.COUNT and bool(_STATED.search(gap))))
    measured = _measured(text, _in_clause(text, pieces) if far else pieces[:1])
    counted = _counted_noun(place) if draft.kind is Kind.COUNT else None
    if counted and adjacent and _ACTION.search(text, *pieces[0]):
        return pieces[0], counted, "action"
    if measured and not (counted and not adjacent and place.left.rstrip().endswith("จาก")):
        return *_owned(place, _short(_with_head(text, measured, between(place))), pieces), "measure"
    if counted and not adjacent:
        return counted, None, "classifier"
    if not pieces or not (adjacent or _speaks_for_itself(place, pieces[0])):
        return None
    phrase = _short(_with_head(text, pieces[0], between(place)))
    worth = None if text.endswith("มูลค่า", 0, phrase.end) else _worth(place)
    return *((phrase, worth) if worth else _owned(place, phrase, pieces)), "phrase"


_BRINGS_ABOUT = compiled("ทำให้|ส่งผล|ขณะที่|แต่(?!ละ|ง)")


def _in_clause(text: str, pieces: list[Span]) -> list[Span]:
    """The phrases of the clause that the nearest one stands in."""
    return [piece for piece in pieces if not _BRINGS_ABOUT.search(text, piece.end, pieces[0].start)]


def _speaks_for_itself(place: Place, piece: Span) -> bool:
    """Whether a phrase further off tells more than what the figure before measures."""
    inherited = _inherited(place)
    if not inherited:
        return True
    ahead = place.text[between(place) : piece.start]
    goes_on = place.draft.kind in _TAKEN and " " not in ahead and len(ahead) <= _CLOSE
    return not (goes_on and _names_measure(place.text, inherited[0]))


def _carried(place: Place) -> Label:
    """What the figure before measures, else the subject of the sentence."""
    inherited = _inherited(place)
    if inherited:
        return *_inherits(place, inherited), "topic"
    text, end = place.text, place.draft.start
    first = min([end, *(draft.start for draft in place.earlier)])
    pieces = [*_pieces(text, place.start, first), *_pieces(text, between(place), end)]
    telling = [piece for piece in pieces if _says(text, piece, end)]
    found = _measured(text, telling) or next(
        (p for p in [*telling, *pieces] if text[p.start : p.end] not in _EMPTY), None
    )
    return found, None, "subject" if found else ""


def _has_part(place: Place, piece: Span) -> bool:
    """Whether the phrase in front of a ratio is its part: สำรองวัตถุดิบไว้ 1 ใน 4 ของความต้องการ."""
    text, start = place.text, between(place)
    close = " " not in text[piece.end : place.draft.start].strip()
    return close and (not place.described or text[start : piece.start].strip() != "")


def _inherited(place: Place) -> Sequence[Span]:
    """What the last described figure of the sentence measures.

    A length of time says little of what follows it, nor does a number of things that only their classifier names, but
    of other things.
    """
    counts = place.draft.kind is Kind.COUNT
    said = [done for done in reversed(place.described) if done.spans and done.draft.kind is not Kind.DURATION]
    telling = (done.spans for done in said if counts or done.strategy != "classifier")
    return next(telling, ())


def _inherits(place: Place, inherited: Sequence[Span]) -> tuple[Span, Span | None]:
    """What goes on being measured, or what that is worth."""
    worth = _worth(place)
    if worth and _RELATIONAL.fullmatch(place.text, *inherited[0]):
        return worth, None
    return inherited[0], worth or next(iter(inherited[1:]), None)


def _whole_of(place: Place) -> Span | None:
    """What a ratio is a part of: หนึ่งในสามของพนักงาน."""
    text, draft = place.text, place.draft
    if draft.kind is not Kind.RATIO or _AMOUNTS_TO.search(text, place.clause.start, draft.start):
        return None
    of = _OF.match(text, draft.end, place.sentence.span.end)
    return _short(Span(*of.span("np"))) if of else None


_RELATIONAL = compiled(
    "(?:ราคา|ปริมาณ|มูลค่า|สัดส่วน|ส่วนแบ่ง(?:การ)?(?:ตลาด)?|ผลผลิต|น้ำหนัก|จำนวน|ยอด|อายุ|ความจุ|กำลังการผลิต)(?:เฉลี่ย|รวม|สุทธิ|ปิด)?"
)
"""Measures that mean nothing without what they are of."""

_NO_OWNERS = compiled("(?:ทาง)?(?:บริษัท|กลุ่ม|ธนาคาร|เรา|ตลาด|โครงการ)$|นาย|นาง|ดร[.]|ทั้งนี้|นอกจาก")
_GOES_WITH = compiled("(?:ด้วย|โดยมี|คิดเป็น|ซึ่งมี|และมี|มี|ใน|ที่)$")
_OWNER_LEAST, _OWNER_REACH = 4, 30


def _owned(place: Place, measure: Span, pieces: Sequence[Span]) -> tuple[Span, Span | None]:
    """A measure that needs an owner (ราคา, ปริมาณ) behind the phrase in front of it, else behind the last one's owner."""
    text = place.text
    if not _RELATIONAL.fullmatch(text, *measure):
        return measure, None
    said = text.rfind("ว่า", place.start, measure.start) + 1
    for piece in pieces:
        start = max(piece.start, said + 2 if said else 0)
        if piece.start <= measure.start < piece.end and measure.start - start >= _OWNER_LEAST:
            return Span(start, measure.end), None
        near = (
            said <= piece.start
            and 0 <= measure.start - piece.end <= _OWNER_REACH
            and len(range(*piece)) >= _OWNER_LEAST
        )
        if near and not _NO_OWNERS.match(text, *piece) and not _names_measure(text, piece):
            return piece, measure
    if not _GOES_WITH.search(text, between(place), measure.start):
        return measure, None
    owner = next(iter(_inherited(place)), None)
    kept = owner is not None and not _RELATIONAL.fullmatch(text, *owner) and not _names_measure(text, owner)
    return (owner, measure) if owner and kept else (measure, None)


_ACTION = compiled(
    "(?:เปิด|ปิด|จ้าง|ขาย|ซื้อ|รับ|จอด|ย้าย|ส่งมอบ|ผลิต|สร้าง|ขยาย|เพิ่ม|ลด|เลิก|ยกเลิก|ปลด|เลิกจ้าง|ครอบคลุม|ติดตั้ง"
    "|พัฒนา|ทดสอบ|บริหาร|ถือ|เช่า|ปล่อย|ออก|ร่วม|เข้าร่วม|กระทบ|คัดเลือก|อนุมัติ)(?:ตัว|ให้บริการ|ดำเนินการ|กิจการ)?$"
)
"""What is done with counted things, and does not name them: เปิด 6 เส้นทาง."""

_NOUNS = compiled(f"(?:{longest(NOUN_CLASSIFIERS)})$")
_AMOUNTS_TO = compiled("(?:คิดเป็น|เท่ากับ|เป็น)(?:สัดส่วน)?(?:ราว|ประมาณ|เกือบ|กว่า|ถึง)? ?$")


def _counted_noun(place: Place) -> Span | None:
    """The classifier itself, where it is a noun (หุ้นที่มีการซื้อขาย of 640 หุ้นที่…), with the words that go on from it."""
    found = _NOUNS.search(place.text, place.draft.start, place.draft.end)
    if not found:
        return None
    behind = _pieces(place.text, found.start(), min(place.clause.end, place.draft.end + _LONGEST))
    return _short(behind[-1]) if behind and behind[-1].start == found.start() else Span(*found.span())


_OF = compiled(" ?ของ(?P<np>[^ 0-9,()]{2,40})")


_STATED = compiled("มีจำนวน|มียอด|อยู่ที่|ทั้งสิ้น|คิดเป็น|จำนวนรวม")
"""States how many there are of what the clause began with."""

_FAR = frozenset({Kind.MONEY, Kind.PERCENT, Kind.MULTIPLE, Kind.ORDINAL, Kind.RATIO})
"""Kinds whose measure may stand further off than the nearest phrase; things and lengths are named right before."""


_AWAY = compiled("(?:จาก|(?:ขาย|ส่ง(?!ผล)|จ่าย|มอบ|คืน|แจก|จัดสรร|ปล่อยกู้)[^ ]{0,20}ให้)$")
_EACH = compiled("^[ก-๙]{1,9}ละ|[ ]")


_CLOSE = 6
_TAKEN = frozenset({Kind.MONEY, Kind.PERCENT})
"""Kinds that go on measuring what the figure before them does where their own words name nothing better."""


def _names_measure(text: str, span: Span) -> bool:
    return next(iter(metric_spans(text[span.start : span.end], "th")), None) is not None


_WORTH = compiled("(?P<worth>มูลค่า)(?:รวม|ราว|ประมาณ|กว่า|เกือบ|สูงถึง|ทั้งสิ้น|ไม่เกิน)* ?$")


def _worth(place: Place) -> Span | None:
    """The มูลค่า in front of an amount of money: what the phrase before it is worth."""
    found = _WORTH.search(place.text, place.clause.start, place.draft.start)
    return Span(*found.span("worth")) if found and place.draft.kind is Kind.MONEY else None


_HEAD = compiled("[ก-๙]{3,46}(?P<link>ที่|จาก|ให้|เฉลี่ย)$")


_LETTER = compiled("[ก-๙]")
_NO_HEADS = ("ขณะที่", "หลังจากที่", "โดยที่", "ตามที่", "อยู่ที่", "ปิดที่", "ก่อนที่", "เมื่อวันที่", "ทำให้", "ผลให้", "ช่วยให้", "เพื่อให้")


def _with_head(text: str, piece: Span, start: int) -> Span:
    """A relative clause with the noun it belongs to: โรงงานที่แจ้งเลิกกิจการ."""
    first = max(start, piece.start - 50)
    head = _HEAD.search(text, first, piece.start)
    if head is None or text.endswith(_NO_HEADS, 0, head.end()):
        return piece
    end = head.start("link")
    pieces = _pieces(text, head.start(), end)
    if (
        not pieces
        or pieces[0].end != end
        or (pieces[0].start == head.start() > start and _LETTER.match(text, head.start() - 1))
    ):
        return piece
    return _with_head(text, Span(pieces[0].start, piece.end), start)


_ASIDE = compiled(
    "(?:ต่อ|(?<!เทียบ)(?<!เคียง)(?<!เท่า)(?<!เดียว)กับ|(?<!ราย)(?<!มาก)กว่า|(?<!รวม)(?<!สูง)(?<!มี)ถึง|เข้าสู่|ไปสู่|ออกสู่|ไปยัง)$"
)
"""Opens with whom, than what or as far as where."""


_CLOSE_TO = compiled("(?: |กว่า|ราว|ประมาณ|เกือบ|รวม|ทั้งหมด|ถึง)*")


_OWN_VALUE = compiled(" ?(?:เฉลี่ย)?(?:[ก-ฮเแโใไ][ก-๙]{1,9}ละ|ที่|อยู่ที่|คือ) ?")


def _in_bracket(text: str, piece: Span, number: int) -> bool:
    """Whether the phrase stands in a bracket that is closed before the number."""
    closed, opened = text.find(")", piece.end, number), text.find("(", piece.end, number)
    return closed >= 0 and (opened < 0 or closed < opened)


def _says(text: str, piece: Span, number: int) -> bool:
    """Whether a phrase names anything; an adverbial (ใน…, กับ…) does not, nor what a price is counted by (ตันละ, ต่อ…).

    What has its own value there (สูงกว่าเกณฑ์ที่ 140%) does.
    Where something comes from and who gets it (จาก…, ให้…) do only right in front of the number.
    """
    words = text[piece.start : piece.end]
    if words in _EMPTY or words.startswith(("ต่อ", "เดียวกัน", "ของเดือน")) or words.endswith("ละ"):
        return False
    lead = text[max(0, piece.start - 30) : piece.start]
    its_own = bool(_OWN_VALUE.fullmatch(text, piece.end, number)) or text.startswith("ซึ่ง", piece.end)
    if (_ASIDE.search(lead) and not its_own) or _in_bracket(text, piece, number):
        return False
    inside = lead.endswith("ใน") or (lead.endswith("บน") and not _CLOSE_TO.fullmatch(text, piece.end, number))
    remote = bool(_AWAY.search(lead)) and bool(_EACH.sub("", text[piece.end : number]))
    latin = words.isascii() and text[piece.end : number].strip() != ""
    return not latin and (not (inside or remote) or _names_measure(text, piece))


_REST = compiled("(?P<whole> ?ของ[^ 0-9]{2,60})|(?!และ|กับ|หรือ|โดย|แต่|เป็น|มี)[ก-๙][^ 0-9]{1,60}")


def _stretches(place: Place) -> list[tuple[int, int]]:
    """The text in front of the quote, from the measure before it, without dates and durations, the nearest first.

    What goes on from the measure before it (36% ของรายได้, 3 รายที่ร่วมมือ) is told of that one, unless nothing else
    stands between.
    """
    start, end = between(place), place.draft.start
    rest = _REST.match(place.text, start, end) if start > place.start else None
    if rest and place.text[rest.end() : end].strip():
        own = rest["whole"] is None and _names_measure(place.text, Span(*rest.span()))
        start = start if own else rest.end()
    stretches = []
    for draft in reversed(place.earlier):
        if draft.start <= start:
            break
        stretches.append((draft.end, end))
        end = draft.start
    return [*stretches, (start, end)]
