"""Thai words around a number that make it an approximation, the bases it is compared with, and where a clause ends."""

from __future__ import annotations

from digests.extract.grammar import Base
from digests.model import Approx
from digests.patterns import compiled

_EACH = "(?:[ก-ฮเแโใไ][ก-๙]{1,9}ละ)? ?"
"""What a price is counted by, between an approximation and its number: ไม่เกินคนละ 5,000 บาท."""

BEFORE = (
    (
        compiled(
            "(?:ไม่(?:ให้|ควร)?เกิน(?:กว่า)?|ไม่มากกว่า|ไม่สูงกว่า|สูงสุด(?:ถึง|ไม่เกิน)?|(?<!สด)(?<!ตลาด)(?<!มวลรวม)ภายใน)"
            + _EACH
            + "$"
        ),
        Approx.AT_MOST,
    ),
    (compiled("(?:อย่างน้อย|อย่างต่ำ|ไม่ต่ำกว่า|ไม่น้อยกว่า|ขั้นต่ำ|ต่ำสุด|ตั้งแต่|เริ่มต้น(?:ที่)?)" + _EACH + "$"), Approx.AT_LEAST),
    (compiled("(?:เกือบ(?:ถึง)?|ไม่ถึง|น้อยกว่า|ต่ำกว่า|จวน|เฉียด|ใกล้(?:แตะ)?|หลุด(?:ระดับ)?)" + _EACH + "$"), Approx.LESS_THAN),
    (compiled("(?:มากกว่า|สูงกว่า|เกินกว่า|(?<!ไม่)(?<!ให้)(?<!ควร)เกิน|กว่า|ทะลุ|เหนือ)" + _EACH + "$"), Approx.MORE_THAN),
    (
        compiled(
            "(?:(?<!งบ)ประมาณ(?:การ)?(?:ที่)?|ราวๆ?|(?<!เข้า)(?<!ลงทุน)(?<!ประชุม)(?<!ความ)(?<!ผู้)ร่วม|คร่าวๆ|แตะ|เฉลี่ยราว|โดยประมาณ)"
            + _EACH
            + "$"
        ),
        Approx.ABOUT,
    ),
)
AFTER = (
    (compiled(" ?(?:ขึ้นไป|เป็นอย่างน้อย|เป็นอย่างต่ำ)"), Approx.AT_LEAST),
    (compiled(" ?(?:กว่า(?!จะ)|เศษ|หรือมากกว่า(?![ก-๙]))"), Approx.MORE_THAN),
    (compiled(" ?(?:โดยประมาณ|บวกลบ)"), Approx.ABOUT),
    (compiled(" ?(?:ลงไป|เป็นอย่างมาก|เป็นอย่างสูง)"), Approx.AT_MOST),
)
BASES = (
    Base(
        compiled(
            "ช่วงเดียวกัน(?:ของ)?(?:ปีก่อน|ปีที่แล้ว|ปีที่ผ่านมา)?|(?:จาก|เทียบ(?:กับ)?|กว่า)(?:ระยะเดียวกัน(?:ของ)?)?ปี(?:ก่อน|ที่แล้ว)"
            "|เทียบ(?:กับ)?ปี|เมื่อเทียบรายปี|YoY|yoy"
        ),
        "yoy",
    ),
    Base(compiled("ไตรมาส(?:ก่อน|ที่แล้ว)|QoQ|qoq"), "qoq"),
    Base(compiled("เดือน(?:ก่อน|ที่แล้ว)|MoM|mom"), "mom"),
    Base(compiled("สัปดาห์(?:ก่อน|ที่แล้ว)"), "wow"),
    Base(compiled("วัน(?:ก่อน|ทำการก่อน)|ราคาปิดก่อนหน้า"), "previous_day"),
    Base(compiled("(?:กว่า|จาก)(?:แผน|เป้าหมาย)"), "plan"),
    Base(compiled("คาดการณ์(?:ไว้)?|ที่ตลาดคาด|ที่คาด"), "forecast"),
)
BREAKS = compiled(
    " (?=ส่วน|ขณะที่|ขณะเดียวกัน|โดย|ซึ่ง|แต่|แม้|หลังจาก|เนื่องจาก|เพราะ|ทั้งนี้|นอกจากนี้|รวมถึง|และ|หรือ|ก่อน|หาก|เมื่อ|ด้าน|สำหรับ|คิดเป็น"
    "|พร้อม|ทำให้|ส่งผล)|[,;:]"
)
