"""English: what a figure measures, in the article's words.

A label is found by the first of several ways that finds one, from the surest (the noun that a count counts, the noun
behind "19 per cent") to the weakest (the heading above). `kawaraban extract --explain` prints the way's name.
"""

from __future__ import annotations

import re

from digests.extract.en.clause import (
    ACTING,
    APPROX,
    DIRECT,
    MOVES,
    NO_MOVE,
    VERBS,
    WORD,
    WORDS,
    Word,
    is_plainly_verb,
    is_time,
    is_verb,
    object_at,
    phrase_at,
    phrase_before,
    previous,
    words_of,
)
from digests.extract.en.lexicon import (
    ACTORS,
    DETERMINERS,
    DOWN_NOUNS,
    FINITE,
    GENERIC,
    LEADING,
    MODALS,
    NO_COMPOUND,
    NOMINAL,
    PRONOUNS,
    TELLING_VERBS,
    TIME_NOUNS,
    UP_NOUNS,
    is_plural,
)
from digests.extract.grammar import Label, Place
from digests.extract.metrics import metric_of
from digests.extract.text import SentenceRole
from digests.model import Kind, Span

_CHANGES = UP_NOUNS | DOWN_NOUNS | {"premium", "stake", "share", "discount"}
_TOO_GENERAL = GENERIC | _CHANGES
_GENERAL_OR_TIME = GENERIC | TIME_NOUNS
_GRADING = TIME_NOUNS | {"year-on-year", "annual", "sharp", "steep"}
_RECORD = frozenset({"all-time", "annual", "average", "fresh", "further", "net", "new", "record", "total"})
_LABEL_MOST = 72
_QUANTIFIERS = re.compile(rf"(?i)(?:\s|^)(?:{APPROX}|than)\s?$")
_OF = re.compile(
    r"(?P<mark>,?)\s(?P<prep>of|in|for|on|off|from|to)\s(?P<det>(?:the|a|an|its|their|his|her|all|our|any|what)\s)?"
)
_PER = re.compile(r"^\s(?:an?|per|each|every)\s[a-z]+\b|^\s(?:apiece|each)\b|^/\w+")


def find_label(place: Place) -> Label:
    """Spans of the words that say what the figure measures, and the way they were found."""
    if place.sentence.role is SentenceRole.ROW:
        return _row_label(place)
    for find in (
        _counted,
        _same_count,
        _bracketed,
        _span_of_time,
        _compound,
        _complement,
        _apposed,
        _of_head,
        _apposed_head,
        _valued,
        _object,
        _subject,
        _carried,
        _change_noun,
        _passive,
        _telling,
        _period_noun,
        _behind,
        _heading,
    ):
        span, second = find(place)
        if span is not None and span.end > span.start:
            return _fitted(place, span), second, find.__name__.strip("_")
    return None, None, ""


Found = tuple[Span | None, Span | None]
_NOTHING: Found = (None, None)


def _fitted(place: Place, span: Span) -> Span:
    """A label of a readable length: the end of a longer one, cut at a word."""
    if span.end - span.start <= _LABEL_MOST:
        return span
    cut = place.text.find(" ", span.end - _LABEL_MOST, span.end)
    return Span(cut + 1 if cut > 0 else span.end - _LABEL_MOST, span.end)


def _row_label(place: Place) -> Label:
    start = place.sentence.span.start
    row = place.text[start : min(place.sentence.span.end, start + 2 * _LABEL_MOST)]
    cell = re.match(r"\|?\s*(?P<name>[^|\t]{1,72}?)\s*[|\t]", row)
    if cell is None or re.fullmatch(r"[\d\s.,%-]*", cell["name"]):
        return None, None, ""
    return Span(start + cell.start("name"), start + cell.end("name")), None, "row"


def _counted(place: Place) -> Found:
    """What a count counts, the words between the number and its noun included."""
    draft = place.draft
    if draft.noun is None:
        return _NOTHING
    noun = draft.noun
    if draft.kind is Kind.RATIO:
        return noun, None
    text = place.text
    follow = re.compile(r"\s(?:of|at|in|from|for|on|with|who|that)\s").match(text, noun.end)
    if follow and follow[0].strip() == "of":
        inner = phrase_at(text, follow.end(), place.sentence.span.end, 4)
        if inner is not None:
            return Span(noun.start, inner.end), None
    return noun, None


