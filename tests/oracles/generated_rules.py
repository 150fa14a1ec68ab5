"""Seeded random rules over typed facts: well typed by construction, of real shape, often failing.

The facts: ``p q`` yes/no, ``i j`` whole, ``x y`` decimal, ``s t`` text, ``at`` an instant, ``d`` a
duration, ``n`` a list of whole numbers, ``w`` a list of texts, ``m`` a map with ``count``,
``name``, ``ok`` and perhaps ``late``, ``rows`` a list of such maps.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

_WHOLE = ("0", "1", "2", "3", "7", "-1", "100", "9223372036854775807", "-9223372036854775808")
_DECIMAL = ("0.0", "1.0", "0.5", "2.5", "-3.25", "100.0", "1e3", "0.1")
_TEXTS = ("''", "'a'", "'ab'", "'b'", "'Maßnahme'", "'A'", "'12'", "'true'", "'x y'")
_PATTERNS = ("'a'", "'^a.*'", "'[0-9]+$'", "'(ab|b)+'", "'.'")
_PARTS = ("getFullYear", "getMonth", "getDate", "getDayOfWeek", "getDayOfYear", "getHours")
_ZONES = ("", "", "'Europe/Berlin'", "'+02:00'")
_SPANS = ("'90s'", "'2h'", "'-36h'", "'0s'", "'1500ms'")
_INSTANTS = ("'2026-03-29T00:59:59Z'", "'2025-12-31T23:30:00+01:00'", "'1999-01-01T00:00:00Z'")


class Rules:
    """Writes rules, always the same ones for one seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311
        self._variables: dict[str, str] = {}

    def rule(self) -> str:
        kind = self._random.choice(("bool", "bool", "bool", "int", "double", "text", "numbers"))
        return self._write(kind, self._random.randint(2, 4))

    def _write(self, kind: str, depth: int) -> str:
        bound = [name for name, of in self._variables.items() if of == kind]
        if bound and self._random.random() < 0.35:
            return self._random.choice(bound)
        pick = self._random.choice
        return str(getattr(self, f"_{kind}")(depth, pick))

    def _bool(self, depth: int, pick: Any) -> str:
        if depth <= 0:
            return str(pick(("p", "q", "true", "false", "m.ok", "has(m.late)", "has(m.name)")))
        go = self._write
        form = self._random.randrange(14)
        if form < 4:
            return f"({go('bool', depth - 1)} {pick(('&&', '||'))} {go('bool', depth - 1)})"
        if form < 8:
            kind = pick(("int", "double", "text", "instant", "span"))
            sign = pick(("<", "<=", ">", ">=", "==", "!="))
            return f"({go(kind, depth - 1)} {sign} {go(kind, depth - 1)})"
        return self._rarer_bool(form, depth, pick)

    def _rarer_bool(self, form: int, depth: int, pick: Any) -> str:
        go = self._write
        if form == 8:
            return f"!{go('bool', depth - 1)}" if depth < 2 else f"!({go('bool', depth - 1)})"
        if form == 9:
            return self._conditional("bool", depth)
        if form == 10:
            method = pick(("contains", "startsWith", "endsWith"))
            return f"{go('text', depth - 1)}.{method}({go('text', depth - 1)})"
        if form == 11:
            return f"{go('text', depth - 1)}.matches({pick(_PATTERNS)})"
        if form == 12:
            kind = pick(("int", "text"))
            return f"({go(kind, depth - 1)} in {go('numbers' if kind == 'int' else 'words', 1)})"
        return self._loop(pick(("all", "exists", "exists_one")), "bool", depth, pick)

    def _int(self, depth: int, pick: Any) -> str:
        if depth <= 0:
            return str(pick((*_WHOLE, "i", "j", "i", "j", "m.count")))
        go = self._write
        form = self._random.randrange(8)
        if form < 4:
            sign = pick("+-*/%")
            return f"({go('int', depth - 1)} {sign} {go('int', depth - 1)})"
        if form == 4:
            return f"size({go(pick(('text', 'numbers', 'words')), depth - 1)})"
        if form == 5:
            return f"{go('instant', depth - 1)}.{pick(_PARTS)}({pick(_ZONES)})"
        if form == 6:
            return f"int({go(pick(('double', 'text')), depth - 1)})"
        return pick((f"n[{go('int', depth - 1)}]", self._conditional("int", depth)))

    def _double(self, depth: int, pick: Any) -> str:
        if depth <= 0:
            return str(pick((*_DECIMAL, "x", "y")))
        if self._random.random() < 0.7:
            go = self._write
            return f"({go('double', depth - 1)} {pick('+-*/')} {go('double', depth - 1)})"
        return pick(
            (f"double({self._write('int', depth - 1)})", self._conditional("double", depth))
        )

    def _text(self, depth: int, pick: Any) -> str:
        if depth <= 0:
            return str(pick((*_TEXTS, "s", "t", "m.name")))
        if self._random.random() < 0.5:
            return f"({self._write('text', depth - 1)} + {self._write('text', depth - 1)})"
        converted = f"string({self._write(pick(('int', 'bool', 'instant')), depth - 1)})"
        return pick((converted, self._conditional("text", depth), "w[i]"))

    def _instant(self, depth: int, pick: Any) -> str:
        if depth <= 0 or self._random.random() < 0.4:
            return str(pick(("at", "at", f"timestamp({pick(_INSTANTS)})")))
        return (
            f"({self._write('instant', depth - 1)} {pick('+-')} {self._write('span', depth - 1)})"
        )

    def _span(self, depth: int, pick: Any) -> str:
        if depth <= 0 or self._random.random() < 0.4:
            return str(pick(("d", f"duration({pick(_SPANS)})")))
        if self._random.random() < 0.5:
            return f"({self._write('instant', depth - 1)} - {self._write('instant', depth - 1)})"
        return f"({self._write('span', depth - 1)} {pick('+-')} {self._write('span', depth - 1)})"

    def _numbers(self, depth: int, pick: Any) -> str:
        if depth <= 0:
            return str(pick(("n", "[]", "[i, j]", "[1, 2, 3]")))
        go = self._write
        form = self._random.randrange(4)
        if form == 0:
            return f"({go('numbers', depth - 1)} + {go('numbers', depth - 1)})"
        if form == 1:
            return self._loop("map", "int", depth, pick)
        if form == 2:
            return self._loop("filter", "bool", depth, pick, over="numbers")
        return f"[{go('int', depth - 1)}, {go('int', depth - 1)}]"

    def _words(self, depth: int, pick: Any) -> str:
        return str(pick(("w", "['a', 'b']", f"[{self._write('text', depth - 1)}, s]")))

    def _conditional(self, kind: str, depth: int) -> str:
        condition, yes, no = (self._write(each, depth - 1) for each in ("bool", kind, kind))
        return f"({condition} ? {yes} : {no})"

    def _loop(self, macro: str, body: str, depth: int, pick: Any, over: str = "") -> str:
        over = over or pick(("numbers", "words", "rows"))
        source = "rows" if over == "rows" else self._write(over, depth - 2)
        name = f"v{len(self._variables)}"
        outer = self._variables
        if over == "rows":
            fields = {"count": "int", "name": "text", "ok": "bool", "late": "bool"}
            self._variables = outer | {f"{name}.{key}": of for key, of in fields.items()}
        else:
            self._variables = outer | {name: "int" if over == "numbers" else "text"}
        written = f"{source}.{macro}({name}, {self._write(body, depth - 1)})"
        self._variables = outer
        return written


