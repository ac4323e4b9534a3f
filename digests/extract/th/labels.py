"""Thai: what a figure measures, by the words around it."""

from __future__ import annotations

import re

from digests.extract.grammar import Label, Place
from digests.extract.metrics import metric_spans
from digests.extract.tables import longest, read_words
from digests.extract.th.direction import CUES, between
from digests.extract.th.units import NOUN_CLASSIFIERS
from digests.model import Kind, Span

_WORDS = read_words("th_words")
_DEPENDENT = "\u0e30-\u0e3a\u0e45-\u0e4e"
"""Vowels and tone marks that belong to the consonant before them."""

_COMPOUNDS = re.compile("|".join(_WORDS["compounds"]))
_EMPTY = frozenset(_WORDS["empty"])
_STOPS = re.compile(longest([*_WORDS["stops"], *CUES, *' \n,;:()[]“”"|>*']))
_LONGEST = 48


def _pieces(text: str, start: int, end: int) -> list[Span]:
    """Noun phrases of a stretch, the nearest to its end first: what stands between verbs, prepositions and spaces.

    A word that ends one must be a word: names of measures and the compounds of `_COMPOUNDS` are not cut, nor is a syllable
    (เที่ยว has no ที่ in it, หนี้ no นี้).
    """
    kept = bytearray(end - start)
    named = [(left, right) for left, right, _ in metric_spans(text[start:end], "th")]
    for left, right in [
        *named,
        *((keep.start() - start, keep.end() - start) for keep in _COMPOUNDS.finditer(text, start, end)),
    ]:
        kept[left:right] = b"\x01" * (right - left)
    pieces, at, cursor = [], start, start
    while stop := _STOPS.search(text, cursor, end):
        left, right = stop.span()
        protected = kept.find(1, left - start, right - start) >= 0 and not stop.group().endswith("ละ")
        if protected or (not stop.group().isspace() and _cuts(text, left, right, end)):
            cursor = left + 1
            continue
        pieces.append(Span(at, left))
        at = cursor = right
    pieces.append(Span(at, end))
    return [_whole(text, piece) for piece in reversed(pieces) if piece.end - piece.start >= 2]


def _whole(text: str, piece: Span) -> Span:
    """A phrase without the งวด (period) that a length of time behind it goes on from."""
    end = piece.end - len("งวด")
    return Span(piece.start, end) if end > piece.start and text.startswith("งวด", end) else piece


_PREFIXES = sorted(_WORDS["prefixes"], key=len, reverse=True)
"""What belongs to a measure's name in front of it: ยอด, จำนวน."""

_INSIDE = re.compile(f"[{_DEPENDENT}]")


def _cuts(text: str, start: int, end: int, limit: int) -> bool:
    """Whether a word at text[start:end] is only a part of a syllable."""
    if end < limit and _INSIDE.match(text, end):
        return True
    before = text[start - 1] if start else ""
    return before in set("เแโใไ") or (before == "ห" and text[start] in "มนลวยงรญ")


def _measured(text: str, pieces: list[Span]) -> Span | None:
    """The nearest phrase that names a measure, from that name on."""
    for piece in pieces:
        found = [start for start, _, _ in metric_spans(text[piece.start : piece.end], "th")]
        if found:
            start = piece.start + min(found)
            held = next((word for word in _PREFIXES if text.endswith(word, piece.start, start)), "")
            held = "" if text.endswith("ข้อ", piece.start, start - len(held)) else held
            return _short(Span(start - len(held), piece.end))
    return None


def _short(span: Span) -> Span:
    return Span(span.start, min(span.end, span.start + _LONGEST))


def label(place: Place) -> Label:
    text, draft = place.text, place.draft
    amounts_to = _AMOUNTS_TO.search(text, place.clause.start, draft.start)
    if draft.kind is Kind.RATIO and not amounts_to and (of := _OF.match(text, draft.end, place.sentence.span.end)):
        return _short(Span(*of.span("np"))), None, "of"
    pieces = [
        piece for stretch in _stretches(place) for piece in _pieces(text, *stretch) if _says(text, piece, draft.start)
    ]
    adjacent = bool(pieces) and not text[pieces[0].end : draft.start].strip()
    gap = text[pieces[0].end : draft.start] if pieces else ""
    far = not adjacent and (draft.kind in _FAR or (draft.kind is Kind.COUNT and bool(_STATED.search(gap))))
    measured = _measured(text, pieces if far else pieces[:1])
    counted = _counted_noun(place) if draft.kind is Kind.COUNT and not adjacent else None
    if measured and not (counted and place.left.rstrip().endswith("จาก")):
        return _short(_with_head(text, measured, place.start)), None, "measure"
    if counted:
        return counted, None, "classifier"
    inherited = next(
        (done.spans[0] for done in reversed(place.described) if done.spans and done.draft.kind is not Kind.DURATION),
        None,
    )
    ahead = text[between(place) : pieces[0].start] if pieces else " "
    goes_on = not adjacent and draft.kind in _TAKEN and " " not in ahead and len(ahead) <= _CLOSE
    taken = goes_on and inherited is not None and _names_measure(text, inherited)
    if pieces and not taken and (adjacent or inherited is None or draft.kind is not Kind.MULTIPLE):
        phrase = _with_head(text, pieces[0], place.start)
        return _short(phrase), None if text.endswith("มูลค่า", 0, phrase.end) else _worth(place), "phrase"
    if inherited:
        return inherited, None, "topic"
    before = _pieces(text, place.start, draft.start)
    found = _measured(text, before) or next(iter(before), None)
    return found, None, "subject" if found else ""


