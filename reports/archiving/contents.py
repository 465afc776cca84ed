"""What a package holds: facts, files, the frozen result and what it was made of, the record of acts."""

import json
from collections.abc import Iterator
from typing import Any

from accounts.audit import FIELDS
from accounts.models import AuditEvent, AuditHead, User
from cities.models import Evidence, SubmissionVersion
from reports.archiving.inputs import plain_inputs
from reports.archiving.package import Entry, json_entry, lines_entry
from reports.archiving.rows import rows_of, tables
from reports.models import BuildFile, Publication
from reviews.models import Result
from reviews.ranking import evaluate_at
from rounds.models import Round

README = """\
{round}

Every file is named in manifest.json with its size and SHA-256; manifest.sig is an Ed25519 signature of it, and
signer.pem the public key. To prove the package, also without the portal's database:

    manage.py verify_archive FILE

result/inputs.json is all that the frozen ranking was made of; the command evaluates it again and compares.
publications/ holds the report as it was published, under the number of the publication.

本归档包中的每个文件都列于 manifest.json（含大小与 SHA-256）；manifest.sig 为其 Ed25519 签名，signer.pem 为公钥。
可用上述命令离线核验，无需门户数据库；result/inputs.json 含锁定排名的全部输入，核验时将重新计算并比对。
publications/ 按发布编号存放已发布的评估报告文件。
"""


def head_of(result: Result) -> dict[str, Any]:
    """What the manifest says besides its files. No time of making: the same facts give the same package."""
    head, snapshot = AuditHead.objects.first(), result.snapshot
    return {
        "round": {"slug": result.round.slug, "name_zh": result.round.name_zh, "name_en": result.round.name_en},
        "result": {"number": result.number, "frozen_at": result.frozen_at.isoformat()},
        "snapshot": {
            "scores_version": snapshot.scores_version,
            "inputs_sha256": snapshot.inputs_sha256,
            "policy_sha256": snapshot.policy_sha256,
            "system_sha256": snapshot.system_sha256,
        },
        "audit": {"number": head.number, "hash": bytes(head.hash).hex()} if head else None,
    }


def entries_of(result: Result) -> Iterator[Entry]:
    """The files, small ones first. Evidence is read piece by piece and never held whole."""
    round = result.round
    yield Entry("README.txt", [README.format(round=f"{round.name_zh} · {round.name_en}").encode()])
    yield json_entry("policy.json", round.policy_value.to_dict())
    yield from _result(result)
    yield from _published(round)
    yield lines_entry("people.jsonl", _people())
    for model, way in tables():
        yield lines_entry(f"rows/{model._meta.label_lower}.jsonl", rows_of(model, way, round))
    yield lines_entry("audit/events.jsonl", _events())
    yield from _submissions(round)
    yield from _evidence(round)


def _result(result: Result) -> Iterator[Entry]:
    """The frozen standings as they are stored, and what they follow from as of their version."""
    snapshot = result.snapshot
    yield Entry("result/standings.bin", [bytes(snapshot.standings)], is_packed=True)
    evaluated = evaluate_at(snapshot.round_id, snapshot.scores_version)
    yield json_entry("result/inputs.json", plain_inputs(evaluated.inputs))


def _published(round: Round) -> Iterator[Entry]:
    """The report of every publication as it was published, under the publication's number."""
    for publication in Publication.objects.filter(round=round).order_by("number").defer("content"):
        for file in BuildFile.objects.filter(build=publication.build_id).order_by("position", "name"):
            yield Entry(f"publications/{publication.number}/{file.name}", [bytes(file.content)], is_packed=True)


def _people() -> Iterator[bytes]:
    """Whom the numbers in the rows name. No address, no telephone number."""
    for pk, name in User.objects.order_by("pk").values_list("pk", "full_name"):
        yield json.dumps({"pk": pk, "name": name}, ensure_ascii=False).encode()


def _events() -> Iterator[bytes]:
    """The whole chain, so that it can be followed from its beginning."""
    for event in AuditEvent.objects.order_by("number").iterator():
        fields = {name: getattr(event, name) for name in FIELDS}
        line = {"number": event.number, **fields, "at": event.at.isoformat(), "hash": bytes(event.hash).hex()}
        yield json.dumps(line, ensure_ascii=False).encode()


def _submissions(round: Round) -> Iterator[Entry]:
    versions = SubmissionVersion.objects.filter(submission__round=round).select_related("submission__city")
    for version in versions.order_by("submission__city__gb_code", "number").iterator(chunk_size=50):
        path = f"submissions/{version.submission.city.gb_code}/{version.number}.json"
        yield json_entry(path, {"sha256": version.sha256, "content": version.content})


def _evidence(round: Round) -> Iterator[Entry]:
    """Under its hash: names that people gave stand in the rows. A file that two cities handed in is here once."""
    known: set[str] = set()
    kept = Evidence.objects.filter(submission__round=round, state=Evidence.State.CHECKED).order_by("sha256", "pk")
    for piece in kept.iterator():
        if piece.sha256 not in known:
            known.add(piece.sha256)
            yield Entry(f"evidence/{piece.sha256[:2]}/{piece.sha256}", _pieces(piece), is_packed=True)


def _pieces(piece: Evidence) -> Iterator[bytes]:
    with piece.file.open("rb") as file:
        yield from file.chunks()
