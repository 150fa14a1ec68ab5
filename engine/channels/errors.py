"""What can go wrong with handing over a letter.

Three outcomes matter to the one who sends: refused for good, failed and worth another try, or
unknown. Everything more exact is a leaf below one of them. No message holds an address; what the
server answered is kept with the addresses blanked out.
"""

from __future__ import annotations

from engine.errors import DeliveryError


class DeliveryRefused(DeliveryError):
    """The mail server refused the message for good: {code} {answer}."""

    de = "Der Mailserver hat die Nachricht endgültig abgelehnt: {code} {answer}."
    permanent = True
    code: int | None = None
    """The SMTP reply code, if a server gave one."""


class AddressUnusable(DeliveryRefused):
    """The e-mail address cannot be used: name@place.example is the form. Please correct it."""

    de = (
        "Die E-Mail-Adresse ist nicht verwendbar: Die Form ist name@ort.example. "
        "Bitte berichtigen Sie sie."
    )


class AddressUnsupported(DeliveryRefused):
    """The mail server cannot handle letters beyond ASCII before the @ (no SMTPUTF8)."""

    de = "Der Mailserver kann keine Umlaute oder anderen Schriften vor dem @ (kein SMTPUTF8)."


class DeliveryFailed(DeliveryError):
    """The mail server did not take the message, it will be tried again: {code} {answer}."""

    de = (
        "Der Mailserver hat die Nachricht nicht angenommen, es wird wieder versucht: "
        "{code} {answer}."
    )
    code: int | None = None
    """The SMTP reply code, if a server gave one."""


class ServerUnreachable(DeliveryFailed):
    """The mail server {host}:{port} cannot be reached or does not answer: {problem}."""

    de = "Der Mailserver {host}:{port} ist nicht erreichbar oder antwortet nicht: {problem}."


class ServerUntrusted(DeliveryFailed):
    """No safe connection to the mail server {host}:{port}: {problem}. Check its certificate."""

    de = (
        "Keine sichere Verbindung zum Mailserver {host}:{port}: {problem}. "
        "Bitte das Zertifikat prüfen."
    )


class LoginRefused(DeliveryFailed):
    """The mail server {host}:{port} refused user name and password: {code} {answer}."""

    de = "Der Mailserver {host}:{port} lehnt Benutzername und Passwort ab: {code} {answer}."


class SenderRefused(DeliveryFailed):
    """The mail server does not send for this sender address: {code} {answer}."""

    de = "Der Mailserver verschickt nicht für diese Absenderadresse: {code} {answer}."


class SenderUnusable(DeliveryFailed):
    """The sender address in the settings cannot be used: name@place.example is the form."""

    de = (
        "Die Absenderadresse in den Einstellungen ist nicht verwendbar: "
        "Die Form ist name@ort.example."
    )


class LetterNotWritten(DeliveryFailed):
    """The letter cannot be written into {directory}: {problem}."""

    de = "Der Brief lässt sich nicht in {directory} ablegen: {problem}."


class DeliveryUnknown(DeliveryError):
    """The connection broke after the message was sent and before the answer.

    It may have arrived. It is sent again under the same Message-ID, by which mail programs
    recognise the second one.
    """

    de = "Die Verbindung riss ab, nachdem die Nachricht gesendet war und bevor die Antwort kam."
    code: int | None = None
    """Always None: there was no answer."""
