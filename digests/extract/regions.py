"""Regions: which ones a text names, what they are called, and what contains what.

A region is an ISO 3166-1 alpha-2 code, a three-digit UN M49 group, "EU" or "ASEAN". Names come from CLDR (through
Babel) and from the reviewed tables in `data/`: `names.tsv` (aliases, adjectives), `places.tsv` (cities and provinces),
`metonyms.tsv` (Washington, 日銀), `abbreviations.tsv` (日米, 訪中), `traps.tsv` (中国電力, bone china) and
`groups.tsv`.

Everything is loaded at first use, once.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from digests.model import Language, Span
from digests.patterns import compiled

_DATA = Path(__file__).with_name("data")
_LOCALES = {"en": ("en",), "ja": ("ja",), "zh": ("zh", "zh_Hant"), "th": ("th",)}


class Form(StrEnum):
    """How a text names a region: by its name, an adjective, a place in it, an abbreviation, or a metonym."""

    NAME = "name"
    ADJECTIVE = "adjective"
    PLACE = "place"
    ABBREVIATION = "abbreviation"
    METONYM = "metonym"


@dataclass(frozen=True, slots=True)
class Mention:
    """One naming of a region; 日米 makes two mentions with the same span."""

    region: str
    span: Span
    form: Form


# --- names and groups -----------------------------------------------------------------------------------------------


def _table(name: str) -> list[dict[str, list[str]]]:
    """Rows of `data/NAME.tsv` by column; a cell is a list of alternatives."""
    lines = (_DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    header, *rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [
        {column: [part for part in cell.split("|") if part] for column, cell in zip(header, row, strict=False)}
        for row in rows
    ]


@cache
def _cldr(locale: str) -> dict[str, str]:
    from babel import Locale  # noqa: PLC0415 - 40 ms that an import of the extractor need not spend

    territories: dict[str, str] = dict(Locale.parse(locale).territories)
    return {code: name for code, name in territories.items() if code not in {"EZ", "UN", "QO", "XA", "XB", "ZZ"}}


@cache
def _own_names() -> dict[str, dict[str, list[str]]]:
    """`names.tsv` by code."""
    return {row["code"][0]: row for row in _table("names")}


@cache
def _members() -> dict[str, frozenset[str]]:
    """Every group with all that it holds, directly or through another group."""
    direct = {row["code"][0]: row["members"][0].split() for row in _table("groups")}

    def inside(code: str) -> frozenset[str]:
        return frozenset(direct[code]).union(*(inside(member) for member in direct[code] if member in direct))

    return {code: inside(code) for code in direct}


def contains(group: str, region: str) -> bool:
    """Whether `region` lies within `group`: `contains("035", "TH")`, `contains("035", "ASEAN")`; it contains itself."""
    inside = _members()
    held = inside.get(group, frozenset())
    return group == region or region in held or (region in inside and inside[region] <= held)


def members(group: str) -> frozenset[str]:
    """The region itself and every region within it: of "ASEAN" also "TH", of "TH" only itself."""
    return frozenset({group}) | _members().get(group, frozenset())


def groups_around(region: str) -> frozenset[str]:
    """The groups that hold the region, other than itself and the world: of "TH" among others "035" and "ASEAN"."""
    return frozenset(group for group in _members() if contains(group, region)) - {region, "001"}


def is_region(code: str) -> bool:
    """Whether `code` is a known region: "TH", "035", "EU", "ASEAN"."""
    return code in _members() or code in _cldr("en")


def region_name(code: str, language: Language | str) -> str:
    """The region's name as readers of `language` see it: CLDR's, or the shorter one marked in `names.tsv`.

    `language` is any BCP 47 tag of the four languages ("zh-Hant" gives traditional characters); an unknown code is
    its own name.
    """
    tag = str(language)
    primary = tag.split("-", maxsplit=1)[0]
    hant = tag.startswith("zh-Hant")
    shown = [name[1:] for name in _own_names().get(code, {}).get(primary, []) if name.startswith("=")]
    if shown:
        own = [name.lstrip("=") for name in _own_names()[code][primary]]
        return own[1] if hant and len(own) > 1 else shown[0]
    return _plain(_cldr("zh_Hant" if hant else primary).get(code, code))


def _plain(name: str) -> str:
    """CLDR's name without a second one in brackets: ミャンマー (ビルマ)."""
    return re.sub(r"\s*[(（].*", "", name).replace("’", "'")


