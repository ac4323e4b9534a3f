"""Chinese units, classifiers and counted nouns: what a word behind a number says of it. Data."""

from __future__ import annotations

from decimal import Decimal

from digests.extract.tables import Unit, read_units, read_words
from digests.model import Kind

HOME = Unit(Kind.MONEY, "")
"""A unit of the currency of the article's home, which the text decides."""

CURRENCIES = read_units(
    Kind.MONEY,
    """
    USD: 美元 美金 USD
    USD 0.01: 美分
    CNY: 元人民币 元人民幣 人民币 人民幣 RMB CNY
    TWD: 元新台币 元新台幣 新台币 新台幣 元台币 元台幣 台币 台幣 TWD
    HKD: 港元 港币 港幣 元港币 元港幣 HKD
    HKD 0.01: 港仙
    MOP: 澳门元 澳門元 澳门币 澳門幣
    JPY: 日元 日圆 日圓 日币 日幣 JPY
    EUR: 欧元 歐元 EUR
    GBP: 英镑 英鎊
    KRW: 韩元 韓元 韩圆 韓圜 韩币 韓幣
    SGD: 新加坡元 新加坡币 新加坡幣 坡元 坡币 新元 新币 新幣
    AUD: 澳元 澳币 澳幣 澳大利亚元
    CAD: 加元 加币 加幣 加拿大元
    NZD: 新西兰元 纽元 紐元
    CHF: 瑞士法郎 瑞郎
    THB: 泰铢 泰銖 铢 銖 THB
    MYR: 马来西亚林吉特 林吉特 令吉 马币 馬幣
    IDR: 印尼盾 印尼卢比 印尼盧比 印度尼西亚卢比
    VND: 越南盾 越盾
    INR: 印度卢比 印度盧比 卢比 盧比
    PHP: 菲律宾比索 菲律賓比索 菲比索 比索
    MXN: 墨西哥比索
    KHR: 瑞尔 瑞爾
    LAK: 基普
    MMK: 缅元 缅币 缅甸元 緬元
    RUB: 卢布 盧布
    TRY: 土耳其里拉 里拉
    BRL: 雷亚尔 雷亞爾 巴西雷亚尔
    SAR: 沙特里亚尔 里亚尔
    AED: 迪拉姆
    ZAR: 兰特 蘭特
    SEK: 瑞典克朗
    """,
) | {
    "元": HOME,
    "块钱": HOME,
    "塊錢": HOME,
    "角": Unit(Kind.MONEY, "", Decimal("0.1")),
    "仙": Unit(Kind.MONEY, "", Decimal("0.01")),
}
SYMBOLS = {
    "US$": "USD", "HK$": "HKD", "NT$": "TWD", "S$": "SGD", "A$": "AUD", "C$": "CAD", "R$": "BRL", "$": "USD", "¥": "CNY",
    "€": "EUR", "£": "GBP", "฿": "THB", "₩": "KRW", "₹": "INR", "RM": "MYR", "Rp": "IDR", "RMB": "CNY", "USD": "USD",
    "人民币": "CNY", "人民幣": "CNY", "新台币": "TWD", "新台幣": "TWD", "台币": "TWD", "台幣": "TWD", "港币": "HKD",
    "港幣": "HKD", "美金": "USD", "日币": "JPY", "日幣": "JPY", "美元": "USD", "欧元": "EUR", "歐元": "EUR",
}  # fmt: skip

SHARES = read_units(
    Kind.PERCENT,
    """
    %: % 厘
    % 0.1: ‰
    pp: 个百分点 個百分點 个点 個點 百分点 百分點 pct ppt
    pp 0.01: 点子 點子 个基点 個基點 基点 基點 个bp bps bp BP
    pp 0.25: 碼 码
    % 10: 成
    """,
)
MULTIPLES = {"倍": Unit(Kind.MULTIPLE, "")}
POINTS = {point: Unit(Kind.QUANTITY, "point") for point in "点點"}

