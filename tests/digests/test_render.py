"""Templates to Documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digests.document import (
    Block,
    Bullets,
    Code,
    Document,
    Heading,
    Note,
    Paragraph,
    Quote,
    Role,
    Rule,
    Run,
    Runs,
    Table,
    plain,
)
from digests.errors import TemplateError
from digests.highlights import key_figures, sentences
from digests.links import Links
from digests.markup import tidy
from digests.model import (
    Approx,
    Article,
    CitedFigure,
    CitedImplication,
    Digest,
    Direction,
    Figure,
    Findings,
    Implication,
    Kind,
    Language,
    Modality,
    Span,
    Stance,
    Story,
)
from digests.render import Renderer, _filters
from digests.stories import merge
from tests import editions
from tests.editions import edition, rate_cut

RENDERER = Renderer(None, Links())
ZONE = "Asia/Bangkok"


def lines(document: Document) -> Iterator[Runs]:
    """Every line of a document."""
    for block in document.blocks:
        yield from lines_of(block)


def lines_of(block: Block) -> Iterator[Runs]:
    match block:
        case Heading(_, runs) | Paragraph(runs):
            yield runs
        case Bullets(rows) | Quote(rows) | Note(rows):
            yield from rows
        case Table(header, rows):
            yield from (header[0], *(cell for row in (header, *rows) for cell in row))
        case Code(text):
            yield (Run(text),)
        case Rule():
            pass


def text(document: Document) -> str:
    """All text of a document."""
    return "\n".join(map(plain, lines(document)))


# --- digests ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", list(Language))
def test_a_digest_is_a_parent_then_a_message_a_story_then_the_rest(language: Language) -> None:
    documents = RENDERER.digest(edition(language))

    assert len(documents) == 1 + 3 + 1
    assert all(document.lang == language and document.summary for document in documents)
    assert len([block for block in documents[0].blocks if isinstance(block, Rule)]) == 4
    assert len([block for block in documents[1].blocks if isinstance(block, Table)]) == 1


def test_the_masthead_counts_what_is_shown() -> None:
    some, _, *_ = RENDERER.digest(edition())
    everything, *_ = RENDERER.digest(edition(more=()))

    assert "3 of 6 stories" in text(some)
    assert "3 stories" in text(everything)
    assert "more" not in text(everything)


def test_the_summary_repeats_headlines_and_figure_lines_unstyled() -> None:
    parent, *_ = RENDERER.digest(edition())
    first, second, *_ = parent.summary.splitlines()

    assert first == "Thailand watch, Tuesday 30 September 2025"
    assert second == (
        "Thai central bank cuts key rate by a quarter point as tariffs bite: "
        "1.50% ↓ policy rate; 0.70% ↓ consumer prices; 19% US duty on Thai goods"
    )


def test_no_story_is_one_grey_line() -> None:
    (document,) = RENDERER.digest(edition(stories=(), more=()))

    assert document.summary == (
        "Thailand watch · Tuesday 30 September 2025 · 14 articles read, no story for Thailand or Japan"
    )
    assert isinstance(document.blocks[0], Note)


def test_no_story_for_everybody_names_no_region() -> None:
    digest = edition(stories=(), more=())
    subscription = replace(digest.subscription, filters=replace(digest.subscription.filters, regions=()))
    (document,) = RENDERER.digest(replace(digest, subscription=subscription))

    assert document.summary.endswith("14 articles read, no story")


def test_without_regions_the_strongest_implications_are_shown() -> None:
    digest = edition()
    subscription = replace(digest.subscription, filters=replace(digest.subscription.filters, regions=()))
    parent, *_ = RENDERER.digest(replace(digest, subscription=subscription))

    assert len([block for block in parent.blocks if isinstance(block, Quote)]) == 4


def test_a_figure_line_opens_the_archive() -> None:
    parent, *_ = Renderer(None, Links("https://news.example")).digest(edition())

    bullets = next(block for block in parent.blocks if isinstance(block, Bullets))
    assert bullets.items[0] == (
        Run("1.50%", bold=True, url="https://news.example/a/101#f101134", role=Role.VALUE),
        Run("\u00a0", bold=True),
        Run("↓", bold=True, role=Role.ARROW),
        Run("\u2002"),
        Run("policy rate", role=Role.LABEL),
    )


def test_foreign_text_is_marked_with_its_language() -> None:
    parent, *_ = RENDERER.digest(edition(Language.JA))
    languages = {run.lang for line in lines(parent) for run in line}
    assert languages == {"", "en", "zh"}


# --- answers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", list(Language))
def test_answers_are_templates_too(language: Language) -> None:
    story = rate_cut()
    impact = RENDERER.answer(
        "impact", language, ZONE, region="TH", implications=story.implications, articles=3, since=edition().at
    )
    assert "i101" in text(impact)


# --- the user's own templates ----------------------------------------------------------------------------


def folder(tmp_path: Path, **files: str) -> Renderer:
    """A renderer with templates of its own; a double underscore in a name is a dot."""
    for name, content in files.items():
        (tmp_path / f"{name.replace('__', '.')}.md.j2").write_text(content, "utf-8")
    return Renderer(tmp_path)


def test_a_file_in_the_users_folder_replaces_the_shipped_one(tmp_path: Path) -> None:
    renderer = folder(tmp_path, empty="**{{ subscription.title }}** has {{ digest.read }}")
    (document,) = renderer.digest(edition(stories=(), more=()))

    assert document.blocks == (Paragraph((Run("Thailand watch", bold=True), Run(" has 14"))),)


def test_a_surfaces_own_file_goes_before_the_common_one(tmp_path: Path) -> None:
    renderer = folder(tmp_path, empty="common", empty__slack="for Slack")
    digest = edition(stories=(), more=())

    assert [text(renderer.digest(digest, surface)[0]) for surface in ("", "slack", "discord")] == [
        "common",
        "for Slack",
        "common",
    ]


def test_a_users_common_file_goes_before_a_shipped_surfaces(tmp_path: Path) -> None:
    renderer = folder(tmp_path, more_hint="!")
    parent, *_ = renderer.digest(edition(), "terminal")
    assert text(parent).endswith("+3 more stories!")


def test_macros_give_markdown_and_everything_else_gives_text(tmp_path: Path) -> None:
    renderer = folder(
        tmp_path,
        empty="{% macro item(of) %}- **{{ of }}**\n{% endmacro %}{{ item('*a*') }}{{ item('b') }}\n\n"
        "{{ '- **c**' }} {{ item('d') ~ '!' }} {{ none }}",
    )
    (document,) = renderer.digest(edition(stories=(), more=()))

    assert document.blocks == (
        Bullets(((Run("*a*", bold=True),), (Run("b", bold=True),))),
        Paragraph((Run("- **c** - **d** !"),)),
    )


@pytest.mark.parametrize(
    ("template", "line", "what"),
    [
        ("fine\n{% if %}", 2, "Expected an expression"),
        ("fine\n\n{{ nonsense }}", 3, "'nonsense' is undefined"),
        ("fine\n{{ digest.nonsense }}", 2, "nonsense"),
        ("{{ digest | nonsense }}", 1, "No filter named 'nonsense'"),
        ("{{ 1 / 0 }}", 1, "division by zero"),
        ("{{ digest.__class__.__mro__ }}", 1, "unsafe"),
        ("{{ ''.__class__ }}", 1, "unsafe"),
        ("a\n{% set x %}**b**{% endset %}", 2, "use a macro"),
        ("{% filter upper %}b{% endfilter %}", 1, "use a macro"),
        ("{{ 'x' | role('nonsense') }}", 1, "nonsense"),
        ("{{ (subscription.filters.regions | list).append('x') or 'kept' }}", 1, "unsafe"),
    ],
)
def test_a_wrong_template_names_file_line_and_remedy(tmp_path: Path, template: str, line: int, what: str) -> None:
    with pytest.raises(TemplateError, match=re.escape(what)) as caught:
        folder(tmp_path, empty=template).digest(edition(stories=(), more=()))

    assert caught.value.where == f"{tmp_path}/empty.md.j2:{line}"
    assert caught.value.remedy


def test_a_wrong_word_and_a_wrong_construct_are_errors_too(tmp_path: Path) -> None:
    digest = edition(stories=(), more=())
    with pytest.raises(TemplateError, match="no such word"):
        folder(tmp_path, empty="{{ word('digest.nonsense') }}").digest(digest)
    with pytest.raises(TemplateError, match="ordered list"):
        folder(tmp_path, empty="1. one").digest(digest)


def test_a_template_that_is_not_there_names_where_it_was_looked_for() -> None:
    with pytest.raises(TemplateError, match=r"no template lookup/nonsense\.md\.j2") as caught:
        RENDERER.answer("nonsense", "en", ZONE)
    assert "templates" in caught.value.remedy


def test_a_document_without_text_has_no_summary(tmp_path: Path) -> None:
    (document,) = folder(tmp_path, empty="---\n- item").digest(edition(stories=(), more=()))
    assert document.summary == ""


# --- trust -----------------------------------------------------------------------------------------------

HOSTILE = (
    "@everyone",
    "<!channel>",
    "[x](javascript:alert(1))",
    "<script>alert(1)</script>",
    "`code` ```fence```",
    "*" * 10_000,
    "**b** __b__ ~~s~~ ||s||",
    "\u202eevil\u202c\u2066x\u2069",
    "# head\n> quote\n- item\n-# grey\n---\n| a | b |\n|---|---|",
    "{{ digest }} {% raw %}",
    "\ufdd0W1sieCJdXQ==\ufdd1",
    "&lt;b&gt; &amp;",
)


OUTLET = "https://wire.example/1"


def hostile_edition(words: str) -> Digest:
    """A digest whose every field from outside is `words`."""
    body = f"{words}\n{words} 40% {words}."
    at = body.rindex("40%")
    article = Article(
        body, words, "f" * 64, title=words, source=words, url="https://wire.example/1", language="en", id=1
    )
    figure = Figure(
        "40%", Span(at, at + 3), Span(0, len(body)), Kind.PERCENT, Decimal(40), "%", label=words, key=True, rank=1
    )
    implied = Implication("TH", body, Span(0, len(body)), Modality.RISK, Stance.RISK)
    story = merge([Findings(article, (figure,), (implied,), lead=(Span(0, len(body)),))], Language.EN)
    digest = edition(stories=(story,), more=(story,))
    return replace(digest, subscription=replace(digest.subscription, title=words))


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_plain_text(words: str) -> None:
    harmless = RENDERER.digest(hostile_edition("harmless"))
    for document, model in zip(RENDERER.digest(hostile_edition(words)), harmless, strict=True):
        assert [type(block) for block in document.blocks] == [type(block) for block in model.blocks]
        for line, plain_line in zip(lines(document), lines(model), strict=True):
            assert [(run.bold, run.role, run.code) for run in line] == [(r.bold, r.role, r.code) for r in plain_line]
        assert {run.url.partition("#")[0] for line in lines(document) for run in line} <= {"", OUTLET}
        told = "".join(plain(line) for line in lines(document)).replace("\n", "")  # the line break of an item is ours
        assert tidy(told) == told
    assert tidy(words).strip() in text(document)


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=60).filter(lambda words: tidy(words).strip()))
def test_any_text_is_plain_text(words: str) -> None:
    harmless = RENDERER.digest(hostile_edition("harmless"))
    documents = RENDERER.digest(hostile_edition(words))
    assert [[type(b) for b in d.blocks] for d in documents] == [[type(b) for b in d.blocks] for d in harmless]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("surface", ["", "terminal", "slack", "discord", "html"])
def test_every_digit_belongs_to_a_figure_headline_quote_date_count_or_id(language: Language, surface: str) -> None:
    """Leave out what has a source, and no digit is left."""
    digest = edition(language)
    owned = [Role.VALUE, Role.ORIGINAL, Role.COUNT, Role.LABEL]
    texts = {tidy(findings.article.text) for story in (*digest.stories, *digest.more) for findings in story.sources}
    dates = RENDERER.voice(language, ZONE).day(digest.at)
    counts = {RENDERER.voice(language, ZONE).words("digest.stories_of", shown=3, n=6)}
    counts |= {RENDERER.voice(language, ZONE).words("digest.outlets", n=3), "latest 6"}
    for document in RENDERER.digest(digest, surface):
        for line in lines(document):
            for run in line:
                rest = run.text.replace(dates, "")
                for count in counts:
                    rest = rest.replace(count, "")
                quoted = any(part.strip() in whole for whole in texts for part in [run.text])
                joined = all(any(part.strip() in whole for whole in texts) for part in run.text.split(" … "))
                assert run.role in owned or quoted or joined or not re.search(r"\d", rest), run


# --- what is chosen --------------------------------------------------------------------------------------


def test_a_long_first_sentence_stands_alone_and_a_short_one_is_joined() -> None:
    voice = RENDERER.voice("en", ZONE)
    assert " … " not in str(voice.sentences(rate_cut()))
    assert str(voice.sentences(editions.chip_partnership())).count(" … ") == 1


def test_neighbouring_sentences_are_joined_as_their_language_joins_them() -> None:
    voice = RENDERER.voice("en", ZONE)
    for language, body, joined in (
        ("ja", "頭\n株は9%上げた。利益は5%だ。", "株は9%上げた。利益は5%だ。"),
        ("en", "Head\nShares rose 9%. Profit fell 5%.", "Shares rose 9%. Profit fell 5%."),
    ):
        of = editions.article(1, body, language=language)
        figures = tuple(editions.figure(of, quote, Kind.PERCENT, quote[0], "%") for quote in ("9%", "5%"))
        assert str(voice.sentences(merge([editions.findings(of, figures)], Language.EN))) == joined


def test_without_figures_the_first_sentence_tells_the_news() -> None:
    of = editions.article(1, "Head\nOne. Two.", language="en")
    found = editions.findings(of)
    assert sentences(found) == found.lead[:1]
    assert sentences(replace(found, lead=())) == ()


def test_a_sentence_that_is_quoted_is_not_told_twice() -> None:
    of = editions.article(1, "Head\nThe tax is a risk. Sales rose 5%.", language="en")
    implied = editions.implication(of, "TH", "The tax", Modality.RISK)
    found = editions.findings(of, (), (implied,))
    shown = (CitedImplication(of, implied),)

    assert sentences(found, shown) == found.lead[1:]
    assert sentences(replace(found, lead=found.lead[:1]), shown) == found.lead[:1]


def test_outlets_are_named_once_each() -> None:
    one, two, *_ = rate_cut().sources
    again = replace(two, article=replace(two.article, source="wire.example"))
    assert str(RENDERER.voice("en").sources(Story((one, again), (), ()))) == "wire.example"


def test_only_key_figures_are_for_the_digest() -> None:
    assert [cited.figure.quote for cited in key_figures(rate_cut(), 9)] == [
        "1.50 per cent",
        "0.70 per cent",
        "19 per cent",
    ]


# --- words for nouns -------------------------------------------------------------------------------------

VOICE = RENDERER.voice("en", ZONE)


@pytest.mark.parametrize(
    ("modality", "stance", "written"),
    [
        (Modality.EXPECTED, Stance.OPPORTUNITY, "TH Thailand\u2002Opportunity · expected"),
        (Modality.RISK, Stance.RISK, "TH Thailand\u2002Risk"),
        (Modality.FACT, Stance.RISK, "TH Thailand\u2002Risk"),
        (Modality.REQUIRED, None, "TH Thailand\u2002Required"),
        (Modality.FACT, None, "TH Thailand\u2002Stated"),
    ],
)
def test_a_stance_then_the_modality_which_alone_takes_its_place(
    modality: Modality, stance: Stance | None, written: str
) -> None:
    cited = CitedImplication(rate_cut().lead.article, Implication("TH", "x", Span(0, 1), modality, stance))
    assert str(VOICE.implication(cited)) == written
    assert str(VOICE.modality(cited)) in written.lower()


def test_larger_regions_have_a_name_only() -> None:
    assert str(VOICE.region("035")) == "Southeast Asia"
    assert VOICE.region_names(["TH"]) == "Thailand"
    assert VOICE.region_names(["TH", "JP", "MY"], " or ") == "Thailand, Japan or Malaysia"
    assert VOICE.region_names([]) == ""


def test_groups_of_implications_come_by_stance() -> None:
    cited = [
        CitedImplication(rate_cut().lead.article, Implication("TH", "x", Span(0, 1), modality, stance))
        for modality, stance in (
            (Modality.REQUIRED, None),
            (Modality.RISK, Stance.RISK),
            (Modality.RISK, None),
            (Modality.POSSIBLE, Stance.OPPORTUNITY),
        )
    ]
    groups = VOICE.by_stance(cited)
    assert [(group.title, len(group.cited)) for group in groups] == [
        ("Opportunities", 1),
        ("Risks", 1),
        ("Required", 1),
        ("Risk", 1),
    ]


def test_a_day_is_the_readers() -> None:
    article = rate_cut().lead.article
    late = datetime(2025, 9, 30, 20, 0, tzinfo=UTC)
    assert VOICE.day(article, "short") == "13 Aug 2025"
    assert VOICE.day(replace(article, published=None)) == ""
    assert VOICE.day(replace(article, published=None, collected_at=late), "short") == "1 Oct 2025"
    assert VOICE.day(date(2025, 9, 30), "short") == "30 Sep 2025"
    assert VOICE.day(rate_cut().figures[0], "short") == "13 Aug 2025"
    assert VOICE.time(late) == "03:00"


def test_an_item_ends_with_source_date_and_id() -> None:
    story = rate_cut()
    assert str(VOICE.item(story.figures[0])) == "wire.example · 13 Aug 2025 · f101134"
    assert str(VOICE.item(story.implications[0], "Risk")) == "Risk · wire.example · 13 Aug 2025 · i101404"
    assert str(VOICE.item(story.lead.article)) == "wire.example · 13 Aug 2025 · a101"
    assert str(VOICE.id(replace(story.lead.article, id=None))) == ""


def test_sentences_of_figures_and_implications_are_whole() -> None:
    story = rate_cut()
    assert str(VOICE.sentence(story.figures[0])).startswith("The Bank of Thailand lowered")
    assert str(VOICE.sentence(story.implications[0])).startswith("The levy threatens")


def test_headlines_of_every_noun() -> None:
    story = rate_cut()
    headline = "Thai central bank cuts key rate by a quarter point as tariffs bite"
    nouns = (story, story.lead, story.lead.article, story.figures[0], story.implications[0])
    assert {str(VOICE.headline(noun)) for noun in nouns} == {headline}
    assert str(VOICE.headline(replace(story.lead.article, title=" "))) == "wire.example"


def test_the_label_is_the_readers_word_only_where_the_article_is_in_another_language() -> None:
    story = editions.chip_partnership()
    share, *_ = story.figures
    assert str(VOICE.label(share)) == "share price"
    assert str(RENDERER.voice("ja").label(share)) == "アリババ株"
    unknown = replace(share, figure=replace(share.figure, metric="a_measure_of_another_version"))
    assert str(VOICE.label(unknown)) == "アリババ株"
    assert str(VOICE.figure(replace(share, figure=replace(share.figure, metric=None, label="")))) == "9%\u00a0↑"


def test_a_conflict_names_the_measure_in_the_readers_language() -> None:
    conflict = rate_cut().conflicts[0]
    assert str(VOICE.differ(replace(conflict, metric="policy_rate"))) == "Outlets differ on policy rate"
    assert str(VOICE.differ(replace(conflict, label=""))) == "Outlets differ"
    rising = replace(conflict.claims[0], figure=replace(conflict.claims[0].figure, direction=Direction.UP))
    assert str(VOICE.claims(replace(conflict, claims=(rising,)))) == "wire.example over 2 years"
    many = replace(conflict, claims=(rising,) * 8)
    assert str(VOICE.claims(many)) == " · ".join(["wire.example over 2 years"] * 6 + ["+2"])


@pytest.mark.parametrize(
    ("language", "customers", "money"),
    [
        (
            "en",
            "Corrected 30 September 16:05 · customers affected: was 3.2M, is 3.4M",
            "Corrected 30 September 23:59 · アリババ株の取得額: was US$50M (5,000万ドル), is US$60M (6,000万ドル)",
        ),
        (
            "ja",
            "9月30日 16:05 訂正 · customers affected：320万人（3.2 million）→340万人（3.4 million）",
            "9月30日 23:59 訂正 · アリババ株の取得額：5,000万ドル→6,000万ドル",
        ),
        (
            "zh",
            "9月30日 16:05更正 · customers affected：原为320万名客户（3.2 million），现为340万名客户（3.4 million）",
            "9月30日 23:59更正 · アリババ株の取得額：原为5000万美元（5,000万ドル），现为6000万美元（6,000万ドル）",
        ),
        (
            "th",
            "แก้ไข 30 กันยายน 16:05 น. · customers affected: เดิม 3.2 ล้านราย (3.2 million) เป็น 3.4 ล้านราย (3.4 million)",
            (
                "แก้ไข 30 กันยายน 23:59 น. · アリババ株の取得額: เดิม 50 ล้านดอลลาร์สหรัฐ (5,000万ドル) "
                "เป็น 60 ล้านดอลลาร์สหรัฐ (6,000万ドル)"
            ),
        ),
    ],
)
def test_a_correction_says_when_what_was_and_what_is_by_the_readers_clock(
    language: str, customers: str, money: str
) -> None:
    voice = RENDERER.voice(language, ZONE)
    first, second = editions.corrected(Language(language)).stories
    assert str(voice.corrected(first.corrections[0])) == customers
    assert str(voice.corrected(second.corrections[0])) == money


def test_both_values_of_a_correction_open_their_sentences() -> None:
    newest, _ = editions.breach().corrections
    linked = [(run.text, run.url) for run in VOICE.corrected(newest).runs if run.url]
    values = [("3.2M", newest.was), ("3.4M", newest.now)]
    assert linked == [(text, VOICE.links.figure(cited.article, cited.figure)) for text, cited in values]


def test_a_correction_without_a_label_or_of_a_direction_says_what_it_can() -> None:
    newest, _ = editions.breach().corrections
    was, now = (replace(cited, figure=replace(cited.figure, label="")) for cited in (newest.was, newest.now))
    assert str(VOICE.corrected(replace(newest, now=now))).startswith(
        "Corrected 30 September 16:05 · customers affected: was 3.2M"
    )
    unnamed = str(VOICE.corrected(replace(newest, was=was, now=now)))
    assert unnamed == "Corrected 30 September 16:05 · was 3.2M customers, is 3.4M customers"
    up, down = (
        replace(newest.now, figure=replace(newest.now.figure, direction=direction))
        for direction in (Direction.UP, Direction.DOWN)
    )
    turned = str(VOICE.corrected(replace(newest, was=up, now=down), "day"))
    assert turned == "Corrected 30 September 2025 16:05 · customers affected: was 3.4M\u00a0↑, is 3.4M\u00a0↓"


def test_a_digest_shows_three_corrections_of_a_story_and_counts_the_others() -> None:
    story = editions.breach()
    many = replace(story, corrections=story.corrections * 3)
    parent, details = RENDERER.digest(edition(stories=(many,), more=()))
    assert [line.split(" · ")[0] for line in notes(parent)][1:5] == [
        "Corrected 30 September 16:05",
        "Corrected 30 September 15:05",
        "Corrected 30 September 16:05",
        "+3 more corrections",
    ]
    assert sum(line.startswith("Corrected") for line in notes(details)) == 6


def notes(document: Document) -> list[str]:
    """All grey lines."""
    return [plain(line) for block in document.blocks if isinstance(block, Note) for line in block.lines]


def test_what_other_outlets_wrote_stands_beside() -> None:
    rate, *_ = rate_cut().figures
    assert str(VOICE.as_written(rate)) == "1.50 per cent · 1.50% · ร้อยละ 1.50"
    assert str(VOICE.original(rate)) == ""


def test_suffixed_qualifiers_follow_the_value() -> None:
    share = editions.chip_partnership().figures[0]
    cited = CitedFigure(share.article, replace(share.figure, approx=Approx.MORE_THAN))
    japanese = RENDERER.voice("ja")
    assert str(japanese.figure(cited)) == "9%超\u00a0↑　アリババ株"
    assert japanese.plain_figure(cited) == "9%超 ↑ アリババ株"


def test_links_go_only_where_a_reader_may_be_sent() -> None:
    assert VOICE.link("x", "javascript:alert(1)").runs == (Run("x"),)
    assert VOICE.link("x", "https://wire.example").runs == (Run("x", url="https://wire.example"),)
    assert VOICE.link("x", "#a1").runs == (Run("x", url="#a1"),)


def test_numbers_are_written_in_the_readers_way_and_truths_are_not_numbers() -> None:
    assert VOICE.text(12345) == (Run("12,345"),)
    assert VOICE.text(True) == (Run("True"),)


# --- the guide ------------------------------------------------------------------------------------------------------

GUIDE = (Path(__file__).parents[2] / "docs" / "writing-a-template.md").read_text("utf-8")


def test_the_guide_lists_every_filter() -> None:
    table = GUIDE.partition("## Filters")[2].partition("## Words")[0]
    named = set(
        re.findall(r"`(\w+)(?:\([^`]*\))?`", "".join(row.split("|")[1] for row in table.splitlines() if "|" in row))
    )
    assert named - {"filter"} == set(_filters(RENDERER.voice("en")))


def test_the_guides_example_is_a_template(tmp_path: Path) -> None:
    example = GUIDE.partition("## An example")[2].split("```")[1]
    parent, *_ = folder(tmp_path, digest=example).digest(edition())

    (bullets,) = [block for block in parent.blocks if isinstance(block, Bullets)]
    assert len(bullets.items) == 6
    assert plain(bullets.items[0]).endswith("tariffs bite\n1.50%\u00a0↓\u2002policy rate")


def test_a_template_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "digest.md.j2").write_bytes("# 瓦版".encode("shift_jis"))
    with pytest.raises(TemplateError, match="is not UTF-8") as caught:
        Renderer(tmp_path).digest(edition())
    assert caught.value.where == str(tmp_path / "digest.md.j2")
