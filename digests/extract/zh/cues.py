"""Chinese words around a number that make it an approximation, and the bases it is compared with."""

from __future__ import annotations

from digests.extract.grammar import Base
from digests.model import Approx
from digests.patterns import compiled

_VERB_BETWEEN = "(?:[占佔为為达達]|(?:占|佔)[^，。；0-9]{1,8}的?|[达達]到?)?$"

_EACH = "(?:每[^，。；0-9]{1,3})? ?$"
"""What a price is counted by, between an approximation and its number: 跌破每公斤12元."""

BEFORE = (
    (
        compiled(
            "(?:不超过|不超過|不高于|不高於|不多于|至多|最多|最高(?![至见見报報])|上限|上看|多达|多達|不逾)[可能]?[达達为為至]?到?(?:[还還]?[要需有得])?"
            + _EACH
        ),
        Approx.AT_MOST,
    ),
    (
        compiled(
            "(?:至少|最少|最低|不低于|不低於|不少于|不少於|不下|起码|起碼|下限)[达達为為至]?(?:[还還]?[要需有得])?"
            + _EACH
        ),
        Approx.AT_LEAST,
    ),
    (
        compiled(
            "(?:不到|不足|未满|未滿|未达|未達|[少低小][于於]|跌破|跌穿|击穿|擊穿|失守|降破|逼近|(?:接|将|將)?近)"
            + _EACH
        ),
        Approx.LESS_THAN,
    ),
    (
        compiled(
            "(?:超[过過出]|(?:(?<=[支输輸卖賣付花]出)|(?<![出入买買卖賣]))超|逾|[高多大][于於]|突破|[升涨漲冲衝]?破|高[达達]逾)(?:了|人民[币幣]|新[台臺][币幣])?"
            + _EACH
        ),
        Approx.MORE_THAN,
    ),
    (
        compiled(
            "(?:大?[约約]|大概|大致|估[计計]约?|差不多|[约約]合)(?<!预约)(?<!合约)(?<!節約)(?<!节约)"
            "(?:[占佔为為达達]|[占佔][^，。；0-9]{1,8}的?|[达達]到?|[增减減升降涨漲跌提受缩縮扩擴][^，。；0-9的]?)?"
            + _EACH
        ),
        Approx.ABOUT,
    ),
)
BEHIND = (
    (
        compiled("(?:[人元年月天次家个個]{0,2})?(?:及|或|[和与與])?以上|[元个個]?起(?![来來诉訴])|打底"),
        Approx.AT_LEAST,
    ),
    (
        compiled("(?:[个個]?[元])?(?:以下|以内|以內|之内|之內|[内內](?![需地部外贸容存销卷资陆生陸])|封顶|封頂)"),
        Approx.AT_MOST,
    ),
    (compiled("(?:左右|上下|许|前后|前後)(?![下调])"), Approx.ABOUT),
    (compiled("[多余餘](?![数數元种種家个個项項名位边邊])|有余|有餘|[强強](?![劲勁化势勢])"), Approx.MORE_THAN),
    (compiled("不到|弱(?![势勢])"), Approx.LESS_THAN),
)

BASES = (
    Base(
        compiled(
            "同比|按年|年[增减減](?![长長])|[较較比与與](?:上|去)年(?!底|末)|去年同期|上年同期|[较較]前?一?年(?!初"
            "|底|末)"
        ),
        "yoy",
    ),
    Base(compiled("月[^，。；]{0,8}[环環]比|按月|月[增减減]|[较較比](?:上|前)(?:个|個)?月"), "mom"),
    Base(compiled("[环環]比|按季|季[增减減]|[较較比](?:上|前)(?:一)?(?:个|個)?季"), "qoq"),
    Base(compiled("周[增减減]|[较較比](?:上|前)一?[周週]"), "wow"),
    Base(compiled("[较較比](?:上|前)(?:一?(?:个|個)?交易)?日|[较較]昨(?:日|天)|单日|單日"), "previous_day"),
    Base(compiled("[较較比](?:原)?(?:计划|計畫|目标|目標)"), "plan"),
    Base(
        compiled("(?:高于|低于|[优優]于|不及|超)[^，。；]{0,6}[预預]期|[较較比](?:市场|市場)?[预預](?:期|测|測|估)"),
        "forecast",
    ),
)
