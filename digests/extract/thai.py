"""Where a Thai sentence ends: only its words say so, as Thai writes no full stop, and spaces inside sentences too."""

from __future__ import annotations

from digests.patterns import compiled

_OPENERS = (
    "อย่างไรก็ตาม|ทั้งนี้|นอกจากนี้|นอกจากนั้น|ขณะเดียวกัน|ในขณะที่|ขณะที่|ส่วน|สำหรับ|แต่(?!ละ)|ทว่า|ในทางกลับกัน|ดังนั้น|ล่าสุด|ก่อนหน้านี้"
    "|พร้อมกันนี้|ในทางตรงกันข้าม|กระนั้น|ทางด้าน|ด้าน(?=[ก-ฮเแโใไ])|ต่อมา|ตรงกันข้าม(?!กับ)|ใน[ก-๙]{2,24}เอง(?=อาจ|ก็|จะ|ต้อง|มี|ยัง)|โดยภาพรวม|โดยรวมแล้ว|ท้ายที่สุด|ที่น่า(?:ห่วง|กังวล|จับตา|สนใจ)"
)
"""Words that open a new thought."""

_ACTORS = (
    "นักวิเคราะห์|นักเศรษฐศาสตร์|นักวิชาการ|นักลงทุน|ผู้ประกอบการ|ผู้เชี่ยวชาญ|ผู้บริหาร|ผู้ส่งออก|สมาคม|หอการค้า|สภาอุตสาหกรรม|รัฐบาล|ภาครัฐ"
    "|ภาคเอกชน|ภาค(?=การศึกษา|เกษตร|ธุรกิจ|บริการ|ท่องเที่ยว)|เกษตรกร|กองทุน(?!รวม)|กระทรวง|เศรษฐกิจ|อุตสาหกรรม|ผลสำรวจ|ผลการศึกษา|ค่าเงิน|เงินบาท|ค่าเช่า|ยอดขาย|ยอดส่งออก|ราคา|ดัชนี"
    "|(?<![0-9] )(?:หุ้น(?!ละ)|โรงงาน)|การ(?:ส่งออก|นำเข้า|ลงทุน|ท่องเที่ยว|ผลิต|จ้างงาน|ปรับ|ลด|ขึ้น|ขยาย)"
)
"""Nouns that are likely to be a new subject."""

_GOES_ON = (
    "และ|หรือ|แต่|โดย|ซึ่ง|ที่|เพื่อ|จาก|ใน|ให้|แก่|ของ|ได้แก่|คือ|เป็น|รวม|ถึง|ทำให้|ส่งผล|คิดเป็น|เพิ่ม|ลด|ขยาย|คาด|จะ|จน|จึง|ก่อน|หลัง"
    "|เมื่อ|หาก|ถ้า|แม้|เพราะ|เนื่อง|พร้อม|ตาม|กับ|ต่อ|มี|ไม่|ยัง|ก็|ว่า|เช่น|อาทิ|ระบุ|กล่าว|เห็น|มอง|ประเมิน|เตือน|ชี้|เชื่อ|ย้ำ|หวัง|หวั่น"
    "|เกรง|กังวล|ห่วง|อาจ|ต้อง|ควร|น่าจะ|เสี่ยง|จำเป็น|หนุน|ดัน|ฉุด|กดดัน|ช่วย|สูง|ต่ำ|มาก|น้อย|กว่า|อีก|ด้วย|แล้ว|นี้|ทั้ง|ราว|ประมาณ|เกือบ"
    "|เพียง|แค่|ตั้ง|เตรียม|วาง|เริ่ม|สามารถ|พบ|ตลอด|ภายใน|ณ|ๆ"
)
"""Verbs, prepositions and conjunctions: what such a word opens belongs to what stands in front of it."""

_STATES = "จึง|จะ|อาจ|ต้อง(?!การ)|ควร(?!บ)|จำเป็น|เสี่ยง|มีโอกาส|มีแนวโน้ม|น่าจะ"

_BREAK = compiled(
    rf"\s+(?=(?P<opener>{_OPENERS})"
    r"|(?<!ว่า )(?<!และ )(?<!หรือ )(?<!คือ )(?<!แก่ )(?<!เช่น )(?<!โดย )(?<!ของ )(?<!จาก )(?<!กับ )(?<!ให้ )(?<!ที่ )"
    r"(?<!ใน )(?<!บริษัท )"
    rf"(?:(?:{_ACTORS})|(?<![0-9] )(?!{_GOES_ON}|[0-9(“\"])[^ \n]{{4,60}}?(?:{_STATES})))"
)
_LEAST = 45
_LEAST_OF_SUBJECT = 54
"""Characters left of a break; only behind a long stretch does a subject open a new sentence."""

_CONDITION = compiled(
    "(?:(?:^|ว่า ?| )(?:หาก|ถ้า|แม้|ทุกๆ)|(?:^|ว่า ?)(?:เมื่อ|หลัง|เพราะ|เนื่องจาก|ทุก))"
    r"[^ ]{0,120}(?:(?: (?=[0-9])|(?<=[0-9]) )[^ ]{0,120}){0,8}$"
)
"""A condition or reason that nothing has followed yet; the spaces around its numbers end nothing."""


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of a paragraph.

    It breaks at a space before a word that opens a new thought, if both sides are long, and before what is likely to
    be a new subject, an actor's name or a phrase that goes on to what will, may or must be, if what is left of it is
    longer still and no mere condition.
    """
    pieces: list[tuple[int, int]] = []
    start = 0
    for match in _BREAK.finditer(text):
        least = _LEAST if match["opener"] else _LEAST_OF_SUBJECT
        if match.start() - start < least or len(text) - match.end() < _LEAST:
            continue
        if match["opener"] or not _CONDITION.search(text[max(start, match.start() - 160) : match.start()]):
            pieces.append((start, match.end()))
            start = match.end()
    pieces.append((start, len(text)))
    return pieces