def flag(code: str) -> str:
    """The flag emoji of a country or the EU (two regional indicators, UTS #51); empty for other groups."""
    if len(code) != 2 or not is_region(code):
        return ""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)


# --- what people type ------------------------------------------------------------------------------------------------


def _fold(word: str) -> str:
    folded = unicodedata.normalize("NFKC", word).casefold().replace("’", "'")
    folded = re.sub(r"[\s\-_.・]+", " ", folded).strip()
    return folded.removeprefix("the ")


@cache
def _directory() -> dict[str, str]:
    """Every folded name in every language, adjectives and codes included, with its code."""
    names: dict[str, str] = {}
    for locales in _LOCALES.values():
        for locale in locales:
            for code, name in _cldr(locale).items():
                names.setdefault(_fold(_plain(name)), code)
                names.setdefault(_fold(name), code)
    for code, row in _own_names().items():
        for column in ("en", "adjective", "ja", "zh", "th"):
            for name in row.get(column, []):
                names[_fold(name.lstrip("="))] = code
    for code in (*_cldr("en"), *_members()):
        names[_fold(code)] = code
    return names


def parse_region(word: str) -> str | None:
    """The code of a region as people write it: "TH", "Thailand", "タイ", "ไทย", "泰国", "South-East Asia", "035"."""
    return _directory().get(_fold(word))


def suggest_regions(word: str, most: int = 3) -> tuple[str, ...]:
    """Codes of the regions whose names `word` is nearly, best first; for "did you mean".

    One letter in four may differ (Tailand), and what is clearly less like it than the best is not named beside it.
    """
    directory, folded = _directory(), _fold(word)
    close = get_close_matches(folded, directory, n=most * 3, cutoff=0.75)
    likeness = {name: SequenceMatcher(None, name, folded).ratio() for name in close}
    near = [name for name in close if likeness[name] > likeness[close[0]] - 0.1]
    return tuple(dict.fromkeys(directory[name] for name in near))[:most]


def regions_beginning(typed: str, most: int = 25) -> tuple[str, ...]:
    """Codes of the regions of which a name in any language begins so, shortest name first; for suggesting."""
    folded = _fold(typed)
    fitting = sorted((len(name), code) for name, code in _directory().items() if name.startswith(folded))
    return tuple(dict.fromkeys(code for _, code in fitting))[:most]


# --- what a text names -----------------------------------------------------------------------------------------------


class _Entry(NamedTuple):
    """A name as it stands in a text; no codes where it is a trap."""

    name: str
    codes: tuple[str, ...]
    form: Form


_KATAKANA = compiled(r"[ァ-ヺーｦ-ﾟ]")
_WORD = compiled(r"[A-Za-z0-9_À-ɏ]")
_NO_CAPITALS = frozenset({"Turkey", "Jordan", "Chad", "Georgia", "Polish", "Java", "Fed", "China"})
_UNCERTAIN = {
    "en": frozenset({"Jersey", "Guernsey", "World", "world", "Georgia", "Dominica", "Guinea", "Réunion"}),
    "ja": frozenset({"世界", "ジャージー", "ガーンジー", "クラーク", "クリム", "ジョージア"}),
    "zh": frozenset({"世界", "泽西", "根西", "留尼汪"}),
    "th": frozenset({"โลก", "เจอร์ซีย์", "เกิร์นซีย์", "มาลี", "ชาด", "จอร์เจีย"}),
}


