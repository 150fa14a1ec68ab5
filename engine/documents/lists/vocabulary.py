"""Words that lists of measures use, beside the titles that a workflow gives to its fields.

Keys are paths of targets (``targets.py``); a workflow without such a field never meets its words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADINGS: Mapping[str, str] = {
    "@number": "nr|nummer|lfd nr|laufende nummer|massnahmennummer|massnahmen nr|massnahme nr"
    "|nr der massnahme|kennziffer|code|ziffer|gliederungsnummer|nummer im katalog|m nr|number|no",
    "@status": "status|umsetzungsstand|stand|stand der umsetzung|umsetzungsstatus|bearbeitungsstand"
    "|stand der dinge|realisierungsstand",
    "@term": "laufzeit|zeitraum|umsetzungszeitraum|zeitplan|zeithorizont|zeitrahmen|zeitschiene"
    "|zeitliche umsetzung|umsetzungszeit|zeitplanung|zeit|term",
    "title": "titel|massnahme|massnahmen|massnahmentitel|massnahmenbezeichnung|bezeichnung|vorhaben"
    "|name der massnahme|titel der massnahme|projekt|massnahme projekt|kurztitel|was"
    "|handlungsempfehlung|einzelmassnahme|measure",
    "area": "handlungsfeld|themenfeld|thema|bereich|aktionsfeld|hf|themenbereich|field",
    "description": "beschreibung|kurzbeschreibung|inhalt|erlaeuterung|beschreibung der massnahme"
    "|bemerkung|bemerkungen|anmerkung|anmerkungen|ziel|ziele|teilziel|handlungsziel|leitziel"
    "|zielgruppe|zielgruppen|beteiligte|kooperationspartner|partner|mitwirkende|kooperation"
    "|naechste schritte|meilensteine|details|hinweise|description",
    "role:lead": "federfuehrung|verantwortlich|verantwortliche|verantwortlichkeit|zustaendig"
    "|zustaendigkeit|verantwortliche stelle|zustaendige stelle|federfuehrendes amt|wer|amt"
    "|dienststelle|verantwortung|traeger|federfuehrend|verantwortliche person|fachbereich|owner",
    "addressees.organisation": "adressat|adressaten|adressatin|adressatinnen und adressaten"
    "|verpflichtet|verpflichtete|addressee",
    "addressees.consented_on": "zugestimmt am|zustimmung|zustimmung am|zustimmung vom|zusage"
    "|zusage vom|einverstaendnis|zugesagt am|consent",
    "addressees.kind": "art des adressaten|regelstruktur oder ehrenamt",
    "addressees.responsible_unit": "zustaendige stelle vor ort|ansprechstelle",
    "starts_on": "beginn|start|von|umsetzungsbeginn|ab|startdatum|geplanter beginn|beginnt am"
    "|ab wann",
    "ends_on": "ende|bis|frist|termin|faelligkeit|abschluss|fertigstellung|enddatum|zieltermin"
    "|umsetzung bis|bis wann|wann|zu erledigen bis|geplantes ende|deadline|umzusetzen bis",
    "indicators.title": "indikator|indikatoren|kennzahl|kennzahlen|messgroesse|erfolgsindikator"
    "|woran erkennbar|erfolgskriterium|erfolgskriterien|messbar an|indicator",
    "indicators.target": "zielwert|soll|zielgroesse|sollwert",
    "indicators.baseline": "ausgangswert|ist|istwert|basiswert",
    "indicators.unit": "einheit",
    "consequences.what": "konsequenz|konsequenzen|folge|folgen|wenn nicht|bei nichterfuellung"
    "|konsequenz bei nichterfuellung|folge bei versaeumnis|consequence",
    "consequences.condition": "wenn|bedingung|anlass der konsequenz",
    "costs.per_year": "kosten|kosten pro jahr|kosten jahr|jaehrliche kosten|budget|mittel|betrag"
    "|mittelbedarf|finanzbedarf|kostenschaetzung|sachkosten|kosten in euro|kosten eur|kosten in eur"
    "|finanzieller aufwand|aufwand|cost",
    "costs.kind": "kostenart",
    "costs.funding": "finanzierung|foerderung|deckung|finanzierung durch|haushaltsstelle|produkt"
    "|foerdermittel|finanzierungsquelle",
    "priority": "prioritaet|prio|dringlichkeit|wichtigkeit|priorisierung",
    "rank": "rang|reihenfolge|rangfolge",
    "progress": "fortschritt|fertigstellungsgrad|umsetzungsgrad|erfuellungsgrad|prozent|in %"
    "|erledigt in %|umgesetzt in %|%",
    "rating": "ampel|bewertung|ampelstatus",
    "last_report": "sachstand|sachstandsbericht|aktueller stand|bericht|letzter sachstand"
    "|aktueller sachstand|umsetzung|entwicklung",
    "binding": "verbindlichkeit",
    "source": "herkunft|quelle|ursprung|grundlage",
    "resolution": "beschluss|beschluss vom|beschlossen am",
    "volunteers": "ehrenamt|ehrenamt beteiligt",
}
"""Headings as ``normal.normal`` leaves them, divided by bars."""

STATUS_WORDS: Mapping[str, str] = {
    "proposed": "vorgeschlagen|angeregt|idee|vorschlag|neu",
    "planned": "geplant|vorgesehen|noch nicht begonnen|nicht begonnen|in vorbereitung|in planung",
    "in_progress": "in umsetzung|in arbeit|laufend|laeuft|begonnen|teilweise umgesetzt|gestartet"
    "|in bearbeitung|teilweise erledigt",
    "continuous": "fortlaufend|daueraufgabe|verstetigt|dauerhaft",
    "done": "umgesetzt|abgeschlossen|erledigt|fertig|realisiert|beendet",
    "delayed": "verzoegert|im verzug|verzoegert fehlt|in verzug|ueberfaellig",
    "on_hold": "zurueckgestellt|ausgesetzt|ruht|pausiert",
    "dropped": "verworfen|nicht weiterverfolgt|eingestellt|gescheitert|entfallen|gestrichen",
    "unknown": "unbekannt|keine rueckmeldung|kein neuer sachstand|keine angabe",
}

CHOICES: Mapping[str, Mapping[str, str]] = {
    "consequences.what": {
        "statement": "stellungnahme|begruendung|schriftlich",
        "agenda": "tagesordnung|steuerungsgruppe|lenkungsgruppe|wird beraten",
        "lead": "federfuehrung wechselt|wechsel der federfuehrung|andere federfuehrung",
        "place": "vorrang|rueckstufung|prioritaet sinkt",
        "council": "stadtrat|gemeinderat|kreistag|rat|ausschuss|vorlage an den rat",
        "end": "einstellung|eingestellt|einstellen|beendigung",
    },
    "addressees.kind": {
        "volunteer": "ehrenamt|verein|e v|ev|initiative|freiwillige|helferkreis"
        "|migrantenorganisation",
        "municipality": "gemeinde|verbandsgemeinde|markt|stadt",
        "regular": "regelstruktur|amt|hauptamt",
    },
    "costs.kind": {
        "none": "keine|keine zusaetzlichen kosten|kostenneutral|keine kosten|entfaellt|0"
        "|im rahmen vorhandener mittel|vorhandene mittel|aus vorhandenen mitteln|kostenfrei",
        "staff": "personal|personalkosten|stelle|stellen|vzae",
        "allowance": "aufwandsentschaedigung|ehrenamtspauschale",
        "travel": "fahrtkosten|reisekosten",
        "material": "sachkosten|sachmittel",
    },
    "priority": {
        "high": "hoch|1|a|sehr hoch|dringend|i",
        "medium": "mittel|2|b|ii|normal",
        "low": "gering|niedrig|3|c|iii",
    },
    "rating": {
        "green": "gruen|im plan|gut",
        "amber": "gelb|orange|gefaehrdet",
        "red": "rot|im verzug|kritisch",
        "grey": "grau|weiss|nicht begonnen",
    },
    "binding": {
        "binding": "verbindlich|bindend|ja",
        "recommendation": "empfehlung|empfohlen|nein|unverbindlich",
        "examination": "pruefauftrag|pruefen|zu pruefen",
    },
}
"""Words for the options of choices, beside the titles that the workflow gives them."""


def words_of(table: Mapping[str, str]) -> dict[str, str]:
    """Return the key of each word of a table."""
    return {word: key for key, words in table.items() for word in words.split("|")}
