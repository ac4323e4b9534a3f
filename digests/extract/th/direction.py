"""Thai: which way a figure moved, by the words around it."""

from __future__ import annotations

from decimal import Decimal

from digests.extract.grammar import Cue, Described, Draft, Place
from digests.extract.metrics import metric_spans
from digests.extract.tables import longest, read_words
from digests.model import Direction, Kind
from digests.patterns import compiled

_WORDS = read_words("th_words")

CUES = dict.fromkeys(_WORDS["up"], Direction.UP) | dict.fromkeys(_WORDS["down"], Direction.DOWN)
_CUES = compiled(f"(?<![เแโใไ])(?:{longest(CUES)})(?![\u0e30-\u0e3a\u0e45\u0e47-\u0e4e])")
"""Cues that no vowel or tone mark goes on from: โต๊ะ is no โต."""

_STILL = compiled("|".join(_WORDS["still"]))
_FROM = compiled(
    "(?:จาก[^0-9]{0,24}ก่อนหน้า(?:ที่)?|จาก[^0-9]{0,24}(?:ก่อน|ที่แล้ว|ที่ผ่านมา)(?:ซึ่ง)?(?:อยู่)?ที่|จาก(?:เดิม|ระดับ|ที่|ปริมาณ|จำนวน|มูลค่า|อัตรา)?(?:ที่)?|เทียบกับ"
    "|จากเดิมที่|เดิม(?:ที่)?)(?:มี|ระดับ|เพียง|คาดไว้|คาดการณ์ไว้|ประเมินไว้|ตั้งไว้|ตั้งเป้าไว้|อยู่ที่)* ?(?:ราว|ประมาณ|กว่า)?(?:[ก-ฮเแโใไ][ก-๙]{1,9}ละ)? ?$"
)
_MOVING = frozenset({Kind.MONEY, Kind.COUNT, Kind.QUANTITY, Kind.PERCENT})
_REACH = 45


def _last_cue(text: str) -> tuple[Direction | None, str, int]:
    """The last direction word of `text` and how far behind it the text goes on."""
    still = _STILL.sub(lambda match: "-" * len(match.group()), text)
    cues = list(_CUES.finditer(still))
    return (CUES[cues[-1].group()], cues[-1].group(), len(text) - cues[-1].end()) if cues else (None, "", 0)


def between(place: Place) -> int:
    """Where the sentence goes on behind the measure before this one."""
    measures = [draft for draft in place.earlier if draft.kind not in {Kind.DATE, Kind.DURATION}]
    ends = [draft.end for draft in measures if not _is_repetition(draft)]
    return max([place.start, *ends])


_BASE = "(?: ?(?:YoY|QoQ|MoM|yoy|qoq|mom|ต่อปี|ตามลำดับ))?"
_JOINT = compiled(
    rf"{_BASE}(?: ?(?:ใน)?\*)? ?(?:,|และ|กับ|ถึง)? ?(?:\* ?(?:ที่|อยู่ที่)? ?)?"
    r"|(?: ?(?:จาก|(?:เมื่อ)?เทียบกับ)[^0-9 *]{2,40})?(?: ?\((?:YoY|QoQ|MoM)\))?,? ?และ ?"
)
_NEXT_BEST = compiled("[^0-9]{0,16}รองลงมา[^0-9]{0,60}")
"""รองลงมาคือมาเลเซีย 12%: of the same kind of change as what it comes after."""

_OR = compiled(r" ?\(?(?:หรือ|คิดเป็น|หรือคิดเป็น)(?:ราว|ประมาณ|เกือบ|กว่า)? ?")
_PER = "(?:(?:ต่อ|/)(?!เนื่อง)[ก-ฮเแโใไ][ก-๙]{0,15}ฯ?)?(?: ?เมื่อ(?:วัน|คืน)[^ 0-9]{1,16})?"
_GOES_ON = (
    "(?: ?(?:จาก[^0-9]{0,40}|เมื่อเทียบ[^0-9]{0,30}|เทียบ[^0-9]{0,24}|ถึง|สูงถึง|กว่า|ราว|ประมาณ|เกือบ|อีก|มากกว่า|น้อยกว่า|เฉลี่ย|โดยเฉลี่ย|คิดเป็น"
    "|หรือ|แล้ว|มา|ไป|ลง|ขึ้น|ต่อเนื่อง|เล็กน้อย|ร้อยละ|อยู่|ที่|เพียง|เป็น|ใน|ระดับ|อัตรา|ช่วง|[(]))*"
)
_NEXT = compiled(
    rf"\)? ?(?:บาท|คน)?{_PER} ?\(?(?:หรือ|ซึ่ง|โดย|มี|อัตรา|และ)* ?(?:คิดเป็น)?(?:การ)?({longest(CUES)}){_GOES_ON} ?$"
)
_BECOMES = compiled(r"[^0-9]{0,24}?(?:เป็น|มาอยู่ที่|มาที่|อยู่ที่|เหลือ|สู่)(?:ระดับ|ที่)?(?:ราว|ประมาณ|กว่า|เกือบ)? ?")
_HENCE = compiled(
    rf"{_PER}(?: ?(?:นับ|เทียบ)?จาก[^0-9]{{0,20}}?(?:ก่อน|แล้ว|ผ่านมา|เดิม|ปี|เดือน|วัน|หน้า|คาด|เป้า))? ?(?:และ|โดย|ซึ่ง)?(?:จะ|รวม(?:แล้ว|เป็น)?)? ?(?:มา|ไป)?(?:เคลื่อนไหว)?(?:อยู่|ปิด|ยืน)?(?:ที่|เป็น|สู่|ระดับ|เหลือ|แตะ|กรอบ|แถว)* ?(?:ระดับ)? ?(?:ราว|ประมาณ|กว่า|เกือบ)? ?"
)