def _same_count(place: Place) -> Found:
    """ "Of 26 economists, 19 see": a bare count of what was counted before."""
    draft = place.draft
    if draft.kind is not Kind.COUNT or draft.noun is not None or not draft.unit:
        return _NOTHING
    for done in reversed(place.done[-12:]):
        if done.draft.kind is Kind.COUNT and done.draft.unit == draft.unit and done.spans:
            return done.spans[0], None
    return _NOTHING


_DURING = re.compile(
    r"(?i)\b(?:in|over|during|of)\s(?:the\s|a\s)?(?:(?:first|last|past|next|final|previous|"
    r"coming|latest|about|nearly|almost|more than|less than)\s)*$|\b(?:in|for|"
    r"over)\sthe\s(?:\w+\s)?$"
)


def _span_of_time(place: Place) -> Found:
    """ "in the six weeks to", "over 10 years": a period in which something else is measured."""
    draft = place.draft
    if draft.kind is not Kind.DURATION or draft.first or draft.rule == "straight":
        return _NOTHING
    left = place.text[max(place.sentence.span.start, draft.start - 40) : draft.start]
    found = _DURING.search(left)
    if not found or (
        found[0].lower().startswith("of") and not re.search(r"(?:first|last|past|next|final|previous|latest)", found[0])
    ):
        return _NOTHING
    return _period_noun(place)


_APPOSITION = re.compile(
    r"(?i)(?:,|\s[–—-])\s(?:(?:or|and|up|down|higher|lower|from|by|against|compared with|"
    rf"compared to|versus|equivalent to|which is|{APPROX})\s)*"
)


def _apposed(place: Place) -> Found:
    """ "$620m, more than 2.5x the level of 2024", "£2.31bn, up from £2.19bn": the figure before it, said once more."""
    prior = previous(place)
    if (
        prior is None
        or prior.kind is Kind.ORDINAL
        or not _APPOSITION.fullmatch(place.text, prior.end, place.draft.start)
    ):
        return _NOTHING
    host = next((done for done in reversed(place.done[-12:]) if done.draft is prior), None)
    if host is None or not host.spans or (place.draft.kind is Kind.COUNT and place.draft.noun is not None):
        return _NOTHING
    return host.spans[0], (host.spans[1] if len(host.spans) > 1 else None)


def _apposed_head(place: Place) -> Found:
    """ "prices, up 38 per cent": what stands before the comma, unless that is a figure."""
    text, start = place.text, place.draft.start
    floor = max(place.sentence.span.start, start - 40)
    found = re.search(rf"(?i),\s(?:up|down|higher|lower)\s(?:(?:by|{APPROX})\s)*$", text[floor:start])
    if not found:
        return _NOTHING
    phrase = phrase_before(place, floor + found.start(), place.sentence.span.start)
    return (phrase, None) if phrase is not None and not _acts(text, phrase) and not is_time(text, phrase) else _NOTHING


_VALUING = re.compile(
    r"(?i)\b(?P<verb>valu(?:es?|ed|ing)|pric(?:es?|ed|ing))\s(?:[\w’'&.-]+\s){1,4}?at\s(?:[a-z]+\s){0,3}$"
)


def _valued(place: Place) -> Found:
    """ "a round that values it at $620m": the verb says it."""
    start = max(place.clause.start, place.draft.start - 60)
    found = _VALUING.search(place.text[start : place.draft.start])
    return (Span(start + found.start("verb"), start + found.end("verb")), None) if found else _NOTHING


def _bracketed(place: Place) -> Found:
    """ "Germany (5.22 million)": the words right in front of the bracket."""
    text, start = place.text, place.draft.start
    opened = re.search(r"\s\((?:[a-z]+\s){0,3}$", text[max(place.sentence.span.start, start - 24) : start])
    if not opened:
        return _NOTHING
    at = max(place.sentence.span.start, start - 24) + opened.start()
    return phrase_before(place, at, place.sentence.span.start), None


