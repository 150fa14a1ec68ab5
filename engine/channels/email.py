"""Builds the e-mail of a letter: the same letter becomes the same bytes, every time."""

from __future__ import annotations

from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING

from engine.channels import frame
from engine.channels.addresses import MailAddress, parse_address
from engine.channels.appointments import due_dates
from engine.channels.bodies import html_body, plain_body
from engine.channels.errors import AddressUnusable, SenderUnusable
from engine.channels.headers import address_header, header, text_header
from engine.channels.identity import stable_hash, stable_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.channels.channel import Letter


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
    message_id = f"<{stable_id(letter.instance, 'letter', letter.key, sender.domain)}>"
    head = [
        address_header("From", letter.tenant_title, sender),
        address_header("To", letter.to_name, recipient),
        text_header("Subject", frame.subject_of(letter)),
        header("Date", format_datetime(letter.sent_at)),
        header("Message-ID", message_id),
        *_conversation(letter, sender),
        # No machine is to answer (RFC 3834); the second one says it to Exchange in its own words.
        header("Auto-Submitted", "auto-generated"),
        header("X-Auto-Response-Suppress", "OOF, AutoReply"),
        header("Content-Language", frame.frame_language(letter)),
    ]
    content = "".join(head).encode() + _body(letter, sender).as_bytes()
    return Envelope(sender, recipient, message_id, content)


def _conversation(letter: Letter, sender: MailAddress) -> Iterator[str]:
    """Yield the headers that join the letters about one case."""
    threads = {item.thread for item in letter.items}
    if len(threads) == 1 and (thread := threads.pop()):
        root = f"<{stable_id(letter.instance, 'thread', thread, sender.domain)}>"
        yield header("In-Reply-To", root)
        yield header("References", root)


def _body(letter: Letter, sender: MailAddress) -> EmailMessage:
    message = EmailMessage(policy.SMTP)
    message.set_content(plain_body(letter), cte="quoted-printable")
    message.add_alternative(html_body(letter), subtype="html", cte="quoted-printable")
    calendar = due_dates(letter, sender)
    if calendar is not None:
        message.add_attachment(
            calendar,
            maintype="text",
            subtype="calendar",
            filename=letter.to(frame.ATTACHMENT),
            params={"method": "PUBLISH", "charset": "utf-8"},
        )
    # A random boundary would make each attempt a different message. "=_" cannot stand in a body
    # that is quoted-printable or base64.
    for depth, part in enumerate(each for each in message.walk() if each.is_multipart()):
        part.set_boundary("=_" + stable_hash(letter.instance, f"boundary {depth}", letter.key))
    return message
