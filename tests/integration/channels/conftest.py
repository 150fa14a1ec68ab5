"""Mail servers that follow a script, and certificates made afresh for each run."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.smtp_server import Script, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def script() -> Script:
    """What the server answers and what it received."""
    return Script()


@pytest.fixture
def port(script: Script) -> Iterator[int]:
    """Where a server follows the script."""
    with serving(script) as port:
        yield port


@pytest.fixture(scope="session")
def certificate_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for ``localhost``, signed by nobody else."""
    if shutil.which("openssl") is None:
        pytest.skip("needs the openssl program")
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    command += f" -addext subjectAltName=DNS:localhost -keyout {file} -out {file}.crt"
    subprocess.run(command.split(), check=True, capture_output=True)
    with file.open("a", encoding="ascii") as both:
        both.write(file.with_name("server.pem.crt").read_text(encoding="ascii"))
    return file


@pytest.fixture
def certificate(certificate_file: Path) -> ssl.SSLContext:
    """What a server shows that nobody trusts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate_file)
    return context


@pytest.fixture
def trusted(
    certificate: ssl.SSLContext, certificate_file: Path, monkeypatch: pytest.MonkeyPatch
) -> ssl.SSLContext:
    """The same certificate, trusted by this machine."""
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate_file}.crt")
    return certificate