_COMPOUND_SKIP = re.compile(
    r"^(?:[\s-](?:more|fewer|less|higher|lower|further|additional|extra)\b(?!\s(?:than|to|at)\b))"
)


def _compound(place: Place) -> Found:  # noqa: PLR0911, PLR0912 - one return a case
    """ "19 per cent duty on Thai goods", "620-acre site", "4.1 per cent increase in the minimum wage"."""
    draft, text, end = place.draft, place.text, place.sentence.span.end
    if draft.kind is Kind.COUNT and draft.noun is None and not text.startswith(" more", draft.end):
        return _NOTHING
    if draft.first and draft.kind is Kind.DURATION:
        return _NOTHING
    at = draft.end
    if skip := _COMPOUND_SKIP.match(text[at : at + 16]):
        at += skip.end()
        if not re.match(r"\s[a-z]+", text[at : at + 8]):
            return _NOTHING
    if at >= end or text[at] not in " -":
        return _NOTHING
    if _PER.match(text[at : at + 24]):
        return _NOTHING
    first = WORD.match(text, at + 1)
    if (
        first is None
        or first[0].lower() in NO_COMPOUND
        or (
            draft.kind is not Kind.RATIO
            and first[0].lower() in ACTING
            and first[0].lower() not in _CHANGES
            and not first[0].lower().endswith("ed")
        )
    ):
        return _NOTHING
    if (
        first[0][0].isupper()
        and draft.kind is not Kind.ORDINAL
        and not text[draft.start : draft.end].endswith(("-", "ion"))
        and text[place.sentence.span.start : place.sentence.span.end].count(" ") > 1
        and first[0].lower() in TIME_NOUNS
    ):
        return _NOTHING
    phrase = phrase_at(text, at + 1, end)
    if phrase is None:
        return _NOTHING
    if draft.kind is Kind.ORDINAL:
        return phrase, None
    head = text[phrase.start : phrase.end].split(" ")[-1].split("-")[-1].lower()
    words = text[phrase.start : phrase.end].lower().split(" ")
    change = next((word for word in words if word.split("-")[-1] in _CHANGES), "")
    if change or head in _CHANGES:
        behind = re.compile(r"\s(?:in|of|on|for)\s").match(text, phrase.end)
        inner = phrase_at(text, behind.end(), end) if behind else None
        if (
            inner is not None
            and text[inner.start : inner.end].lower().split(" ")[0] not in TIME_NOUNS
            and not is_time(text, inner)
        ):
            if words[-1].split("-")[-1] in {"stake", "share"}:
                return Span(phrase.start, inner.end), None
            return inner, None
        if " of " in text[phrase.start : phrase.end]:
            tail = text.index(" of ", phrase.start, phrase.end) + 4
            return Span(tail, phrase.end), None
        if len(words) > 1 and words[0] not in _GRADING:
            return phrase, None
        return (phrase, None) if words[-1] in {"stake", "share", "discount", "premium"} else _NOTHING
    if all(word in _GENERAL_OR_TIME for word in words):
        return _NOTHING
    more = re.compile(r"\s(?:on|for|in|to)\s").match(text, phrase.end)
    inner = phrase_at(text, more.end(), end, 4) if more else None
    if inner is not None and more is not None and more[0].strip() == "on" and not is_time(text, inner):
        return Span(phrase.start, inner.end), None
    return phrase, None


_BRACKET = re.compile(r"\s\([^()\n]{1,40}\)")
_ANTECEDENT = frozenset(
    ["that", "them", "it", "this", "these", "those", "which", "whom", "total", "sum", "him", "her", "us"]
)
_SHARES = frozenset({Kind.PERCENT, Kind.RATIO})