@cache
def _index(language: str) -> dict[str, list[_Entry]]:
    """Entries of a language by their first two characters, longest first; Latin acronyms in every language."""
    entries: dict[str, _Entry] = {}

    def add(names: list[str], codes: tuple[str, ...], form: Form) -> None:
        for name in names:
            entries[name] = _Entry(name, codes, form)
            if language == "en" and form is not Form.ADJECTIVE and len(name) > 4 and name not in _NO_CAPITALS:
                entries.setdefault(name.upper(), _Entry(name.upper(), codes, form))

    for locale in _LOCALES[language]:
        cldr = _cldr(locale)
        for code, name in cldr.items():
            add([_plain(name), name], (code,), Form.NAME)
    for row in _table("places"):
        add(row.get(language, []), tuple(row["code"]), Form.PLACE)
    for code, row in _own_names().items():
        add([name.lstrip("=") for name in row.get(language, [])], (code,), Form.NAME)
        if language == "en":
            add(row.get("adjective", []), (code,), Form.ADJECTIVE)
    for row in _table("metonyms"):
        add(row.get(language, []), tuple(row["code"]), Form.METONYM)
    for row in _table("abbreviations"):
        add(row.get(language, []), tuple(row["code"][0].split()), Form.ABBREVIATION)
    if language != "en":
        for code, word in (("EU", "EU"), ("ASEAN", "ASEAN"), ("US", "USA"), ("AE", "UAE"), ("GB", "UK")):
            add([word], (code,), Form.NAME)
    for name in _UNCERTAIN[language]:
        entries.pop(name, None)
    for row in _table("traps"):
        add(row.get(language, []), (), Form.NAME)
    index: dict[str, list[_Entry]] = {}
    for entry in sorted(entries.values(), key=lambda entry: (-len(entry.name), entry.name)):
        index.setdefault(entry.name[:2], []).append(entry)
    return index


@cache
def _openings(language: str) -> re.Pattern[str]:
    """A letter that a name of the tables may begin with, in front of one that may be its second.

    In Latin script a name begins with a word (`_fits`), which saves four places of five.
    """
    firsts, seconds = (re.escape("".join(sorted({name[at] for name in _index(language)}))) for at in (0, 1))
    inside = "(?<![A-Za-z].)" if language == "en" else ""
    return compiled(f"[{firsts}]{inside}(?=[{seconds}])")


# One-character Japanese abbreviations: only before an institution, a market or a foreign company's name (米商務省,
# 独シーメンス), and never behind another ideograph (新米, 強豪).
_KANJI = {
    "米": "US",
    "英": "GB",
    "独": "DE",
    "仏": "FR",
    "豪": "AU",
    "蘭": "NL",
    "伊": "IT",
    "露": "RU",
    "韓": "KR",
    "印": "IN",
}
_INSTITUTION = (
    "政府|政権|当局|議会|上院|下院|大統領|首相|財務|商務|国務|国防|司法|通商|連邦|連銀|中央|中銀|軍|紙|メディア|企業|大手|勢|"
    "産業|経済|景気|市場|株|国債|債券|長期金利|金利|雇用|消費者|小売|新車|自動車|半導体|製薬|石油|銀行|投資|証券|格付|"
    "航空|通信|電機|化学|鉄鋼|物価|輸出|輸入|追加|関税|利下げ|利上げ|最高裁|地裁|税関|運輸|農務|労働|食品医薬品|証券取引|"
    "環境保護|西部|東部|南部|北部|西海岸|東海岸|本土|ハイテク|有力|新興|著名|主要|主導|子会社|法人|工場|本社|同業|準備銀"
)
_SINGLE = compiled(
    rf"(?:(?<![一-龯々])|(?<=[今翌同前昨\d]日))[{''.join(_KANJI)}](?=(?:{_INSTITUTION})|[ァ-ヴA-Z][ァ-ヴーA-Za-z・&])"
)

