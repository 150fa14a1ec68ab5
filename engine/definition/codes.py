"""Every code that a finding about a definition can carry, with what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.definition.codes_packages import OF_PACKAGES
from engine.definition.codes_privacy import OF_PRIVACY
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

CODES: Final[Mapping[str, Text]] = {
    **OF_PACKAGES,
    **OF_PRIVACY,
    "json-malformed": Text("Der Text ist kein JSON.", "The text is no JSON."),
    "json-repeated-key": Text(
        "Ein Schlüssel steht in einem Objekt zweimal.",
        "A key stands twice in one object.",
    ),
    "json-number": Text(
        "Eine Zahl ist zu groß oder keine Zahl.",
        "A number is too large or no number.",
    ),
    "json-broken-character": Text("Ein Zeichen ist beschädigt.", "A character is broken."),
    "json-too-deep": Text("Der Text ist zu tief verschachtelt.", "The text is nested too deeply."),
    "json-too-large": Text("Der Text ist zu groß.", "The text is too large."),
    "format-newer": Text(
        "Das Format ist neuer als dieses Programm.",
        "The format is newer than this program.",
    ),
    "format-unknown": Text("Das Format ist nicht bekannt.", "The format is not known."),
    "unknown-key": Text(
        "Ein Schlüssel ist hier nicht vorgesehen.",
        "A key is not provided for here.",
    ),
    "missing-key": Text("Ein Schlüssel fehlt.", "A key is missing."),
    "misplaced-key": Text("Ein Schlüssel hat hier keine Wirkung.", "A key has no effect here."),
    "bad-name": Text(
        "Ein Name hat nicht die nötige Form.",
        "A name has not the form that is needed.",
    ),
    "wrong-form": Text(
        "Ein Text hat nicht die nötige Form.",
        "A text has not the form that is needed.",
    ),
    "wrong-type": Text("Ein Wert ist von der falschen Art.", "A value is of the wrong kind."),
    "unknown-admission": Text(
        "Eine Gruppe eröffneter Vorgänge ist nicht erklärt.",
        "A group of opened cases is not declared.",
    ),
    "wrong-value": Text("Ein Wert passt nicht zu seinem Feld.", "A value does not fit its field."),
    "not-an-option": Text(
        "Ein Wert ist keiner der möglichen.",
        "A value is none of the possible ones.",
    ),
    "out-of-bounds": Text(
        "Ein Wert ist zu klein oder zu groß.",
        "A value is too small or too large.",
    ),
    "many-more": Text(
        "Es gibt mehr Befunde, als gezeigt werden.",
        "There are more findings than are shown.",
    ),
    "repeated-id": Text("Eine Kennung ist zweimal vergeben.", "An identifier is given twice."),
    "reserved-name": Text(
        "Ein Name ist vergeben: Jeder Ablauf hat ihn schon.",
        "A name is taken: every workflow has it already.",
    ),
    "same-as-type": Text(
        "Ein Feld sagt „same_as“ und eine andere Art.",
        "A field says “same_as” and another type.",
    ),
    "ad-hoc-declared": Text(
        "Eine nur hier verlangte Pflicht heißt wie eine erklärte.",
        "An obligation demanded only here is called like a declared one.",
    ),
    "period": Text("Eine Zeitspanne ist nicht lesbar.", "A period cannot be read."),
    "rung": Text(
        "Der Zeitpunkt einer Stufe ist nicht lesbar.",
        "The moment of a rung cannot be read.",
    ),
    "unknown-placeholder": Text(
        "Ein Platzhalter in einer Nachricht ist nicht bekannt.",
        "A placeholder in a message is not known.",
    ),
    "unknown-block": Text("Ein Baustein ist nicht bekannt.", "A block is not known."),
    "unknown-body": Text("Ein Gremium ist nicht erklärt.", "A body is not declared."),
    "unknown-children": Text("Kindvorgänge sind nicht erklärt.", "Children are not declared."),
    "unknown-event": Text("Ein Ereignis ist nicht erklärt.", "An event is not declared."),
    "unknown-field": Text("Ein Feld ist nicht erklärt.", "A field is not declared."),
    "unknown-message": Text("Eine Nachricht ist nicht erklärt.", "A message is not declared."),
    "unknown-obligation": Text("Eine Pflicht ist nicht erklärt.", "An obligation is not declared."),
    "unknown-parameter": Text(
        "Ein Baustein hat diese Angabe nicht.",
        "A block has no such parameter.",
    ),
    "unknown-phase": Text("Eine Phase ist nicht erklärt.", "A phase is not declared."),
    "unknown-role": Text("Eine Rolle ist nicht erklärt.", "A role is not declared."),
    "unknown-setting": Text("Eine Einstellung ist nicht erklärt.", "A setting is not declared."),
    "unknown-state": Text("Ein Zustand ist nicht erklärt.", "A state is not declared."),
    "unknown-workflow": Text("Ein Ablauf ist nicht bekannt.", "A workflow is not known."),
    "block-broken": Text("Ein Baustein ist selbst fehlerhaft.", "A block is itself broken."),
    "block-cycle": Text(
        "Bausteine verwenden einander im Kreis.",
        "Blocks use each other in a circle.",
    ),
    "block-kind": Text(
        "Ein Baustein ist von anderer Art, als hier nötig.",
        "A block is of another kind than is needed here.",
    ),
    "block-too-deep": Text(
        "Bausteine sind zu tief ineinander verschachtelt.",
        "Blocks are nested too deeply.",
    ),
    "block-too-large": Text(
        "Mit allen Bausteinen ist der Ablauf zu groß.",
        "With all its blocks the workflow is too large.",
    ),
    "missing-parameter": Text("Einem Baustein fehlt eine Angabe.", "A block lacks a parameter."),
    "migration-plan": Text(
        "Ein Umzugsplan für laufende Vorgänge ist nicht brauchbar.",
        "A plan for moving open cases cannot be used.",
    ),
    "children-cycle": Text(
        "Vorgänge eröffnen einander als Kinder ohne Ende.",
        "Cases open each other as children without end.",
    ),
    "rule-syntax": Text("Eine Regel ist nicht lesbar.", "A rule cannot be read."),
    "rule-unclosed-text": Text(
        "Ein Text in einer Regel hat kein Ende.",
        "A text in a rule has no end.",
    ),
    "rule-bad-escape": Text(
        "Eine Zeichenfolge mit „\\“ ist nicht bekannt.",
        "A sequence with “\\” is not known.",
    ),
    "rule-number-too-large": Text(
        "Eine Zahl in einer Regel ist zu groß.",
        "A number in a rule is too large.",
    ),
    "rule-reserved-word": Text(
        "Ein Wort ist in Regeln vorbehalten.",
        "A word is reserved in rules.",
    ),
    "rule-too-long": Text("Eine Regel ist zu lang.", "A rule is too long."),
    "rule-too-big": Text("Eine Regel hat zu viele Teile.", "A rule has too many parts."),
    "rule-too-deep": Text("Eine Regel ist zu tief verschachtelt.", "A rule is nested too deeply."),
    "rule-unknown-name": Text(
        "Eine Regel nennt etwas, das es hier nicht gibt.",
        "A rule names what does not exist here.",
    ),
    "rule-unknown-field": Text(
        "Eine Regel nennt ein Feld, das es nicht gibt.",
        "A rule names a field that does not exist.",
    ),
    "rule-unknown-function": Text(
        "Eine Regel nennt eine Funktion, die es nicht gibt.",
        "A rule names a function that does not exist.",
    ),
    "rule-unknown-option": Text(
        "Eine Regel vergleicht mit einem Wert, den die Auswahl nicht hat.",
        "A rule compares with a value that the choice does not have.",
    ),
    "rule-unknown-role": Text(
        "Eine Regel nennt eine Rolle, die es nicht gibt.",
        "A rule names a role that does not exist.",
    ),
    "rule-unknown-table": Text(
        "Eine Regel nennt eine Tabelle, die es nicht gibt.",
        "A rule names a table that does not exist.",
    ),
    "rule-may-be-null": Text(
        "Eine Regel liest, was leer sein kann, und sagt nicht, was dann gilt.",
        "A rule reads what may be null and does not say what holds then.",
    ),
    "rule-wrong-type": Text(
        "Eine Regel rechnet mit Werten der falschen Art.",
        "A rule works with values of the wrong type.",
    ),
    "rule-wrong-arguments": Text(
        "Eine Funktion bekommt die falschen Angaben.",
        "A function is given the wrong arguments.",
    ),
    "rule-wrong-result": Text(
        "Eine Regel ergibt nicht, was hier nötig ist.",
        "A rule does not give what is needed here.",
    ),
    "rule-shadowed-name": Text(
        "Ein Name in einer Regel verdeckt einen anderen.",
        "A name in a rule hides another one.",
    ),
    "rule-bad-constant": Text(
        "Eine Angabe in einer Regel ist nicht umzuwandeln.",
        "A constant in a rule cannot be converted.",
    ),
    "rule-bad-pattern": Text("Ein Suchmuster ist nicht lesbar.", "A pattern cannot be read."),
    "rule-in-literal": Text(
        "Eine Regel steht in einer Liste oder einem Eintrag.",
        "A rule stands inside a list or an entry.",
    ),
    "table-shape": Text(
        "Eine Tabelle hat nicht die nötige Gestalt.",
        "A table has not the shape that is needed.",
    ),
    "table-column": Text("Eine Spalte ist fehlerhaft.", "A column is broken."),
    "table-row": Text(
        "Eine Zeile hat nicht so viele Zellen wie die Tabelle Spalten.",
        "A row has not as many cells as the table has columns.",
    ),
    "table-cell": Text("Eine Zelle ist nicht lesbar.", "A cell cannot be read."),
    "table-cell-type": Text(
        "Eine Zelle passt nicht zur Art ihrer Spalte.",
        "A cell does not fit the type of its column.",
    ),
    "table-unknown-option": Text(
        "Eine Zelle nennt einen Wert, den die Auswahl nicht hat.",
        "A cell names a value that the choice does not have.",
    ),
    "table-empty-range": Text("Ein Bereich enthält keinen Wert.", "A range holds no value."),
    "table-no-result": Text(
        "Eine Tabelle hat keine Ergebnisspalte.",
        "A table has no column for the result.",
    ),
    "table-take": Text("„take“ passt nicht zum Ergebnis.", "“take” does not fit the result."),
    "table-unknown-take": Text("„take“ ist nicht bekannt.", "“take” is not known."),
    "table-unknown-type": Text(
        "Die Art des Ergebnisses ist nicht bekannt.",
        "The type of the result is not known.",
    ),
    "table-gap": Text("Für einen Fall gilt keine Zeile.", "For one case no row holds."),
    "table-overlap": Text("Für einen Fall gelten zwei Zeilen.", "For one case two rows hold."),
    "table-unreached-row": Text("Eine Zeile kommt nie zum Zuge.", "A row never has its turn."),
    "table-not-analysed": Text(
        "Ob eine Tabelle vollständig ist, war nicht zu entscheiden.",
        "Whether a table is complete could not be decided.",
    ),
    "initial-final": Text("Der Anfang ist ein Endzustand.", "The beginning is a final state."),
    "state-unreachable": Text("Kein Weg führt zu einem Zustand.", "No way leads to a state."),
    "state-trap": Text(
        "Aus einem Zustand führt kein Weg zu einem Ende.",
        "No way leads from a state to an end.",
    ),
    "final-left": Text(
        "Ein Übergang führt aus einem Endzustand heraus.",
        "A transition leads out of a final state.",
    ),
    "titles-alike": Text("Zwei Zustände heißen gleich.", "Two states are called alike."),
    "automatic-untried": Text(
        "Ein selbsttätiger Übergang wartet auf etwas, das kein Schritt des Vorgangs ändert.",
        "An automatic transition waits for what no step of the case changes.",
    ),
    "automatic-loop": Text(
        "Übergänge folgen einander ohne Ende.",
        "Transitions follow one another without end.",
    ),
    "transition-shadowed": Text(
        "Ein früherer Übergang geht immer vor.",
        "An earlier transition always wins.",
    ),
    "guards-overlap": Text(
        "Zwei Übergänge eines Ereignisses gelten zugleich.",
        "Two transitions of one event hold at once.",
    ),
    "guards-gap": Text(
        "Für einen Fall gilt keiner der Übergänge eines Ereignisses.",
        "For one case none of the transitions of an event holds.",
    ),
    "guards-contradict": Text(
        "Die Bedingungen eines Übergangs schließen einander aus.",
        "The conditions of a transition exclude each other.",
    ),
    "event-not-accepted": Text(
        "Ein Ereignis kommt an, wo kein Übergang es annimmt.",
        "An event arrives where no transition accepts it.",
    ),
    "event-never-raised": Text(
        "Ein Ereignis der Maschine löst niemand aus.",
        "Nothing raises an event of the engine.",
    ),
    "event-by-nobody": Text("Ein Ereignis darf niemand auslösen.", "Nobody may do an event."),
    "outcome-missing": Text(
        "Zu einem Beschluss fehlt ein Ausgang.",
        "An outcome of a decision is missing.",
    ),
    "obligation-unfulfillable": Text(
        "Eine Pflicht kann nie erfüllt werden.",
        "An obligation can never be fulfilled.",
    ),
    "obligation-blocks-itself": Text(
        "Eine Pflicht sperrt ihre eigene Erfüllung.",
        "An obligation blocks its own fulfilment.",
    ),
    "binding-owner": Text(
        "Eine verbindliche Pflicht hat vielleicht niemanden, der sie schuldet.",
        "A binding obligation may have nobody who owes it.",
    ),
    "binding-reminder": Text(
        "An eine verbindliche Pflicht wird nicht erinnert.",
        "Nobody is reminded of a binding obligation.",
    ),
    "binding-silence": Text(
        "Eine verbindliche Pflicht endet in bloßen Nachrichten.",
        "A binding obligation ends in mere messages.",
    ),
    "reminder-after-due": Text(
        "Eine Erinnerung kommt nach der Fälligkeit.",
        "A reminder comes after the due date.",
    ),
    "rung-before-due": Text(
        "Eine Stufe der Eskalation kommt vor der Fälligkeit.",
        "A rung of the escalation comes before the due date.",
    ),
    "rungs-at-once": Text(
        "Zwei Stufen haben denselben Zeitpunkt.",
        "Two rungs have the same moment.",
    ),
    "role-holder": Text("Niemand vergibt eine Rolle.", "Nobody gives a role."),
    "role-fallback": Text(
        "Eine Rolle des Vorgangs hat keine Vertretung.",
        "A role of the case has no fallback.",
    ),
    "role-fallback-circle": Text(
        "Eine Vertretung führt im Kreis.",
        "A fallback goes round in a circle.",
    ),
    "role-named-by": Text("Das Feld nennt kein Gremium.", "The field names no body."),
    "asked-no-body": Text("Gefragt ist kein Gremium.", "What is asked is no body."),
    "scenario-parent": Text(
        "Ein Szenario eröffnet unter einem Vorgang, den es nicht gibt.",
        "A scenario opens below a case that there is not.",
    ),
    "group-twice": Text(
        "Zwei Gruppen von Vorgängen heißen gleich.", "Two groups of cases have the same name."
    ),
    "join-never": Text("Kinder führen nie zusammen.", "Children never join."),
    "text-missing": Text("Ein Text fehlt in einer Sprache.", "A text is missing in a language."),
    "unused-role": Text("Eine Rolle wird nirgends gebraucht.", "A role is used nowhere."),
    "unused-event": Text("Ein Ereignis wird nirgends gebraucht.", "An event is used nowhere."),
    "unused-message": Text("Eine Nachricht wird nirgends gebraucht.", "A message is used nowhere."),
    "unused-table": Text("Eine Tabelle wird nirgends gebraucht.", "A table is used nowhere."),
    "unused-obligation": Text(
        "Eine Pflicht wird nirgends geschuldet.",
        "An obligation is owed nowhere.",
    ),
    "unused-setting": Text("Eine Einstellung wird nirgends gelesen.", "A setting is read nowhere."),
    "unused-fact": Text("Eine Angabe wird nirgends gelesen.", "A fact is read nowhere."),
    "unused-phase": Text("Kein Zustand gehört zu einer Phase.", "No state belongs to a phase."),
    "silence-entry": Text(
        "Handelt niemand, verstummt der Vorgang in diesem Zustand.",
        "If nobody acts, the case falls silent in this state.",
    ),
    "silence-timer": Text(
        "Handelt niemand, verstummt der Vorgang, obwohl eine Uhr läuft.",
        "If nobody acts, the case falls silent although a timer runs.",
    ),
    "silence-after-fulfilment": Text(
        "Ist die Pflicht erfüllt, erlassen oder ausgelaufen, verstummt der Vorgang.",
        "Once the obligation has been fulfilled, waived or has run out, the case falls silent.",
    ),
    "silence-after-decision": Text(
        "Hat das Gremium entschieden, verstummt der Vorgang.",
        "Once the body has decided, the case falls silent.",
    ),
    "silence-suspended": Text(
        "Ein ausgesetzter Vorgang kommt vor kein Gremium.",
        "A suspended case comes before no body.",
    ),
    "no-traffic-light": Text(
        "Ein Feld kann keine Ampel sein.",
        "A field cannot be a traffic light.",
    ),
    "unfit-for-overview": Text(
        "Ein Feld taugt nicht dazu, Vorgänge zu ordnen.",
        "A field is of no use for sorting cases.",
    ),
}