def _complement(place: Place) -> Found:  # noqa: PLR0911, PLR0912 - one return a case
    """ "€45m of second-quarter operating profit", "$38m in late-delivery penalties", "5.8GW of data centres"."""
    draft, text, end = place.draft, place.text, place.sentence.span.end
    at = draft.end
    if per := _PER.match(text[at : at + 24]):
        at += per.end()
    if draft.kind is Kind.RATIO and (
        part := re.compile(r"\s(?:the|its|their|his|her|that)\s(?!of\b)").match(text, at, end)
    ):
        phrase = phrase_at(text, part.end(), end)
        return (phrase, None) if phrase is not None and not is_time(text, phrase) else _NOTHING
    if bracket := _BRACKET.match(text, at, end):
        at = bracket.end()
    found = _OF.match(text, at, end)
    if found is None or found["mark"]:
        return _NOTHING
    prep = found["prep"]
    if prep != "of" and draft.kind not in {Kind.MONEY, Kind.QUANTITY}:
        return _NOTHING
    if prep in {"off", "from"} and not re.search(
        r"(?i)\b(?:wip|cut|shav|knock|strip|remov|tak|took|slash|trim|eras)\w*\b[^,;]*$",
        text[max(place.clause.start, draft.start - 50) : draft.start],
    ):
        return _NOTHING
    if prep == "to" and not re.search(
        r"\badd(?:s|ed|ing)?\b[^,;]*$", text[max(place.clause.start, draft.start - 50) : draft.start]
    ):
        return _NOTHING
    if prep in {"for", "on"} and not re.search(
        r"(?i)\b(?:spen[dt]\w*|paid|pays?|paying|offer\w*|bid\w*|allocat\w*|earmark\w*|budget\w*|"
        r"set aside|levie[sd]|fined?)\b[^,;]*$",
        text[max(place.clause.start, draft.start - 60) : draft.start],
    ):
        return _NOTHING
    whole = place.after
    if prep == "of" and whole is not None and whole.start == found.end() and whole.noun is not None:
        return whole.noun, None
    phrase = phrase_at(text, found.end(), end)
    if (
        phrase is None
        or text[phrase.start : phrase.end].lower() in _ANTECEDENT
        or is_time(text, phrase)
        or (found["det"] or "").strip() == "what"
    ):
        return _predicate(place, found.end(), end) if prep == "of" else _NOTHING
    words = text[phrase.start : phrase.end].split(" ")
    if words[0].lower() in _ANTECEDENT:
        return _predicate(place, found.end(), end)
    if (
        prep == "in"
        and words[0][0].isupper()
        and not found["det"]
        and not re.match(r"[A-Z]{2,}", words[0])
        and len(words) < 3
    ):
        return _NOTHING
    if prep == "of" and draft.kind in _SHARES and draft.unit != "pp":
        subject = _measured_subject(place)
        if subject is not None:
            return subject, None
    if draft.kind is Kind.DURATION and words[-1].lower() not in {"delay", "delays", "decline", "losses", "growth"}:
        return _NOTHING
    return phrase, None


def _predicate(place: Place, at: int, end: int) -> Found:
    """ "$15m of the total is debt": the predicate names the part."""
    found = re.compile(
        r"[\w\s]{1,30}?\s(?:is|are|was|were|went (?:to|into)|will go (?:to|into)|goes (?:to|into)|"
        r"came from|comes from)\s(?:tied\sto\s|for\s|in\s|spent\son\s)?"
    ).match(place.text, at, end)
    phrase = phrase_at(place.text, found.end(), end, 5) if found else None
    return (phrase, None) if phrase is not None else _NOTHING


_OF_HEAD = re.compile(
    rf"(?i)\s(?:of|worth|at|totalling|totaling|averaging|exceeding|topping|costing)\s(?:(?:{APPROX}|the|its)\s)*$"
)


def _of_head(place: Place) -> Found:
    """ "revenue of $5.6 billion", "incentives worth $310 million", "a profit forecast of 3 per cent"."""
    draft, text = place.draft, place.text
    floor = place.clause.start
    found = _OF_HEAD.search(text[max(floor, draft.start - 48) : draft.start])
    if not found:
        return _priced(place)
    at = max(floor, draft.start - 48) + found.start()
    if found[0].strip().lower().startswith("at") or text[found.start() : at].endswith("valued"):
        return _NOTHING
    phrase = phrase_before(place, at, floor)
    if phrase is None:
        return _NOTHING
    words = text[phrase.start : phrase.end].lower().split(" ")
    head = words[-1]
    if head in _TOO_GENERAL and len(words) < 3:
        behind = re.compile(r"\s(?:in|for|on)\s").match(text, draft.end)
        inner = phrase_at(text, behind.end(), place.sentence.span.end) if behind else None
        if inner is not None and not is_time(text, inner):
            return inner, None
        if len(words) == 1 or words[0] in _RECORD:
            return _NOTHING
    return phrase, None


