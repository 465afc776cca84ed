"""The key that packages are signed with: made once, kept beside the portal's other secrets."""

import os
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings


def signing_key() -> Ed25519PrivateKey:
    """The key in the file that ``ARCHIVE_KEY`` names. Made, readable by its owner only, when first asked for."""
    file = Path(settings.ARCHIVE_KEY)
    if not file.exists():
        _make(file)
    key = load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{file} holds no Ed25519 key")
    return key


def _make(file: Path) -> None:
    """Two who ask at once agree on one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft.write_bytes(pem)
    with suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()
