"""The sealed package: it proves itself, anywhere, and a changed byte is named."""

import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from cities.content import hash_of
from cities.models import Evidence, SubmissionVersion
from reports.archiving.contents import entries_of, head_of
from reports.archiving.keys import signing_key
from reports.archiving.package import SEAL, Entry, write_package
from reports.archiving.verify import Package, answers
from reports.models import Publication
from reviews import ranking
from reviews.models import Recusal, Result
from reviews.services.counter import raise_version
from reviews.services.results import freeze_result
from rounds.models import RoundRole
from tests.cities.files import pdf
from tests.make import make_leader, make_round, make_scored_city
from tests.reports.build import store_build
from tests.reviews import build

GOOD = {"B1": "40", "C1": "25", "E": "8"}
FAIR = {"B1": "30", "C1": "20", "E": "7"}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


@pytest.fixture
def result() -> Result:
    """Two ranked cities, one of them with a file of evidence in an accepted version."""
    round = make_round()
    submission = make_scored_city(round, "甲市", GOOD, GOOD, GOOD)
    make_scored_city(round, "乙市", FAIR, FAIR, FAIR)
    evidence = build.make_evidence(submission, data=pdf())
    Evidence.objects.filter(pk=evidence.pk).update(sha256=hashlib.sha256(pdf()).hexdigest())
    build.accept(submission)
    for version in SubmissionVersion.objects.all():  # the builders' shortest versions have no true hash
        SubmissionVersion.objects.filter(pk=version.pk).update(sha256=hash_of(version.content))
    with transaction.atomic():
        raise_version(round.pk, cause="set_up")
    snapshot = ranking.rebuild(round.pk)
    chair = make_leader(round, RoundRole.Kind.CHAIR)
    return freeze_result(round=round, scores_version=snapshot.scores_version, by=chair)


def sealed(result: Result, key: Ed25519PrivateKey | None = None) -> bytes:
    out = io.BytesIO()
    write_package(out, entries_of(result), head_of(result), key or signing_key())
    return out.getvalue()


def problems(package: bytes, signer: str = "") -> list[str]:
    return [problem for answer in answers(io.BytesIO(package), signer=signer) for problem in answer.problems]