# Characters that make a word of an abbreviation's first one (今日 + 米国, 完美 + 方案), and those that continue it.
_JOINED = compiled(
    r"[今本毎每昨先同前翌近当當即次某连連逐隔单單平周末假節节生元旦\d一二三四五六七八九十]日|[完优優精健审審赞讚甜]美|"
    r"[其集期年月当當心空高初途]中|[道品公]德|[平舞后後電电]台|[参參增增]加|[执立]法|[所可加难]以"
)
_CONTINUED = compiled(r"[央小間長堅古高東南刷自占立常益后前好丽容食妆章量]|時間|下(?!請)")

_CURRENCY = {
    "en": compiled(
        r"[\s-](?:dollars?|yen|yuan|won|baht|rupees?|rupiah|ringgit|pesos?|francs?|pounds?|kron[aeo]r?|lira|dong|reais|real"
        r"|roubles?|rubles?|rand|zloty|forint|dirhams?|riyals?)\b|\$|\d|¢"
    ),
    "ja": compiled(
        r"・?(?:ドル|ウォン|バーツ|ルピー|ルピア|ドン(?!キ)|リンギ|ペソ|レアル|ルーブル|リラ|フラン|ポンド)"
    ),
    "zh": compiled(
        r"(?:元(?![首旦素件老年宵帅宇月])|盾|泰铢|披索|比索|卢比|盧比|里拉|林吉特|令吉|法郎|英镑|英鎊|卢布|盧布)"
    ),
    "th": compiled(r"(?!)"),
}
_THAI_MONEY = compiled(r"(?:ดอลลาร์|เหรียญ|เยน|หยวน|วอน|บาท|รูปี|เปโซ|ริงกิต|รูเปียห์|ด่อง|ดอง|ปอนด์|ฟรังก์|ลีรา)\Z")
_THAI_INSIDE = compiled(r"[ะ-ฺ็-๎]|[ก-ฮ][ุิ]?์")

_GIVEN_NAME = compiled(
    r"(?:\b(?!In|The|And|New|Both|From|While|Across|With|Like|But|For|To|As|At|By|Of|Neighbou?ring)"
    r"(?:Mr|Ms|Mrs|Dr|[A-Z]|[A-Z][a-z]+)\.?) $"
)
_SURNAME = compiled(r" (?!River|Valley|Government|Kingdom|Ministry)[A-Z][a-z]+")
_PERSONS = frozenset({"Jordan", "Chad", "Holland", "Wales", "England", "Ireland", "Houston", "Israel", "London"})
_FIRST_NAMES = frozenset({"Jordan", "Chad"})
_PERSON_SUFFIX = compiled(r"(?:さん|氏|選手|監督|容疑者|被告|ちゃん)")
_SHOUTING = compiled(r"\b[A-Z]{2,} $")

_GEORGIA = {
    "en": compiled(r"\bGeorgia(?:ns?)?\b"),
    "ja": compiled(r"ジョージア(?![ァ-ヺー])"),
    "th": compiled("(?<!รัฐ)จอร์เจีย"),
}
_GEORGIA_GE = compiled(
    r"Tbilisi|Batumi|Kutaisi|Caucasus|Caucasian|Black Sea|Azerbaijan|Armenia|Abkhazia|Ossetia|\blari\b|Georgian|"
    r"トビリシ|バトゥミ|カフカス|コーカサス|黒海|アゼルバイジャン|アルメニア|グルジア|旧ソ連|"
    r"ทบิลิซี|คอเคซัส|ทะเลดำ|อาร์เมเนีย|อาเซอร์ไบจาน"
)


