"""Writing the package: files one after the other, each hashed as it goes, and last the signed list of them."""

import base64
import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MANIFEST, SIGNATURE, SIGNER = "manifest.json", "manifest.sig", "signer.pem"
SEAL = frozenset({MANIFEST, SIGNATURE, SIGNER})
FORMAT = 1
MEMBER_TIME = (1980, 1, 1, 0, 0, 0)
"""Of every file in the package, so that the same content is the same bytes."""


@dataclass(frozen=True)
class Entry:
    """A file of the package: where it lies in it, and its content piece by piece."""

    path: str
    pieces: Iterable[bytes]
    is_packed: bool = False
    """The content is compressed already."""


def write_package(out: IO[bytes], entries: Iterable[Entry], head: dict[str, Any], key: Ed25519PrivateKey) -> str:
    """Write the package to ``out``; the SHA-256 of its manifest, which names every file with size and hash.

    ``head`` says in the manifest what the package is of.
    """
    with zipfile.ZipFile(out, "w", allowZip64=True) as package:
        files = [_add(package, entry) for entry in entries]
        manifest = _json({"format": FORMAT, **head, "files": files})
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        signature = base64.b64encode(key.sign(manifest))
        for path, content in ((MANIFEST, manifest), (SIGNATURE, signature), (SIGNER, public)):
            _add(package, Entry(path, [content]))
    return hashlib.sha256(manifest).hexdigest()


def _add(package: zipfile.ZipFile, entry: Entry) -> dict[str, Any]:
    info = zipfile.ZipInfo(entry.path, MEMBER_TIME)
    info.compress_type = zipfile.ZIP_STORED if entry.is_packed else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    digest, size = hashlib.sha256(), 0
    with package.open(info, "w", force_zip64=True) as member:
        for piece in entry.pieces:
            digest.update(piece)
            size += len(piece)
            member.write(piece)
    return {"path": entry.path, "sha256": digest.hexdigest(), "size": size}


def json_entry(path: str, value: Any) -> Entry:
    return Entry(path, [_json(value)])


def lines_entry(path: str, lines: Iterable[bytes]) -> Entry:
    """One line a row; an empty file for none."""
    return Entry(path, _with_ends(lines))


def _with_ends(lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield line.rstrip(b"\n") + b"\n"


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, default=str).encode() + b"\n"
