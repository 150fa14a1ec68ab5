"""The built-in messages: what the engine says when neither a workflow nor a town says otherwise.

The text states the matter in one or two sentences. Due date, consequence, link and the reason
why somebody gets it stand below it in the frame of the letter, so no text repeats them.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from engine.findings import Text

COMMON_PLACEHOLDERS = frozenset({"number", "title", "workflow", "town"})
"""What every message may name: number and title of the case, title of the workflow, the town."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How a built-in message reads before its placeholders are filled."""

    label: Text
    """One word for the overview."""
    subject: Text
    text: Text
    placeholders: frozenset[str]
    """What it may name beside the common ones."""


REMINDER = Wording(
    label=Text(de="Erinnerung", en="Reminder"),
    subject=Text(
        de="Erinnerung: {obligation} bis {due_on} ({number})",
        en="Reminder: {obligation} by {due_on} ({number})",
    ),
    text=Text(
        de="Für {number} „{title}“ steht an: {obligation}. Bitte erledigen Sie das bis zum "
        "{due_on}.",
        en="{number} “{title}” needs this from you: {obligation}. Please do it by {due_on}.",
    ),
    placeholders=frozenset({"obligation", "due_on", "days_left", "creditor", "consequence"}),
)

UNDATED = Wording(
    label=Text(de="Datum fehlt", en="Date missing"),
    subject=Text(
        de="Datum fehlt: {obligation} ({number})", en="Date missing: {obligation} ({number})"
    ),
    text=Text(
        de="Für {number} „{title}“ ist zu tun: {obligation}. Noch fehlt das Datum, bis wann. "
        "Bitte tragen Sie es ein.",
        en="{number} “{title}” needs this from you: {obligation}. The date by which is still "
        "missing. Please enter it.",
    ),
    placeholders=frozenset({"obligation", "creditor"}),
)

OVERDUE = Wording(
    label=Text(de="Überfällig", en="Overdue"),
    subject=Text(
        de="Überfällig seit {due_on}: {obligation} ({number})",
        en="Overdue since {due_on}: {obligation} ({number})",
    ),
    text=Text(
        de="Für {number} „{title}“ war bis zum {due_on} zu tun: {obligation}. Das ist nicht "
        "geschehen. Bitte holen Sie es nach.",
        en="{number} “{title}” needed this by {due_on}: {obligation}. It has not been done. "
        "Please make up for it.",
    ),
    placeholders=frozenset({"obligation", "due_on", "days_late", "creditor", "consequence"}),
)

DEMANDED = Wording(
    label=Text(de="Neue Pflicht", en="New duty"),
    subject=Text(
        de="Neu zu tun bis {due_on}: {obligation} ({number})",
        en="New, due by {due_on}: {obligation} ({number})",
    ),
    text=Text(
        de="Für {number} „{title}“ wird von Ihnen verlangt: {obligation}. Bitte erledigen Sie "
        "das bis zum {due_on}.",
        en="{number} “{title}”: you are asked for {obligation}. Please do it by {due_on}.",
    ),
    placeholders=frozenset({"obligation", "due_on", "creditor", "consequence"}),
)

ASKED = Wording(
    label=Text(de="Entscheidung erbeten", en="Decision asked for"),
    subject=Text(
        de="Zur Entscheidung ({body}): {question} ({number})",
        en="For decision ({body}): {question} ({number})",
    ),
    text=Text(
        de="{body} wird um eine Entscheidung über {number} „{title}“ gebeten: {question}",
        en="{body} is asked to decide on {number} “{title}”: {question}",
    ),
    placeholders=frozenset({"body", "question", "obligation", "due_on"}),
)

DECIDED = Wording(
    label=Text(de="Entschieden", en="Decided"),
    subject=Text(
        de="Entschieden ({body}): {question} ({number})",
        en="Decided ({body}): {question} ({number})",
    ),
    text=Text(
        de="{body} hat über {number} „{title}“ entschieden. {question} Ergebnis: {outcome}.",
        en="{body} has decided on {number} “{title}”. {question} Result: {outcome}.",
    ),
    placeholders=frozenset({"body", "question", "outcome"}),
)

