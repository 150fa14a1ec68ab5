"""What the paper for a sitting says, in German and English."""

from __future__ import annotations

from engine.findings import Text

TITLE = Text(de="Vorlage für die Sitzung: {body}", en="Paper for the sitting: {body}")
SUBTITLE = Text(de="Sitzung am {day}", en="Sitting on {day}")
SINCE = Text(de="Berichtet wird seit", en="Reported since")
OVERDUE = Text(de="Überfällig", en="Overdue")
NO_OVERDUE = Text(de="Nichts ist überfällig.", en="Nothing is overdue.")
OVERDUE_CAPTION = Text(
    de="Was überfällig ist, wer es schuldet und warum es fehlt",
    en="What is overdue, who owes it, and why it is missing",
)
OVERDUE_COLUMNS = (
    Text(de="Nummer", en="Number"),
    Text(de="Vorgang", en="Case"),
    Text(de="Pflicht", en="Obligation"),
    Text(de="Wer", en="Who"),
    Text(de="Fällig am", en="Due on"),
    Text(de="Grund", en="Reason"),
)
DAYS_LATE = Text(de="{days} Tage zu spät", en="{days} days late")
NO_REASON = Text(de="kein Grund genannt", en="no reason given")
DECIDE = Text(de="Zu entscheiden", en="To decide")
NO_DECIDE = Text(de="Es steht keine Entscheidung an.", en="There is nothing to decide.")
STATE = Text(de="Stand", en="State")
OWNER = Text(de="Federführung", en="Lead")
WAITING_SINCE = Text(de="Steht an seit", en="Before the body since")
POSTPONED = Text(de="Schon vertagt", en="Postponed before")
IF_ADOPTED = Text(de="Bei Zustimmung", en="If adopted")
IF_REJECTED = Text(de="Bei Ablehnung", en="If rejected")
DRAFT = Text(de="Beschlussvorschlag", en="Draft resolution")
RESOLUTION = Text(
    de="{body}: Zu {number} „{title}“ wird beschlossen: {what}.",
    en="{body}: on {number} “{title}” it is resolved: {what}.",
)
LAST_REPORT = Text(de="Letzter Sachstand: {text}", en="Last report: {text}")
DISCUSS = Text(de="Zu beraten", en="To discuss")
NO_DISCUSS = Text(de="Es ist nichts zu beraten.", en="There is nothing to discuss.")
AGENDA_CAPTION = Text(
    de="Punkte, die auf der Tagesordnung stehen, bis sie erledigt sind",
    en="Items that stay on the agenda until they are done",
)
AGENDA_COLUMNS = (
    Text(de="Nummer", en="Number"),
    Text(de="Vorgang", en="Case"),
    Text(de="Punkt", en="Item"),
    Text(de="Stand", en="State"),
    Text(de="Seit", en="Since"),
)
NOTE = Text(de="Zur Kenntnis", en="To be noted")
NEW = Text(de="Neu", en="New")
NO_NEW = Text(de="Nichts ist hinzugekommen.", en="Nothing is new.")
NEW_CAPTION = Text(
    de="Vorgänge, die seit der letzten Sitzung eröffnet wurden",
    en="Cases opened since the last sitting",
)
NEW_COLUMNS = (
    Text(de="Nummer", en="Number"),
    Text(de="Vorgang", en="Case"),
    Text(de="Art", en="Kind"),
    Text(de="Stand", en="State"),
    Text(de="Eröffnet", en="Opened"),
)
DONE = Text(de="Erledigt seit der letzten Sitzung", en="Done since the last sitting")
NO_DONE = Text(de="Nichts wurde erledigt.", en="Nothing was done.")
DONE_CAPTION = Text(de="Abgeschlossene Vorgänge", en="Closed cases")
DONE_COLUMNS = (
    Text(de="Nummer", en="Number"),
    Text(de="Vorgang", en="Case"),
    Text(de="Ergebnis", en="Result"),
    Text(de="Am", en="On"),
)
NOTE_CAPTION = Text(
    de="Als erledigt gemeldet, noch zur Kenntnis zu nehmen",
    en="Reported done, still to be noted",
)
BECOME = Text(
    de="Was aus den letzten Beschlüssen geworden ist", en="What became of the last resolutions"
)
NO_BECOME = Text(de="Seither gibt es keine Beschlüsse.", en="There are no resolutions since then.")
BECOME_CAPTION = Text(de="Beschlüsse und ihre Folgen", en="Resolutions and what followed")
BECOME_COLUMNS = (
    Text(de="Nummer", en="Number"),
    Text(de="Gegenstand", en="Subject"),
    Text(de="Beschluss", en="Resolution"),
    Text(de="Ergebnis", en="Outcome"),
    Text(de="Was daraus wurde", en="What became of it"),
)
NOW = Text(de="jetzt: {state}", en="now: {state}")
WITHDRAWN = Text(de="zurückgezogen", en="withdrawn")
