"""Thai units, classifiers and counted nouns: what a word behind a number says of it. Data.

Classifiers and abbreviations of measures after the Office of the Royal Society's lists; area units (ไร่, งาน, ตารางวา)
stay what they are, since no reader in the field converts them.
"""

from __future__ import annotations

from digests.extract.tables import read_units, read_words
from digests.model import Kind

CURRENCIES = read_units(
    Kind.MONEY,
    """
    THB: บาท
    THB 0.01: สตางค์
    THB 1000000: ลบ.
    USD: ดอลลาร์สหรัฐฯ ดอลลาร์สหรัฐ ดอลลาร์ ดอลล่าร์สหรัฐฯ ดอลล่าร์สหรัฐ ดอลล่าร์ เหรียญสหรัฐฯ เหรียญสหรัฐ เหรียญ ดอลล์ USD
    USD 0.01: เซนต์ เซ็นต์
    HKD: ดอลลาร์ฮ่องกง เหรียญฮ่องกง
    SGD: ดอลลาร์สิงคโปร์ เหรียญสิงคโปร์
    AUD: ดอลลาร์ออสเตรเลีย เหรียญออสเตรเลีย
    CAD: ดอลลาร์แคนาดา
    TWD: ดอลลาร์ไต้หวัน
    NZD: ดอลลาร์นิวซีแลนด์
    CNY: หยวน
    JPY: เยน
    EUR: ยูโร
    GBP: ปอนด์สเตอร์ลิง ปอนด์
    KRW: วอน
    INR: รูปี
    IDR: รูเปียห์ รูเปี๊ยะห์
    MYR: ริงกิต
    VND: ด่อง ดอง
    PHP: เปโซ
    MMK: จ๊าด จ๊าต
    LAK: กีบ
    KHR: เรียลกัมพูชา เรียล
    CHF: ฟรังก์สวิส
    RUB: รูเบิล
    """,
)
SYMBOLS = {
    "US$": "USD",
    "S$": "SGD",
    "HK$": "HKD",
    "A$": "AUD",
    "$": "USD",
    "฿": "THB",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "RM": "MYR",
}

SHARES = read_units(
    Kind.PERCENT,
    """
    %: % เปอร์เซ็นต์ เปอร์เซนต์ เปอร์เซ็น
    pp: จุดเปอร์เซ็นต์ จุดเปอร์เซนต์ จุดร้อยละ จุด%
    pp 0.01: จุดเบสิส จุดเบซิส จุดพื้นฐาน เบซิสพอยต์ เบซิสพอยท์ เบสิสพอยต์ เบสิสพอยท์ เบสิสพอยต์ bps bp BPS
    """,
)
MULTIPLES = read_units(Kind.MULTIPLE, "-: เท่าตัว เท่า")
POINTS = read_units(Kind.QUANTITY, "point: จุด คะแนน")
QUANTITIES = read_units(
    Kind.QUANTITY,
    """
    rai: ไร่
    ngan: งาน
    wah2: ตารางวา ตร.ว.
    km: กิโลเมตร กม. กม
    m: เมตร
    cm: เซนติเมตร ซม.
    mm: มิลลิเมตร มม.
    nm: นาโนเมตร nm
    m2: ตารางเมตร ตร.ม.
    km2: ตารางกิโลเมตร ตร.กม.
    ha: เฮกตาร์
    m3: ลูกบาศก์เมตร ลบ.ม.
    cuft: ลูกบาศก์ฟุต
    inch: นิ้ว
    ft: ฟุต
    ft2: ตารางฟุต ตร.ฟุต
    MP: ล้านพิกเซล
    t: ตัน
    kg: กิโลกรัม กก. กิโล
    g: กรัม
    oz: ออนซ์
    L: ลิตร
    barrel: บาร์เรล
    mile: ไมล์
    GW: กิกะวัตต์ GW
    MW: เมกะวัตต์ เมกกะวัตต์ MW
    kW: กิโลวัตต์ kW KW
    W: วัตต์
    TWh: เทระวัตต์ชั่วโมง
    GWh: กิกะวัตต์ชั่วโมง กิกะวัตต์-ชั่วโมง GWh
    MWh: เมกะวัตต์ชั่วโมง เมกะวัตต์-ชั่วโมง MWh
    kWh: กิโลวัตต์ชั่วโมง กิโลวัตต์-ชั่วโมง kWh kwh
    °C: องศาเซลเซียส องศา
    TB: เทราไบต์ TB
    GB: กิกะไบต์ GB
    PB: เพตะไบต์ PB
    Gbps: กิกะบิตต่อวินาที Gbps
    TEU: ทีอียู TEU
    hp: แรงม้า
    km: km
    """,
)
DURATIONS = read_units(
    Kind.DURATION,
    """
    year: ปี ขวบ
    year 10: ทศวรรษ
    year 100: ศตวรรษ
    quarter: ไตรมาส
    month: เดือน
    week: สัปดาห์ อาทิตย์
    day: วันทำการ วัน คืน
    hour: ชั่วโมง ชม.
    minute: นาที
    second: วินาที
    """,
)
CLASSIFIERS = read_units(
    Kind.COUNT,
    """
    person: คน นาย ท่าน ชีวิต
    sample: ตัวอย่าง
    club: สโมสร
    team: ทีม
    building: อาคาร
    law: กฎหมาย
    visit: คน-ครั้ง คนครั้ง
    person-night: คืนพัก
    company: ราย บริษัท กิจการ ค่าย
    site: แห่ง จุดบริการ
    vehicle: คัน
    job: ตำแหน่ง อัตรา
    project: โครงการ
    country: ประเทศ ชาติ
    province: จังหวัด
    district: อำเภอ เขต
    city: เมือง
    household: ครัวเรือน ครอบครัว
    house: หลัง
    unit: ยูนิต หน่วย เครื่อง ชุด ตัว ชิ้น กล่อง อัน ใบ ถุง ขวด
    room: ห้อง
    aircraft: ลำ
    flight: เที่ยวบิน เที่ยว ไฟลท์ ไฟลต์
    time: ครั้ง
    share: หุ้น
    contract: สัญญา
    copy: ฉบับ เล่ม
    container: ตู้คอนเทนเนอร์ ตู้
    branch: สาขา
    store: ร้าน ร้านค้า
    factory: โรงงาน โรง
    hospital: โรงพยาบาล
    vote: เสียง
    seat: ที่นั่ง
    group: กลุ่ม
    item: รายการ ประเภท ชนิด มาตรการ แบบ ข้อ ประเด็น ปัจจัย ขั้นตอน
    model: รุ่น
    satellite: ดวง
    wafer: แผ่น
    station: สถานี
    charger: หัวจ่าย หัวชาร์จ หัว
    account: บัญชี
    case: คดี เคส กรณี
    order: คำสั่งซื้อ ออเดอร์
    line: สาย
    route: เส้นทาง
    period: งวด
    market: อันดับ
    bank: ธนาคาร
    bed: เตียง
    dose: โดส เข็ม
    sack: กระสอบ
    tree: ต้น
    pair: คู่
    train: ขบวน
    plot: แปลง
    policy: กรมธรรม์
    license: ใบอนุญาต
    student: นักเรียน นักศึกษา
    """,
)

