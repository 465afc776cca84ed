"""A real mail server for the tests of letters."""

import email
import email.policy
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

SERVER = Path(__file__).with_name("smtp_server.py")


class MailServer:
    """``letters`` are those that it took, in their order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen([sys.executable, str(SERVER), str(folder)])
        deadline = time.monotonic() + 20
        while not (folder / "port").exists():
            assert time.monotonic() < deadline, "the mail server did not start"
            time.sleep(0.01)
        self.port = int((folder / "port").read_text())

    @property
    def letters(self) -> list[EmailMessage]:
        files = sorted(self.folder.glob("*.eml"))
        return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]

    def wait_for(self, number: int) -> None:
        deadline = time.monotonic() + 20
        while len(list(self.folder.glob("*.eml"))) < number:
            assert time.monotonic() < deadline, "the letter did not arrive"
            time.sleep(0.01)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def mail_server(tmp_path: Path, settings: Any) -> Iterator[MailServer]:
    server = MailServer(tmp_path)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 0.5
    yield server
    server.stop()