def with_change(package: bytes, path: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same package with one file changed, its list and signature left as they were."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == path else old.read(name))
    return out.getvalue()


def resealed(package: bytes, path: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same by somebody who can sign: the list tells the new hash."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old:
        files = [name for name in old.namelist() if name not in SEAL]
        entries = [Entry(name, [change(old.read(name)) if name == path else old.read(name)]) for name in files]
        head = {key: value for key, value in Package(io.BytesIO(package)).manifest.items() if key != "files"}
        write_package(out, entries, head, signing_key())
    return out.getvalue()


def test_a_package_proves_itself_and_the_same_facts_are_the_same_bytes(result: Result) -> None:
    package = sealed(result)

    checks = list(answers(io.BytesIO(package)))

    assert [answer.check for answer in checks if answer.problems] == []
    assert len(checks) == 5
    assert sealed(result) == package


def test_it_holds_every_table_of_the_round_and_nobodys_address(result: Result) -> None:
    with zipfile.ZipFile(io.BytesIO(sealed(result))) as package:
        names = set(package.namelist())
        sheets = package.read("rows/reviews.scoresheetversion.jsonl").splitlines()
        people = [json.loads(line) for line in package.read("people.jsonl").splitlines()]
        evidence = package.read(next(name for name in names if name.startswith("evidence/")))

    assert len(sheets) == 6
    assert evidence == pdf()
    assert {"policy.json", "result/inputs.json", "audit/events.jsonl", "rows/reviews.case.jsonl"} <= names
    assert {key for person in people for key in person} == {"pk", "name"}


def test_a_flipped_byte_of_a_file_is_named(result: Result) -> None:
    package = sealed(result)
    path = next(name for name in zipfile.ZipFile(io.BytesIO(package)).namelist() if name.startswith("evidence/"))

    changed = with_change(package, path, lambda content: content[:-1] + bytes([content[-1] ^ 1]))

    assert problems(changed) == [f"{path} was changed."]


def test_a_byte_flipped_in_the_package_itself_is_found(result: Result) -> None:
    package = bytearray(sealed(result))
    package[package.index(pdf()) + 20] ^= 1

    assert [p.partition("/")[0] for p in problems(bytes(package))] == ["evidence"]


def test_the_published_report_lies_in_it_as_a_file_and_a_flipped_byte_of_it_is_named(result: Result) -> None:
    by = make_leader(result.round)
    report = store_build(result.round, by)
    Publication.objects.create(
        round=result.round, number=1, result=result, build=report, content={}, sha256="0" * 64,
        notice_until=date(2023, 7, 12), contact="秘书处", published_by=by,
    )  # fmt: skip
    package, path = sealed(result), "publications/1/report.pdf"

    listed = {entry["path"]: entry["sha256"] for entry in Package(io.BytesIO(package)).manifest["files"]}
    changed = with_change(package, path, lambda content: content[:-1] + b"8")

    assert listed[path] == report.files.get(name="report.pdf").sha256
    assert problems(package) == []
    assert problems(changed) == [f"{path} was changed."]


def test_a_missing_and_a_smuggled_file_are_named(result: Result) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sealed(result))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr("extra.txt" if name == "policy.json" else name, old.read(name))

    assert problems(out.getvalue()) == ["extra.txt is not in the list.", "policy.json is missing."]


def test_marks_that_were_changed_and_signed_again_do_not_give_the_frozen_ranking(result: Result) -> None:
    def better(content: bytes) -> bytes:
        inputs = json.loads(content)
        inputs["cities"][0][0], inputs["cities"][1][0] = inputs["cities"][1][0], inputs["cities"][0][0]
        return json.dumps(inputs).encode()

    found = problems(resealed(sealed(result), "result/inputs.json", better))

    assert "What the ranking was made of does not have the hash of the snapshot." in found
    assert any(problem.startswith("Evaluated again it differs") for problem in found)


def test_a_changed_act_breaks_the_chain(result: Result) -> None:
    changed = resealed(
        sealed(result), "audit/events.jsonl", lambda content: content.replace(b"freeze_result", b"freeze_nothing")
    )

    assert any("does not follow from the one before" in problem for problem in problems(changed))


def test_material_that_was_changed_does_not_have_the_hash_of_its_receipt(result: Result) -> None:
    version = SubmissionVersion.objects.select_related("submission__city").get(content__evidence__0__isnull=False)
    path = f"submissions/{version.submission.city.gb_code}/{version.number}.json"

    changed = resealed(sealed(result), path, lambda content: content.replace("年鉴".encode(), "假".encode()))

    assert problems(changed) == [f"{path} does not have the hash of its receipt."]


def test_another_key_is_told_where_the_right_one_is_known(result: Result) -> None:
    right = Package(io.BytesIO(sealed(result))).signer
    forged = sealed(result, Ed25519PrivateKey.generate())

    assert problems(forged) == []
    assert [p.startswith("It was signed by") for p in problems(forged, signer=right)] == [True]


def test_what_is_no_package_is_said(result: Result) -> None:
    assert problems(b"PK nothing") == ["It is none, or it is damaged."]


def test_the_package_is_proved_without_a_database(result: Result, tmp_path: Path) -> None:
    file, broken = tmp_path / "round.zip", tmp_path / "broken.zip"
    file.write_bytes(sealed(result))
    broken.write_bytes(with_change(sealed(result), "policy.json", lambda content: content + b" "))
    nowhere = {
        **os.environ,
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1",
    }

    good, bad = (
        subprocess.run(
            [sys.executable, "manage.py", "verify_archive", str(each)], env=nowhere, capture_output=True, text=True
        )
        for each in (file, broken)
    )

    assert (good.returncode, bad.returncode) == (0, 1)
    assert good.stdout.count("✓") == 5
    assert "policy.json" in bad.stdout


def test_rows_of_another_round_stay_out(result: Result) -> None:
    other = build.make_desk()
    Recusal.objects.create(
        round=other.round, expert=other.expert, city=other.submission.city, kind="declared", reason="他轮"
    )

    with zipfile.ZipFile(io.BytesIO(sealed(result))) as package:
        rows = package.read("rows/reviews.recusal.jsonl")

    assert rows == b""