def _priced(place: Place) -> Found:
    """ "A kebab for 900 lira scares people off": a thing and its price before any verb."""
    found = re.search(rf"(?i)\sfor\s(?:{APPROX}|\s)*$", place.left)
    if not found or place.draft.kind is not Kind.MONEY:
        return _NOTHING
    words = words_of(place, place.clause.start, place.clause.start + found.start())
    if any(word.low in VERBS and is_verb(words, index) for index, word in enumerate(words)):
        return _NOTHING
    return phrase_before(place, place.clause.start + found.start(), place.clause.start), None


_TO_BY = re.compile(rf"(?i)\s(?:by|to|from|at|for|within|in|up by|down by|over)\s(?:(?:{APPROX}|the|its|under)\s)*$")


def _object(place: Place) -> Found:
    """ "lowered its policy rate by 25 basis points to 1.50 per cent": what the verb acts on."""
    draft, text = place.draft, place.text
    floor = place.clause.start
    start = max(floor, draft.start - 130)
    link = _TO_BY.search(text[start : draft.start])
    prior = previous(place)
    words = words_of(place, start, start + link.start() + 1 if link else draft.start)
    for index in range(len(words) - 1, -1, -1):
        word = words[index]
        if not (word.low in VERBS or word.low in {"hold", "keep", "put"}) or not is_verb(words, index):
            continue
        if (
            word.low in NOMINAL
            and not (index and (words[index - 1].low == "to" or words[index - 1].low in MODALS))
            and word.low not in MOVES
        ):
            continue
        if word.low in {"is", "was", "were", "are", "be", "been"}:
            return _NOTHING
        object_ = re.compile(
            r"\s(?:up\s|down\s|back\s|off\s|out\s)?(?=(?:the|its|their|his|her|a|an|our|this|these|"
            r"[a-z’'-]+|[A-Z][\w’'-]+)\b)"
        ).match(text, word.end)
        if object_ is None:
            return _NOTHING
        limit = prior.start if prior is not None and prior.start > word.end else draft.start
        phrase = object_at(text, object_.end(), limit)
        if phrase is None or is_time(text, phrase) or text[phrase.start : phrase.end] in WORDS:
            return _NOTHING
        if not link and prior is None:
            return _NOTHING
        return phrase, None
    return _NOTHING


def _verb_at(place: Place) -> tuple[list[Word], int] | None:
    """The words before the figure in its sentence, and the index of the verb it hangs on."""
    words = words_of(place, max(place.sentence.span.start, place.draft.start - 260), place.draft.start)
    for index in range(len(words) - 1, -1, -1):
        word = words[index]
        if word.low in MODALS:
            return words, index
        if word.low in VERBS and is_verb(words, index):
            if (
                word.low in NOMINAL
                and not is_plainly_verb(words, index)
                and not (index and DIRECT.fullmatch(place.text, word.end, place.draft.start))
            ):
                continue
            return words, index
    return None


def _measured_subject(place: Place) -> Span | None:
    """The subject, if it is a thing measured and not somebody who acts."""
    return _subject(place)[0]


