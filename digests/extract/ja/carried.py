"""Labels of a clause that has no noun phrase of its own: by what is done with the figure, by the figure before, by the
topic, by the sentence before, by the noun behind.
"""

from __future__ import annotations

from collections.abc import Callable

from digests.extract.grammar import Label
from digests.extract.ja.around import Around, again, held_by, last_labelled, spent_on, topic_of
from digests.extract.ja.direction import CHANGES
from digests.extract.ja.nouns import extended, find_nouns, floor_of, is_weak, noun_after, noun_before
from digests.model import Kind, Span
from digests.patterns import compiled

NOTHING: Label = (None, None, "")
DONE = compiled(
    r"(?:超|以上|強|弱|近く|余り|前後|程度|未満|分)?(?P<how>[をが])(?P<done>(?!突破|記録|維持|達成|確保|超過|推移|更新|回復|計画|予定|想定|予想|目標|見込)[一-龥]{2})(?=する|した|し|され|さ|でき|、|。)"
)


_DOING = compiled(r"(?<![一-龥])([一-龥]{2,4})(?:した|する|している|された|できた|中の?)\Z")


def _holder(around: Around) -> Label | None:
    """What is done with or by what is counted: 312社に聞いた調査, 回答した284社."""
    holder = held_by(around.place) or spent_on(around.place)
    if holder:
        return holder, None, "holder"
    doing = _DOING.search(around.text, max(around.place.clause.start, around.draft.start - 8), around.draft.start)
    if doing and around.draft.kind is Kind.COUNT:
        return Span(*doing.span(1)), None, "doing"
    return (around.draft.noun, None, "counted") if around.draft.noun else None


def _bracketed(around: Around) -> Label | None:
    """市場予想の平均(12社): what stands in front of the bracket that the figure is alone in."""
    place, text = around.place, around.text
    opened = text.rfind("(", max(place.sentence.span.start, around.draft.start - 24), around.draft.start)
    if (
        opened < 0
        or ")" in text[opened : around.draft.start]
        or (around.before and around.before.draft.end > opened - 4)
    ):
        return None
    floor = floor_of(place, opened, place.sentence.span.start)
    span = noun_before(text, opened, floor)
    return (extended(place, span, floor), None, "bracket") if span else None


def _action(around: Around) -> Label | None:
    """300人を採用する."""
    before, draft = around.before, around.draft
    done = DONE.match(around.text, draft.end, around.end)
    same = before is not None and (
        before.draft.unit == draft.unit or draft.kind in CHANGES or before.draft.kind in CHANGES
    )
    return (Span(*done.span("done")), None, "action") if done and not same else None


def _as_before(around: Around) -> Label | None:
    """What the figure before is of; but 予想の310億円を1割下回った tells of the topic."""
    if around.before and _MISSED.fullmatch(around.text, around.before.draft.end, around.draft.start):
        topic = topic_of(around.place, around.before.draft.start)
        if topic:
            return topic, None, "topic"
    return again(around.before, "carried") if around.before and around.before.spans else None


_ANSWER = compiled(r"(?:超|以上|強|弱|近く|余り|程度)?[がは]「([^「」\n]{2,40})」と")


def _answer(around: Around) -> Label | None:
    """45%が「転嫁できない」と答えた: the answer."""
    answer = _ANSWER.match(around.text, around.draft.end, around.end)
    return (Span(*answer.span(1)), None, "answer") if answer else None


_IS = compiled(
    r"(?:超|以上|強|弱|近く|余り|程度|未満)?[がは](?P<what>[一-龥ァ-ヶーA-Za-z]{2,16})(?:だ|である|で占め|だった)(?=[。、])"
)


def _as_predicate(around: Around) -> Label | None:
    """8割超が中国ブランドだ."""
    what = _IS.match(around.text, around.draft.end, around.end)
    span = Span(*what.span("what")) if what else None
    return None if is_weak(around.text, span) else (span, None, "predicate")


_SUBJECTS = frozenset({"は", "については", "についても"})


def _as_subject(around: Around) -> Label | None:
    """出荷量は10月、3分の1に落ち込んだ: the subject of the clauses between the figure before and this one."""
    start = around.before.draft.end if around.before else around.place.start
    between = find_nouns(around.place, start, around.place.clause.start)
    subject = next((noun.span for noun in between if noun.particle in _SUBJECTS), None)
    return (subject, None, "subject") if subject else None


def _of_topic(around: Around) -> Label | None:
    topic = topic_of(around.place, around.draft.start)
    return (topic, None, "topic") if topic else None


def _as_recent(around: Around) -> Label | None:
    recent = last_labelled(around.place)
    return again(recent, "recent") if recent and recent.spans[-1].end <= around.draft.start else None


def _of_heading(around: Around) -> Label | None:
    """What the heading above is about."""
    heading = around.place.heading()
    if heading is None or heading.end - heading.start > 16 or any(one.spans for one in around.place.done):
        return None
    start, at = around.place.sentence.span.start, around.draft.start
    item = Span(start, at - 1) if around.text[at - 1] == ":" and at - start <= 12 else None  # 第1期:6万kW
    return heading, item, "heading"


def _behind(around: Around) -> Label | None:
    if around.qualified:
        return around.qualified, None, "qualified"
    near = _NEARLY.match(around.text, around.draft.end)
    start = near.end() if near else around.draft.end
    span = noun_after(around.text, start, min(around.end, around.draft.end + 20))
    if span is None or span.end - span.start < 2 or around.text[span.start].isdigit() or is_weak(around.text, span):
        return None
    return None if _TURN.match(around.text, *span) else (span, None, "behind")


_TURN = compiled(r"(?:ピーク|頂点|底|境|皮切り|起点)\Z")
_NEARLY = compiled(r"(?:台(?:半ば|前半|後半)?|超|強|弱|近く|余り|前後|程度)?[をがでの]?")
_MISSED = compiled(r"(?:台)?(?:を|より)(?:約|およそ)?")
Reader = Callable[[Around], Label | None]
_CARRIED: tuple[Reader, ...] = (
    _holder,
    _bracketed,
    _action,
    _answer,
    _as_predicate,
    _as_subject,
    _as_before,
    _of_topic,
    _as_recent,
    _of_heading,
    _behind,
)


def carried(around: Around) -> Label:
    """A clause without a noun of its own: the figure before, the topic, the sentence before, the noun behind."""
    return next((label for reader in _CARRIED if (label := reader(around)) is not None), NOTHING)
