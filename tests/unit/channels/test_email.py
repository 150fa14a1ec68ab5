from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.channels.email import build_email
from engine.channels.errors import AddressUnusable, SenderUnusable
from engine.languages.catalogue import catalogues
from engine.languages.tongue import Tongue
from tests.unit.channels.letters import (
    LETTER,
    REMINDER,
    digest,
    html,
    letter_about,
    letter_with,
    parsed,
    plain,
)

if TYPE_CHECKING:
    from engine.channels.channel import Letter

HOSTILE = [
    "Subject\r\nBcc: bob@town.example",
    "Name\nX-Evil: 1\n\nbody",
    "a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g",
    "nul\0 and escape\x1b[31m",
    "\ud800 lone surrogate",
    "\u202egnol txet\u202c",
    "<script>alert(1)</script>",
    "</title><img src=https://evil.example/pixel>",
    "=?utf-8?q?=0D=0ABcc:_bob@town.example?=",
    "مشروع الاندماج",
    "Çağrı 👩🏽‍🚀 Ωμέγα",
    'Quote " comma, semicolon; <bob@town.example>',
    "\\",
    "{number} %s %(x)s ${x}",
    "x" * 5000,
    "ü" * 5000,
    "Wort " * 1000,
    "",
    " ",
    ".",
    "\r\n.\r\n",
    "--=_",
]
HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
}
hostile = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=300))


class Structure(HTMLParser):
    """The elements of a page in order, and whether they are nested rightly."""

    VOID = frozenset({"meta", "br"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        assert not [name for name, _ in attrs if name.startswith("on")]
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_headers_of_a_reminder() -> None:
    message = parsed(LETTER)
    assert message["From"] == "Stadt Beispiel <plan@town.example>"
    assert message["To"] == "Alice Beispiel <alice@town.example>"
    assert message["Subject"] == "Erinnerung: Sachstandsbericht bis 31. März 2027 (M-0007)"
    assert message["Date"].datetime == LETTER.sent_at
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "de"
    assert message["Message-ID"] == build_email(LETTER).message_id
    for absent in ("Precedence", "List-Unsubscribe", "Cc", "Bcc", "Reply-To"):
        assert absent not in message


def test_the_same_letter_is_the_same_bytes() -> None:
    assert build_email(LETTER) == build_email(letter_with())


def test_the_message_id_hangs_on_instance_and_key_alone() -> None:
    known = build_email(LETTER).message_id
    assert re.fullmatch(r"<[0-9a-f]{32}@town\.example>", known)
    later = letter_with(
        sent_at=datetime(2027, 1, 1, tzinfo=UTC), items=(replace(REMINDER, text="Anders"),)
    )
    assert build_email(later).message_id == known
    assert build_email(letter_with(key="outbox-2")).message_id != known
    assert build_email(letter_with(instance="other")).message_id != known


def test_the_seam_between_instance_and_key_cannot_be_moved() -> None:
    one = build_email(letter_with(instance="a", key="b-c")).message_id
    assert build_email(letter_with(instance="a-b", key="c")).message_id != one


def test_letters_about_one_case_are_one_conversation() -> None:
    first, second = parsed(LETTER), parsed(letter_with(key="outbox-2"))
    assert first["References"] == second["References"] == first["In-Reply-To"]
    assert first["References"] != parsed(letter_about(thread="case-8"))["References"]
    assert first["References"] not in {first["Message-ID"], second["Message-ID"]}
    assert "References" not in parsed(letter_about(thread=""))


def test_an_overview_of_several_cases_joins_no_conversation() -> None:
    assert "References" not in parsed(digest({"thread": "case-7"}, {"thread": "case-8"}))
    assert "References" in parsed(digest({"thread": "case-7"}, {"thread": "case-7"}))


def test_a_long_domain_leaves_the_ids_whole() -> None:
    sender = "plan@" + ".".join(["verwaltungsgemeinschaft-" + "x" * 30] * 3) + ".example"
    letter = letter_with(sender=sender)
    content = build_email(letter).content.decode()
    for name in ("Message-ID", "References", "In-Reply-To"):
        assert re.search(rf"^{name}: <[0-9a-f]{{32}}@[a-z.-]+>\r$", content, re.MULTILINE)


def test_both_bodies_say_what_is_owed_until_when_and_why() -> None:
    for body in (plain(LETTER), Structure(html(LETTER)).text):
        for part in (
            "Guten Tag Alice Beispiel,",
            REMINDER.text,
            "Zu tun",
            "Sachstandsbericht",
            "Mittwoch, 31. März 2027",
            "Wenn nichts geschieht",
            "Es kommt vor die Steuerungsgruppe.",
            "Warum Sie das bekommen",
            "Sie haben die Federführung.",
            "Stadt Beispiel verschickt diese Nachricht automatisch.",
            "einmal am Tag",
        ):
            assert part in body


def test_an_english_reader_gets_an_english_frame() -> None:
    letter = replace(letter_about(text="Please report."), language="en-GB")
    assert parsed(letter)["Content-Language"] == "en"
    assert '<html lang="en" dir="ltr">' in html(letter)
    for body in (plain(letter), Structure(html(letter)).text):
        for part in ("Hello Alice", "Due", "Wednesday, 31 March 2027", "Why you get this"):
            assert part in body
        assert "Fällig" not in body


def test_any_other_reader_gets_a_german_frame() -> None:
    letter = letter_with(language="tr")
    assert '<html lang="de" dir="ltr">' in html(letter)
    assert "Guten Tag" in plain(letter)


def test_the_link_leads_below_the_base_address() -> None:
    link = "https://plan.town.example/app/cases/7?tab=due&new=1"
    assert link in plain(LETTER)
    assert Structure(html(LETTER)).links == [link]


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "http://[", "mailto:bob@town.example", "", None],
)
def test_what_is_no_web_address_becomes_no_link(link: str | None) -> None:
    assert Structure(html(letter_about(link=link))).links == []
    assert "Vorgang öffnen" not in plain(letter_about(link=link))


