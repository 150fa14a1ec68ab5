"""The two bodies of a letter: plain text, and HTML that a screen reader follows.

No image, no script, no address of anybody else's server: nothing tells whether it was read.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from engine.channels import frame
from engine.channels.tidy import many_lines, one_line
from engine.channels.wording import label
from engine.languages.tags import direction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.channels.channel import Item, Letter
    from engine.findings import Text

_STYLE = (
    "body{font-family:sans-serif;line-height:1.5;max-width:45em}"
    "table{border-collapse:collapse}"
    "th,td{border:1px solid;padding:.3em .6em;text-align:start;vertical-align:top}"
    "footer{border-top:1px solid;margin-top:2em}"
)
_PAGE = (
    '<!DOCTYPE html>\n<html lang="{language}" dir="{direction}">\n<head><meta charset="utf-8">'
    '<meta name="color-scheme" content="light dark"><title>{title}</title>'
    "<style>{style}</style></head>\n"
    '<body>\n<main>\n<h1 id="subject" dir="auto">{title}</h1>\n'
    '<p dir="auto">{greeting}</p>\n{content}</main>\n'
    "<footer>{footer}</footer>\n</body>\n</html>\n"
)


def plain_body(letter: Letter) -> str:
    """Return the letter as plain text."""
    lines = [frame.greeting_of(letter), ""]
    alone = len(letter.items) == 1
    for count, item in enumerate(letter.items, start=1):
        if not alone:
            lines.append(f"{count}. {letter.to(label(item.message))}")
            lines.append(frame.case_of(item))
        lines += _plain_item(item, letter)
        lines.append("")
    return "\n".join([*lines, "-- ", *frame.footer_of(letter), ""])


def html_body(letter: Letter) -> str:
    """Return the letter as an HTML page."""
    language = frame.frame_language(letter)
    content = _overview(letter) if len(letter.items) > 1 else _single(letter.items[0], letter)
    return _PAGE.format(
        language=language,
        direction=direction(language),
        title=escape(frame.subject_of(letter)),
        style=_STYLE,
        greeting=escape(frame.greeting_of(letter)),
        content=content,
        footer="".join(f"<p>{escape(each)}</p>" for each in frame.footer_of(letter)),
    )


def _rows(item: Item, letter: Letter) -> Iterator[tuple[Text, str]]:
    """Yield what is known of an item beyond its text."""
    due = frame.due_of(item, frame.frame_language(letter))
    for name, value in (
        (frame.OBLIGATION, item.obligation),
        (frame.DUE, due),
        (frame.CONSEQUENCE, item.consequence),
        (frame.REASON, item.reason),
    ):
        if value:
            yield name, one_line(value)


def _plain_item(item: Item, letter: Letter) -> Iterator[str]:
    yield many_lines(item.text)
    yield ""
    for name, value in _rows(item, letter):
        yield f"{letter.to(name)}: {value}"
    link = frame.link_of(item, letter)
    if link:
        yield f"{letter.to(frame.OPEN)}: {link}"
    if answer := frame.answer_of(item, letter):
        yield f"{letter.to(frame.ANSWER)}: {answer}"


def _single(item: Item, letter: Letter) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(letter.to(name))}</th>'
        f'<td dir="auto">{escape(value)}</td></tr>\n'
        for name, value in _rows(item, letter)
    )
    table = f"<table>\n{rows}</table>\n" if rows else ""
    link = frame.link_of(item, letter)
    text = escape(f"{letter.to(frame.OPEN)}: {frame.case_of(item)}")
    action = f'<p><a href="{escape(link)}">{text}</a></p>\n' if link else ""
    return _paragraphs(item.text) + table + _answer(item, letter) + action


def _answer(item: Item, letter: Letter) -> str:
    """Return the link that answers without an account, if there is one."""
    answer = frame.answer_of(item, letter)
    if answer is None:
        return ""
    text = escape(letter.to(frame.ANSWER))
    return f'<p><a href="{escape(answer)}">{text}</a></p>\n'


def _overview(letter: Letter) -> str:
    heads = "".join(
        f'<th scope="col">{escape(letter.to(each))}</th>'
        for each in (frame.ABOUT, frame.DUE, frame.KIND)
    )
    rows = "".join(_overview_row(item, letter) for item in letter.items)
    return (
        f'<table aria-labelledby="subject">\n<thead><tr>{heads}</tr></thead>\n'
        f"<tbody>\n{rows}</tbody>\n</table>\n"
    )


def _overview_row(item: Item, letter: Letter) -> str:
    language = frame.frame_language(letter)
    case, link = escape(frame.case_of(item)), frame.link_of(item, letter)
    if link:
        case = f'<a href="{escape(link)}">{case}</a>'
    due = escape(frame.due_of(item, language) or letter.to(frame.NO_DATE))
    notes = "".join(
        f'<p dir="auto">{escape(letter.to(name))}: {escape(value)}</p>'
        for name, value in _rows(item, letter)
        if name is not frame.DUE
    )
    kind = escape(letter.to(label(item.message)))
    return (
        f'<tr><th scope="row" dir="auto">{case}</th><td>{due}</td>'
        f"<td><p><strong>{kind}</strong></p>{_paragraphs(item.text)}{notes}"
        f"{_answer(item, letter)}</td></tr>\n"
    )


def _paragraphs(text: str) -> str:
    blocks = (each.strip() for each in many_lines(text).split("\n\n"))
    return "".join(
        f'<p dir="auto">{escape(block)}</p>\n'.replace("\n", "<br>\n", block.count("\n"))
        for block in blocks
        if block
    )
