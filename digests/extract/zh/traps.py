"""What only looks like a figure in Chinese: codes, telephones, counters, ranks in names, models, idioms."""

from __future__ import annotations

from digests.extract.grammar import trap
from digests.extract.tables import longest
from digests.extract.zh.numbers import N
from digests.extract.zh.units import SYMBOLS

TRAPS = {
    "before dates": (
        trap("address", r"(?:https?://|www\.)[!-~]{1,300}|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,64}"),
        trap(
            "stock code",
            r"\( ?(?:[A-Z]{2,6}[:. ])?[0-9]{4,6}(?:[.-][A-Z]{1,3})?(?:[;,/ ]{1,2}[0-9]{4,6}"
            r"(?:[.-][A-Z]{1,3})?)? ?\)",
        ),
        trap("stock code", r"(?<![0-9A-Za-z])[0-9]{4,6}[.-](?:SH|SZ|BJ|HK|TW|TWO|US)(?![A-Za-z])"),
        trap("stock code", r"(?:[股证][票券]|股號|股号|证券|證券)?代[码碼號号][: ]{0,2}[0-9]{4,6}"),
        trap(
            "telephone",
            r"(?:电话|電話|热线|熱線|专线|專線|传真|傳真|手机|手機|[拨撥致][打电電]|联系方式|Tel)"
            r"[号號码碼为為是:. (+]{0,6}[0-9][0-9()+ -]{2,24}",
        ),
        trap(
            "telephone", r"(?<![0-9.,])(?:1[3-9][0-9]{9}|0[0-9]{1,3}-[0-9]{6,8}|[48]00-[0-9]{3}-?[0-9]{3,4})(?![0-9])"
        ),
        trap(
            "counter",
            rf"(?:阅读|閱讀|浏览|瀏覽|评论|評論|点赞|點讚|分享|收藏|转发|轉發|播放)(?:量|数|數"
            rf"|次数)?[:( ]{{1,2}}{N}",
        ),
        trap(
            "unit of a rate",
            r"(?<![0-9.,])(?:1|100|一) ?(?:美元|美金|欧元|歐元|英镑|英鎊|日元|日圓|港元|人民[币幣]"
            r"|泰[铢銖])(?= ?(?:兑|兌|=|≈|约合|折合|换|換))",
        ),
        trap("unit of a rate", r"(?<=[兑兌]) ?1 ?(?:美元|美金|欧元|歐元|英镑|英鎊)"),
        trap("unit of a rate", r"每 ?[0-9]{1,4} ?(?:股|份|元|美元)"),
    ),
    "before amounts": (
        trap("decade", r"(?:[0-9]{2}|[一二三四五六七八九]十)(?:年代|后(?![续來来天])|後(?=世代))|[0-9]{2} ?世[纪紀]"),
        trap("ranking list", r"(?:[0-9]{2,4}|[百五]百?)强(?!劲|勁|化|度)"),
        trap(
            "name",
            r"第[一三] ?(?:方|者|产业|產業|时间|時間|线|線|财经|財經|三共|集团|集團|手|步|梯[队隊])"
            r"|第二[产產][业業]|第四范式",
        ),
        trap(
            "name", r"第 ?[0-9一二三四五六七八九十百]{1,5} ?(?:届|屆|[章条條款]|期(?!间)|代|号|號|版|页|頁|天|回|節|节)"
        ),
    ),
    "before counts": (
        trap(
            "model",
            rf"(?<![A-Za-z])(?!(?:{longest(SYMBOLS)})[0-9])[A-Za-z][A-Za-z-]{{0,11}}[0-9]{{1,4}}"
            rf"(?:\.[0-9]+)*[A-Za-z]{{0,4}}(?![0-9A-Za-z])",
        ),
        trap(
            "idiom",
            r"[一二]手(?=[房车車交市货貨平])|[外内內]三元|三元(?=锂|鋰|电池|電池|材料|正极|正極|催化|猪|豬|生猪)|二元(?=母?猪|论|論|结构|結構)|两岸|兩岸|两会|兩會|[一两兩二三]位[数數]|三三两两|万一|萬一|一国两制|[百千]年(?=[未大老企])"
            r"|[一二三四五]线城市|7[×xX*]24小?时?|24/7",
        ),
    ),
}
