"""Builds the e-mail of a letter: the same letter becomes the same bytes, every time."""

from __future__ import annotations

from dataclasses import dataclass
from email import policy
from email.headerregistry import Address, HeaderRegistry, MessageIDHeader
from email.message import EmailMessage
from typing import TYPE_CHECKING, Final

from engine.channels import frame
from engine.channels.addresses import MailAddress, parse_address
from engine.channels.appointments import due_dates
from engine.channels.bodies import html_body, plain_body
from engine.channels.errors import AddressUnusable, SenderUnusable
from engine.channels.identity import stable_hash, stable_id
from engine.channels.tidy import one_line

if TYPE_CHECKING:
    from email.policy import EmailPolicy

    from engine.channels.channel import Letter

_LONGEST_NAME = 100


def _policy() -> EmailPolicy[EmailMessage]:
    """Return the policy of SMTP that also keeps the ids of other messages unbroken.

    Without it a long id is folded into an encoded word, which no program recognises.
    """
    headers = HeaderRegistry()
    for name in ("references", "in-reply-to"):
        headers.map_to_type(name, MessageIDHeader)  # type: ignore[arg-type]  # only mixed in
    return policy.SMTP.clone(header_factory=headers)


_ASCII: Final = _policy()
_INTERNATIONAL: Final = _ASCII.clone(utf8=True)


@dataclass(frozen=True, slots=True)
class Envelope:
    """An e-mail as the mail server takes it."""

    sender: MailAddress
    recipient: MailAddress
    message_id: str
    """With its angle brackets."""
    content: bytes
    """With CR LF at every line end."""

    @property
    def is_international(self) -> bool:
        """Whether the server has to know SMTPUTF8."""
        return self.sender.is_international or self.recipient.is_international


def build_email(letter: Letter) -> Envelope:
    """Return the e-mail of a letter, with its one recipient.

    Raises:
        AddressUnusable: The recipient has no usable address.
        SenderUnusable: The settings name no usable sender.
    """
    try:
        sender = parse_address(letter.sender)
    except AddressUnusable:
        raise SenderUnusable from None
    recipient = parse_address(letter.to_address)
    international = sender.is_international or recipient.is_international
    message = EmailMessage(_INTERNATIONAL if international else _ASCII)
    message_id = f"<{stable_id(letter.instance, 'letter', letter.key, sender.domain)}>"
    _write_headers(message, letter, sender, recipient)
    message["Message-ID"] = message_id
    _write_bodies(message, letter, sender)
    return Envelope(sender, recipient, message_id, message.as_bytes())


def _write_headers(
    message: EmailMessage, letter: Letter, sender: MailAddress, recipient: MailAddress
) -> None:
    message["From"] = _named(letter.tenant_title, sender)
    message["To"] = _named(letter.to_name, recipient)
    message["Subject"] = frame.subject_of(letter)
    message["Date"] = letter.sent_at
    # No machine is to answer (RFC 3834); the second one says it to Exchange in its own words.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message["Content-Language"] = frame.frame_language(letter)
    threads = {item.thread for item in letter.items}
    if len(threads) == 1 and (thread := threads.pop()):
        root = f"<{stable_id(letter.instance, 'thread', thread, sender.domain)}>"
        message["In-Reply-To"] = root
        message["References"] = root


def _write_bodies(message: EmailMessage, letter: Letter, sender: MailAddress) -> None:
    message.set_content(plain_body(letter), cte="quoted-printable")
    message.add_alternative(html_body(letter), subtype="html", cte="quoted-printable")
    calendar = due_dates(letter, sender)
    if calendar is not None:
        message.add_attachment(
            calendar,
            maintype="text",
            subtype="calendar",
            filename=frame.ATTACHMENT.to(frame.frame_language(letter)),
            params={"method": "PUBLISH", "charset": "utf-8"},
        )
    # A random boundary would make each attempt a different message. "=_" cannot stand in a body
    # that is quoted-printable or base64.
    for depth, part in enumerate(each for each in message.walk() if each.is_multipart()):
        part.set_boundary("=_" + stable_hash(letter.instance, f"boundary {depth}", letter.key))


def _named(name: str, address: MailAddress) -> Address:
    return Address(one_line(name, _LONGEST_NAME), address.local, address.domain)