VACANT = Wording(
    label=Text(de="Unbesetzt", en="Vacant"),
    subject=Text(de="Unbesetzt: {role} ({number})", en="Vacant: {role} ({number})"),
    text=Text(
        de="Für {number} „{title}“ ist niemand als {role} eingesetzt. Bis das nachgeholt ist, "
        "gehen Pflichten dieser Rolle an Sie. Bitte besetzen Sie die Rolle.",
        en="{number} “{title}” has nobody as {role}. Until that is made up for, duties of this "
        "role come to you. Please fill the role.",
    ),
    placeholders=frozenset({"role", "obligation", "due_on"}),
)

SUSPENDED_TOO_LONG = Wording(
    label=Text(de="Ruht zu lange", en="At rest too long"),
    subject=Text(
        de="Ruht länger als vorgesehen: {number} {title}",
        en="At rest longer than planned: {number} {title}",
    ),
    text=Text(
        de="{number} „{title}“ sollte nur bis zum {suspended_until} ruhen und ruht noch immer. "
        "Bitte nehmen Sie den Vorgang wieder auf oder entscheiden Sie, wie es weitergeht.",
        en="{number} “{title}” was to rest until {suspended_until} only and still does. Please "
        "resume the case or decide how it goes on.",
    ),
    placeholders=frozenset({"suspended_until", "body"}),
)

REFUSED_ELSEWHERE = Wording(
    label=Text(de="Nicht angekommen", en="Not accepted"),
    subject=Text(de="Nicht angenommen: {event} ({number})", en="Not accepted: {event} ({number})"),
    text=Text(
        de="{number} „{title}“ hat „{event}“ an {other_number} weitergegeben. Dort ist es "
        "nicht möglich: {refusal} Bitte klären Sie, wie es weitergeht.",
        en="{number} “{title}” passed “{event}” on to {other_number}. It is not possible "
        "there: {refusal} Please settle how to go on.",
    ),
    placeholders=frozenset({"event", "other_number", "refusal"}),
)

ARCHIVE_OFFER = Wording(
    label=Text(de="Anbietung an das Archiv", en="Offer to the archive"),
    subject=Text(
        de="Dem Archiv angeboten: {number} {title}", en="Offered to the archive: {number} {title}"
    ),
    text=Text(
        de="Die Aufbewahrungsfrist von {number} „{title}“ ist abgelaufen. Bitte sagen Sie bis zum "
        "{until_on}, ob das Archiv den Vorgang übernimmt; danach wird Personenbezogenes gelöscht.",
        en="{number} “{title}” has been kept for as long as it may be. Please say by {until_on} "
        "whether the archive takes it over; then personal data is erased.",
    ),
    placeholders=frozenset({"until_on"}),
)

REQUEST = Wording(
    label=Text(de="Bitte", en="Request"),
    subject=Text(
        de="Bitte um {topic}: {obligation} ({number})",
        en="Request for {topic}: {obligation} ({number})",
    ),
    text=Text(
        de="Zu {number} „{title}“ wird um {topic} gebeten, für: {obligation}, fällig am {due_on}. "
        "Die Begründung: {words}",
        en="{number} “{title}”: there is a request for {topic}, about {obligation}, due on "
        "{due_on}. The reason: {words}",
    ),
    placeholders=frozenset({"obligation", "due_on", "topic", "words", "creditor"}),
)

OTHER = Wording(
    label=Text(de="Nachricht", en="Message"),
    subject=Text(de="Nachricht zu {number} {title}", en="Message on {number} {title}"),
    text=Text(de="Zu {number} „{title}“ gibt es Neues.", en="There is news on {number} “{title}”."),
    placeholders=frozenset(),
)
"""Stands in for a message that has no wording at all."""

BUILT_IN = MappingProxyType(
    {
        "reminder": REMINDER,
        "undated": UNDATED,
        "overdue": OVERDUE,
        "demanded": DEMANDED,
        "asked": ASKED,
        "decided": DECIDED,
        "vacant": VACANT,
        "suspended_too_long": SUSPENDED_TOO_LONG,
        "refused_elsewhere": REFUSED_ELSEWHERE,
        "archive_offer": ARCHIVE_OFFER,
        "request": REQUEST,
    }
)
