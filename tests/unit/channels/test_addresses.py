from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.channels.addresses import parse_address
from engine.channels.errors import AddressUnusable


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("alice@town.example", "alice@town.example"),
        (" alice@town.example ", "alice@town.example"),
        ("Alice.B+case-7@Town.Example", "Alice.B+case-7@town.example"),
        ("post@münchen.example", "post@xn--mnchen-3ya.example"),
        ("post@MÜNCHEN.example", "post@xn--mnchen-3ya.example"),
        ("post@mu\u0308nchen.example", "post@xn--mnchen-3ya.example"),
        ("post@例え.テスト", "post@xn--r8jz45g.xn--zckzah"),
        ("post@localhost", "post@localhost"),
        ("jörg@town.example", "jörg@town.example"),
        ("علي@town.example", "علي@town.example"),
    ],
)
def test_an_address_goes_out_in_the_form_of_mail_servers(written: str, sent: str) -> None:
    assert str(parse_address(written)) == sent


def test_a_sharp_s_is_not_turned_into_another_towns_domain() -> None:
    assert str(parse_address("a@straße.example")) == "a@xn--strae-oqa.example"
    assert str(parse_address("a@STRAẞE.example")) == "a@xn--strae-oqa.example"


def test_only_the_local_part_asks_for_smtputf8() -> None:
    assert not parse_address("post@münchen.example").is_international
    assert parse_address("jörg@town.example").is_international


@pytest.mark.parametrize(
    "written",
    [
        "",
        "alice",
        "@town.example",
        "alice@",
        "alice@@town.example",
        "a@b@town.example",
        "alice@town..example",
        "alice@.example",
        "alice@-town.example",
        "alice@town-.example",
        "alice@town_hall.example",
        "alice@[127.0.0.1]",
        "a b@town.example",
        "a..b@town.example",
        ".a@town.example",
        '"a b"@town.example',
        "a,b@town.example",
        "<alice@town.example>",
        "alice@town.example, bob@town.example",
        "alice@town.example\r\nBcc: bob@town.example",
        "alice\r\nRCPT TO:<bob@town.example>@town.example",
        "alice\0@town.example",
        "alice@☕.example",
        "x" * 65 + "@town.example",
        "ü" * 33 + "@town.example",
        "a@" + "x" * 64 + ".example",
        "a@" + "ü" * 62 + ".example",
        "a@" + ".".join(["x" * 60] * 5),
        "\ud800@town.example",
    ],
)
def test_what_is_no_plain_address_is_refused_with_what_would_help(written: str) -> None:
    with pytest.raises(AddressUnusable) as refusal:
        parse_address(written)
    assert refusal.value.permanent
    assert "name@place.example" in refusal.value.text.en
    assert "name@ort.example" in refusal.value.text.de


@settings(deadline=None)
@given(st.text())
def test_an_address_that_passes_cannot_break_out_of_a_command(text: str) -> None:
    try:
        address = parse_address(text)
    except AddressUnusable:
        return
    assert not set(str(address)) & set(' \t\r\n<>,;"\0')
    assert address.domain.isascii()
    assert str(address).count("@") == 1