def direction(place: Place) -> Cue:
    """Which way the figure moved, by the first strategy that has an answer; the answer may be "neither way"."""
    if place.draft.kind in {Kind.ORDINAL, Kind.DURATION} or _is_repetition(place.draft):
        return None, ""
    for answer in (strategy(place) for strategy in _STRATEGIES):
        if answer is not None:
            return answer
    return None, ""


def _last_measure(place: Place) -> Described | None:
    still = {Kind.DATE, Kind.DURATION, Kind.ORDINAL}
    measures = (done for done in reversed(place.described) if done.draft.kind not in still)
    return next((done for done in measures if not _is_repetition(done.draft)), None)


def _gap(place: Place, last: Described) -> str:
    """The text between a figure and this one, with a star for each date and length of time in it."""
    text, at = "", last.draft.end
    for draft in place.earlier:
        if at <= draft.start < draft.end <= place.draft.start:
            text, at = text + place.text[at : draft.start] + "*", draft.end
    return text + place.text[at : place.draft.start]


def _is_repetition(draft: Draft) -> bool:
    """How often something happened (3 ครั้ง) is told in the middle of what happened."""
    return draft.kind is Kind.COUNT and draft.unit == "time"


def _as_in_list(place: Place) -> Cue | None:
    """ร้อยละ 2.3 และ 1.7, 12.35 จุด หรือ 0.95%: what moves the first moves the others."""
    last, start = _last_measure(place), place.draft.start
    if last and last.draft.kind is place.draft.kind:
        if _JOINT.fullmatch(_gap(place, last)):
            return last.direction, "list"
        if _NEXT_BEST.fullmatch(place.text, last.draft.end, start):
            return last.direction, "next best"
    if last and last.direction and (found := _OR.fullmatch(place.text, last.draft.end, start)):
        share = place.draft.kind is Kind.RATIO and "คิดเป็น" in found.group()
        return (None if share else last.direction), "or"
    return None


def _from_to(place: Place) -> Cue | None:
    """จาก 20 แห่ง เป็น 60 แห่ง: the two values say which way."""
    last, draft = _last_measure(place), place.draft
    if last is None or last.cue != "from" or (last.draft.kind, last.draft.unit) != (draft.kind, draft.unit):
        return None
    first, then = _least(last.draft), _least(draft)
    if first is None or then is None or first == then:
        return None
    becomes = _BECOMES.fullmatch(_gap(place, last))
    return (Direction.UP if then > first else Direction.DOWN, "from to") if becomes else None


def _least(draft: Draft) -> Decimal | None:
    value = draft.value[0] if isinstance(draft.value, tuple) else draft.value
    return value if isinstance(value, Decimal) else None


def _left_cue(place: Place) -> Cue | None:
    """A cue between the measure before and this one, in the same clause; จาก says where the change came from."""
    draft, text = place.draft, place.text
    left = text[between(place) : draft.start]
    if _FROM.search(left) and not (_tells_change(place) and _SINCE.search(left)):
        return None, "from"
    way, cue, distance = _last_cue(left)
    told = text[draft.start - distance : draft.start]
    near = distance <= _REACH and not _PARTING.search(told) and not _new_measure(told)
    if way and near:
        return way, cue
    if _DOWNWARDS.search(left):
        return Direction.DOWN, "ลง"
    if than := _THAN_BEFORE.search(left):
        return (Direction.UP if than["more"] else Direction.DOWN), than.group().strip()
    more = draft.kind in _ADDED and _MORE.search(left) and not _DIVIDED.search(text, place.start, draft.start)
    return (Direction.UP, "more") if more else None


