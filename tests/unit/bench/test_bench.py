"""What the bench makes of its slices; what it measures is no matter of tests."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from bench import __main__ as bench
from bench.interleave import Spent, interleave
from bench.rows import Row, Skipped, at_least, at_most, duration, speed


def compared(ours_us: float, theirs_us: float):
    taken: list[str] = []

    def slice_of(name: str, each_us: float):
        def run() -> Spent:
            taken.append(name)
            return Spent(2, each_us * 2 / 1e6)

        return run

    found = interleave(slice_of("ours", ours_us), slice_of("theirs", theirs_us), slices=4)
    return found, taken


def test_slices_take_turns_after_a_warm_up():
    _, taken = compared(10, 30)

    assert taken[:2] == ["ours", "theirs"]
    assert taken[2:] == ["ours", "theirs", "theirs", "ours"] * 2


def test_a_ratio_has_both_readings():
    found, _ = compared(10, 30)

    fast, slow = speed("x", found, at_least(2)), duration("x", found, at_most(0.3))

    assert (fast.measured, fast.is_held) == (pytest.approx(3), True)
    assert (slow.measured, slow.is_held) == (pytest.approx(1 / 3), False)
    assert fast.ours_us == pytest.approx(10)


def measuring(*rows: Row, then: Exception | None = None):
    def measure(*, quick: bool):
        assert quick
        yield from rows
        if then is not None:
            raise then

    return measure


@pytest.mark.parametrize(("limit", "code"), [(5, 0), (3, 1)])
def test_the_exit_code_says_whether_targets_were_held(monkeypatch, limit, code):
    module = type("Module", (), {"measure": measuring(Row("x", 4, "s", at_most(limit)))})
    monkeypatch.setattr(bench, "import_module", lambda _: module)

    done = CliRunner().invoke(bench.main, ["help", "--quick", "--json"])

    assert done.exit_code == code
    assert json.loads(done.stdout)["subjects"][0]["rows"][0]["held"] is (code == 0)


def test_what_cannot_be_measured_says_why(monkeypatch):
    reason = "no such server here"
    module = type("Module", (), {"measure": measuring(Row("x", 4, "s"), then=Skipped(reason))})
    monkeypatch.setattr(bench, "import_module", lambda _: module)

    done = CliRunner().invoke(bench.main, ["help", "--quick"])

    assert done.exit_code == 0
    assert reason in done.stdout
    assert "4 s" in done.stdout
