"""Every text of a page stands in German and English; every error has a status; no inline style."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from jinja2 import Environment, nodes

from engine.errors import DocumentError, EngineError
from engine.web.errors import status_of
from engine.web.templating import TEMPLATES
from tests.meta.test_errors import every_error

if TYPE_CHECKING:
    from pathlib import Path

PAGES = sorted(TEMPLATES.rglob("*.html"))
SAME_IN_BOTH = {"Verbindlich", "PDF", "Word", "Deutsch", "English"}
SPOKEN = ("alt", "aria-label", "placeholder", "title")
INLINE = re.compile(r"""\sstyle=|\son[a-z]+=["']|<style|javascript:""", re.IGNORECASE)


class Spoken(HTMLParser):
    """Collects what a person would read or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in SPOKEN]


def tree(template: Path) -> nodes.Template:
    return Environment(autoescape=True, extensions=[]).parse(template.read_text("utf-8"))


def texts_by_themselves(template: Path) -> list[str]:
    """Return words that stand in a template as they are, in no language in particular."""
    parser = Spoken()
    for each in tree(template).find_all(nodes.TemplateData):
        parser.feed(each.data)
    words = [re.sub(r"[^\w]+", " ", each).strip() for each in parser.found]
    return [each for each in words if re.search(r"[^\W\d_]", each) and each not in SAME_IN_BOTH]


@pytest.mark.parametrize("template", PAGES, ids=lambda template: template.name)
def test_no_text_of_a_page_is_in_one_language_only(template: Path) -> None:
    assert texts_by_themselves(template) == []


@pytest.mark.parametrize("template", PAGES, ids=lambda template: template.name)
def test_every_text_is_given_in_both_languages(template: Path) -> None:
    for call in tree(template).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "t":
            assert len(call.args) == 2, (template.name, call.lineno)
            for text in call.args:
                is_text = isinstance(text, nodes.Const) and str(text.value).strip()
                assert is_text or isinstance(text, nodes.Concat), (template.name, call.lineno)


@pytest.mark.parametrize("template", PAGES, ids=lambda template: template.name)
def test_no_page_has_a_style_or_a_script_of_its_own(template: Path) -> None:
    assert INLINE.findall(template.read_text("utf-8")) == []


def test_every_error_has_a_status_that_means_it() -> None:
    errors = [each for each in every_error() if each is not EngineError]
    unexpected = [each for each in errors if status_of(each) == status_of(ZeroDivisionError)]
    assert [each for each in unexpected if not issubclass(each, DocumentError)] == []


def test_a_text_by_itself_is_found(tmp_path: Path) -> None:
    template = tmp_path / "template.html"
    template.write_text("<p>{{ t('a', 'b') }} Wort <img alt='Bild'></p>", "utf-8")
    assert texts_by_themselves(template) == ["Wort", "Bild"]