_NOUNS = re.compile(f"(?:{longest(NOUN_CLASSIFIERS)})$")
_AMOUNTS_TO = re.compile("(?:คิดเป็น|เท่ากับ|เป็น)(?:สัดส่วน)?(?:ราว|ประมาณ|เกือบ|กว่า|ถึง)? ?$")


def _counted_noun(place: Place) -> Span | None:
    """The classifier itself, where it is a noun (หุ้นที่มีการซื้อขาย of 640 หุ้นที่…), with the words that go on from it."""
    found = _NOUNS.search(place.text, place.draft.start, place.draft.end)
    if not found:
        return None
    behind = _pieces(place.text, found.start(), min(place.clause.end, place.draft.end + _LONGEST))
    return _short(behind[-1]) if behind and behind[-1].start == found.start() else Span(*found.span())


_OF = re.compile(" ?ของ(?P<np>[^ 0-9,()]{2,40})")


_STATED = re.compile("มีจำนวน|มียอด|อยู่ที่|ทั้งสิ้น|คิดเป็น|จำนวนรวม")
"""States how many there are of what the clause began with."""

_FAR = frozenset({Kind.MONEY, Kind.PERCENT, Kind.MULTIPLE, Kind.ORDINAL, Kind.RATIO})
"""Kinds whose measure may stand further off than the nearest phrase; things and lengths are named right before."""


_AWAY = re.compile("(?:จาก|(?:ขาย|ส่ง(?!ผล)|จ่าย|มอบ|คืน|แจก|จัดสรร|ปล่อยกู้)[^ ]{0,20}ให้)$")
_EACH = re.compile("^[ก-๙]{1,9}ละ|[ ]")


_CLOSE = 6
_TAKEN = frozenset({Kind.MONEY, Kind.PERCENT})
"""Kinds that go on measuring what the figure before them does where their own words name nothing better."""


def _names_measure(text: str, span: Span) -> bool:
    return next(iter(metric_spans(text[span.start : span.end], "th")), None) is not None


_WORTH = re.compile("(?P<worth>มูลค่า)(?:รวม|ราว|ประมาณ|กว่า|เกือบ|สูงถึง|ทั้งสิ้น|ไม่เกิน)* ?$")


def _worth(place: Place) -> Span | None:
    """The มูลค่า in front of an amount of money: what the phrase before it is worth."""
    found = _WORTH.search(place.text, place.clause.start, place.draft.start)
    return Span(*found.span("worth")) if found and place.draft.kind is Kind.MONEY else None


_HEAD = re.compile("[ก-๙]{3,24}(?P<link>ที่|จาก)$")


_NO_HEADS = ("ขณะที่", "หลังจากที่", "โดยที่", "ตามที่", "อยู่ที่", "ปิดที่", "ก่อนที่", "เมื่อวันที่")


def _with_head(text: str, piece: Span, start: int) -> Span:
    """A relative clause with the noun it belongs to: โรงงานที่แจ้งเลิกกิจการ."""
    head = _HEAD.search(text, max(start, piece.start - 26), piece.start)
    if head is None or text.endswith(_NO_HEADS, 0, head.end()):
        return piece
    end = head.start("link")
    pieces = _pieces(text, head.start(), end)
    return Span(pieces[0].start, piece.end) if pieces and pieces[0].end == end else piece


def _says(text: str, piece: Span, number: int) -> bool:
    """Whether a phrase names anything; where something is (ใน…) and what a price is counted by (ตันละ, ต่อ…) do not.

    Where something comes from and who gets it (จาก…, ให้…) do only right in front of the number.
    """
    words = text[piece.start : piece.end]
    aside = words.startswith("ต่อ") or words.endswith("ละ") or text.endswith(("ใน", "ต่อ"), 0, piece.start)
    remote = bool(_AWAY.search(text, max(0, piece.start - 30), piece.start)) and bool(
        _EACH.sub("", text[piece.end : number])
    )
    latin = words.isascii() and text[piece.end : number].strip() != ""
    return words not in _EMPTY and not aside and not latin and not (remote and not _names_measure(text, piece))


def _stretches(place: Place) -> list[tuple[int, int]]:
    """The text in front of the quote, from the measure before it, without dates and durations, the nearest first."""
    start, end = between(place), place.draft.start
    stretches = []
    for draft in reversed(place.earlier):
        if draft.end <= start:
            break
        stretches.append((draft.end, end))
        end = draft.start
    return [*stretches, (start, end)]
