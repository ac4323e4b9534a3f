"""Implications: which sentence says what will, may or must happen to which region.

A sentence is an implication where a region stands in its scope (named, taken up by 同国 or "the kingdom", or given by
the heading above) and a cue tells an effect or a modality. Of the regions in scope only those that are affected count,
not those that act (関税を課す国), are compared with or come from; and neither a company's plan nor a government's
stance is an implication. What a sentence says is in `cues`, what it speaks of without naming it in `scope`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from digests.extract.cues import Hit, Role, Rules, affected_of, deciding, is_plan, roles_in, rules_for
from digests.extract.regions import Form, contains, find_regions
from digests.extract.scope import Scope
from digests.extract.text import Layout, Sentence, SentenceRole
from digests.model import Implication, Modality, Span, Stance


def _stance(rules: Rules, text: str, hit: Hit, span: Span) -> Stance | None:
    """Gain or danger, where the words around the cue say so and do not say both."""
    if hit.modality is Modality.RISK:
        return Stance.RISK
    gain = rules.opportunity.search(text, span.start, span.end)
    danger = rules.risk.search(text, span.start, span.end)
    if bool(gain) is bool(danger):
        return None
    return Stance.OPPORTUNITY if gain else Stance.RISK


class _Finding(NamedTuple):
    region: str
    hit: Hit
    scope: str
    clause: Span


def _clauses(rules: Rules, text: str, span: Span) -> list[Span]:
    """A sentence cut where one statement is set against another: 〜一方、〜; "while"; 但."""
    cuts = [match.end() for match in rules.split.finditer(text, span.start, span.end)]
    edges = [span.start, *cuts, span.end]
    return [Span(left, right) for left, right in pairwise(edges) if left < right]


def _in_clause(rules: Rules, text: str, scope: Scope, clause: Span) -> list[_Finding]:
    """What the clause says for the regions it names, else for those it takes up."""
    named, taken = scope.within(clause), scope.anaphors(clause)
    hit = deciding(rules, text, clause.start, clause.end) if named or taken else None
    if not hit:
        return []
    spoken_of = [("named", roles_in(rules, text, named, *clause)), ("anaphor", roles_in(rules, text, taken, *clause))]
    if taken and not any(role in {Role.TOPIC, Role.AFFECTED} for role in spoken_of[0][1].values()):
        spoken_of.reverse()
    for how, roles in spoken_of:
        affected = affected_of(rules, text, roles, hit, clause)
        if affected:
            return [_Finding(mention.region, hit, how, clause) for mention in affected]
    return []


def _names_affected(rules: Rules, text: str, scope: Scope, span: Span, above: list[str]) -> bool:
    """Whether the sentence names a region of its own that acts or that something might happen to.

    The central bank of a heading's region is none of its own.
    """
    roles = roles_in(rules, text, scope.within(span), span.start, span.end)
    return any(
        mention.region not in above if mention.form is Form.METONYM else role is not Role.OTHER
        for mention, role in roles.items()
    )


def _in_sentence(rules: Rules, text: str, scope: Scope, sentence: Sentence) -> list[_Finding]:
    clauses = [
        clause for clause in _clauses(rules, text, sentence.span) if scope.within(clause) or scope.anaphors(clause)
    ]
    several = len(clauses) > 1
    found = [finding for clause in clauses for finding in _in_clause(rules, text, scope, clause)] if several else []
    found = found or _in_clause(rules, text, scope, sentence.span)
    above = scope.heading(sentence)
    if found and found[0].scope == "anaphor":  # what is said of a group concerns the member that the heading names
        first = found[0]
        found += [first._replace(region=region, scope="heading") for region in above if contains(first.region, region)]
    if found or not above:
        return found
    if _names_affected(rules, text, scope, sentence.span, above):
        return _befallen(rules, text, scope, sentence.span)
    hit = deciding(rules, text, sentence.span.start, sentence.span.end)
    if hit is None:
        return []
    return [_Finding(region, hit, "heading", sentence.span) for region in scope.spoken_of(sentence, above)]


def _befallen(rules: Rules, text: str, scope: Scope, span: Span) -> list[_Finding]:
    """Under a heading that announces consequences, what has already come of it for the regions a sentence names."""
    done = rules.befallen.search(text, span.start, span.end)
    if done is None or is_plan(rules, text, span.start, span.end):
        return []
    hit = Hit(Span(*done.span()), Modality.FACT, strong=False, rank=len(rules.cues))
    roles = roles_in(rules, text, scope.within(span), span.start, span.end)
    affected = {mention.region for mention, role in roles.items() if role in {Role.TOPIC, Role.AFFECTED}}
    return [_Finding(region, hit, "heading", span) for region in sorted(affected)]


def implications(layout: Layout) -> tuple[tuple[Implication, ...], tuple[str, ...]]:
    """The implications of an article in text order, and the regions it names without one, sorted.

    A sentence has at most one implication for a region; "001", the world, is never a mere mention. Linear in the
    length of the text.
    """
    text = layout.text
    rules = rules_for(layout.language.split("-", maxsplit=1)[0])
    mentions = find_regions(text, layout.language)
    scope = Scope(layout, mentions, rules)
    found: list[Implication] = []
    for sentence in layout.sentences:
        if sentence.role is not SentenceRole.BODY:
            continue
        scope.enter(sentence)
        regions: set[str] = set()
        for finding in _in_sentence(rules, text, scope, sentence):
            if finding.region in regions:
                continue
            regions.add(finding.region)
            hit = finding.hit
            found.append(
                Implication(
                    region=finding.region,
                    quote=layout.raw[sentence.span.start : sentence.span.end],
                    span=sentence.span,
                    modality=hit.modality,
                    stance=_stance(rules, text, hit, finding.clause),
                    rule=f"{finding.scope}: {text[hit.span.start : hit.span.end]}",
                )
            )
        if regions:
            scope.keep(sorted(regions))
    affected = {implication.region for implication in found}
    return tuple(found), tuple(sorted({mention.region for mention in mentions} - affected - {"001"}))