def _subject(place: Place) -> Found:  # noqa: PLR0911, PLR0912 - one return a case
    """ "Like-for-like sales, excluding fuel, rose 4.6 per cent": the noun phrase before the verb."""
    text, draft = place.text, place.draft
    if draft.rule == "multiplied":
        words = words_of(place, max(place.sentence.span.start, draft.start - 260), draft.start)
        index = len(words)
        words.append(Word(text[draft.start : draft.end], draft.start, draft.end))
        if object_ := re.compile(r"\s(?:its|the|their|his|her|our)\s").match(text, draft.end):
            phrase = phrase_at(text, object_.end(), place.sentence.span.end)
            return (phrase, None) if phrase is not None else _NOTHING
    else:
        found = _verb_at(place)
        if found is None:
            return _NOTHING
        words, index = found
    verb = words[index].low
    while (
        index and words[index - 1].low in LEADING and text[words[index - 1].end : words[index].start].strip(" ,") == ""
    ):
        index -= 1
    at = words[index].start
    lead = text[max(place.sentence.span.start, at - 3) : at]
    if (
        lead.rstrip().endswith(",")
        and place.done
        and any(done.draft.kind not in NO_MOVE and done.draft.end <= at for done in place.done[-12:])
    ):
        return _conjoined(place, words, index)
    if lead.rstrip().endswith(","):
        at = _before_parenthesis(place, words, index)
    floor = place.sentence.span.start
    previous = words[index - 1] if index else None
    if previous is not None and previous.low in {"which", "that", "who"}:
        phrase = phrase_before(
            place, previous.start - (2 if text[previous.start - 2 : previous.start] == ", " else 1), floor
        )
    elif previous is not None and previous.low == "and" and index > 1:
        return _conjoined(place, words, index)
    else:
        phrase = phrase_before(place, len(text[:at].rstrip()), floor)
    if phrase is None or is_time(text, phrase):
        return _NOTHING
    if (
        verb in TELLING_VERBS
        and _is_name(text, phrase)
        and metric_of(text[phrase.start : phrase.end], "en") is None
        and not is_plural(text[phrase.start : phrase.end])
    ):
        return _NOTHING
    if _acts(text, phrase) and not (verb in MOVES and verb not in TELLING_VERBS and _is_name(text, phrase)):
        return _NOTHING
    return _without_place(text, phrase), None


def _conjoined(place: Place, words: list[Word], index: int) -> Found:
    """ "sank 14% and closed 11.4% lower": both verbs have one subject."""
    for done in reversed(place.done[-12:]):
        if done.spans and done.draft.end <= words[index].start:
            return done.spans[0], (done.spans[1] if len(done.spans) > 1 else None)
    return _NOTHING


def _before_parenthesis(place: Place, words: list[Word], index: int) -> int:
    """Start of a ", excluding fuel," that stands between a subject and its verb."""
    text, at = place.text, words[index].start
    close = text.rfind(",", place.sentence.span.start, at)
    opened = text.rfind(",", max(place.sentence.span.start, close - 90), close)
    if opened < 0:
        return close
    return opened


def _without_place(text: str, span: Span) -> Span:
    """A noun phrase without a trailing time: "sales in the first quarter" is "sales"."""
    cut = re.search(r"\s(?:in|for|on|at|during)\s(?:the\s)?(?P<tail>.+)$", text[span.start : span.end])
    if cut and is_time(text, Span(span.start + cut.start("tail"), span.end)):
        return Span(span.start, span.start + cut.start())
    return span


def _acts(text: str, span: Span) -> bool:
    """Whether a subject is somebody: a pronoun, an actor noun, or a name and nothing else."""
    phrase = text[span.start : span.end]
    words = re.split(r" (?:of|for|in|on|from|to|at|through|across) ", phrase, maxsplit=1)[0].split(" ")
    last = words[-1].lower()
    if last in ACTORS or last.removesuffix("s") in ACTORS or last in PRONOUNS:
        return True
    if not _is_name(text, span) or metric_of(phrase, "en") is not None:
        return False
    if len(words) > 1 or not re.search(
        r"(?:^|[\n.!?\"“]\s?|-\s)(?:The\s)?$", text[max(0, span.start - 6) : span.start]
    ):
        return True
    return bool(re.search(rf"[a-z,] {re.escape(words[0])}\b", text))


def _is_name(text: str, span: Span) -> bool:
    words = text[span.start : span.end].split(" ")
    return len(words) < 5 and all(word[0].isupper() or word.lower() in {"and", "&", "the", "of"} for word in words)


def _carried(place: Place) -> Found:
    """ "£2.31bn, up from £2.19bn": as the figure before it in the sentence."""
    for done in reversed(place.done[-12:]):
        if (
            done.draft.kind in {Kind.DATE, Kind.ORDINAL}
            or not done.spans
            or (done.draft.kind is Kind.DURATION and place.draft.kind is not Kind.DURATION)
        ):
            continue
        if place.draft.kind is Kind.DURATION and done.draft.kind is not Kind.DURATION and not place.draft.first:
            continue
        gap = place.text[done.draft.end : place.draft.start]
        if len(gap) <= 90 and ";" not in gap:
            return done.spans[0], (done.spans[1] if len(done.spans) > 1 else None)
    return _NOTHING


