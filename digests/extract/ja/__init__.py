"""Japanese: how its figures are read.

News style writes scale characters inside the number (5万1987円64銭), counters behind it, approximation on both sides
(約 … 超), a change in front of the level it led to (5%増の330億円). Each file beside this reads one kind;
`direction.py` and `labels.py` look around it; units and words are in `data/ja.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from digests.extract.grammar import Base, Grammar
from digests.extract.ja.counts import COUNTS
from digests.extract.ja.dates import RULES as DATES
from digests.extract.ja.direction import find_direction
from digests.extract.ja.labels import find_aside, find_label
from digests.extract.ja.measures import MEASURES, SPANS
from digests.extract.ja.money import MONEY
from digests.extract.ja.numbers import rule
from digests.extract.ja.shares import FRACTIONS, SHARES
from digests.extract.ja.tables import CELLS, UNIT_LINE
from digests.extract.ja.traps import CLOCK, TRAPS
from digests.model import Approx, Language
from digests.patterns import compiled

_BEFORE = (
    (r"(?:約|およそ|おおよそ|おおむね|概ね|ほぼ|凡そ|だいたい|大体|ざっと|推定|推計|概算で|~|≒)(?<![\d%円人]~)(?:年|月|計|合計|1日|過去)? ?$", Approx.ABOUT),
    (r"(?:最大(?:で)?|最高で|最高(?=$)|最長(?:で)?|多くて|上限(?:を|は)?|高々|せいぜい|最多で) ?$", Approx.AT_MOST),
    (r"(?:少なくとも|最低(?:で|でも)?|最短(?:でも?)?|最少(?:でも?)?|下限(?:を|は)?|早くて(?:も)?) ?$", Approx.AT_LEAST),
)  # fmt: skip
_AFTER = (
    (r"超(?!過|音|電|伝|低|高|短)|を?[超越]え(?!て?い?な)|を(?:大きく|大幅に|わずかに|小幅に|\d+[^\d、。]{1,4}(?:連続|ぶり|続けて)(?:で|に)?)?(?:上回|突破|超す|超し|超え(?!て?い?な))|強(?![化い制まめ力])|余り?(?!地|剰|裕|波)|あまり(?!に)|余名", Approx.MORE_THAN),
    (r"以上", Approx.AT_LEAST),
    (r"以下|以内|まで(?=に?(?:抑|絞))|を上限", Approx.AT_MOST),
    (r"未満|弱(?![い体気者点])|足らず|近[くいづ]|に近[づく]|を(?:大きく|大幅に|わずかに|小幅に|\d+[^\d、。]{1,4}(?:連続|ぶり|続けて)(?:で|に)?)?(?:下回|割|切っ|切る|割り込)|に満たな|に(?:迫|届かな)|割れ", Approx.LESS_THAN),
    (r"台(?![湾数])|前後|程度|ほど|見当|内外|くらい|ぐらい|級|規模|前半|後半|半ば|付近|近辺", Approx.ABOUT),
)  # fmt: skip
_BASES = (
    (r"前期(?:に)?比|前期(?:から|より|を|に比べ)|前年(?:同期|同月|同日|同週|同時期|実績|度)?(?:に)?比|前年(?:同期|同月|度)?(?:の|より|を|から|に比べ)|昨年(?:の同期|同期|同月)?(?:比|より|に比べ|の)|前の年|1年前|対前年", "yoy"),
    (r"前四半期比|直前四半期|四半期前", "qoq"),
    (r"前月(?:に)?比|先月(?:比|より|に比べ)|前月(?:から|より|に比べ|を|の)", "mom"),
    (r"前週(?:末)?(?:に)?比|前の週|先週(?:比|より|に比べ)", "wow"),
    (r"前日(?:に)?比|前営業日比|前日(?:夕|終値)?(?:に比べ|から|より)|前週末比", "previous_day"),
    (r"計画比|予算比|目標比|従来計画|計画(?:を|より|に比べ)", "plan"),
    (r"従来予想|市場予想|予想(?:を|より|に比べ)|見通し(?:を|より)", "forecast"),
)  # fmt: skip


def _compiled(table: Iterable[tuple[str, Approx]]) -> tuple[tuple[re.Pattern[str], Approx], ...]:
    return tuple((compiled(pattern), value) for pattern, value in table)


GRAMMAR = Grammar(
    language=Language.JA,
    rules=(
        UNIT_LINE,
        *TRAPS,
        *FRACTIONS,
        *MONEY,
        *SHARES,
        *SPANS,
        *(rule(*parts) for parts in DATES),
        CLOCK,
        *MEASURES,
        *CELLS,
        *COUNTS,
    ),
    before=_compiled(_BEFORE),
    after=_compiled(_AFTER),
    bases=tuple(Base(compiled(pattern), code) for pattern, code in _BASES),
    breaks=compiled(r"[、;](?![^()\n、。]{0,24}\))|(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])"),
    direction=find_direction,
    label=find_label,
    aside=find_aside,
)
