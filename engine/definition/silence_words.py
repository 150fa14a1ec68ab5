"""How a duty ends in silence, in words that fit before "then nothing, ever"."""

from __future__ import annotations

from dataclasses import dataclass

from engine.findings import Text

ENTRY = "silence-entry"
AFTER_FULFILMENT = "silence-after-fulfilment"
AFTER_DECISION = "silence-after-decision"
SUSPENDED = "silence-suspended"
TIMER = "silence-timer"


@dataclass(frozen=True, slots=True)
class Loss:
    """Why something asks nobody, or how it can be used up."""

    code: str
    text: Text


def nothing_owed() -> Loss:
    """Nothing runs at all."""
    return Loss(
        ENTRY,
        Text(
            de="Hier ist nichts geschuldet und es läuft keine Uhr",
            en="nothing is owed here and no timer runs",
        ),
    )


def undated(title: Text) -> Loss:
    """A due date that reads what may be null."""
    return Loss(
        ENTRY,
        Text(
            de=f"„{title.de}“ hat kein Datum, solange das Feld leer ist, und wird nur wöchentlich "
            "angemahnt",
            en=f"“{title.en}” has no date while the field is empty and is only reminded weekly",
        ),
    )


def only_messages(title: Text) -> Loss:
    """A ladder that never reaches a body."""
    return Loss(
        ENTRY,
        Text(
            de=f"„{title.de}“ endet in bloßen Nachrichten; kein Gremium wird gefragt",
            en=f"“{title.en}” ends in mere messages; no body is asked",
        ),
    )


def uncertain(title: Text) -> Loss:
    """Conditions that leave a possibility open."""
    return Loss(
        ENTRY,
        Text(
            de=f"„{title.de}“ gilt nur unter einer Bedingung, und für den anderen Fall ist nichts "
            "vorgesehen",
            en=f"“{title.en}” holds only on a condition, and nothing provides for the other case",
        ),
    )


def no_body(title: Text) -> Loss:
    """Asked is a role that no body holds."""
    return Loss(
        ENTRY,
        Text(de=f"„{title.de}“ ist kein Gremium", en=f"“{title.en}” is not held by a body"),
    )


def fulfilled(title: Text, event: Text) -> Loss:
    """Fulfilled, and the case stays."""
    return Loss(
        AFTER_FULFILMENT,
        Text(
            de=f"„{title.de}“ ist mit „{event.de}“ erfüllt, der Vorgang bleibt stehen",
            en=f"“{title.en}” has been fulfilled by “{event.en}”, the case stays where it is",
        ),
    )


def waived(title: Text) -> Loss:
    """Waived, and the case stays."""
    return Loss(
        AFTER_FULFILMENT,
        Text(
            de=f"„{title.de}“ ist erlassen, der Vorgang bleibt stehen",
            en=f"“{title.en}” has been waived, the case stays where it is",
        ),
    )


def ended(title: Text) -> Loss:
    """A series that is over."""
    return Loss(
        AFTER_FULFILMENT,
        Text(
            de=f"die Wiederholung von „{title.de}“ ist zu Ende",
            en=f"the repetition of “{title.en}” is over",
        ),
    )


_OUTCOMES = {
    "adopted": Text(de="angenommen", en="adopted"),
    "adopted_with_changes": Text(de="mit Änderungen angenommen", en="adopted with changes"),
    "rejected": Text(de="abgelehnt", en="rejected"),
}


def decided(title: Text, outcome: str) -> Loss:
    """A decision that leads nowhere."""
    said = _OUTCOMES.get(outcome, Text(de=f"entschieden ({outcome})", en=f"decided ({outcome})"))
    return Loss(
        AFTER_DECISION,
        Text(
            de=f"über „{title.de}“ ist entschieden ({said.de}), der Vorgang bleibt stehen",
            en=f"“{title.en}” has been {said.en}, the case stays where it is",
        ),
    )


def noted(title: Text) -> Loss:
    """An agenda item that was noted."""
    return Loss(
        AFTER_DECISION,
        Text(
            de=f"das Gremium „{title.de}“ hat den Punkt zur Kenntnis genommen",
            en=f"the body “{title.en}” has noted the item",
        ),
    )


def refusable(event: Text) -> Loss:
    """An event of the clock that can be refused."""
    return Loss(
        TIMER,
        Text(
            de=f"„{event.de}“ kann hier abgewiesen werden (kein Übergang, eine Bedingung, ein "
            "leeres Pflichtfeld oder eine offene Pflicht steht dagegen)",
            en=f"“{event.en}” can be refused here (no transition, a condition, an empty required "
            "field or an open obligation stands against it)",
        ),
    )


def stays(event: Text) -> Loss:
    """An event of the clock that changes nothing."""
    return Loss(
        TIMER,
        Text(
            de=f"„{event.de}“ ist eingetreten, der Vorgang bleibt stehen",
            en=f"“{event.en}” has happened, the case stays where it is",
        ),
    )


def circle(event: Text, target: Text) -> Loss:
    """An event of the clock that only leads round."""
    return Loss(
        TIMER,
        Text(
            de=f"„{event.de}“ führt weiter nach „{target.de}“, ehe ein Gremium gefragt ist",
            en=f"“{event.en}” leads on to “{target.en}” before any body is asked",
        ),
    )


_WEIGHT = (ENTRY, TIMER, AFTER_FULFILMENT, AFTER_DECISION)


def worst(losses: list[Loss]) -> Loss | None:
    """Return the losses as one, in the words of those that say most."""
    if not losses:
        return None
    code = max((each.code for each in losses), key=_WEIGHT.index)
    told = list(dict.fromkeys(each.text for each in losses if code in (each.code, TIMER)))
    return Loss(
        code,
        Text(de=" und ".join(each.de for each in told), en=" and ".join(each.en for each in told)),
    )
