"""Thai: how a number is written, and where one may begin."""

from __future__ import annotations

import re

from digests.extract.numerals import DIGITS_FIRST, NUMBER
from digests.model import Language
from digests.patterns import compiled

TH = Language.TH
N = DIGITS_FIRST[TH]
ANY = NUMBER[TH]
TO = " ?(?:-|–|—|~|ถึง|จนถึง) ?"
FIRST = r"[0-9๐-๙](?<![0-9๐-๙]{2})(?<![0-9๐-๙][.,][0-9๐-๙])"
ANCHOR = compiled(FIRST)
"""Where a number may begin that is not all in words."""


def leading(to: str) -> re.Pattern[str]:
    """Where a number may begin that `to` and another number follow."""
    return compiled(rf"{FIRST}(?=[^\n]{{0,60}}?{to}{FIRST})")


DEPENDENT = "\u0e30-\u0e3a\u0e45-\u0e4e"  # vowels and tone marks that belong to the consonant before them
FEW = "(?:หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ)"