QUANTITIES = read_units(
    Kind.QUANTITY,
    """
    km: 公里 千米 km
    nm: 纳米 奈米 nm
    um: 微米
    mm: 毫米 mm
    cm: 厘米 公分 cm
    m: 米 公尺
    mile: 英里
    nautical_mile: 海里
    inch: 英寸 英吋 吋
    foot: 英尺 呎
    km2: 平方公里
    ft2: 平方英尺 平方呎 方呎
    m2: 平方米 平方公尺 平米
    ha: 公顷 公頃
    mu: 亩 畝
    acre: 英亩 英畝
    ping: 坪
    m3: 立方米 立方公尺 方
    CGT: 修正总吨 修正總噸
    GT: 总吨 總噸
    DWT: 载重吨 載重噸
    t: 吨 噸 公噸
    kg: 公斤 千克 kg
    kg 0.5: 斤
    g: 克 公克
    mg: 毫克
    oz: 盎司
    lb: 磅
    L: 公升 升
    mL: 毫升 ml
    barrel: 桶
    gallon: 加仑 加侖
    carat: 克拉
    GW: 吉瓦 GW
    MW: 兆瓦 MW
    kW: 千瓦 kW
    TWh: 太瓦时 TWh
    GWh: 吉瓦时 吉瓦時 GWh
    MWh: 兆瓦时 兆瓦時 MWh
    kWh: 千瓦时 千瓦時 度电 度電 度 kWh
    TB: TB
    GB: GB
    PB: PB
    Gbps: Gbps
    °C: 摄氏度 攝氏度 ℃ °C
    GPa: GPa
    GHz: GHz
    mAh: mAh 毫安时 毫安時
    Wh: Wh
    TEU: 标准箱 標準箱 标箱 TEU
    FEU: FEU
    hp: 马力 馬力
    """,
)

DURATIONS = read_units(
    Kind.DURATION,
    """
    year: 周年 週年 年 载 載
    year 10: 个年代
    quarter: 个季度 個季度 个季 個季 季度 季
    month: 个月 個月
    week: 个星期 個星期 星期 周 週
    day: 个交易日 個交易日 交易日 个工作日 個工作日 工作日 天 日
    hour: 个小时 個小時 小时 小時 钟头
    minute: 分钟 分鐘
    second: 秒钟 秒鐘 秒
    year 100: 个世纪 個世紀
    year: 岁 歲
    """,
)

# Classifiers and what they count where no noun says more.
CLASSIFIERS = read_units(
    Kind.COUNT,
    """
    person: 人 名 位
    visit: 人次
    company: 家
    shop: 间 間
    household: 户 戶
    vehicle: 辆 輛 部车
    unit: 台 臺 部 套 个 個 款 种 種 件 箱 盒 瓶 颗 顆 粒 枚 块 塊 支 只 隻 条 條 根 档 檔
    aircraft: 架
    ship: 艘
    site: 座 处 處 所
    project: 项 項
    case: 起 宗 例
    deal: 笔 筆
    share: 股
    wafer: 片
    vote: 票
    seat: 席
    ticket: 张 張
    time: 次
    event: 场 場 届 屆
    flight: 班 架次 航班
    building: 栋 棟 幢
    head: 头 頭 匹
    batch: 批
    round: 轮 輪
    store: 店
    group: 组 組
    lot: 手 口
    bed: 床
    train: 列
    country: 国 國
    copy: 份 册 冊
    order: 单 單
    dose: 剂 劑
    tree: 株 棵
    paper: 篇
    cup: 杯
    trip: 车次 車次 趟
    home: 伙
    night: 夜 晚
    """,
)