def facts(random: Random) -> dict[str, Any]:
    """Return random facts of the types above."""
    return {
        "p": random.random() < 0.5,
        "q": random.random() < 0.5,
        "i": random.choice((0, 1, 2, 5, -3, 2**63 - 1, random.randint(-99, 99))),
        "j": random.choice((0, 1, 3, -(2**63), random.randint(-99, 99))),
        "x": random.choice((0.0, 1.5, -2.0, 1e300, random.randint(-80, 80) / 8)),
        "y": random.choice((0.0, -0.0, 3.0, random.randint(-80, 80) / 8)),
        "s": random.choice(("", "a", "ab", "b12", "Maßnahme", "42")),
        "t": random.choice(("a", "true", "-7", "ö")),
        "at": datetime(2026, 3, 28, tzinfo=UTC) + timedelta(hours=random.randint(-5000, 5000)),
        "d": timedelta(minutes=random.randint(-5000, 5000)),
        "n": [random.randint(-3, 9) for _ in range(random.randrange(5))],
        "w": [random.choice(("a", "b", "ab")) for _ in range(random.randrange(4))],
        "m": _row(random),
        "rows": [_row(random) for _ in range(random.randrange(4))],
    }


def _row(random: Random) -> dict[str, Any]:
    row: dict[str, Any] = {
        "count": random.randint(-2, 9),
        "name": random.choice(("a", "ab", "c")),
        "ok": random.random() < 0.5,
    }
    if random.random() < 0.5:
        row["late"] = random.random() < 0.5
    return row