def _fits(language: str, entry: _Entry, text: str, at: int) -> bool:
    """Whether the name at `at` stands as a word of its own, by the habits of its script."""
    name, end = entry.name, at + len(entry.name)
    before, after = text[at - 1 : at], text[end : end + 1]
    if name[0] < "ɐ":
        return not (_WORD.match(before) or (_WORD.match(after) and _WORD.match(name[-1])))
    if language == "th":
        return not (
            _THAI_INSIDE.match(text, end)
            or (before and before in "เแโใไ")
            or _THAI_MONEY.search(text, at - 8 if at > 8 else 0, at)
        )
    if entry.form is Form.ABBREVIATION and not _is_whole(language, text, at, end):
        return False
    return not (
        (_KATAKANA.match(name[0]) and _KATAKANA.match(before)) or (_KATAKANA.match(name[-1]) and _KATAKANA.match(after))
    )


def _is_whole(language: str, text: str, at: int, end: int) -> bool:
    """Whether an abbreviation is not the seam of two words: 面对欧盟, 17日米国, 完美方案."""
    if _JOINED.match(text, max(at - 1, 0)) or _CONTINUED.match(text, end):
        return False
    if text.startswith("国交", end):
        return True
    return not any(
        start + len(entry.name) > end and text.startswith(entry.name, start)
        for start in range(at + 1, end)
        for entry in _index(language).get(text[start : start + 2], ())
    )


def _is_person(language: str, name: str, text: str, at: int) -> bool:
    end = at + len(name)
    if language == "en":
        if name in _FIRST_NAMES and _SURNAME.match(text, end):
            return True
        return name in _PERSONS and bool(_GIVEN_NAME.search(text, max(0, at - 24), at))
    return language == "ja" and bool(_PERSON_SUFFIX.match(text, end))


def _means_region(language: str, entry: _Entry, text: str, at: int) -> bool:
    """Whether the name at `at` speaks of the region: no currency, no person, no "join US"."""
    if not entry.codes:
        return False
    if entry.form is not Form.METONYM and _CURRENCY[language].match(text, at + len(entry.name)):
        return False
    if entry.name == "US" and _SHOUTING.search(text, max(0, at - 12), at):
        return False
    return not _is_person(language, entry.name, text, at)


def _listed(text: str, language: str) -> list[Mention]:
    """Names of the tables, longest first, left to right."""
    index = _index(language)
    found: list[Mention] = []
    end = 0
    for opening in _openings(language).finditer(text):
        at = opening.start()
        for entry in index.get(text[at : at + 2], ()) if at >= end else ():
            if text.startswith(entry.name, at) and _fits(language, entry, text, at):
                end = at + len(entry.name)
                if _means_region(language, entry, text, at):
                    found.extend(Mention(code, Span(at, end), entry.form) for code in entry.codes)
                break
    return found


def _singles(text: str) -> list[Mention]:
    found = []
    for match in _SINGLE.finditer(text):
        at = match.start()
        if not _CURRENCY["ja"].match(text, at + 1):
            found.append(Mention(_KANJI[match.group()], Span(at, at + 1), Form.ABBREVIATION))
    return found


def _georgia(text: str, language: str) -> list[Mention]:
    """Georgia is the state of the US unless the text speaks of the Caucasus."""
    pattern = _GEORGIA.get(language)
    named = list(pattern.finditer(text)) if pattern else []
    if not named:
        return []
    code, form = ("GE", Form.NAME) if _GEORGIA_GE.search(text) else ("US", Form.PLACE)
    return [Mention(code, Span(*match.span()), form) for match in named]


def find_regions(text: str, language: str) -> tuple[Mention, ...]:
    """Every region that `text` names, in text order, none overlapping unless one word names several.

    `text` is normalised (full-width Latin as ASCII, as in `Layout.text`), `language` a BCP 47 tag of the four
    languages. Linear in the length of the text.
    """
    primary = language.split("-", maxsplit=1)[0]
    found = _listed(text, primary)
    taken = {mention.span.start for mention in found}
    extra = [*(_singles(text) if primary == "ja" else ()), *_georgia(text, primary)]
    found.extend(mention for mention in extra if mention.span.start not in taken)
    found.sort(key=lambda mention: mention.span)
    return tuple(found)