def test_a_path_cannot_lead_to_another_server() -> None:
    assert Structure(html(letter_about(link="//evil.example/x"))).links == [
        "https://plan.town.example/app/evil.example/x"
    ]


def test_without_a_base_address_there_are_no_links() -> None:
    assert Structure(html(letter_with(base_url=""))).links == []


def test_a_letter_without_a_name_greets_without_one() -> None:
    assert plain(letter_with(to_name="")).startswith("Guten Tag,\n")
    assert parsed(letter_with(to_name=""))["To"] == "alice@town.example"


def test_a_bare_item_leaves_out_what_is_not_known() -> None:
    letter = letter_about(obligation="", due_on=None, consequence=None, reason=None, link=None)
    assert "<table" not in html(letter)
    for name in ("Fällig", "Zu tun", "Wenn nichts geschieht", "None"):
        assert name not in plain(letter)


def test_an_overview_is_a_table_with_headers() -> None:
    letter = digest({"number": "M-1"}, {"number": "M-2", "message": "overdue", "due_on": None})
    assert parsed(letter)["Subject"] == "Ihre Übersicht vom 22. November 2026: 2 Nachrichten"
    page = Structure(html(letter))
    assert page.names.count("h1") == 1
    assert page.names.count("tr") == 3
    assert html(letter).count('<th scope="col">') == 3
    assert html(letter).count('<th scope="row"') == 2
    assert "Überfällig" in page.text
    assert "ohne Datum" in page.text
    body = plain(letter)
    assert body.index("1. Erinnerung\nM-1") < body.index("2. Überfällig\nM-2")


def test_paragraphs_and_lines_of_a_text_are_kept() -> None:
    letter = letter_about(text="Eins\nzwei\r\n\r\ndrei <vier>")
    assert "Eins\nzwei\n\ndrei <vier>" in plain(letter)
    assert '<p dir="auto">Eins<br>\nzwei</p>\n<p dir="auto">drei &lt;vier&gt;</p>' in html(letter)


def test_texts_that_run_from_right_to_left_find_their_direction() -> None:
    letter = letter_about(title="مشروع", text="تقرير")
    assert '<p dir="auto">تقرير</p>' in html(letter)
    assert "تقرير" in plain(letter)


