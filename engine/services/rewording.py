"""Rewording: how the messages of a town read, previewed before a town says them otherwise.

A town's wording is a dated setting, for letters of one workflow or of all. It is checked before it
is taken: what stands in braces has to be filled in by somebody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from engine.channels.bodies import html_body, plain_body
from engine.channels.messages import BUILT_IN, COMMON_PLACEHOLDERS, OTHER
from engine.channels.wording import placeholders, used_placeholders
from engine.errors import NotFound, SettingsError
from engine.findings import Text
from engine.languages.tongue import tongue_of
from engine.lifecycle.outcome import Letter as News
from engine.services import cases
from engine.services.access import require_administrator, viewer_in, viewer_of
from engine.services.letters import EVERYWHERE, MESSAGE, PARTS, item_of, merged, town_wording
from engine.services.sending import letter_with, send_test
from engine.storage.queries import towns
from engine.storage.queries.outbox import Delivery
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.channels.channel import Item
    from engine.definition.model import Workflow
    from engine.lifecycle.case import Case
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.services.letters import Wording
    from engine.storage.town import Town

LONGEST = {"subject": 200, "text": 5000}
LANGUAGES = ("de", "en")
_BRACE = re.compile(r"[{}]")


class MessageNotFound(NotFound):
    """Not found: the message {message} of {workflow}."""

    de = "Nicht gefunden: die Nachricht {message} von {workflow}."


class WordingUnusable(SettingsError):
    """This cannot be the wording of {message}: {problems}."""

    de = "So kann {message} nicht lauten: {problems}"


@dataclass(frozen=True, slots=True)
class Worded:
    """One message of a workflow as it reads today."""

    message: str
    label: Text
    wording: Wording
    """Complete, in German and English."""
    placeholders: tuple[str, ...]
    """What may stand in braces."""
    is_own: bool
    """Whether the workflow words it itself, or brings it."""
    is_reworded: bool
    """Whether the town says it otherwise, here or everywhere."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A message as it would arrive."""

    subject: str
    plain: str
    html: str
    case: str
    """Number of the case that it is about, an invented one for an example."""
    is_example: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be previewed or tried."""

    workflow: str
    message: str
    language: str
    case: str | None = None
    """Number of a case; None: an example."""
    wording: Wording | None = None
    """None: as it reads today."""


def messages(app: Application, tenant: str, reader: Reader, workflow: str) -> list[Worded]:
    """Return the messages of a workflow, built-in ones too, as they read today.

    Raises:
        NotAdministrator: the reader does not keep the settings.
        WorkflowNotFound: the town has published no such workflow.
    """
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        require_administrator(viewer_of(world, reader, unit.at))
        flow = world.newest(workflow).workflow
        today = world.town.today(unit.at)
        return [_worded(world.town, flow, each, today) for each in {**BUILT_IN, **flow.messages}]


def reword(
    app: Application,
    tenant: str,
    reader: Reader,
    where: tuple[str | None, str],
    wording: Wording,
    valid_from: date | None = None,
) -> None:
    """Let a message read otherwise from a day on; empty parts read as before.

    Args:
        app: The application.
        tenant: The town.
        reader: Who words it.
        where: Workflow (None: all of them) and message.
        wording: Subject and text by language.
        valid_from: By default today.

    Raises:
        NotAdministrator: the reader does not keep the settings.
        MessageNotFound: there is no such message.
        WordingUnusable: it is too long, or names what nobody fills in.
    """
    workflow, message = where
    with app.database.write(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
        world = StorageWorld(unit, app.known)
        flow = world.newest(workflow).workflow if workflow is not None else None
        said = _checked(flow, message, wording)
        since = valid_from or world.town.today(unit.at)
        name = f"{MESSAGE}{message}"
        towns.set_setting(unit, workflow or EVERYWHERE, name, said, since, reader.person)


def preview(app: Application, tenant: str, reader: Reader, wish: Wish) -> Preview:
    """Return a message as it would arrive, for a real case or an example.

    Raises:
        NotAdministrator: the reader does not keep the settings.
        CaseNotFound: there is no such case.
        MessageNotFound, WordingUnusable: as ``reword``.
    """
    item, town = _item(app, tenant, reader, wish)
    letter = letter_with(
        app, town, item, key="preview", address="name@town.example", language=wish.language
    )
    return Preview(
        subject=item.subject,
        plain=plain_body(letter),
        html=html_body(letter),
        case=item.number,
        is_example=wish.case is None,
    )


def try_out(app: Application, tenant: str, reader: Reader, wish: Wish, address: str) -> str:
    """Send a message for trying to an address at once; raises as ``preview`` and ``send_test``."""
    item, _ = _item(app, tenant, reader, wish)
    return send_test(app, tenant, reader, address, wish.language, replace(item, answer=None))


def _worded(town: Town, flow: Workflow, message: str, today: date) -> Worded:
    built_in = BUILT_IN.get(message, OTHER)
    reworded = town_wording(town, flow.key, message, today)
    own = flow.messages.get(message)
    said: Wording = {} if own is None else {"subject": _by(own.subject), "text": _by(own.text)}
    base = {"subject": _by(built_in.subject), "text": _by(built_in.text)}
    held = merged(said, reworded)
    return Worded(
        message=message,
        label=built_in.label if message in BUILT_IN else Text(de=message, en=message),
        wording={part: {**base[part], **held[part]} for part in PARTS},
        placeholders=tuple(sorted(_known(flow, message))),
        is_own=own is not None,
        is_reworded=any(reworded),
    )


def _by(text: Text) -> dict[str, str]:
    return {"de": text.de, "en": text.en, **text.more}


def _known(flow: Workflow | None, message: str) -> frozenset[str]:
    """Return what may stand in braces: what the engine fills in, or the workflow names itself."""
    own = flow.messages.get(message) if flow is not None else None
    if own is None:
        return placeholders(message)
    texts = (*_by(own.subject).values(), *_by(own.text).values())
    used = {name for each in texts for name in used_placeholders(each)}
    built_in = BUILT_IN.get(message)
    return COMMON_PLACEHOLDERS | used | (built_in.placeholders if built_in else frozenset())


def _checked(flow: Workflow | None, message: str, wording: Wording) -> dict[str, dict[str, str]]:
    """Return a wording without what is empty; raises MessageNotFound, WordingUnusable."""
    if message not in BUILT_IN and (flow is None or message not in flow.messages):
        raise MessageNotFound(message=message, workflow=flow.key if flow else EVERYWHERE)
    said = {
        part: {
            tag: text.replace("\r\n", "\n").strip()
            for tag, text in wording.get(part, {}).items()
            if tag in LANGUAGES and text.strip()
        }
        for part in PARTS
    }
    problems = list(_problems(said, _known(flow, message)))
    if problems:
        de, en = (" ".join(each.to(tag) for each in problems) for tag in LANGUAGES)
        raise WordingUnusable(message=message, problems=Text(de=de, en=en))
    return said


def _problems(said: Mapping[str, Mapping[str, str]], known: frozenset[str]) -> Iterator[Text]:
    for part, tag, text in (
        (part, tag, text) for part, texts in said.items() for tag, text in texts.items()
    ):
        where = f"{part}/{tag}"
        if len(text) > LONGEST[part] or (part == "subject" and "\n" in text):
            yield Text(
                de=f"{where}: höchstens {LONGEST[part]} Zeichen, der Betreff in einer Zeile.",
                en=f"{where}: {LONGEST[part]} characters at most, the subject in one line.",
            )
        names = used_placeholders(text)
        for name in dict.fromkeys(names):
            if name not in known:
                listed = ", ".join(f"{{{each}}}" for each in sorted(known))
                yield Text(
                    de=f"{where}: {{{name}}} kann niemand ausfüllen; es gibt {listed}.",
                    en=f"{where}: nobody can fill in {{{name}}}; there are {listed}.",
                )
        if len(_BRACE.findall(text)) != 2 * len(names):
            yield Text(
                de=f"{where}: eine geschweifte Klammer ist übrig.",
                en=f"{where}: a brace is left over.",
            )


def _item(app: Application, tenant: str, reader: Reader, wish: Wish) -> tuple[Item, Town]:
    at = app.now()
    with app.database.read(tenant, at) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        require_administrator(viewer_of(world, reader, at))
        flow, town = world.newest(wish.workflow).workflow, world.town
        said = _checked(flow, wish.message, wish.wording or {})
        case = cases.look(app, unit, reader, wish.case).case if wish.case else None
    if wish.wording is not None:
        rows = {**town.settings}
        name = f"{MESSAGE}{wish.message}"
        rows[flow.key] = (*rows.get(flow.key, ()), (town.today(at), name, said))
        town = replace(town, settings=rows)
    news = _news(flow, case, wish.message, town.today(at))
    tongue = tongue_of(wish.language, town.languages, app.settings.languages)
    return item_of(_delivery(flow, case, news, app), flow, town, tongue, at), town


def _news(flow: Workflow, case: Case | None, message: str, today: date) -> News:
    """Return what a letter would be about: something owed in the case, or the first that may be."""
    owed = min(
        case.occurrences if case is not None else (),
        key=lambda each: (each.due_on is None, each.due_on or today),
        default=None,
    )
    obligation = owed.obligation if owed else next(iter(flow.obligations), "")
    days = -7 if message == "overdue" else 14
    role = next(iter(flow.roles.values()), None)
    duty = flow.obligations.get(obligation)
    return News(
        message=message,
        to=duty.owner if duty else (role.key if role else ""),
        occurrence=f"{obligation}.1.1" if obligation else None,
        due_on=(owed.due_on if owed else None) or today + timedelta(days=days),
        subject_title=duty.title if duty else flow.title,
        facts={
            "body": Text(de="Steuerungsgruppe", en="Steering group"),
            "role": role.title if role else "",
            "event": next((each.title for each in flow.events.values()), flow.title),
            "outcome": "adopted",
            "topic": "extension",
            "words": Text(de="Die Räume fehlen noch.", en="The rooms are still missing."),
            "reason": Text(de="Der Vorgang ist beendet.", en="The case is closed."),
            "case": "M-0002",
            "suspended_until": today.isoformat(),
            "until_on": today + timedelta(days=28),
        },
    )


def _delivery(flow: Workflow, case: Case | None, news: News, app: Application) -> Delivery:
    title = case.data.get("title") if case is not None else flow.title.de
    return Delivery(
        id="preview",
        key="preview",
        letter=news,
        person=None,
        name=None,
        address=None,
        language=None,
        case_id=case.id if case is not None else None,
        case_number=case.number if case is not None else f"{flow.key[:1].upper()}-0001",
        case_title=title if isinstance(title, str) else "",
        workflow=None,
        digest=None,
        at=app.now(),
        state="waiting",
        attempts=0,
        last_error=None,
        sent_at=None,
    )
