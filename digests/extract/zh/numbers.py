"""Chinese: how a number is written, and where one may begin."""

from __future__ import annotations

import re

from digests.extract.numerals import NUMBER
from digests.model import Language
from digests.patterns import compiled

ZH = Language.ZH
N = NUMBER[ZH]
FEW = "[一二两兩三四五六七八九十]"
TO = r" ?(?:[-~–—−]{1,2}|至|到) ?"
FIRST = r"(?:[0-9](?<![0-9]{2})(?<![0-9][.,][0-9])|[〇零○一壱壹二弐两兩贰貳三参叁四五六七八九十拾百佰千仟])"
ANCHOR = compiled(FIRST)
"""Where a number may begin."""


_INSIDE = "[0-9.,点點 多余餘〇零○一壱壹二弐两兩贰貳三参叁四五六七八九十拾百佰千仟万萬億亿兆京]"


def leading(to: str, between: str = _INSIDE) -> re.Pattern[str]:
    """Where a number may begin that `to` and another number follow."""
    return compiled(rf"{FIRST}(?={between}{{0,40}}?{to}{FIRST})")
