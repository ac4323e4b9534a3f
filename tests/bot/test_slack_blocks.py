from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters import slack_blocks, slack_views
from digests.document import Bullets, Document, Heading, Note, Paragraph, Quote, Role, Run, Table
from digests.links import Links
from digests.model import Language
from digests.render import Renderer
from tests import editions, goldens
from tests.bot.any_document import documents
from tests.bot.documents import MESSAGES, kept, longest_en
from tests.bot.slack_rules import block_violations, message_violations


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_what_was_looked_at(name: str) -> None:
    bodies = slack_views.digest_bodies(kept(MESSAGES[name]))
    assert [message_violations(body) for body in bodies] == [[]] * len(bodies)
    goldens.check(f"slack/{name}.json", json.dumps(bodies, ensure_ascii=False, indent=1) + "\n")


@pytest.mark.parametrize("language", list(Language))
def test_a_corrected_digest_and_its_note_are_what_was_looked_at(language: Language) -> None:
    bodies = slack_views.digest_bodies(kept(editions.corrected_messages(language, "slack")))
    assert [message_violations(body) for body in bodies] == [[]] * len(bodies)
    goldens.check(f"slack/corrected-{language}.json", json.dumps(bodies, ensure_ascii=False, indent=1) + "\n")


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_valid(name: str) -> None:
    for body in slack_blocks.pack(MESSAGES[name]):
        assert message_violations(body) == []


@pytest.mark.parametrize("language", Language)
def test_a_rendered_digest_is_valid_and_in_one_message(language: Language) -> None:
    stories = (editions.rate_cut(language), editions.car_plant(language), editions.chip_partnership(language))
    digest = editions.edition(language, stories, (editions.tourists(language),))
    documents = Renderer(links=Links(archive="https://news.example")).digest(digest, "slack")
    bodies = slack_blocks.pack(documents)
    assert len(bodies) == len(documents)
    assert [message_violations(body) for body in bodies] == [[]] * len(bodies)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(documents, min_size=1, max_size=2))
def test_any_document_packs_into_valid_messages(given_documents: list[Document]) -> None:
    bodies = slack_blocks.pack(given_documents)
    assert len(bodies) >= len(given_documents)
    for body in bodies:
        assert message_violations(body) == []
        json.dumps(body).encode()


def test_what_does_not_fit_moves_on_whole_and_is_counted() -> None:
    first, second = slack_blocks.pack([longest_en()])
    stories = [json.dumps(body["blocks"]).count("Story ") for body in (first, second)]
    assert stories == [7, 5]
    assert first["blocks"][-1]["elements"][0]["text"] == "*+5 more below*\n*+2 more stories*"


def test_article_text_in_rich_text_is_left_as_it_is() -> None:
    hostile = "<!channel> @everyone *bold* `code` :fire: <https://evil.example|x>"
    (body,) = slack_blocks.pack([Document("en", (Paragraph((Run(hostile),)),))])
    (element,) = body["blocks"][0]["elements"][0]["elements"]
    assert element == {"type": "text", "text": hostile}


def test_article_text_in_a_grey_line_cannot_format_ping_or_link() -> None:
    hostile = "<!channel> *b* _i_ ~s~ `c` :fire: > q <https://evil.example|x>"
    (body,) = slack_blocks.pack([Document("en", (Note(((Run(hostile),),)),))])
    text = body["blocks"][0]["elements"][0]["text"]
    assert not set("*_~`<>") & set(text)
    assert ":fire:" not in text
    assert body["blocks"][0]["elements"][0]["verbatim"] is True


def test_a_quotation_mark_at_the_start_of_a_grey_line_does_not_quote() -> None:
    (body,) = slack_blocks.pack([Document("en", (Note(((Run("> really"),),)),))])
    assert body["blocks"][0]["elements"][0]["text"] == "› really"


def test_a_time_of_day_is_no_emoji_but_a_name_between_colons_is() -> None:
    def shown(*texts: str) -> object:
        (body,) = slack_blocks.pack([Document("en", (Note((tuple(map(Run, texts)),)),))])
        return body["blocks"][0]["elements"][0]["text"]

    assert shown("next 27 Nov 08:30") == "next 27 Nov 08:30"
    assert shown("12:30:45 :8ball: :100: :fire", ":") == "12:30:45 ∶8ball: ∶100: ∶fire∶"