NOUN_CLASSIFIERS = read_words("th_words")["noun_classifiers"]
"""Classifiers that say what is counted as well as any noun."""

# What is counted, by the noun nearest in front of the number.
NOUNS = {
    noun: unit
    for unit, nouns in {
        "visitor": "นักท่องเที่ยว ต่างชาติเที่ยว ผู้มาเยือน",
        "passenger": "ผู้โดยสาร",
        "customer": "ลูกค้า ผู้บริโภค",
        "user": "ผู้ใช้ ผู้ใช้งาน สมาชิก",
        "person": "ผู้ถือ ผู้เอาประกัน วิศวกร พนักงาน คนงาน แรงงาน ลูกจ้าง จ้างงาน ประชาชน ประชากร คนไทย ผู้ว่างงาน บุคลากร",
        "company": "ค่ายรถ บริษัท ผู้ประกอบการ ผู้ผลิต เอสเอ็มอี ซัพพลายเออร์ ธุรกิจ",
        "supplier": "ผู้จัดหา ผู้ผลิตชิ้นส่วน",
        "hotel": "โรงแรม",
        "factory": "โรงงาน",
        "branch": "สาขา",
        "station": "สถานีชาร์จ สถานี",
        "store": "ร้าน",
        "farmer": "เกษตรกร",
        "household": "ครัวเรือน",
        "home": "บ้าน คอนโด ห้องชุด ที่อยู่อาศัย",
        "vehicle": "รถ รถยนต์",
        "job": "ตำแหน่งงาน",
        "stock": "หลักทรัพย์ หุ้น",
        "dealer": "ตัวแทนจำหน่าย ดีลเลอร์",
        "hospital": "โรงพยาบาล",
        "bank": "ธนาคาร",
        "airport": "สนามบิน",
        "mall": "ศูนย์การค้า ห้างสรรพสินค้า",
        "school": "โรงเรียน",
        "institution": "สถาบันการเงิน สถาบัน",
        "product": "สินค้า ผลิตภัณฑ์",
        "student": "นักเรียน นักศึกษา",
        "patient": "ผู้ป่วย",
        "investor": "นักลงทุน",
        "rack": "ตู้แร็ค",
        "server": "เซิร์ฟเวอร์",
    }.items()
    for noun in nouns.split()
}
