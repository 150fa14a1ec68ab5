"""Letters: what is in the outbox, worded for the person who reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from engine.channels.channel import Item
from engine.channels.wording import word
from engine.definition.fields import Visibility
from engine.findings import Text
from engine.lifecycle.items import OUTCOME_TITLES
from engine.lifecycle.left import LANGUAGE_IN, field_of
from engine.lifecycle.requests import TOPICS
from engine.services.rungs import consequence_of

if TYPE_CHECKING:
    from datetime import datetime

    from engine.definition.duties import Obligation
    from engine.definition.model import Message, Workflow
    from engine.languages.tongue import Tongue
    from engine.storage.queries.outbox import Delivery
    from engine.storage.town import Town


def item_of(
    delivery: Delivery, workflow: Workflow | None, town: Town, tongue: Tongue, at: datetime
) -> Item:
    """Return a letter of the outbox in the reader's language.

    Beside number and title of the case nothing of its content shows; a title that is confidential
    does not either.
    """
    letter = delivery.letter
    key = (letter.occurrence or "").partition(".")[0]
    obligation = workflow.obligations.get(key) if workflow else None
    facts = _facts(delivery, workflow, obligation, town, at)
    message = workflow.messages.get(letter.message) if workflow else None
    flow_key = workflow.key if workflow else ""
    reworded = town_wording(town, flow_key, letter.message, town.today(at))
    subject, text = word(letter.message, tongue, facts, merged(_own(message), reworded))
    case_id = delivery.case_id or ""
    told = consequence_of(obligation, workflow) if obligation and workflow else None
    title = facts["title"]
    return Item(
        message=letter.message,
        subject=subject,
        text=text,
        number=delivery.case_number,
        title=tongue.to(title) if isinstance(title, Text) else title,
        uid=f"{case_id}.{letter.occurrence}" if letter.occurrence else delivery.key,
        obligation=tongue.to(letter.subject_title) if letter.subject_title else "",
        link=_link(delivery),
        due_on=letter.due_on,
        consequence=tongue.to(told) if told else None,
        reason=_reason(letter.to, workflow, tongue),
        thread=case_id,
        revision=letter.revision,
    )


def _link(delivery: Delivery) -> str | None:
    """Return where to see the case: who has no account has the reference of hers."""
    if not delivery.case_id:
        return None
    page = "cases" if field_of(delivery.letter.to) is None else "take-part/received"
    return f"{page}/{delivery.case_id}"


def to_hand_on(item: Item, name: str, tongue: Tongue) -> Item:
    """Return a letter for somebody who hands it on to a person without account and address."""
    asked = tongue.to(
        Text(
            de=f"Bitte weitergeben an {name}, auf Papier oder mündlich. Antworten bitte eintragen.",
            en=f"Please hand on to {name}, on paper or by word of mouth. Please enter any answer.",
        )
    )
    return replace(item, text=f"{asked}\n\n{item.text}")


def _facts(
    delivery: Delivery,
    workflow: Workflow | None,
    obligation: Obligation | None,
    town: Town,
    at: datetime,
) -> dict[str, Any]:
    letter = delivery.letter
    about = letter.subject_title
    found: dict[str, Any] = {
        "number": delivery.case_number,
        "title": title_in_letters(delivery, workflow),
        "workflow": workflow.title if workflow else "",
        "town": town.title,
        "obligation": about or "",
        "question": about or "",
        "due_on": letter.due_on,
        "role": _role_title(letter.to, workflow),
        "body": _role_title(str(letter.facts.get("body", letter.to)), workflow),
        "creditor": _role_title(obligation.creditor, workflow) if obligation else None,
    }
    if letter.due_on is not None:
        days = (letter.due_on - town.today(at)).days
        found |= {"days_left": max(days, 0), "days_late": max(-days, 0)}
    told = {**letter.facts}
    told.pop(LANGUAGE_IN, None)
    outcome = told.pop("outcome", None)
    if outcome is not None:
        found["outcome"] = OUTCOME_TITLES.get(str(outcome), str(outcome))
    if (topic := told.pop("topic", None)) is not None:
        found["topic"] = TOPICS.get(str(topic), str(topic))
    if (until := told.pop("suspended_until", None)) is not None:
        found["suspended_until"] = date.fromisoformat(str(until))
    found |= {"refusal": told.get("reason"), "other_number": told.get("case")}
    return {**{key: each for key, each in told.items() if key not in found}, **found}


def title_in_letters(delivery: Delivery, workflow: Workflow | None) -> str | Text:
    """Return the title of a case as letters may show it: none that is confidential.

    What the public has written is shown to nobody whose address it has given.
    """
    field = workflow.fields.get("title") if workflow else None
    if field is not None and field.visibility is Visibility.CONFIDENTIAL:
        return workflow.title if workflow else ""
    if workflow and field_of(delivery.letter.to) and "title" in workflow.asked_at_opening:
        # Else anybody could let the town send her own words to any address.
        return workflow.title
    return delivery.case_title or (workflow.title if workflow else "")


def _role_title(role: str | None, workflow: Workflow | None) -> Text | str | None:
    declared = workflow.roles.get(role or "") if workflow else None
    return declared.title if declared else role


MESSAGE = "message:"
"""Begins the name of a dated setting that is the town's wording of a message."""
EVERYWHERE = "*"
"""Stands for the workflow of a wording that holds for letters of all workflows."""
PARTS = ("subject", "text")
Wording = Mapping[str, Mapping[str, str]]
"""``subject`` and ``text``, each by language tag."""


def town_wording(town: Town, workflow: str, message: str, on: date) -> tuple[Wording, Wording]:
    """Return how a town words a message on a day: everywhere, and in one workflow."""
    found = (
        town.settings_of(each, on).get(f"{MESSAGE}{message}") for each in (EVERYWHERE, workflow)
    )
    everywhere, here = (each if isinstance(each, dict) else {} for each in found)
    return everywhere, here


def merged(own: Wording, reworded: tuple[Wording, Wording]) -> Wording:
    """Return the wording that holds: the town's in this workflow, the workflow's, the town's."""
    everywhere, here = reworded
    return {
        part: {**everywhere.get(part, {}), **own.get(part, {}), **here.get(part, {})}
        for part in PARTS
    }


def _own(message: Message | None) -> Wording:
    if message is None:
        return {}
    return {"subject": _by_tag(message.subject), "text": _by_tag(message.text)}


def _by_tag(text: Text) -> dict[str, str]:
    return {"de": text.de, "en": text.en, **text.more}


def _reason(role: str, workflow: Workflow | None, tongue: Tongue) -> str | None:
    if workflow and field_of(role) is not None:
        return tongue.to(
            Text(
                de=f"Sie erhalten diese Nachricht, weil diese Adresse bei „{workflow.title.de}“ "
                "angegeben wurde. Wenn Sie das nicht waren, brauchen Sie nichts zu tun.",
                en=f"You get this message because this address was given for "
                f"“{workflow.title.en}”. If that was not you, you need not do anything.",
            )
        )
    title = _role_title(role, workflow)
    if not isinstance(title, Text):
        return None
    return tongue.to(
        Text(
            de=f"Sie erhalten diese Nachricht in der Rolle „{title.de}“.",
            en=f"You get this message in the role “{title.en}”.",
        )
    )
