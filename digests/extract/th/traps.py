"""What only looks like a figure in Thai: telephones, counters, numbered things, clocks, policies, models."""

from __future__ import annotations

from digests.extract.grammar import ADDRESS, trap
from digests.extract.tables import longest
from digests.extract.th.amounts import UNITS
from digests.extract.th.numbers import N

TRAPS = (
    ADDRESS,
    trap(
        "telephone",
        r"(?:โทรศัพท์|โทรสาร|โทร\.?|สายด่วน|เบอร์|แฟกซ์|คอลเซ็นเตอร์"
        r"|Call Center)[^0-9\n]{0,12}[0-9][0-9 \-–,]{2,30}",
    ),
    trap("telephone", r"(?<![0-9.,])0[0-9]{1,2}[- ]?[0-9]{3}[- ]?[0-9]{3,4}(?![0-9])"),
    trap("counter", rf"(?:อ่าน|เข้าชม|ยอดวิว|แชร์|ถูกใจ|ความคิดเห็น)[: (]{{1,2}}{N}(?: ?ครั้ง)?(?= ?[|)\n]|$)"),
    trap("advertisement", r"\[โฆษณา\][^\n]{0,200}"),
    trap(
        "numbered",
        r"(?:มาตรา|ข้อ|หมวด|ฉบับ|ภาค|บท|ชั้น|(?<!ก่อน)(?<!ข้าง)หน้า|ช่อง|ซอย|เฟส|ระยะ|รุ่น|พระราม|สมัย|หมู่|เลข|หมายเลข|เวอร์ชัน"
        r"|มอก\.|ม\.)"
        rf"(?:ที่)? ?[0-9]{{1,4}}(?![0-9]|[.,][0-9]| ?(?:{longest(UNITS)}|ล้าน|แสน|หมื่น|พัน))",
    ),
    trap(
        "version",
        r"(?<![A-Za-z])[A-Za-z][A-Za-z]{1,14} [0-9]{1,2}\.[0-9]{1,2}(?![0-9.]| ?(?:%|[-–]|ล้าน|แสน|หมื่น|พัน|บาท|จุด|ดอลลาร์|เปอร์เซ็นต์|เท่า))",
    ),
    trap("event number", r"(?:(?<=ใน)งาน|มหกรรม|นิทรรศการ)[^0-9\n]{0,40}ครั้งที่ ?[0-9]{1,4}"),
    trap("meeting number", r"ครั้งที่ ?[0-9]{1,3}/[0-9]{2,4}"),
    trap("clock", r"(?:เวลา ?)?(?<![0-9])[0-9]{1,2}[.:][0-9]{2} ?น\."),
    trap("grade", rf"(?:ความชื้น(?:ไม่เกิน)?|ข้าวขาว|ข้าวเจ้า|ข้าวนึ่ง|ปลายข้าว) ?{N} ?%"),
    trap("policy", "30 ?บาทรักษา(?:ทุกโรค)?|คนละครึ่ง(?:พลัส)?|ไทยแลนด์ ?4\\.0|ประเทศไทย ?4\\.0"),
    trap("unit of a rate", r"(?<![0-9.,])1 ?(?:ดอลลาร์(?:สหรัฐฯ?)?|บาท|หยวน|ยูโร|เหรียญ(?:สหรัฐ)?)(?= ?(?:เท่ากับ|=|ต่อ|แลก))"),
    trap("unit of a rate", r"ต่อ ?1 ?(?:หุ้น|คน|ครัวเรือน|ดอลลาร์(?:สหรัฐฯ?)?|กิโลกรัม)"),
    trap(
        "model",
        r"(?<![A-Za-z])(?!(?:US|HK|RM)?[$]?[0-9])[A-Za-z][A-Za-z-]{0,11}[0-9]{1,4}"
        r"(?:\.[0-9]+)*[A-Za-z]{0,4}(?![0-9A-Za-z])",
    ),
)
