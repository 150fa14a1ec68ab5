"""Drawing lots: repeatable by anybody, favouring nobody, refused where it would be unfair."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.lifecycle.lots import Draw, DrawRefused, Entry, draw, ticket

FRAME = [Entry(f"P{n:03d}", "16-29" if n < 25 else "30+") for n in range(100)]


def keys(found: Draw) -> list[str]:
    return [each.key for each in found.drawn]


def test_the_ticket_can_be_reckoned_with_any_tool() -> None:
    text = "sha256-order/1\n4711\n16-29\nP001\n"

    assert ticket(Entry("P001", "16-29"), "4711") == hashlib.sha256(text.encode()).hexdigest()


def test_the_same_frame_in_any_order_and_spelling_gives_the_same_result() -> None:
    shuffled = [Entry(f" {each.key} ", each.stratum) for each in FRAME[::-7] + FRAME]
    shuffled = list({each.key: each for each in shuffled}.values())

    first, again = draw(FRAME, "4711", 20), draw(shuffled, " 4711 ", 20)

    assert first == again
    composed, decomposed = draw([Entry("Müller")], "1", 1), draw([Entry("Mu\u0308ller")], "1", 1)
    assert composed == decomposed


def test_it_is_what_it_was_when_it_was_written_down() -> None:
    found = draw(FRAME, "4711", {"16-29": 2, "30+": 3})

    order = sorted(FRAME[:25], key=lambda each: ticket(each, "4711"))
    assert keys(found)[:2] == [each.key for each in order[:2]]
    assert [(each.stratum, each.size, each.drawn) for each in found.strata] == [
        ("16-29", 25, 2),
        ("30+", 75, 3),
    ]
    lines = "".join(f"{each.stratum}\t{each.key}\n" for each in found.drawn)
    assert found.result_digest == hashlib.sha256(lines.encode()).hexdigest()


def test_another_seed_or_another_frame_is_another_draw() -> None:
    first = draw(FRAME, "4711", 20)

    assert keys(draw(FRAME, "4712", 20)) != keys(first)
    assert draw(FRAME[1:], "4711", 20).frame_digest != first.frame_digest


def test_a_second_draw_goes_on_where_the_first_ended() -> None:
    few, more = draw(FRAME, "4711", {"30+": 5}), draw(FRAME, "4711", {"30+": 9})

    assert keys(more)[:5] == keys(few)


def test_places_are_shared_by_size_and_the_largest_remainder() -> None:
    frame = [Entry(f"{name}{n}", name) for name, size in (("a", 50), ("b", 30), ("c", 21))
             for n in range(size)]  # fmt: skip

    found = draw(frame, "1", 10)

    assert {each.stratum: each.drawn for each in found.strata} == {"a": 5, "b": 3, "c": 2}


def test_everybody_has_the_same_chance() -> None:
    times = Counter(key for seed in range(400) for key in keys(draw(FRAME, str(seed), 20)))

    assert len(times) == 100
    assert 80 * 0.55 < min(times.values()) <= max(times.values()) < 80 * 1.5


@given(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=40),
    st.text(min_size=1).filter(str.strip),
    st.integers(1, 40),
)
def test_as_many_as_wanted_are_drawn_and_nobody_twice(
    strata: list[str], seed: str, wanted: int
) -> None:
    frame = [Entry(str(n), each) for n, each in enumerate(strata)]
    if wanted > len(frame):
        with pytest.raises(DrawRefused):
            draw(frame, seed, wanted)
        return

    found = draw(frame, seed, wanted)

    assert len(set(keys(found))) == len(found.drawn) == wanted
    assert set(found.drawn) <= set(frame)
    assert all(each.drawn <= each.size for each in found.strata)


@pytest.mark.parametrize(
    ("frame", "seed", "wanted", "words"),
    [
        (FRAME, "  ", 5, "seed"),
        ([], "1", 1, "empty"),
        ([*FRAME, Entry("P001", "30+")], "1", 5, "P001"),
        ([Entry("a\nb")], "1", 1, "one line"),
        ([Entry(" ")], "1", 1, "missing"),
        (FRAME, "1", 101, "100"),
        (FRAME, "1", 0, "Nobody"),
        (FRAME, "1", {"16-29": 26}, "25"),
        (FRAME, "1", {"16-29": 0}, "Nobody"),
        (FRAME, "1", {"13-15": 1}, "16-29, 30+"),
    ],
)
def test_what_would_be_unfair_is_refused(
    frame: list[Entry], seed: str, wanted: int | dict[str, int], words: str
) -> None:
    with pytest.raises(DrawRefused, match=words):
        draw(frame, seed, wanted)
