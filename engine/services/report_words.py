"""What reports say, in German and English."""

from __future__ import annotations

from engine.findings import Text

NUMBER = Text(de="Nummer", en="Number")
TITLE = Text(de="Titel", en="Title")
LEAD = Text(de="Federführung", en="Lead")
STATE = Text(de="Stand", en="State")
LIGHT = Text(de="Ampel", en="Rating")
AREA = Text(de="Handlungsfeld", en="Field of action")
NO_AREA = Text(de="ohne Angabe", en="not said")
TOGETHER = Text(de="Zusammen", en="Together")
COUNT = Text(de="Anzahl", en="Number of cases")

PROGRESS = Text(de="Sachstandsbericht: {workflow}", en="Progress report: {workflow}")
COMPARED = Text(de="Stand {now}, verglichen mit {then}", en="As of {now}, compared with {then}")
OVERVIEW = Text(de="Ampeln nach Handlungsfeld", en="Ratings by field of action")
OVERVIEW_CAPTION = Text(
    de="Anzahl je Ampel heute, in Klammern am Vergleichstag",
    en="Number of each rating today, in brackets on the day compared with",
)
CASES = Text(de="Alle Vorgänge", en="All cases")
CASES_CAPTION = Text(
    de="Ampel am Vergleichstag und heute, je Vorgang",
    en="Rating on the day compared with and today, for each case",
)
THEN = Text(de="Vorher", en="Before")
NOW = Text(de="Jetzt", en="Now")
CHANGE = Text(de="Veränderung", en="Change")
REPORTED = Text(de="Letzter Bericht", en="Last report")
BETTER = Text(de="↑ besser", en="↑ better")
WORSE = Text(de="↓ schlechter", en="↓ worse")
SAME = Text(de="→ gleich", en="→ the same")
OTHERWISE = Text(de="anders", en="otherwise")
NEW = Text(de="neu", en="new")
SILENT = Text(de="Ohne neuen Bericht", en="Without a new report")
SILENT_CAPTION = Text(
    de="Offene Vorgänge, zu denen seit dem Vergleichstag nicht berichtet wurde",
    en="Open cases on which nobody has reported since the day compared with",
)
NO_SILENT = Text(
    de="Zu allen offenen Vorgängen wurde berichtet.", en="All open cases were reported on."
)
NO_CASES = Text(de="Es gibt keine Vorgänge.", en="There are no cases.")

SHEET = Text(de="{workflow} {number}", en="{workflow} {number}")
FIELDS = Text(de="Angaben", en="Particulars")
NO_FIELDS = Text(de="Keine weiteren.", en="No further ones.")
DUTIES = Text(de="Pflichten", en="Obligations")
DUTIES_CAPTION = Text(de="Was geschuldet wird", en="What is owed")
DUTY_COLUMNS = (
    Text(de="Pflicht", en="Obligation"),
    Text(de="Wer", en="Who"),
    Text(de="Fällig am", en="Due on"),
    Text(de="Stand", en="Standing"),
)
NO_DUTIES = Text(de="Zurzeit wird nichts geschuldet.", en="Nothing is owed at present.")
LACKING = Text(de="Was zur Verbindlichkeit fehlt", en="What is missing to be binding")
LACKING_INTRO = Text(
    de="Bevor die Maßnahme verbindlich festgelegt werden kann, fehlt noch: {what}.",
    en="Before the measure can be fixed as binding, this is still missing: {what}.",
)
NO_LACKING = Text(de="Nichts fehlt.", en="Nothing is missing.")
HISTORY = Text(de="Verlauf", en="History")
HISTORY_CAPTION = Text(de="Was geschehen ist", en="What has happened")
HISTORY_COLUMNS = (Text(de="Am", en="On"), Text(de="Was", en="What"), Text(de="Dazu", en="With it"))
NO_HISTORY = Text(de="Noch nichts.", en="Nothing yet.")
OPENED = Text(de="Eröffnet", en="Opened")

CATALOGUE = Text(de="Katalog nach Adressaten: {workflow}", en="Catalogue by addressee: {workflow}")
AS_OF = Text(de="Stand {now}", en="As of {now}")
CATALOGUE_CAPTION = Text(de="Was {name} zu tun hat", en="What {name} has to do")
CATALOGUE_COLUMNS = (
    NUMBER,
    TITLE,
    Text(de="Als", en="As"),
    STATE,
    LIGHT,
    Text(de="Zugestimmt am", en="Consented on"),
)
ADDRESSEE = Text(de="Adressat", en="Addressee")
NOBODY = Text(de="Ohne Adressat und ohne Federführung", en="Without addressee and lead")

RESOLUTIONS = Text(de="Beschlusskontrolle: {body}", en="Resolution tracking: {body}")
RESOLUTIONS_SINCE = Text(
    de="Beschlüsse seit {then}, Stand {now}", en="Resolutions since {then}, as of {now}"
)
IN_PROGRESS = Text(de="In Ausführung", en="Being carried out")
NON_PUBLIC = Text(de="Nichtöffentlich", en="Non-public")
DONE = Text(de="Erledigt", en="Done")
CARRIED_OUT = Text(
    de="Erledigt: zur Kenntnis, danach von der Liste", en="Done: to be noted, then off the list"
)
NO_RESOLUTIONS = Text(de="Nichts.", en="Nothing.")
RESOLUTION_CAPTION = Text(
    de="Beschlüsse und ihre Ausführung", en="Resolutions and how they are carried out"
)
RESOLUTION_COLUMNS = (
    Text(de="Beschluss", en="Resolution"),
    Text(de="Am", en="On"),
    Text(de="Gegenstand", en="Subject"),
    Text(de="Ergebnis", en="Outcome"),
    Text(de="Zuständig", en="Responsible"),
    Text(de="Nächste Frist", en="Next due date"),
    Text(de="Stand", en="State"),
)
