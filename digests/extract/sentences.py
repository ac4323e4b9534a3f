"""Where sentences end: at stops outside brackets, in Latin scripts not behind abbreviations; Thai has its own rules."""

from __future__ import annotations

from digests.extract import thai
from digests.model import Span
from digests.patterns import compiled

_PAIRS = {"」": "「", "』": "『", ")": "(", "】": "【", "〕": "〔", "”": "“", "》": "《"}
_TOKENS = compiled(r"[「『(【〔“《」』)】〕”》]|[。!?]+")
_QUOTED_MOST = 400
_CONTINUES = compiled(r"[」』)】〕”》]*(?:と|、|,|，|の|は|が|を|に|も|など|って|―|—)")
_LATIN_STOP = compiled(r"[.!?]+[\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9À-Þ$£€])")
_ABBREVIATION = compiled(
    r"(?:^|[\s(\"“])(?:(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Lt|Col|Sgt|St|Mt|No|Nos|vs|v|Fig|Eq|Vol|approx|est|cf|al"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Calif|Ga|Fla|Tex|Mass|Conn|Pa|Va|Wash|Ariz|Ill|Mich|Tenn)"
    r"|(?P<firm>Inc|Corp|Ltd|Co|Bros|plc|Jr|Sr)|(?P<initials>(?:[A-Za-z]\.)*[A-Za-z]))\.$",
)
_STARTER = compiled(
    r"[\"“‘'(\[]*(?:The|This|That|These|Those|It|Its|They|He|She|We|But|And|In|On|At|For|From|With|A|An|As|If|By|Since"
    r"|While|When|After|However|Meanwhile|Analysts|Shares)\b"
)


def _brackets_and_stops(text: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Outermost pairs of brackets that close within `_QUOTED_MOST` characters, and runs of full stops, in order."""
    pairs: list[tuple[int, int]] = []
    stops: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    for match in _TOKENS.finditer(text):
        token, at = match.group(), match.start()
        if token[0] in "。!?":
            stops.append(match.span())
        elif token not in _PAIRS:
            stack.append((token, at))
        elif stack and stack[-1][0] == _PAIRS[token]:
            opened = stack.pop()[1]
            if at - opened <= _QUOTED_MOST:
                while pairs and pairs[-1][0] > opened:
                    pairs.pop()
                pairs.append((opened, at))
    return pairs, stops


def _cjk_sentences(text: str) -> list[tuple[int, int]]:
    """Split after 。！？ outside brackets, and after a closing quotation mark that no sentence continues."""
    pairs, stops = _brackets_and_stops(text)
    pieces: list[tuple[int, int]] = []
    start, pair = 0, 0
    for at, after in stops:
        while pair < len(pairs) and pairs[pair][1] < at:
            pair += 1
        end = after
        if pair < len(pairs) and pairs[pair][0] < at:
            opened, close = pairs[pair]
            if close != after or text[opened] in "(【〔" or _CONTINUES.match(text, close):
                continue
            end = close + 1
        elif text[at] in "!?" and _CONTINUES.match(text, after):
            continue
        pieces.append((start, end))
        start = end
    if start < len(text):
        pieces.append((start, len(text)))
    return pieces


def _latin_sentences(text: str) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    start = 0
    for match in _LATIN_STOP.finditer(text):
        stop = match.start() + 1
        abbreviation = _ABBREVIATION.search(text, max(start, stop - 24), stop)
        if abbreviation:
            may_end = abbreviation.group("firm") or len(abbreviation.group("initials") or "") > 1
            if not (may_end and _STARTER.match(text, match.end())):
                continue
        pieces.append((start, match.end()))
        start = match.end()
    if start < len(text):
        pieces.append((start, len(text)))
    return pieces


def split(text: str, start: int, end: int, language: str) -> list[Span]:
    """The sentences of one paragraph of the text, from `start` to `end`, without the space around them."""
    paragraph = text[start:end]
    if language == "en":
        pieces = _latin_sentences(paragraph)
    else:
        pieces = thai.sentences(paragraph) if language == "th" else _cjk_sentences(paragraph)
    spans = []
    for left, right in pieces:
        piece = paragraph[left:right]
        lead = len(piece) - len(piece.lstrip())
        if lead < len(piece):
            spans.append(Span(start + left + lead, start + left + len(piece.rstrip())))
    return spans