# What is counted, by the word behind the classifier or, failing that, in front of the number.
NOUNS = {
    noun: unit
    for unit, nouns in {
        "job": "岗位 就业岗位 就业机会 就業機會 崗位 职位 職位 职缺 職缺 就业 就業 工作机会 工作機會",
        "visitor": "游客 遊客 旅客 访客 訪客 观光客 觀光客",
        "passenger": "乘客 客运量",
        "stock": "个股 個股 股票 蓝筹股 藍籌股 成份股 成分股 股",
        "fund": "基金 ETF",
        "employee": "员工 員工 职工 職工 雇员 雇員",
        "person": "人员 人員 工人 人数 人數 工程师 工程師 学生 国民 國民 居民 劳工 勞工 技术人员",
        "user": "用户 用戶 会员 會員 粉丝 活跃用户",
        "customer": "客户 客戶 顾客 顧客 消费者 消費者",
        "store": "门市 網點 网点 门店 門市 店铺 店舖 餐厅 餐廳 分店 便利店 超市",
        "supplier": "供应商 供應商",
        "dealer": "经销商 經銷商 代理商",
        "merchant": "商家 商户 商戶",
        "restaurant": "餐饮店 食肆",
        "ship": "集装箱船 貨櫃船 货柜船 货轮 貨輪 油轮 油輪 邮轮 郵輪 船舶 船只 船隻",
        "line": "生产线 生產線 产线 產線",
        "phone": "手机 手機",
        "investor": "投资者 投資者 投资人 投資人 股民",
        "farmer": "农户 農戶 农民 農民",
        "town": "乡镇 鄉鎮",
        "school": "学校 學校",
        "law": "法规 法規",
        "task": "任务 任務",
        "measure": "措施 举措 舉措",
        "deal": "交易 并购案 併購案",
        "bank": "银行 銀行 行庫",
        "hotel": "酒店 饭店 飯店",
        "hospital": "医院 醫院",
        "factory": "晶圆厂 晶圓廠 封装厂 封裝廠 电池厂 電池廠 工厂 工廠 厂 廠",
        "station": "充电站 充電站 加油站 车站",
        "charger": "充电桩 充電樁",
        "company": "企业 企業 公司 厂商 廠商 上市公司 机构 機構 车企 車企 券商",
        "country": "国家 國家 国 經濟體 经济体",
        "city": "城市 市",
        "province": "省份 省",
        "project": "项目 專案 計畫",
        "vehicle": "汽车 汽車 整车 新车 新車 电动车 電動車 车辆 車輛 轿车 乘用车 新能源汽车 新能源车",
        "home": "住宅 新房 商品房 二手房 房屋 公寓",
        "room": "客房 房间 房間",
        "product": "商品 产品 產品",
        "model": "车型 車型 机型 機型",
        "machine": "机器人 機器人 设备 設備",
        "server": "服务器 伺服器",
        "rack": "机柜 機櫃 机架",
        "chip": "芯片 晶片",
        "wafer": "晶圆 晶圓",
        "satellite": "卫星 衛星",
        "patent": "专利 專利",
        "flight": "航班",
        "port": "港口",
        "airport": "机场 機場",
        "container": "集装箱 貨櫃 货柜",
        "order": "订单 訂單",
        "application": "申请 申請",
        "economist": "经济学家 經濟學家",
        "household": "家庭 住户",
        "market": "市场 市場",
        "industry": "行业 行業 产业 產業",
    }.items()
    for noun in nouns.split()
}

SYMBOLS_BEFORE = [word for word in SYMBOLS if ord(word[0]) < 0x3000]
"""Symbols that stand in front of a number and belong to the quote."""

NAMES_BEFORE = [word for word in SYMBOLS if ord(word[0]) >= 0x3000]
"""Names that may stand in front of a number; the quote starts behind them (新台幣612.4億元)."""

NOT_UNITS = "|".join(read_words("zh_words")["not_units"])
"""What the first characters of a unit begin instead, as a fragment."""

_NOUN_LENGTH = max(map(len, NOUNS))


def starts_noun(text: str) -> str:
    """What the counted noun at the start of a text is, the last of two (芯片公司); empty if there is none."""
    fitting = (size for size in range(_NOUN_LENGTH, 0, -1) if text[:size] in NOUNS)
    size = next(fitting, 0)
    if size > 1 and (
        last := next((NOUNS[text[size:end]] for end in range(len(text), size + 1, -1) if text[size:end] in NOUNS), "")
    ):
        return last
    return NOUNS[text[:size]] if size > 1 or (size and not "\u4e00" <= text[1:2] <= "\u9fff") else ""


_NOT_COUNTED_BEFORE = frozenset({"industry", "market", "country", "city", "province", "chip"})


def counted_before(text: str) -> str:
    """What the counted noun at the end of the text in front of a number is; a market that has 21 cases is none."""
    noun = ends_noun(text)
    return "" if noun in _NOT_COUNTED_BEFORE else noun


def ends_noun(text: str) -> str:
    """What the counted noun of two characters or more at the end of a text is; empty if there is none."""
    return next((NOUNS[text[-size:]] for size in range(_NOUN_LENGTH, 1, -1) if text[-size:] in NOUNS), "")
