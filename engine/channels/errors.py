"""What can go wrong with handing over a letter.

Three outcomes matter to the one who sends: refused for good, failed and worth another try, or
unknown. Everything more exact is a leaf below one of them. No message holds an address; what the
server answered is kept with the addresses blanked out.
"""

from __future__ import annotations

from engine.errors import DeliveryError, SettingsError


class DeliveryRefused(DeliveryError):
    """The mail server refused the message for good: {answer}."""

    de = "Der Mailserver hat die Nachricht endgültig abgelehnt: {answer}."
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
    """The mail server did not take the message, it will be tried again: {answer}."""

    de = "Der Mailserver hat die Nachricht nicht angenommen, es wird wieder versucht: {answer}."
    code: int | None = None
    """The SMTP reply code, if a server gave one."""


class ServerUnreachable(DeliveryFailed):
    """The mail server {host}:{port} cannot be reached or does not answer: {problem}."""

    de = "Der Mailserver {host}:{port} ist nicht erreichbar oder antwortet nicht: {problem}."


class ServerUntrusted(DeliveryFailed):
    """The mail server {host}:{port} offers no safe connection, check its certificate: {problem}."""

    de = (
        "Der Mailserver {host}:{port} bietet keine sichere Verbindung, bitte sein Zertifikat "
        "prüfen: {problem}."
    )


class LoginRefused(DeliveryFailed):
    """The mail server {host}:{port} refused user name and password: {answer}."""

    de = "Der Mailserver {host}:{port} lehnt Benutzername und Passwort ab: {answer}."


class SenderRefused(DeliveryFailed):
    """The mail server does not send for this sender address: {answer}."""

    de = "Der Mailserver verschickt nicht für diese Absenderadresse: {answer}."


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


CONCERNS_ALL = (
    ServerUnreachable,
    ServerUntrusted,
    LoginRefused,
    SenderRefused,
    SenderUnusable,
    LetterNotWritten,
)
"""What is not about one letter: the next one would fail in the same way."""


class LoginUnprotected(SettingsError):
    """User name and password would go to {host} in the clear: use ?starttls=1 or smtps."""

    de = (
        "Benutzername und Passwort gingen unverschlüsselt an {host}: "
        "verwenden Sie ?starttls=1 oder smtps."
    )
