"""Changes of a workflow in plain words."""

from __future__ import annotations

import json
from collections.abc import Mapping

from engine.findings import Text

_LONGEST = 60
"""Characters of a value that are shown."""

_SECTIONS = {
    "fields": Text("Das Feld", "The field"),
    "roles": Text("Die Rolle", "The role"),
    "facts": Text("Die Angabe", "The fact"),
    "tables": Text("Die Tabelle", "The table"),
    "phases": Text("Die Phase", "The phase"),
    "children": Text("Die Gruppe von Kindvorgängen", "The group of children"),
    "admits": Text("Die Gruppe eröffneter Vorgänge", "The group of opened cases"),
    "retention": Text("Die Aufbewahrung", "The retention"),
    "states": Text("Der Zustand", "The state"),
    "events": Text("Das Ereignis", "The event"),
    "obligations": Text("Die Pflicht", "The obligation"),
    "settings": Text("Die Einstellung", "The setting"),
    "messages": Text("Die Nachricht", "The message"),
    "transitions": Text("Der Übergang", "The transition"),
}

_NAMES = {
    "title": Text("Titel", "title"),
    "help": Text("Erläuterung", "help"),
    "number": Text("Muster der Nummern", "pattern of numbers"),
    "opening": Text("Eröffnung", "opening"),
    "initial": Text("Anfangszustand", "first state"),
    "public_in": Text("Öffentlich in", "public in"),
    "confidential_field": Text("Feld, das vertraulich macht", "field that makes confidential"),
    "suspension": Text("Aussetzung", "suspension"),
    "correction": Text("Berichtigung", "correction"),
    "overview": Text("Übersicht", "overview"),
    "method": Text("Methodenbericht", "method report"),
    "type": Text("Art", "type"),
    "required": Text("Pflichtangabe", "required"),
    "required_in": Text("Pflichtangabe in", "required in"),
    "default": Text("Vorgabe", "default"),
    "options": Text("Auswahl", "options"),
    "visibility": Text("Sichtbarkeit", "visibility"),
    "personal": Text("personenbezogen", "personal"),
    "held_by": Text("Inhaber", "holder"),
    "fallback": Text("Vertretung", "fallback"),
    "phase": Text("Phase", "phase"),
    "final": Text("Ende", "end"),
    "outcome": Text("Ergebnis", "outcome"),
    "obligations": Text("Pflichten", "obligations"),
    "timers": Text("Uhren", "timers"),
    "set": Text("gesetzte Angaben", "fields set"),
    "effects": Text("Wirkungen", "effects"),
    "may_rest": Text("Ruhen", "rest"),
    "by": Text("wer es darf", "who may do it"),
    "input": Text("Eingaben", "input"),
    "event": Text("Ereignis", "event"),
    "from": Text("Herkunft", "origins"),
    "to": Text("Ziel", "target"),
    "when": Text("Bedingung", "condition"),
    "guards": Text("Bedingungen", "guards"),
    "owner": Text("Schuldner", "owner"),
    "creditor": Text("Gläubiger", "creditor"),
    "binding": Text("Verbindlichkeit", "binding force"),
    "due": Text("Frist", "due date"),
    "repeat": Text("Wiederholung", "repetition"),
    "fulfilled_by": Text("Erfüllung", "fulfilment"),
    "reminders": Text("Erinnerungen", "reminders"),
    "escalation": Text("Eskalation", "escalation"),
    "blocks": Text("gesperrte Ereignisse", "blocked events"),
    "extension": Text("Verlängerung", "extension"),
    "waiver": Text("Erlass", "waiver"),
    "on_exit": Text("Verbleib beim Verlassen", "fate on leaving"),
    "on_suspend": Text("Fristen bei Aussetzung", "due dates on suspension"),
    "serves": Text("was eine Erfüllung bedient", "what a fulfilment serves"),
    "workflow": Text("Ablauf", "workflow"),
    "done": Text("Zusammenführung", "join"),
    "rows": Text("Zeilen", "rows"),
    "columns": Text("Spalten", "columns"),
    "take": Text("Auswahl der Zeile", "choice of the row"),
    "subject": Text("Betreff", "subject"),
    "text": Text("Text", "text"),
}

REORDERED = Text(
    "Die Reihenfolge der Übergänge, und damit ihr Vorrang, ist eine andere.",
    "The order of the transitions, and with it their priority, is another one.",
)


def added(section: str, key: str, of: Mapping[str, object]) -> Text:
    """Say that something is new."""
    kind, name = _SECTIONS[section], _name(key, of)
    return Text(f"{kind.de} „{name.de}“ ist neu.", f"{kind.en} “{name.en}” is new.")


def removed(section: str, key: str, of: Mapping[str, object]) -> Text:
    """Say that something is gone."""
    kind, name = _SECTIONS[section], _name(key, of)
    return Text(f"{kind.de} „{name.de}“ entfällt.", f"{kind.en} “{name.en}” is gone.")


def changed(key: str, before: object, after: object) -> Text:
    """Say that a property of the workflow itself is another one."""
    name, (was, now) = _NAMES[key], _both(before, after)
    return Text(
        f"{name.de}: {now.de} statt bisher {was.de}.", f"{name.en}: {now.en}, was {was.en}."
    )


def part_changed(
    section: str, key: str, of: Mapping[str, object], part: str, values: tuple[object, object]
) -> Text:
    """Say that a part of something is another one.

    Args:
        section: Where it stands.
        key: Its key.
        of: What it is now.
        part: The part that changed.
        values: What it was and what it is.
    """
    kind, name = _SECTIONS[section], _name(key, of)
    label, (was, now) = _NAMES.get(part, Text(part, part)), _both(*values)
    return Text(
        f"{kind.de} „{name.de}“, {label.de}: {now.de} statt bisher {was.de}.",
        f"{kind.en} “{name.en}”, {label.en}: {now.en}, was {was.en}.",
    )


def _name(key: str, of: Mapping[str, object]) -> Text:
    title = of.get("title")
    if isinstance(title, Mapping) and {"de", "en"} <= title.keys():
        return Text(str(title["de"]), str(title["en"]))
    return Text(key, key)


def _both(before: object, after: object) -> tuple[Text, Text]:
    return _value(before), _value(after)


def _value(value: object) -> Text:
    if value is None:
        return Text("nichts", "nothing")
    if isinstance(value, bool):
        return Text("ja" if value else "nein", "yes" if value else "no")
    if isinstance(value, Mapping) and value.keys() >= {"de", "en"}:
        return Text(f"„{_short(str(value['de']))}“", f"“{_short(str(value['en']))}”")
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        text = _short(", ".join(value))
        return Text(text, text)
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Text(f"„{_short(said)}“", f"“{_short(said)}”")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