def _new_measure(told: str) -> bool:
    """Whether what goes on behind a cue is of something else: ค่าแรงขึ้น กำไรไม่ถึงร้อยละ 6."""
    _, space, then = told.rstrip().partition(" ")
    return bool(space) and any(True for _ in metric_spans(then, "th"))


def _tells_change(place: Place) -> bool:
    """Whether the figure is a change rather than a level: a percentage, or what one in per cent restates."""
    draft, after = place.draft, place.after
    if draft.kind is Kind.PERCENT:
        return True
    if after is None or after.kind is not Kind.PERCENT:
        return False
    return _OR.fullmatch(place.text, draft.end, after.start) is not None


_SINCE = compiled(rf"(?:{longest(CUES)})จาก[^0-9 ]{{0,24}}ก่อนหน้า ?$")
"""Since when a change is counted: โตขึ้นจากปีก่อนหน้าร้อยละ 38."""

_DOWNWARDS = compiled("[ก-๙]{2}(?<!ปิดตัว)ลง(?:มา|ไป|อีก|ราว|ประมาณ|กว่า|เกือบ|เฉลี่ย|เล็กน้อย)* ?$")
_THAN_BEFORE = compiled(
    "(?:(?P<more>สูง|มาก|ดี|เร็ว)|ต่ำ|น้อย)กว่า(?:ช่วง|ระยะ|ค่าเฉลี่ย)?(?:เดียวกัน)?(?:ของ)?(?:ปี|เดือน|ไตรมาส|สัปดาห์|วัน|ครั้ง|งวด|เดิม|ฤดู|รุ่น|ดวง|ลำ|ฉบับ)(?:ก่อน|ที่แล้ว|ที่ผ่านมา|การผลิต)?(?:หน้า)?"
    "(?:(?:ที่)? ?[1-4](?: ?/?[0-9]{2,4})? ?(?:ปี(?:นี้|ก่อน|ที่แล้ว)|(?:ของ)?ปี ?[0-9]{2,4})? ?)?(?:ถึง|อยู่|ราว|ประมาณ|กว่า|เกือบ)* ?$"
)
"""More or less than some time ago is a change; than something else is none."""

_ADDED = frozenset({Kind.MONEY, Kind.COUNT, Kind.QUANTITY})
_DIVIDED = compiled("แบ่ง(?:ออก)?เป็น|ประกอบด้วย|ในจำนวนนี้|มีทั้งหมด")
_MORE = compiled("(?<!เหลือ)(?<!ใน)(?<!แต่)(?<!และ)(?<!ส่วน)อีก(?:ราว|ประมาณ|กว่า|เกือบ|อย่างน้อย|ไม่ต่ำกว่า|ไม่น้อยกว่า|ไม่เกิน)? ?$")


_PARTING = compiled(
    " (?:และ|ส่วน|โดย|แต่|หลัง|ก่อน|ด้วย|จาก)|ขณะที่|ซึ่ง|เพราะ|เนื่องจาก|(?<!ภาย)(?<!เบื้อง)(?<!ครึ่ง)(?<!ปะ)(?<!ครั้ง)หลัง(?!คา|หัก|ละ)|แม้|ทำให้|ส่งผล"
)
"""What stands behind such a word is told of something else."""


def _changed_next(place: Place) -> Cue | None:
    """A level whose change follows: 24 ล้านคน ลดลงร้อยละ 7.6; 3.39 ล้านคน (-35%)."""
    draft, after = place.draft, _after_brackets(place)
    if draft.kind not in _MOVING or after is None or after.kind not in {*_SHARES, draft.kind}:
        return None
    gap = _BRACKETS.sub("", place.text[draft.end : after.start])
    if after.direction and gap.strip() == "(":
        return after.direction, "signed"
    if after.kind is Kind.PERCENT and (than := _THAN_BEFORE.match(gap.lstrip())):
        return (Direction.UP if than["more"] else Direction.DOWN), than.group().strip()
    found = _NEXT.fullmatch(_STILL.sub(lambda match: "-" * len(match.group()), gap))
    return (CUES[found.group(1)], found.group(1)) if found else None


_SHARES = frozenset({Kind.PERCENT, Kind.MULTIPLE, Kind.RATIO})
_BRACKETS = compiled(r" ?\([^()\n]{1,60}\)")


def _after_brackets(place: Place) -> Draft | None:
    """The next measure, or the one behind the bracket that restates this one: 78 ล้านวอน (1.9 ล้านบาท) ลดลง 25%."""
    after, text, end = place.after, place.text, place.draft.end
    if after is None or after.kind is not place.draft.kind or "(" not in text[end : after.start]:
        return after
    closed = text.find(")", after.end, after.end + 40)
    return next((draft for draft in place.later if draft.start > closed >= 0 and draft.kind is not Kind.DATE), after)