def _change_noun(place: Place) -> Found:
    """ "expect a half-point cut": nothing but the change is named."""
    found = re.compile(r"[\s-](?:[a-z-]+\s){0,2}?(?P<noun>[a-z-]+)\b").match(place.text, place.draft.end)
    if found and found["noun"] in _CHANGES and place.draft.kind is not Kind.DURATION:
        return Span(found.start("noun"), found.end("noun")), None
    return _NOTHING


_DONE = re.compile(
    r"\s(?:was|were|is|are|will\sbe|has\sbeen|have\sbeen|would\sbe|"
    r"to\sbe)\s(?:\w+ly\s)?(?P<verb>[a-z]+(?:ed|nt|id|ld|de|en))\s(?:(?:on|for|to|in|into|"
    r"from)\s)?"
)


def _passive(place: Place) -> Found:
    """ "$5m was spent on consultants": what it was for, else what was done."""
    found = _DONE.match(place.text, place.draft.end)
    if found is None:
        return _NOTHING
    phrase = phrase_at(place.text, found.end(), place.sentence.span.end)
    if phrase is not None and not is_time(place.text, phrase):
        return phrase, None
    return Span(found.start("verb"), found.end("verb")), None


def _telling(place: Place) -> Found:
    """ "It still lost $6.3m", "plans to hire 200 more": the verb itself says what is measured, with its object."""
    words = words_of(place, max(place.sentence.span.start, place.draft.start - 120), place.draft.start)
    for index in range(len(words) - 1, -1, -1):
        word = words[index]
        if word.low in TELLING_VERBS and (index == 0 or words[index - 1].low not in DETERMINERS):
            inner = re.compile(r"\s(?:in|on|for)\s").match(place.text, place.draft.end)
            phrase = phrase_at(place.text, inner.end(), place.sentence.span.end, 5) if inner else None
            if phrase is not None and not is_time(place.text, phrase) and not place.text[phrase.start].isupper():
                return Span(word.start, word.end), phrase
            return Span(word.start, word.end), None
        if word.low in FINITE and word.low not in {
            "has",
            "have",
            "had",
            "be",
            "been",
            "will",
            "would",
            "could",
            "may",
            "might",
            "can",
        }:
            break
    return _NOTHING


def _period_noun(place: Place) -> Found:
    """ "the first five months", "within two years": the unit of time, with the word that says which."""
    draft, text = place.draft, place.text
    if draft.kind is not Kind.DURATION:
        return _NOTHING
    unit = re.search(r"[A-Za-z]+$", text[draft.start : draft.end])
    if unit is None:
        return _NOTHING
    own = Span(draft.start + unit.start(), draft.end)
    which = re.search(
        r"\b(?P<which>first|last|past|next|final|previous|coming|latest)\s$",
        text[max(place.sentence.span.start, draft.start - 12) : draft.start],
    )
    if which:
        start = draft.start - len(which[0])
        return Span(start, start + len(which["which"])), own
    return own, None


def _behind(place: Place) -> Found:
    """A noun phrase behind the figure: "Five days offline", "third in North America", "a sum for the plant"."""
    text, end = place.text, place.sentence.span.end
    at = place.draft.end
    if per := _PER.match(text[at : at + 24]):
        at += per.end()
    found = re.compile(r"(?:\s|-|,\s)(?:(?:in|for|from|on|at|to|of|as|by)\s)?(?:the\s|a\s|an\s|its\s)?").match(
        text, at, end
    )
    phrase = phrase_at(text, found.end(), end) if found else None
    return (phrase, None) if phrase is not None and not is_time(text, phrase) else _NOTHING


def _heading(place: Place) -> Found:
    """Nothing in the sentence says it: the heading it stands under."""
    heading = place.heading()
    return (heading, None) if heading is not None and heading.end - heading.start <= 60 else _NOTHING
