"""Which regions a sentence is about without naming them: 同国, "the kingdom", or those of the heading above."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable

from digests.extract.cues import Rules
from digests.extract.regions import Form, Mention, contains
from digests.extract.text import Layout, Sentence, SentenceRole
from digests.model import Span
from digests.patterns import compiled

_OPENING = 96
"""Characters at the start of a sentence in which the regions stand that lead it."""


class Scope:
    """What 同国, "the region" or a heading refer to, at the sentence being read."""

    def __init__(self, layout: Layout, mentions: tuple[Mention, ...], rules: Rules) -> None:
        self._layout = layout
        self._mentions = mentions
        self._starts = [mention.span.start for mention in mentions]
        self._rules = rules
        self._latest = {groups: _latest(mentions, groups=groups) for groups in (False, True)}
        self._taken: dict[Span, list[Mention]] = {}
        self._announced: dict[int, list[str]] = {}
        self._led: dict[int, list[str]] = {}
        self._read_headings()
        self._latest_found: tuple[int, tuple[str, ...]] = (-1, ())
        self._paragraph = -1
        self.focus = self._focus()

    def within(self, span: Span) -> list[Mention]:
        """Mentions inside a span."""
        return list(self._mentions[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)])

    def _focus(self) -> str | None:
        """The country the article is about: its title's, else its language's own, else the one named most."""
        title = self._layout.title
        countries = [mention.region for mention in self._mentions if _is_country(mention.region)]
        in_title = [mention.region for mention in self.within(title) if _is_country(mention.region)] if title else []
        homes = _HOMES.get(self._layout.language, ())
        abroad = len(set(in_title)) > 1 and homes and not set(homes) & set(in_title)
        if in_title and not abroad:
            return max(dict.fromkeys(in_title), key=countries.count)
        if homes:
            return max(homes, key=countries.count)
        return Counter(countries).most_common(1)[0][0] if countries else None

    def _before(self, at: int, *, groups: bool) -> tuple[str, ...]:
        """The two countries, or groups, named last in front of `at`, the latest first."""
        starts, latest = self._latest[groups]
        index = bisect_left(starts, at) - 1
        return latest[index] if index >= 0 else ()

    def anaphors(self, span: Span) -> list[Mention]:
        """Mentions by a word that takes up an earlier region."""
        if span not in self._taken:
            self._taken[span] = self._found_anaphors(span)
        return self._taken[span]

    def _found_anaphors(self, span: Span) -> list[Mention]:
        found = [
            Mention(region, Span(*match.span()), Form.NAME)
            for kind, pattern in self._rules.anaphora.items()
            for match in pattern.finditer(self._layout.text, span.start, span.end)
            for region in self._referents(kind, match.start(), span.start)
        ]
        return sorted(found, key=lambda mention: mention.span)

    def _referents(self, kind: str, at: int, start: int) -> tuple[str, ...]:
        if kind == "local":
            here = [mention.region for mention in self.within(Span(start, at)) if _is_country(mention.region)]
            return tuple(here[-1:]) or self._referents("home", at, start)
        if kind == "own":
            told = self._same()
            return told if len(told) == 1 and _is_country(told[0]) else self._referents("home", at, start)
        if kind == "home":
            return (self.focus,) if self.focus else ()
        if kind == "same":
            return self._same()
        named = self._before(at, groups=kind == "area")
        return named[: 2 if kind == "two" else 1]

    def enter(self, sentence: Sentence) -> None:
        """Read on in that sentence's paragraph."""
        self._paragraph = sentence.paragraph

    def keep(self, regions: Iterable[str]) -> None:
        """Remember the regions that the sentence just read tells of."""
        self._latest_found = (self._paragraph, tuple(regions))

    def _same(self) -> tuple[str, ...]:
        """The regions that the paragraph has told of last."""
        paragraph, regions = self._latest_found
        return regions if paragraph == self._paragraph else ()

    def spoken_of(self, sentence: Sentence, above: list[str]) -> list[str]:
        """Of the regions of a heading those that a sentence without any speaks of: the paragraph's last, else the
        first, as long as the section has named none."""
        if len(above) == 1:
            return above
        same = [region for region in self._same() if any(contains(one, region) or one == region for one in above)]
        start = self._layout.sentences[sentence.section or 0].span.end
        return same or ([] if self.within(Span(start, sentence.span.start)) else above[:1])

    def heading(self, sentence: Sentence) -> list[str]:
        """Regions of the heading above, where it announces consequences: 〜企業への影響, or タイ below such a heading.

        A paragraph that opens with a region and a colon, or with a region and nothing else, below such a heading is
        about that region.
        """
        if sentence.section is None:
            return []
        if sentence.paragraph in self._led:
            return self._led[sentence.paragraph]
        return self._announced[sentence.section]

    def _read_headings(self) -> None:
        """What each heading announces, and which paragraphs below one are led by a region's name."""
        title = self._layout.title
        announces = title is not None and bool(self._rules.heading.search(self._layout.text, *title))
        for index, sentence in enumerate(self._layout.sentences):
            if sentence.role is SentenceRole.HEADING:
                named = self.within(sentence.span)
                by_words = bool(self._rules.heading.search(self._layout.text, *sentence.span))
                announces = by_words or (announces and self._is_only(named, sentence.span))
                regions = dict.fromkeys(mention.region for mention in named)
                self._announced[index] = list(regions) if announces else []
            elif announces and sentence.paragraph not in self._led and (leading := self._leading(sentence.span)):
                self._led[sentence.paragraph] = leading

    def _is_only(self, named: list[Mention], span: Span) -> bool:
        """Whether a heading is nothing but names of regions, with a few signs or words around them."""
        held = sum(
            mention.span.end - mention.span.start for mention in {mention.span: mention for mention in named}.values()
        )
        return held > 0 and span.end - span.start - held <= _AROUND_NAMES

    def _leading(self, span: Span) -> list[str]:
        """The regions that a sentence names first of all, if a colon, a dash or nothing follows."""
        named = self.within(Span(span.start, min(span.end, span.start + _OPENING)))
        at, regions = span.start, []
        for mention in named:
            if mention.span.start > at and not self._rules.joined.match(self._layout.text[at : mention.span.start]):
                break
            at = mention.span.end
            regions.append(mention.region)
        return regions if regions and _LED.match(self._layout.text, at, span.end) else []


_AROUND_NAMES = 4
_LED = compiled(r"\s?(?::(?![0-9])|[—–-]{1,2}\s|】)|[.。](?=\s|$)|$")


_HOMES = {"ja": ("JP",), "th": ("TH",), "zh": ("CN",), "zh-Hant": ("TW", "HK")}
"""Where a language is at home; the place named more often, where it has several."""


def _latest(mentions: tuple[Mention, ...], *, groups: bool) -> tuple[list[int], list[tuple[str, ...]]]:
    """Where countries, or groups, are named, and for each place the two different ones named last, the latest first."""
    starts: list[int] = []
    latest: list[tuple[str, ...]] = []
    for mention in mentions:
        if mention.form is Form.METONYM or _is_country(mention.region) is groups:
            continue
        before = latest[-1] if latest else ()
        starts.append(mention.span.start)
        latest.append((mention.region, *(region for region in before if region != mention.region))[:2])
    return starts, latest


def _is_country(region: str) -> bool:
    return len(region) == 2 and region != "EU"
