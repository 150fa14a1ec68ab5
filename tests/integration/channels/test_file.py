from __future__ import annotations

import errno
import os
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from engine.channels.email import build_email
from engine.channels.errors import AddressUnusable, LetterNotWritten
from engine.channels.file import FileChannel
from tests.unit.channels.letters import LETTER, letter_about, letter_with

if TYPE_CHECKING:
    from pathlib import Path


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "letters" / "out"


def test_a_letter_becomes_a_file_that_a_mail_program_opens(folder: Path) -> None:
    FileChannel(folder).send(LETTER)
    (file,) = folder.iterdir()
    assert file.read_bytes() == build_email(LETTER).content
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert message["To"].addresses[0].addr_spec == "alice@town.example"
    assert file.name == message["Message-ID"].strip("<>").partition("@")[0] + ".eml"


def test_only_the_owner_may_read_a_letter(folder: Path) -> None:
    FileChannel(folder).send(LETTER)
    (file,) = folder.iterdir()
    assert file.stat().st_mode & 0o077 == 0


def test_a_letter_that_is_sent_again_replaces_itself(folder: Path) -> None:
    FileChannel(folder).send(LETTER)
    before = names(folder)
    FileChannel(folder).send(letter_about(text="Neuer Text"))
    assert names(folder) == before
    assert b"Neuer Text" in (folder / before[0]).read_bytes()


def test_a_batch_writes_each_letter(folder: Path) -> None:
    with FileChannel(folder).batch() as sender:
        for count in range(3):
            sender.send(letter_with(key=f"outbox-{count}"))
    assert len(names(folder)) == 3


def test_no_key_leads_out_of_the_folder(folder: Path) -> None:
    FileChannel(folder).send(letter_with(key="../../evil", instance="/etc"))
    assert len(names(folder)) == 1


def test_an_unusable_address_writes_nothing(folder: Path) -> None:
    with pytest.raises(AddressUnusable):
        FileChannel(folder).send(letter_with(to_address="nobody"))
    assert not folder.exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LetterNotWritten) as caught:
        FileChannel(tmp_path / "file" / "out").send(LETTER)
    assert not caught.value.permanent
    assert str(tmp_path / "file" / "out") in caught.value.text.de


def test_a_full_disk_leaves_the_letter_of_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    FileChannel(folder).send(LETTER)
    before = names(folder)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LetterNotWritten, match="No space left"):
        FileChannel(folder).send(letter_about(text="Neuer Text"))
    assert names(folder) == before
    assert (folder / before[0]).read_bytes() == build_email(LETTER).content