_FROM_NEXT = compiled(
    rf"{_PER}[^0-9]{{0,12}}? จาก(?:เดิม|[^0-9 ]{{0,14}}(?:ก่อน|แล้ว)(?:หน้า)?(?:ซึ่ง)?)?(?:ที่|อยู่|มี|ระดับ|ราว|ประมาณ|กว่า|เพียง|คาดไว้)* ?"
)


def _against_next(place: Place) -> Cue | None:
    """ปรับเป้าเป็น 10-12% จากเดิม 8%: the value it had before follows."""
    draft, after = place.draft, place.after
    if after is None or (after.kind, after.unit) != (draft.kind, draft.unit):
        return None
    now, before = _least(draft), _least(after)
    if now is None or before is None or now == before:
        return None
    found = _FROM_NEXT.fullmatch(place.text, draft.end, after.start)
    return (Direction.UP if now > before else Direction.DOWN, "against") if found else None


_REACHES = compiled(
    "[^0-9]{0,30}?(?:ขยับ|ปรับ|ตั้งเป้า|เปลี่ยน)[^0-9]{0,16}?(?:ถึง|เป็น|สู่|แตะ|มาที่|ไปที่)(?:ระดับ)?(?:ราว|ประมาณ|กว่า|เกือบ)? ?"
)


def _from_by(place: Place) -> Cue | None:
    """ลดลงจาก 0.2 ล้านตันของเดือนก่อนร้อยละ 58: the share by which it moved, behind the value it had."""
    last = _last_measure(place)
    if last is None or last.cue != "from" or place.draft.kind is not Kind.PERCENT or last.draft.kind is Kind.PERCENT:
        return None
    if not _OF_BEFORE.fullmatch(_gap(place, last)):
        return None
    way, cue, distance = _last_cue(place.text[max(place.start, last.draft.start - _REACH) : last.draft.start])
    return (way, cue) if way and distance < _NEAR else None


_OF_BEFORE = compiled("[^0-9ก-๙]?(?:[ก-๙]{0,3}) ?(?:ของ|ใน|เมื่อ|ณ|จาก)[^0-9]{2,40} ?")
_NEAR = 14


def _reaches(place: Place) -> Cue | None:
    """ส่วนแบ่งราว 4% และตั้งเป้าขยับไปถึง 10%: the value it shall have, against the one it has."""
    last, draft = _last_measure(place), place.draft
    if last is None or (last.draft.kind, last.draft.unit) != (draft.kind, draft.unit):
        return None
    first, then = _least(last.draft), _least(draft)
    if first is None or then is None or first == then:
        return None
    gap = place.text[last.draft.end : draft.start]
    if not _REACHES.fullmatch(gap) or any(True for _ in metric_spans(gap, "th")):
        return None
    return (Direction.UP if then > first else Direction.DOWN), "reaches"


def _after_change(place: Place) -> Cue | None:
    """ลดลง 6 จุดเหลือร้อยละ 71: a level reached by the change in front of it."""
    last = _last_measure(place)
    if last is None or last.direction is None or place.draft.kind not in _MOVING:
        return None
    gap = place.text[last.draft.end : place.draft.start]
    return (last.direction, "level after change") if gap.strip() and _HENCE.fullmatch(gap) else None


_LISTED = compiled(rf"(?P<cue>{longest(CUES)})[^0-9ก-๙]?[^0-9 ]{{0,16}} ?(?:ได้แก่|อาทิ|เช่น|ประกอบด้วย|คือ) ")


def _listed(place: Place) -> Cue | None:
    """สินค้าที่ขยายตัว ได้แก่ ข้าว 5% และยางพารา 7%: all of a list moved as its head says."""
    text, end = place.text, place.draft.start
    told = _STILL.sub(lambda match: "-" * len(match.group()), text[place.start : end])
    found = _LISTED.search(told) if place.draft.kind in _LISTABLE else None
    if found is None or _SET_AGAINST.search(told, found.end()):
        return None
    way = CUES[found["cue"]]
    others = _CUES.finditer(told, found.end())
    return (way, "listed") if all(CUES[cue.group()] is way for cue in others) else None


_LISTABLE = frozenset({Kind.MONEY, Kind.PERCENT})
_SET_AGAINST = compiled("ส่วน(?!แบ่ง|ต่าง|ลด)|ขณะที่|แต่(?!ละ|ง)|เนื่องจาก|เพราะ|หลังจาก")

_STRATEGIES = (
    _as_in_list,
    _from_to,
    _left_cue,
    _changed_next,
    _against_next,
    _from_by,
    _reaches,
    _after_change,
    _listed,
)
