"""Wording: every text that pages may show, found by reading templates and code.

So a catalogue can be held against what is really said: whoever adds a text has not to remember
that there are translators, and what they lack is listed.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, meta, nodes

import engine
from engine.definition.spoken import public_texts
from engine.languages.catalogue import PLACE
from engine.languages.template import Said
from engine.web.templating import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.definition.model import Workflow

_PACKAGE = Path(engine.__file__).parent
_PUBLIC_PAGES = ("public", "take_part", "report", "start")
"""Modules of ``pages`` whose pages are for everybody."""
_PUBLIC_CODE = (
    *(f"web/pages/{each}.py" for each in _PUBLIC_PAGES),
    "web/content.py",
    "web/errors.py",
    "web/forms/widgets.py",
    "web/navigation.py",
    "web/rates.py",
    "web/speech.py",
    "definition/value_words.py",
    "lifecycle/errors.py",
    "lifecycle/reasons.py",
    "services/report_links.py",
    "services/saying.py",
)
"""What else is said to everybody: refusals of forms, days, where the pages lead."""


_LETTERS = re.compile("(?<!%)[a-zäöüß]")
"""What names of formats and places to be filled lack."""


_LETTERS_CODE = (
    "channels/frame.py",
    "channels/messages.py",
    "lifecycle/items.py",
    "lifecycle/requests.py",
    "services/letters.py",
)
"""What letters say, in the frame and in built-in messages."""


@cache
def letter_words() -> tuple[Said, ...]:
    """Return what letters say, each text once."""
    return tuple({each.de: each for each in _in_code(_LETTERS_CODE)}.values())


@cache
def public_words() -> tuple[Said, ...]:
    """Return what pages for everybody say, each text once."""
    found = [*_in_templates(_templates_of(_PUBLIC_PAGES)), *_in_code(_PUBLIC_CODE)]
    return tuple({each.de: each for each in reversed(found)}.values())[::-1]


def workflow_words(workflows: Iterable[Workflow]) -> tuple[Said, ...]:
    """Return what those pages say of workflows: titles of public fields, states, options."""
    found = [
        Said(text.de, text.en, f"workflows/{each.key}.json")
        for each in workflows
        for text in public_texts(each)
    ]
    return tuple({each.de: each for each in reversed(found)}.values())[::-1]


@cache
def all_words() -> tuple[Said, ...]:
    """Return what any page says, each text once."""
    files = sorted(str(each.relative_to(_PACKAGE)) for each in (_PACKAGE / "web").rglob("*.py"))
    names = {each.stem for each in TEMPLATES.glob("*.html")}
    found = [*public_words(), *_in_templates(names), *_in_code(files)]
    return tuple({each.de: each for each in reversed(found)}.values())[::-1]


def _templates_of(pages: Iterable[str]) -> set[str]:
    """Return the templates that pages show, with what those are made of."""
    wanted = {"error"}
    for page in pages:
        tree = ast.parse((_PACKAGE / "web" / "pages" / f"{page}.py").read_text("utf-8"))
        wanted |= {
            str(call.args[0].value)
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and _name(call.func) == "page" and call.args
            if isinstance(call.args[0], ast.Constant)
        }
    done: set[str] = set()
    while left := wanted - done:
        for name in left:
            used = meta.find_referenced_templates(_tree(name))
            wanted |= {each.removesuffix(".html") for each in used if each}
        done |= left
    return done


def _tree(name: str) -> nodes.Template:
    return Environment(autoescape=True).parse((TEMPLATES / f"{name}.html").read_text("utf-8"))


def _in_templates(names: Iterable[str]) -> Iterator[Said]:
    for name in sorted(names):
        for call in _tree(name).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t":
                de, en = (_constant(each) for each in call.args)
                if _is_a_word(de):
                    yield Said(de, en, f"templates/{name}.html")


def _constant(node: nodes.Expr) -> str:
    """Return a text of a template, one that is put together with a place for each value."""
    if isinstance(node, nodes.Const):
        return str(node.value)
    if isinstance(node, nodes.Concat):
        parts = enumerate(node.nodes, start=1)
        return "".join(
            str(each.value) if isinstance(each, nodes.Const) else f"{{v{count}}}"
            for count, each in parts
        )
    return ""


def _in_code(files: Iterable[str]) -> Iterator[Said]:
    for name in files:
        tree = ast.parse((_PACKAGE / name).read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) == "Text":
                given = {each.arg: _written(each.value) for each in node.keywords}
                given |= dict(zip(("de", "en"), map(_written, node.args), strict=False))
                de, en = given.get("de"), given.get("en")
            elif isinstance(node, ast.ClassDef):
                de, en = _german_of(node), (ast.get_docstring(node) or "").partition("\n\n")[0]
            else:
                continue
            if de and en and _is_a_word(de):
                yield Said(de, en, name)


def _is_a_word(text: str) -> bool:
    return _LETTERS.search(PLACE.sub("", text)) is not None


def _german_of(error: ast.ClassDef) -> str | None:
    """Return the German message of a class of errors."""
    for each in error.body:
        if isinstance(each, ast.Assign) and any(_name(target) == "de" for target in each.targets):
            return _written(each.value)
    return None


def _written(node: ast.expr) -> str | None:
    """Return a text of the code; what is filled in stands there by its name."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    parts = enumerate(node.values, start=1)
    return "".join(
        str(each.value) if isinstance(each, ast.Constant) else f"{{{_place(each, count)}}}"
        for count, each in parts
    )


def _place(node: ast.expr, count: int) -> str:
    value = node.value if isinstance(node, ast.FormattedValue) else node
    return value.id if isinstance(value, ast.Name) else f"v{count}"


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
