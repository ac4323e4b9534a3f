from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.chat import Button, Fault, Invocation, Reply, User
from bot.commands import BY_NAME, FIXED, SUGGESTED, TABLE, Commands, Line, Newsroom, Type
from bot.commands.answering import ANSWERS
from bot.commands.completion import LONGEST, MOST
from bot.commands.manual import manual
from digests import resources
from digests.desk import Desk
from digests.document import Block, Bullets, Code, Document, Heading, Note, Paragraph, Quote, Run, Runs, Table, plain
from digests.errors import SourceError
from digests.highlights import by_sentence
from digests.model import (
    Article,
    Channel,
    CitedFigure,
    Direction,
    Figure,
    Filters,
    Findings,
    Implication,
    Kind,
    Language,
    Modality,
    Receipt,
    Span,
    Stance,
    State,
    Vote,
    WhenEmpty,
)
from digests.press import Press
from digests.render import Renderer
from digests.store.database import Database
from digests.store.ledger import Ended, Sent

NOW = datetime(2025, 9, 30, 8, 30, tzinfo=UTC)
HERE = Channel("slack", "T1", "C1")
RENDERER = Renderer()
TEXT = "アリババの株価は9%上昇した。取得額は6,000万ドルである。タイの企業は選択を迫られる。"


class Noon:
    """A clock that a test may set."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at


class Articles:
    def __init__(self, *articles: Article) -> None:
        self._articles = articles

    def articles(self) -> Iterator[Article | SourceError]:
        yield from self._articles


def article(number: int, text: str = TEXT, **fields: object) -> Article:
    made = Article(
        text=text,
        origin=f"news/{number}.txt",
        fingerprint=hashlib.sha256(f"{number} {text}".encode()).hexdigest(),
        title=f"アリババが投資 {number}",
        url=f"https://wire.example/{number}",
        source="wire.example" if number % 2 else "keizai.example",
        published=date(2025, 9, number),
        language="ja",
    )
    return replace(made, **fields)  # type: ignore[arg-type] - fields of Article


def understand(article: Article) -> Findings:
    """Findings of `TEXT`, whose first figure is whatever stands before the first %."""
    text = article.text
    sentences = [Span(0, text.index("。") + 1)]
    while sentences[-1].end < len(text):
        sentences.append(Span(sentences[-1].end, text.index("。", sentences[-1].end) + 1))
    percent = text[text.index("は") + 1 : text.index("%") + 1]
    return Findings(
        article,
        figures=(
            _figure(text, percent, sentences[0], percent[:-1], direction=Direction.UP),
            _figure(text, "6,000万ドル", sentences[1], "60000000", kind=Kind.MONEY, unit="USD", label="取得額", rank=2),
        ),
        implications=(Implication("TH", text[slice(*sentences[2])], sentences[2], Modality.REQUIRED, Stance.RISK),),
        mentions=("CN",),
        lead=tuple(sentences),
    )


def _figure(text: str, quote: str, sentence: Span, value: str, **fields: object) -> Figure:
    start = text.index(quote)
    span = Span(start, start + len(quote))
    made = Figure(quote, span, sentence, Kind.PERCENT, Decimal(value), "%", label="株価", key=True, rank=1)
    return replace(made, **fields)  # type: ignore[arg-type] - fields of Figure


class Room:
    """A newsroom over an in-memory database, and somebody who asks."""

    def __init__(self) -> None:
        self.clock = Noon()
        database = Database.memory()
        self.desk = Desk(database, understand, self.clock)
        self.press = Press(database, self.clock)
        self.newsroom = Newsroom(self.desk, self.press, RENDERER, self.clock, lambda: [Line("slack", "ready", "T1")])
        self.commands = Commands(self.newsroom)

    def read(self, *articles: Article) -> None:
        assert self.desk.collect(Articles(*articles)).failed == ()

    def ask(
        self,
        text: str,
        *,
        language: Language = Language.EN,
        manager: bool = True,
        channel: Channel = HERE,
        id_: str = "1",
    ) -> Reply:
        user = User("U1", "Mali", manager)
        return self.commands.answer(Invocation(id_, text, channel, user, language, "Asia/Bangkok"))

    def lines(self, text: str, **who: object) -> list[str]:
        return written(self.ask(text, **who).document)  # type: ignore[arg-type] - keywords of ask

    def send(self, id_: str = "7") -> int:
        """Open a digest half an hour later and have its messages sent; its id."""
        self.clock.at = NOW.replace(hour=9)
        self.ask("run", id_=id_)
        claims = self.press.claim("slack", 10)
        self.press.settle([Sent(claim, Receipt(HERE, "1.2", self.clock.at)) for claim in claims])
        return claims[0].delivery.digest_id


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def full(room: Room) -> Room:
    """With twelve articles and a subscription of the channel."""
    room.press.subscriptions(HERE)
    room.ask("subscribe region:TH at:08:30 days:mon-fri tz:Asia/Bangkok name:thailand")
    room.read(*(article(number) for number in range(1, 13)))
    return room


def written(document: Document) -> list[str]:
    """The document as lines of plain text."""
    return [line for block in document.blocks for line in _lines(block)]


def _lines(block: Block) -> list[str]:
    match block:
        case Heading() | Paragraph():
            return [plain(block.runs)]
        case Bullets():
            return [plain(item) for item in block.items]
        case Quote() | Note():
            return [plain(line) for line in block.lines]
        case Table():
            return [" | ".join(plain(cell) for cell in row) for row in (block.header, *block.rows)]
        case Code():
            return block.text.splitlines()
        case _:
            return []


def runs(document: Document) -> list[Run]:
    return [run for block in document.blocks for sequence in _sequences(block) for run in sequence]


def _sequences(block: Block) -> list[Runs]:
    match block:
        case Heading() | Paragraph():
            return [block.runs]
        case Bullets():
            return list(block.items)
        case Quote() | Note():
            return list(block.lines)
        case Table():
            return [cell for row in (block.header, *block.rows) for cell in row]
        case _:
            return []


# --- the table -----------------------------------------------------------------------------------------------------


def test_every_command_is_answered() -> None:
    assert set(ANSWERS) == set(BY_NAME)


@pytest.mark.parametrize("language", list(Language))
def test_every_example_is_answered_in_every_language(full: Room, language: Language) -> None:
    for example in (example for command in TABLE for example in command.examples):
        document = full.ask(example.replace("f4812", "f1").replace("i391", "i1"), language=language).document
        assert "".join(written(document)).strip()
        own = {"preview": "en", "preview region:TH lang:ja": "ja"}  # a digest is in its subscription's language
        assert document.lang == own.get(example, language.value)


@pytest.mark.parametrize("language", list(Language))
def test_names_and_summaries_fit_discord_and_no_two_are_alike(language: Language) -> None:
    words = RENDERER.voice(language.value).words
    commands = [f"command.{command.name}" for command in TABLE]
    parameters = sorted({f"parameter.{parameter.name}" for command in TABLE for parameter in command.parameters})
    for keys in (commands, parameters):
        names = [words(f"{key}.name") for key in keys]
        assert len(set(names)) == len(names)
        assert all(0 < len(name) <= 32 and name == name.lower() and " " not in name for name in names)
        assert all(0 < len(words(f"{key}.summary")) <= 100 for key in keys)


def test_no_name_means_two_things_in_two_languages() -> None:
    for kind, own in (
        ("command", [command.name for command in TABLE]),
        ("parameter", sorted({parameter.name for command in TABLE for parameter in command.parameters})),
    ):
        meanings: dict[str, set[str]] = {}
        for language in Language:
            for name in own:
                alias = RENDERER.voice(language.value).words(f"{kind}.{name}.name")
                meanings.setdefault(alias, set()).add(name)
        assert {alias: names for alias, names in meanings.items() if len(names) > 1} == {}


def test_the_manual_is_current() -> None:
    manual_file = Path(resources.__file__).parent.parent / "docs" / "commands.md"
    assert manual_file.read_text("utf-8") == manual(RENDERER), "python -m bot.commands.manual > docs/commands.md"


# --- who may -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [command.name for command in TABLE if command.who.value == "manager"])
def test_changing_needs_a_manager_and_a_refusal_says_what_is_needed(full: Room, name: str) -> None:
    example = BY_NAME[name].examples[0]
    before = full.press.subscriptions(HERE)
    for adapter, needed in (("slack", "workspace admin"), ("discord", "Manage Server"), ("terminal", "manages")):
        lines = full.lines(example, manager=False, channel=replace(HERE, adapter=adapter))
        assert "needs a manager" in lines[0]
        assert needed in lines[1]
    assert full.press.subscriptions(HERE) == before


def test_a_rehearsal_says_what_is_wrong_and_changes_nothing(full: Room) -> None:
    def rehearsed(text: str, *, manager: bool) -> Fault | None:
        user = User("U1", "Mali", manager)
        return full.commands.answer(Invocation("9", text, HERE, user, Language.JA, rehearsal=True)).fault

    before = full.press.subscriptions(HERE)
    assert rehearsed("pause 3d", manager=True) is None
    refused = rehearsed("pause 3d", manager=False)
    assert refused is not None
    assert (refused.field, "管理者" in refused.said) == ("", True)
    assert full.press.subscriptions(HERE) == before


@pytest.mark.parametrize(
    ("line", "field", "said"),
    [
        ("subscribe at:25:00", "at", "「25:00」は時刻として読めません · 時と分で指定してください：08:30"),
        ("subscribe tz:Asia/Bangkk", "tz", "「Asia/Bangkk」というタイムゾーンはありません · もしかして：Asia/Bangkok"),
        ("subscribe name:thailand at:23:00", "cadence", "これではダイジェストが一度も送られません"),
        ("figurs", "", "「figurs」というコマンドはありません · もしかして：figures"),
    ],
)
def test_a_mistake_names_the_parameter_at_fault_in_the_askers_language(
    full: Room, line: str, field: str, said: str
) -> None:
    full.ask("quiet 22:00-07:00 drop:yes")
    fault = full.ask(line, language=Language.JA).fault
    assert fault is not None
    assert (fault.field, fault.said.startswith(said)) == (field, True)


def test_asking_is_for_everyone(full: Room) -> None:
    assert "needs a manager" not in "".join(full.lines("list", manager=False))


def test_a_mistake_is_a_private_reply_that_says_what_would_be_right(room: Room) -> None:
    reply = room.ask("figurs")
    assert written(reply.document) == ["there is no command 'figurs'", "did you mean figures?"]
    assert (reply.private, reply.shareable) == (True, False)


@pytest.mark.parametrize(
    ("language", "line", "said"),
    [
        (Language.JA, "figurs", ["「figurs」というコマンドはありません", "もしかして：figures"]),
        (Language.ZH, "article a99", ["没有编号为 a99 的文章", "输入“latest”或“search”可查看文章的编号"]),
        (Language.TH, "next x", ["ช่องนี้ไม่มีการสมัครรับข่าวชื่อ “x”", "พิมพ์ “list” เพื่อดูชื่อ"]),
        (
            Language.ZH,
            "impact Tailand",
            ["找不到地区“Tailand”", "impact · region · 您是不是要找：TH (泰国)"],
        ),
    ],
)
def test_a_mistake_is_explained_in_the_language_of_who_made_it(
    room: Room, language: Language, line: str, said: list[str]
) -> None:
    assert room.lines(line, language=language) == said


@pytest.mark.parametrize("language", list(Language))
def test_what_somebody_wrote_wrongly_is_shown_as_plain_text(room: Room, language: Language) -> None:
    reply = room.ask("search kind:**[x](https://evil.example)**{0}", language=language)
    runs = [run for block in reply.document.blocks if isinstance(block, Paragraph) for run in block.runs]
    assert "**[x](https://evil.example)**{0}" in plain(tuple(runs))
    assert {run.url for run in runs} == {""}


# --- asking --------------------------------------------------------------------------------------------------------


def test_help_lists_every_command(room: Room) -> None:
    lines = room.lines("")
    assert [line.split(":")[0] for line in lines[2:]] == [command.name for command in TABLE]


def test_help_names_a_command_in_the_readers_language_too(room: Room) -> None:
    assert room.lines("help", language=Language.TH)[6].startswith("search · ค้นหา: ")
    heading, *lines = room.lines("help search", language=Language.JA)
    assert heading == "search · 検索"
    assert "since · 以降　いつから：7d、2w、3m、2026-05-01" in lines


def test_help_for_a_command_shows_usage_parameters_and_examples(room: Room) -> None:
    lines = room.lines("help subscribe")
    assert BY_NAME["subscribe"].usage in lines
    assert "Only managers may give this command." in lines
    assert BY_NAME["subscribe"].examples[0] in lines


def test_every_item_of_an_answer_ends_with_source_date_and_id(full: Room) -> None:
    assert full.lines("figures アリババ")[:4] == [
        "Figures: アリババ",
        "10 of 24 figures · newest first",
        "Figure | What it measures | Outlet | Date | Id",
        "9%\u00a0↑ | 株価 | keizai.example | 12 Sep 2025 | f23",
    ]
    assert full.lines("search アリババ")[2:5] == [
        "アリババが投資 12",
        "アリババの株価は9%上昇した。",
        "keizai.example · 12 Sep 2025 · a12",
    ]
    assert full.lines("impact TH")[3:5] == [
        "タイの企業は選択を迫られる。",
        "required · keizai.example · 12 Sep 2025 · i12",
    ]


def test_pages_go_on_by_a_button(full: Room) -> None:
    first = full.ask("figures アリババ unit:USD since:30d")
    assert first.buttons == (Button("Next page", "figures アリババ unit:USD since:30d page:2"),)
    second = full.ask(first.buttons[0].command)
    assert written(second.document)[1] == "2 of 12 figures · USD · since 31 August 2025 · page 2 · newest first"
    assert second.buttons == ()
    assert [button.label for button in full.ask("impact TH").buttons] == ["Older"]


def test_what_was_asked_is_said_again(full: Room) -> None:
    heading, grey, *_ = full.lines('search アリババ "6,000万" -関税 region:ASEAN lang:ja best:yes')
    assert heading == 'Articles: アリババ "6,000万" −関税'
    assert grey == "10 of 12 articles · ASEAN · Japanese · in the title first"


@pytest.mark.parametrize("line", ["figures トヨタ", "search トヨタ", "impact CN"])
def test_nothing_found_says_what_may_help(full: Room, line: str) -> None:
    assert full.lines(line)[-1] == "Nothing found. Fewer words or a longer time may help."


def test_a_search_without_words_shows_how_an_article_begins(full: Room) -> None:
    full.read(article(13, fingerprint="f" * 64))
    assert full.lines("search region:TH")[3] == "アリババの株価は9%上昇した。"


def test_latest_is_what_the_channels_subscription_lets_through(full: Room) -> None:
    assert full.lines("latest")[1:3] == ["1 story", "アリババが投資 3"]
    full.ask("subscribe region:JP name:thailand")
    assert full.lines("latest")[1] == "0 stories"
    assert full.lines("latest", channel=Channel("slack", "T1", "C2"))[1] == "1 story"


def test_an_article_shows_everything_it_says(full: Room) -> None:
    lines = full.lines("article a3")
    assert lines[:2] == ["アリババが投資 3", "wire.example · 3 Sep 2025 · a3"]
    assert "タイの企業は選択を迫られる。" in lines
    assert lines[-1] == "US$60M | 取得額 | 6,000万ドル | f6"


def test_a_correction_is_shown_in_the_article_and_in_the_history(full: Room) -> None:
    full.read(article(12, TEXT.replace("9%", "10%")))
    change = "Corrected 30 September 2025 15:30 · 株価: was 9%, is 10%"
    assert change in full.lines("article a13")
    assert change in full.lines("history f25")


def test_the_source_of_a_figure_is_its_sentence_with_the_quote_in_bold(full: Room) -> None:
    reply = full.ask("source f2")
    assert written(reply.document) == [
        "アリババが投資 1",
        "US$60M (6,000万ドル)\u2002取得額",
        "取得額は6,000万ドルである。",
        "line 1 · characters 19–27",
        "wire.example · 1 Sep 2025 · f2",
    ]
    assert Run("6,000万ドル", bold=True, lang="ja") in runs(reply.document)
    assert reply.buttons == (Button("History", "history f2"),)


def test_the_source_of_an_implication_is_its_sentence(full: Room) -> None:
    lines = full.lines("source i2")
    assert lines[2:4] == ["タイの企業は選択を迫られる。", "line 1 · characters 31–45"]


@pytest.mark.parametrize("line", ["source f999", "source i999", "article a999", "history f999", "why a999"])
def test_an_id_that_does_not_exist_says_where_ids_are_found(full: Room, line: str) -> None:
    assert full.lines(line)[0].startswith("there is no ")


def test_a_history_names_the_values_and_where_outlets_differ(full: Room) -> None:
    full.read(article(11, TEXT.replace("9%", "30%"), url="https://khao.example/1", source="khao.example"))
    lines = full.lines("history f1")
    assert lines[:2] == ["History: 株価", "13 values"]
    assert any(line.startswith("≠ Outlets differ on 株価") for line in lines)


# --- standing orders -----------------------------------------------------------------------------------------------


def test_subscribing_answers_with_the_rule_and_the_next_three_sends(room: Room) -> None:
    line = 'subscribe region:TH,JP topic:"data centre" lang:ja at:08:30 days:mon-fri tz:Asia/Bangkok max:3'
    reply = room.ask(line)
    assert written(reply.document) == [
        "Subscribed",
        "Kawaraban",
        "Thailand, Japan · data centre",
        "Mon–Fri · 08:30 · Asia/Bangkok",
        "Japanese · at most 3",
        "Next: 1 Oct 2025 08:30 +07:00 · 2 Oct 2025 08:30 +07:00 · 3 Oct 2025 08:30 +07:00",
        "slack/T1/C1",
    ]
    assert reply.buttons == (Button("Preview", 'preview name:"slack/T1/C1"'),)


def test_each_of_the_next_sends_has_the_offset_of_its_own_day(room: Room) -> None:
    room.ask("subscribe at:09:00 days:sun tz:Europe/Berlin")
    room.clock.at = NOW.replace(month=10, day=18)
    assert "Next: 19 Oct 2025 09:00 +02:00 · 26 Oct 2025 09:00 +01:00 · 2 Nov 2025 09:00 +01:00" in room.lines("next")


def test_subscribing_again_changes_only_what_is_given(full: Room) -> None:
    full.ask("subscribe name:thailand max:2 at:17:00")
    (changed,) = full.press.subscriptions(HERE)
    assert (changed.max_stories, changed.cadence.zone, changed.filters.regions) == (2, "Asia/Bangkok", ("TH",))


def test_a_subscription_speaks_the_language_and_lives_by_the_clock_of_who_made_it(room: Room) -> None:
    room.ask("subscribe", language=Language.TH)
    (made,) = room.press.subscriptions(HERE)
    assert (made.language, made.cadence.zone) == (Language.TH, "Asia/Bangkok")


def test_quiet_pause_resume_and_unsubscribe_say_what_results(full: Room) -> None:
    assert full.lines("quiet 22:00-07:00")[4] == "English · at most 5 · quiet 22:00–07:00"
    assert full.lines("quiet 22:00-07:00 drop:yes")[4].endswith(" · quiet 22:00–07:00, its digests dropped")
    assert full.lines("quiet off")[4] == "English · at most 5"
    assert "paused until 3 Oct 2025 15:30 +07:00 · Mali" in full.lines("pause 3d")
    assert "paused until resumed · Mali" in full.lines("pause")
    assert not any("paused" in line for line in full.lines("resume"))
    assert full.lines("unsubscribe")[0] == "Unsubscribed"
    assert full.lines("list") == ["Subscriptions", "This channel has no subscription."]


def test_what_falls_into_quiet_hours_is_held_or_dropped(full: Room) -> None:
    full.ask("subscribe name:thailand at:23:00,09:00")
    night = "1 Oct 2025 07:00 +07:00"
    assert f"Next: {night} · 1 Oct 2025 09:00 +07:00 · 2 Oct 2025 07:00 +07:00" in full.lines("quiet 22:00-07:00")
    assert not any(night in line for line in full.lines("quiet 22:00-07:00 drop:yes"))


def test_a_name_is_needed_only_where_there_are_several(full: Room) -> None:
    full.ask("subscribe region:JP name:japan days:mon,wed,fri")
    assert full.lines("pause")[0] == "this channel has several subscriptions"
    assert "japan, thailand" in full.lines("pause")[1]
    assert "Mon Wed Fri" in full.lines("next Japan")[3]
    assert full.lines("preview nowhere")[0] == "this channel has no subscription 'nowhere'"
    assert full.lines("preview", channel=Channel("slack", "T1", "C2"))[0] == "this channel has no subscription"


def test_a_preview_is_the_first_message_of_the_digest(full: Room) -> None:
    (subscription,) = full.press.subscriptions(HERE)
    digest = full.press.preview(subscription)
    assert full.ask("preview").document == RENDERER.digest(digest, "slack")[0]


def test_what_would_be_subscribed_to_can_be_previewed(full: Room) -> None:
    elsewhere = Channel("slack", "T1", "C2")
    before = full.press.subscriptions()
    shown = full.ask("preview region:TH lang:ja max:1", channel=elsewhere).document
    assert shown.lang == "ja"
    assert "タイ" in shown.summary + " ".join(full.lines("preview region:TH lang:ja", channel=elsewhere))
    assert full.press.subscriptions() == before


def test_a_subscription_can_be_previewed_with_something_changed(full: Room) -> None:
    (subscription,) = full.press.subscriptions(HERE)
    digest = full.press.preview(replace(subscription, language=Language.ZH))
    assert full.ask(f'preview name:"{subscription.name}" lang:zh').document == RENDERER.digest(digest, "slack")[0]


def test_run_sends_now_once_and_says_when_it_already_did(full: Room) -> None:
    full.clock.at = NOW.replace(hour=9)
    assert full.lines("run", id_="7")[0].startswith("On its way: ")
    claims = full.press.claim("slack", 10)
    assert [claim.delivery.part for claim in claims] == [0]
    receipt = Receipt(HERE, "1.2", full.clock.at, "https://slack.example/1")
    full.press.settle([Sent(claim, receipt) for claim in claims])
    reply = full.ask("run", id_="8")
    assert written(reply.document)[0] == "Already sent at 16:30, and nothing is new"
    assert runs(reply.document)[0].url == "https://slack.example/1"
    assert full.lines("run force:yes", id_="9")[0].startswith("On its way: ")


def test_run_with_nothing_to_tell_says_so(full: Room) -> None:
    full.ask("subscribe region:JP name:thailand")
    assert full.lines("run") == ["No story qualifies; nothing is sent."]


def test_why_gives_each_stages_decision(full: Room) -> None:
    assert full.lines("why a3")[1] == "No digest of this channel has looked at it yet."
    full.clock.at = NOW.replace(hour=9)
    full.ask("run")
    assert full.lines("why a3") == [
        "アリババが投資 3",
        "In the digest",
        "✓ Time of collection · 30 Sep 2025 15:30",
        "✓ Language · ja",
        "✓ Outlet · wire.example",
        "✓ Region · Thailand",
        "✓ Key figures · 2",
        "✓ Place · 1 of 5",
        "Kawaraban · Tuesday 30 September 2025",
        "wire.example · 3 Sep 2025 · a3",
    ]


@pytest.mark.parametrize("asked", ["why a3", "why a12"])
def test_why_names_the_stage_that_stopped_an_article_or_the_story_it_is_in(full: Room, asked: str) -> None:
    full.ask("subscribe region:JP name:thailand")
    full.clock.at = NOW.replace(hour=9)
    full.ask("run")
    lines = full.lines(asked)
    assert lines[1] == "Not in the digest"
    assert [line for line in lines if line.startswith("✗")] == ["✗ Region · Thailand"]
    assert ("✓ Same event as · a3" in lines) == (asked == "why a12")


def test_why_says_that_a_story_qualified_but_had_no_place(full: Room) -> None:
    full.ask("subscribe name:thailand max:1")
    other = "トヨタの販売は71%上昇した。取得額は6,000万ドルである。日本の企業は選択を迫られる。"
    full.read(article(13, other, title="トヨタ"))
    full.clock.at = NOW.replace(hour=9)
    full.ask("run")
    verdicts = {full.lines(f"why a{number}")[1] for number in (3, 13)}
    assert verdicts == {"In the digest", "Qualified, counted but not shown"}


def test_status_names_what_was_sent_what_comes_and_what_failed(full: Room) -> None:
    lines = full.lines("status")
    assert lines[:3] == ["Status", "12 articles", "Kawaraban · not sent yet · next 1 Oct 2025 08:30 +07:00"]
    assert "slack · ready · T1" in lines
    full.ask("pause")
    assert full.lines("status")[2] == "Kawaraban · not sent yet · next never"


def test_status_tells_every_time_by_the_subscriptions_clock(full: Room) -> None:
    full.ask("subscribe name:thailand tz:America/New_York")
    full.clock.at = NOW.replace(hour=9)
    full.ask("run")
    full.press.settle([Sent(each, Receipt(HERE, "1.2", full.clock.at)) for each in full.press.claim("slack", 10)])
    assert "Kawaraban · last sent 30 Sep 2025 05:30 -04:00 · next 30 Sep 2025 08:30 -04:00" in full.lines("status")


def test_status_names_subscriptions_that_are_called_the_same(full: Room) -> None:
    full.ask('subscribe name:japan region:JP title:"Japan"')
    full.ask("subscribe name:korea region:KR")
    assert [line.partition(" · not")[0] for line in full.lines("status")[2:5]] == [
        "Japan",
        "Kawaraban · korea",
        "Kawaraban · thailand",
    ]


def test_status_counts_what_is_open_and_names_what_was_refused_and_why(full: Room) -> None:
    full.clock.at = NOW.replace(hour=9)
    full.ask("run")
    assert "planned 1" in full.lines("status")
    claims = full.press.claim("slack", 10)
    full.press.settle([Ended(claim, State.DEAD, "the channel is archived") for claim in claims])
    assert full.lines("status")[-2:] == ["Not delivered", "refused · the channel is archived"]


def test_what_failed_is_told_in_the_language_of_who_asks(full: Room) -> None:
    full.clock.at = NOW.replace(hour=9)
    full.ask("run")
    reason = f"{HERE}: the bot is not in the channel (not_in_channel); invite the bot: /invite @Kawaraban"
    claims = full.press.claim("slack", 10)
    full.press.settle([Ended(claim, State.DEAD, reason, refused=True) for claim in claims])
    told = "ボットがチャンネルに入っていません (not_in_channel) · ボットを招待してください：/invite @Kawaraban"
    assert full.lines("status", language=Language.JA)[-1] == f"拒否 · {told}"
    assert any(line.endswith(told) for line in full.lines("list", language=Language.JA))
    workspace = replace(HERE, id="")
    assert full.lines("status", language=Language.JA, channel=workspace)[-1] == f"拒否 · {HERE.id} · {told}"


def test_status_says_in_words_how_each_platform_is_connected(full: Room) -> None:
    failed = Line("slack", "failed", "Slack cannot be reached; check the network or proxy; next try in 8 s")
    full.commands = Commands(replace(full.newsroom, lines=lambda: [failed]))
    said = "slack · 失敗 · Slack に接続できません · ネットワークかプロキシを確認してください · 8 秒後に再試行します"
    assert said in full.lines("status", language=Language.JA)


def test_status_counts_the_votes_of_the_last_month(full: Room) -> None:
    digest_id = full.send()
    full.press.vote(full.press.digest(digest_id), "U1", Vote.UP)
    full.press.vote(full.press.digest(digest_id), "U2", Vote.DOWN)
    assert full.lines("status")[2].endswith(" · 👍 1 👎 1 in 30 days")
    full.clock.at = NOW.replace(month=11)
    assert "👍" not in full.lines("status")[2]


# --- a digest that was sent ----------------------------------------------------------------------------------------


@pytest.fixture
def seven(room: Room) -> Room:
    """With seven stories, of which a digest shows five."""
    room.ask("subscribe region:TH tz:Asia/Bangkok name:thailand")
    titles = ["銀行利下げ", "工場新設", "半導体輸出", "港湾拡張", "観光客増加", "電力料金", "米価上昇"]
    for number, title in enumerate(titles, 1):
        room.read(article(number, TEXT.replace("9%", f"{number}%"), title=title))
    return room


def test_details_show_every_figure_with_its_sentence_story_by_story(seven: Room) -> None:
    digest_id = seven.send()
    reply = seven.ask(f"details d{digest_id}")
    lines = written(reply.document)
    assert lines == [
        "Kawaraban",
        "Tuesday 30 September 2025 · story 1 of 7",
        "米価上昇",
        "TH Thailand\u2002Risk · required",
        "タイの企業は選択を迫られる。",
        "wire.example",
        "7%\u00a0↑\u2002株価 · f13\nアリババの株価は7%上昇した。",
        "US$60M (6,000万ドル)\u2002取得額 · f14\n取得額は6,000万ドルである。",
    ]
    assert reply.buttons == (Button("Next story", command=f"details d{digest_id} page:2"),)
    assert reply.shareable


def test_a_digest_keeps_its_channels_date_wherever_the_asker_is(room: Room) -> None:
    room.ask("subscribe region:TH tz:Pacific/Pago_Pago name:thailand")
    room.read(article(1))
    digest_id = room.send()
    shown = room.newsroom.renderer.digest(room.press.digest(digest_id))[0]
    assert written(shown)[1].startswith("Monday 29 September 2025")
    for question in (f"details d{digest_id}", f"vote up d{digest_id}", "why a1"):
        assert "29 Sep" in " ".join(room.lines(question))


def test_details_go_on_to_what_did_not_fit_and_end_with_the_last_story(seven: Room) -> None:
    digest_id = seven.send()
    reply = seven.ask(f"details d{digest_id} page:99", language=Language.TH)
    assert "เรื่องที่ 7 จาก 7" in written(reply.document)[1]
    assert [button.command for button in reply.buttons] == [f"details d{digest_id} page:6"]


def test_figures_of_one_sentence_stand_together(room: Room) -> None:
    sentence = Span(0, 20)
    cited = [
        CitedFigure(article(1), _figure(TEXT, "9%", sentence, "9")),
        CitedFigure(article(1), _figure(TEXT, "6,000万ドル", Span(20, 40), "60000000")),
        CitedFigure(article(1), _figure(TEXT, "9", sentence, "9")),
        CitedFigure(article(2), _figure(TEXT, "9%", sentence, "9")),
    ]
    assert [[one.figure.quote for one in group] for group in by_sentence(cited)] == [
        ["9%", "9"],
        ["6,000万ドル"],
        ["9%"],
    ]


def test_a_digest_that_was_sent_is_shown_again(full: Room) -> None:
    digest_id = full.send()
    reply = full.ask("show", language=Language.JA)
    assert reply.document == RENDERER.digest(full.press.digest(digest_id), "slack")[0]
    assert reply.buttons == (Button("詳細", command=f"details d{digest_id} page:1"),)


@pytest.mark.parametrize("command", ["show", "details", "vote up"])
def test_without_an_id_it_is_the_digest_that_was_sent_last(full: Room, command: str) -> None:
    assert full.lines(command)[0] == "no digest has been sent to this channel"
    first = full.send()
    full.ask("subscribe region:TH name:second title:Second")
    full.ask("run name:second", id_="8")  # opened, but not sent
    assert full.lines(command) == full.lines(f"{command} d{first}")


@pytest.mark.parametrize("command", ["show", "details", "vote up"])
def test_a_digest_of_another_channel_is_not_there(full: Room, command: str) -> None:
    digest_id = full.send()
    elsewhere = full.ask(f"{command} d{digest_id}", channel=replace(HERE, id="C2"))
    assert elsewhere.fault is not None
    assert written(elsewhere.document)[0].endswith(f"there is no digest d{digest_id}")
    missing = full.ask(f"{command} d{digest_id + 1}")
    assert written(missing.document)[0].endswith(f"there is no digest d{digest_id + 1}")


def test_a_digest_without_stories_has_no_details(full: Room) -> None:
    (wanted,) = full.press.subscriptions(HERE)
    full.press.subscribe(replace(wanted, filters=Filters(regions=("PE",)), when_empty=WhenEmpty.LINE))
    full.send()
    assert full.lines("details") == ["Kawaraban", "Tuesday 30 September 2025 · 12 articles read, no story"]
    assert full.ask("show").buttons == ()


def test_a_voters_last_vote_counts(full: Room) -> None:
    digest_id = full.send()
    full.press.vote(full.press.digest(digest_id), "U2", Vote.UP)
    assert full.lines("vote 👎") == ["👎 noted. Your last vote counts.", "Kawaraban · 30 Sep 2025 · 👍 1 · 👎 1"]
    assert full.lines(f"投票 :+1: d{digest_id}", language=Language.JA, manager=False) == [
        "👍 を記録しました。最後の投票が有効です。",
        "Kawaraban · 2025年9月30日 · 👍 2 · 👎 0",
    ]
    assert full.lines("details")[1].endswith(" · 👍 2")
    assert full.lines("vote sideways")[:2] == ["'sideways' is no vote", "vote · vote · write up or down"]


# --- suggestions ---------------------------------------------------------------------------------------------------


def labels(room: Room, command: str, parameter: str, typed: str = "", language: Language = Language.EN) -> list[str]:
    return [choice.label for choice in room.commands.complete(command, parameter, typed, HERE, language)]


def test_suggestions_fit_what_was_typed(full: Room) -> None:
    assert labels(full, "impact", "region", "tha") == ["Thailand (TH)"]
    assert labels(full, "impact", "region", "タイ", Language.JA)[0] == "タイ (TH)"
    assert labels(full, "subscribe", "tz", "bangk") == ["Asia/Bangkok"]
    assert labels(full, "article", "article", "投資 3") == ["a3 アリババが投資 3"]
    assert labels(full, "history", "figure", "f23") == ["f23 9% ↑ 株価"]
    assert labels(full, "search", "source", "kei") == ["keizai.example"]
    assert labels(full, "pause", "name") == ["Kawaraban (thailand)"]
    full.read(article(13, topics=("data centre", "クラウド")))
    assert labels(full, "subscribe", "topic", "Data") == ["data centre"]
    assert labels(full, "figures", "unit", "us") == ["USD"]
    assert labels(full, "details", "digest") == []
    digest_id = full.send()
    assert labels(full, "details", "digest", "kawa") == [f"d{digest_id} Kawaraban, 30 Sep 2025"]
    assert labels(full, "details", "digest", "other") == []
    assert labels(full, "figures", "kind", "mon") == ["money"]
    assert labels(full, "figures", "words", "x") == []
    assert labels(full, "figures", "nothing") == []
    assert labels(full, "nothing", "words") == []


def test_suggestions_fit_discord(full: Room) -> None:
    full.read(article(14, title="長" * 300, topics=("クラウド", "x" * 101)))
    full.send()
    for command in TABLE:
        for parameter in command.parameters:
            choices = full.commands.complete(command.name, parameter.name, "", HERE, Language.JA)
            assert len(choices) <= MOST
            assert all(0 < len(choice.label) <= LONGEST and len(choice.value) <= LONGEST for choice in choices)
            assert bool(choices) == (parameter.type in SUGGESTED | set(FIXED))


def test_types_are_fixed_suggested_or_free() -> None:
    assert set(Type) - SUGGESTED - set(FIXED) == {Type.WORDS, Type.TEXT, Type.NUMBER, Type.PAGE}