def test_nothing_is_loaded_from_anywhere() -> None:
    names = set(Structure(html(digest({}, {}))).names) | set(Structure(html(LETTER)).names)
    assert not names & {"img", "script", "link", "iframe", "object", "video", "svg", "form"}
    assert "url(" not in html(LETTER)


def test_an_address_beyond_ascii_is_written_in_utf8() -> None:
    envelope = build_email(letter_with(to_address="jörg@straße.example"))
    assert envelope.is_international
    assert "<jörg@xn--strae-oqa.example>".encode() in envelope.content
    assert not build_email(LETTER).is_international
    assert build_email(LETTER).content.isascii()


def test_an_unusable_recipient_is_refused_and_an_unusable_sender_is_not_their_fault() -> None:
    with pytest.raises(AddressUnusable):
        build_email(letter_with(to_address="alice"))
    with pytest.raises(SenderUnusable) as failure:
        build_email(letter_with(sender="plan"))
    assert not failure.value.permanent


def test_a_letter_needs_something_to_say_and_an_exact_moment() -> None:
    with pytest.raises(ValueError, match="at least one item"):
        letter_with(items=())
    with pytest.raises(ValueError, match="time zone"):
        letter_with(sent_at=datetime(2026, 11, 22))  # noqa: DTZ001 - this is the fault


@settings(deadline=None)
@given(st.lists(hostile, min_size=6, max_size=6), st.integers(1, 3))
@example(HOSTILE[:6], 1)
@example(HOSTILE[6:12], 2)
def test_no_text_breaks_out_of_its_place(words: list[str], count: int) -> None:
    name, subject, title, text, town, more = words
    item = replace(
        REMINDER, subject=subject, title=title, text=text, obligation=more, reason=more, link=more
    )
    _hold_structure(letter_with(to_name=name, items=(item,) * count, tenant_title=town, key=more))


def _hold_structure(letter: Letter) -> None:
    envelope = build_email(letter)
    content = envelope.content
    assert content.isascii()
    assert re.search(rb"\r(?!\n)|(?<!\r)\n", content) is None
    head = content.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert max(map(len, head)) <= 76
    assert max(map(len, content.split(b"\r\n"))) <= 998
    message = parsed(letter)
    assert message.defects == []
    assert set(message.keys()) == HEADERS
    assert [each.addr_spec for each in message["To"].addresses] == ["alice@town.example"]
    assert [each.addr_spec for each in message["From"].addresses] == ["plan@town.example"]
    assert message["Message-ID"] == envelope.message_id
    kinds = [each.get_content_type() for each in message.walk() if not each.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    page = Structure(html(letter))
    assert page.names.count("title") == page.names.count("style") == page.names.count("main") == 1
    assert "script" not in page.names
    assert "img" not in page.names
    assert all(each.startswith(("https://", "http://")) for each in page.links)


@settings(deadline=None)
@given(hostile)
def test_names_and_subjects_arrive_as_they_were(words: str) -> None:
    """Both headers say the same again after encoding, folding and decoding (RFC 2047)."""
    message = message_from_bytes(
        build_email(replace(letter_about(subject=words), to_name=words)).content
    )
    subject, to = (str(make_header(decode_header(message[name]))) for name in ("Subject", "To"))
    line = unicodedata.normalize("NFC", " ".join(words.split()))
    if words.isprintable() and len(line) <= 100:
        assert subject == line
        assert to == (f"{line} <alice@town.example>" if line else "alice@town.example")
    for each in (subject, to):
        assert "\n" not in each
        assert "\r" not in each


def test_a_letter_in_arabic_runs_from_right_to_left() -> None:
    letter = replace(LETTER, language="ar", tongue=Tongue("ar", ("de",), catalogues()))
    assert '<html lang="ar" dir="rtl">' in html(letter)
    assert parsed(letter)["Content-Language"] == "ar"
    for body in (plain(letter), Structure(html(letter)).text):
        assert "مرحبًا" in body
        assert "Guten Tag" not in body
