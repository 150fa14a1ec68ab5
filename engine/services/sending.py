"""A letter to try the channel: does mail leave at all?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.channels.channel import Item, Letter
from engine.deadlines.localtime import zone_of
from engine.errors import SettingsError
from engine.findings import Text
from engine.languages.tongue import tongue_of
from engine.services.access import require_administrator, viewer_of
from engine.storage.ids import new_id
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.town import Town

_SUBJECT = Text(de="Probe", en="Test")
_TEXT = Text(
    de="Diese Nachricht ist eine Probe. Wenn Sie sie lesen, kommen Erinnerungen an.",
    en="This message is a test. If you read it, reminders arrive.",
)


class NoChannel(SettingsError):
    """No way to send is set: neither a mail server nor a folder for letters."""

    de = "Es ist kein Versandweg eingestellt: weder ein Mailserver noch ein Ordner für Briefe."


def send_test(
    app: Application,
    tenant: str,
    reader: Reader,
    address: str,
    language: str,
    item: Item | None = None,
) -> str:
    """Send a letter to an address at once; return the name of the channel it left by.

    Args:
        app: The application.
        tenant: The town.
        reader: Who tries it.
        address: Where to.
        language: Of the letter.
        item: What it says; None: that it is a test.

    Raises:
        NotAdministrator: the reader does not keep the deliveries.
        NoChannel: no channel is set.
        DeliveryError: the channel refused or failed; nothing is kept and nothing tried again.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        require_administrator(viewer_of(world, reader, at))
        town = world.town
    if app.channel is None:
        raise NoChannel
    key = f"test.{new_id(at)}"
    said = item or Item(
        message="test",
        subject=_SUBJECT.to(language),
        text=_TEXT.to(language),
        number="",
        title=town.title,
        uid=key,
    )
    letter = letter_with(app, town, said, key=key, address=address, language=language)
    with app.channel.batch() as sender:
        sender.send(letter)
    return app.channel.name


def letter_with(
    app: Application, town: Town, item: Item, *, key: str, address: str, language: str
) -> Letter:
    """Return a letter with one piece of news, as it would leave now."""
    return Letter(
        key=key,
        to_address=address,
        to_name="",
        language=language,
        items=(item,),
        sent_at=app.now().astimezone(zone_of(town.calendar.zone)),
        base_url=app.settings.base_url or "",
        instance=app.settings.instance,
        sender=app.settings.mail_from or "",
        tenant_title=town.title,
        tongue=tongue_of(language, town.languages, app.settings.languages),
    )