def test_bold_beside_a_letter_in_a_grey_line_gets_a_boundary() -> None:
    line = (Run("約"), Run("3件", bold=True), Run("あり"))
    (body,) = slack_blocks.pack([Document("ja", (Note((line,)),))])
    assert body["blocks"][0]["elements"][0]["text"] == "約\u200b*3件*\u200bあり"


def test_a_link_that_no_chat_can_open_is_text() -> None:
    runs = (Run("a", url="javascript:alert(1)"), Run("b", url="#f3"), Run("c", url="https://user:pw@evil.example"))
    (body,) = slack_blocks.pack([Document("en", (Paragraph(runs),))])
    assert {element["type"] for element in body["blocks"][0]["elements"][0]["elements"]} == {"text"}


def test_a_region_without_a_flag_has_a_name_only() -> None:
    def elements(region: str) -> object:
        quote = Quote(((Run(region, role=Role.FLAG), Run(" Somewhere", role=Role.REGION)),))
        (body,) = slack_blocks.pack([Document("en", (quote,))])
        return body["blocks"][0]["elements"][0]["elements"]

    assert elements("035") == [{"type": "text", "text": "Somewhere"}]
    assert elements("EU") == [{"type": "emoji", "name": "flag-eu"}, {"type": "text", "text": " Somewhere"}]


def test_a_long_table_is_divided_and_repeats_its_header() -> None:
    header = ((Run("Figure"),), (Run("Id"),))
    rows = tuple(((Run(f"{n}%", bold=True, role=Role.VALUE),), (Run(f"f{n}"),)) for n in range(250))
    bodies = slack_blocks.pack([Document("en", (Table(header, rows),))])
    tables = [body["blocks"][-1] for body in bodies]
    assert [len(table["rows"]) for table in tables] == [100, 100, 53]
    assert all(table["rows"][0] == tables[0]["rows"][0] for table in tables)
    assert bodies[0]["blocks"][0]["elements"][0]["text"] == "*+151 more below*"


def test_an_overlong_text_is_shortened_visibly_at_a_sentence() -> None:
    sentence = "The rate fell again in August. "
    (body,) = slack_blocks.pack([Document("en", (Paragraph((Run(sentence * 200),)),))])
    shown = "".join(element["text"] for element in body["blocks"][0]["elements"][0]["elements"])
    assert shown.endswith("August.…")
    assert 2500 < len(shown) <= 3000


def test_a_title_over_150_characters_is_shortened() -> None:
    (body,) = slack_blocks.pack([Document("en", (Heading(1, (Run("word " * 60),)),))])
    title = body["blocks"][0]["text"]
    assert title["type"] == "plain_text"
    assert len(title["text"]) <= 150
    assert title["text"].endswith("…")


def test_a_document_without_blocks_is_a_line_of_its_summary() -> None:
    (body,) = slack_blocks.pack([Document("en", (), summary="Nothing <new>")])
    assert body["text"] == "Nothing &lt;new&gt;"
    assert body["blocks"][0]["elements"][0]["text"] == "Nothing &lt;new&gt;"


def test_a_cell_without_text_is_a_space() -> None:
    (body,) = slack_blocks.pack([Document("en", (Table(((Run("A"),), (Run("B"),)), (((Run("x"),), ()),)),))])
    assert body["blocks"][0]["rows"][1][1] == {"type": "raw_text", "text": "\u00a0"}


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "header: not plain text of 150"),
        ([{"type": "divider", "block_id": "b"}, {"type": "divider", "block_id": "b"}], "block_id b is repeated"),
        ([{"type": "divider", "colour": "red"}], "unknown key colour in divider"),
        ([{"type": "divider"}] * 51, "51 blocks"),
        (
            [{"type": "context", "elements": [{"type": "mrkdwn", "text": "x" * 2900}]}] * 4,
            "more than 9000 characters in all blocks",
        ),
    ],
)
def test_the_rules_notice_what_the_libraries_do_not(broken: list[dict[str, object]], complaint: str) -> None:
    assert complaint in block_violations(broken, most=50)


def test_lists_keep_their_order_over_messages() -> None:
    items = tuple((Run(f"item {n} " + "x" * 200),) for n in range(100))
    bodies = slack_blocks.pack([Document("en", (Bullets(items),))])
    shown = [
        line["elements"][0]["text"].split()[1]
        for body in bodies
        for block in body["blocks"]
        if block["type"] == "rich_text"
        for line in block["elements"][0]["elements"]
    ]
    assert shown == [str(n) for n in range(100)]
