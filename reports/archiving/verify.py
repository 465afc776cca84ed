"""Proving a package from the package alone: no database, no network."""

import base64
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import chain_breaks
from cities.content import hash_of
from reports.archiving.inputs import inputs_from
from reports.archiving.package import MANIFEST, SEAL, SIGNATURE, SIGNER
from reviews.models import RankingSnapshot
from reviews.ranking import differences, standings_of
from reviews.ranking.evaluation import evaluate_inputs

PIECE = 1024 * 1024
NAMED = 5
"""Places that a finding names."""


@dataclass(frozen=True)
class Answer:
    """What one check found. No problems: it holds. Each problem names its place."""

    check: str
    problems: list[str] = field(default_factory=list)


class Package:
    """An opened package. What cannot be read is a problem of the check that needs it, never an exception."""

    def __init__(self, file: IO[bytes]) -> None:
        self.zip = zipfile.ZipFile(file)

    def read(self, path: str) -> bytes:
        return self.zip.read(path)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.read(MANIFEST))
        return found

    @cached_property
    def signer(self) -> str:
        """The fingerprint of the public key in the package: SHA-256 of its raw bytes."""
        raw = self._key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return hashlib.sha256(raw).hexdigest()

    @cached_property
    def _key(self) -> Ed25519PublicKey:
        key = load_pem_public_key(self.read(SIGNER))
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError(SIGNER)
        return key

    def has_signature(self) -> bool:
        try:
            self._key.verify(base64.b64decode(self.read(SIGNATURE)), self.read(MANIFEST))
        except InvalidSignature:
            return False
        return True


Check = Callable[[Package], Iterator[str]]


def answers(file: IO[bytes], *, signer: str = "") -> Iterator[Answer]:
    """Each check with what it found, in order. ``signer``: the fingerprint that is expected, where it is known."""
    try:
        package = Package(file)
        package.zip.getinfo(MANIFEST)
    except (zipfile.BadZipFile, KeyError):
        yield Answer(_("The file is an archive package"), [_("It is none, or it is damaged.")])
        return
    yield _answer(gettext_lazy("The list of files is signed"), lambda p: _signature(p, signer), package)
    for words, check in CHECKS:
        yield _answer(words, check, package)


def _answer(words: Any, check: Check, package: Package) -> Answer:
    """What is damaged in whatever way is told with the check that met it."""
    try:
        return Answer(str(words), list(check(package)))
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile, zipfile.LargeZipFile, OSError) as error:
        return Answer(str(words), [_("It cannot be read: %(what)s") % {"what": error}])


def _signature(package: Package, signer: str) -> Iterator[str]:
    if not package.has_signature():
        yield _("The signature does not belong to manifest.json.")
    if signer and package.signer != signer.strip().lower():
        yield _("It was signed by %(found)s, not by %(expected)s.") % {"found": package.signer, "expected": signer}


def _files(package: Package) -> Iterator[str]:
    """Every file of the list is there and unchanged, and there is no other."""
    listed = {entry["path"]: entry for entry in package.manifest["files"]}
    there = [info.filename for info in package.zip.infolist()]
    for path in sorted(set(there) - listed.keys() - SEAL):
        yield _("%(path)s is not in the list.") % {"path": path}
    for path in sorted({path for path in there if there.count(path) > 1}):
        yield _("%(path)s is there twice.") % {"path": path}
    for path, entry in listed.items():
        if path not in there:
            yield _("%(path)s is missing.") % {"path": path}
        elif _measured(package, path) != (entry["size"], entry["sha256"]):
            yield _("%(path)s was changed.") % {"path": path}


def _measured(package: Package, path: str) -> tuple[int, str]:
    """Size and SHA-256; nothing where its own check sum already fails."""
    digest, size = hashlib.sha256(), 0
    try:
        with package.zip.open(path) as member:
            while piece := member.read(PIECE):
                digest.update(piece)
                size += len(piece)
    except zipfile.BadZipFile:
        return 0, ""
    return size, digest.hexdigest()


def _chain(package: Package) -> Iterator[str]:
    events = [json.loads(line) for line in package.read("audit/events.jsonl").splitlines()]
    rows = [{**event, "at": parse_datetime(event["at"]), "hash": bytes.fromhex(event["hash"])} for event in events]
    for number in chain_breaks(rows):
        yield _("Event %(number)d does not follow from the one before.") % {"number": number}
    head = package.manifest["audit"]
    last = {"number": events[-1]["number"], "hash": events[-1]["hash"]} if events else None
    if last != head:
        yield _("The record does not end where the list says.")


def _material(package: Package) -> Iterator[str]:
    """Each submitted version has the hash on its receipt, and the evidence it names is in the package."""
    there = set(package.zip.namelist())
    for path in sorted(path for path in there if path.startswith("submissions/")):
        version = json.loads(package.read(path))
        content = version["content"]
        if hash_of(content) != version["sha256"]:
            yield _("%(path)s does not have the hash of its receipt.") % {"path": path}
        for piece in content.get("evidence", []):
            if f"evidence/{piece['sha256'][:2]}/{piece['sha256']}" not in there:
                yield _("%(path)s names evidence that is missing: %(title)s") % {
                    "path": path,
                    "title": piece["title"],
                }


def _result(package: Package) -> Iterator[str]:
    """Evaluated once more from what it was made of, the ranking is what was frozen."""
    inputs = inputs_from(json.loads(package.read("result/inputs.json")))
    snapshot = package.manifest["snapshot"]
    if inputs.sha256() != snapshot["inputs_sha256"]:
        yield _("What the ranking was made of does not have the hash of the snapshot.")
    if inputs.policy.sha256() != snapshot["policy_sha256"]:
        yield _("The rules of scoring do not have the hash of the snapshot.")
    stored = standings_of(RankingSnapshot(standings=package.read("result/standings.bin")))
    found = list(differences(stored, evaluate_inputs(inputs).standings))
    for difference in found[:NAMED]:
        places = (difference.city, difference.indicator, difference.column)
        yield _("Evaluated again it differs: %(place)s") % {"place": " ".join(str(p) for p in places if p)}


CHECKS: list[tuple[Any, Check]] = [
    (gettext_lazy("Every file is there and unchanged"), _files),
    (gettext_lazy("The record of acts is unbroken"), _chain),
    (gettext_lazy("Submitted material has the hashes of its receipts"), _material),
    (gettext_lazy("The ranking follows from what it was made of"), _result),
]
