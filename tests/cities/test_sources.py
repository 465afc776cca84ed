"""Files that rows of the forms name as their source: kept while they are named, moved by a newer version."""

import hashlib
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from accounts.models import User
from cities.content import build_content
from cities.errors import CityError
from cities.models import Citation, Evidence, FormRow, Submission, TruthfulnessLetter, YearlyData
from cities.queries import coverage_of, evidence_of
from cities.queries.questionnaire import questionnaire_of
from cities.services import Cited, remove_evidence
from cities.services.evidence import Described, receive_evidence
from cities.uploads.quarantine import examine
from tests import make
from tests.cities import files
from tests.cities.build import (
    answer_forms,
    hand_in,
    make_city_at_work,
    say,
    say_everything,
    send_for_supplement,
    sign,
)
from tests.cities.forms import enter, fill
from tests.cities.test_city_pages import in_english

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def work() -> tuple[Submission, User, Client]:
    submission, member = make_city_at_work()
    return submission, member, in_english(member)


def page(client: Client, submission: Submission, path: str) -> str:
    return client.get(f"/cities/{submission.round.slug}/{path}").content.decode()


def arrives(submission: Submission, by: User, content: bytes, name: str = "新.pdf", **more) -> Evidence:
    """A file that a form brought, in quarantine."""
    return receive_evidence(
        submission=submission,
        file=ContentFile(content, name=name),
        given_name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        described=Described("normative"),
        by=by,
        **more,
    )[0]


def replace(older: Evidence, by: User, content: bytes) -> Evidence:
    newer = arrives(older.submission, by, content, replaces=older)
    examine(newer.pk)
    newer.refresh_from_db()
    older.refresh_from_db()
    return newer


def letter(submission: Submission, by: User, piece: Evidence) -> TruthfulnessLetter:
    values = {"signed_by": "张三", "post": "副市长", "signed_on": "2023-05-06", "evidence": piece.pk, "pages": "2"}
    fill(submission, by, "F14.letter", {"": values})
    return TruthfulnessLetter.objects.get(submission=submission)


def again(row: FormRow) -> FormRow:
    row.refresh_from_db()
    return row


def source(submission: Submission, form: str, table: str) -> Any:
    return build_content(submission)["forms"][form][table][0]["source"]


def test_a_file_that_a_row_names_is_not_removed_and_the_row_is_named(work):
    submission, member, _client = work
    piece = hand_in(submission, member)
    letter(submission, member, piece)
    fill(submission, member, "F1.years", {"2018": {"coal": 1, "evidence": piece.pk}})

    with pytest.raises(CityError) as caught:
        remove_evidence(evidence=piece, by=member)

    rows = "F1 Yearly data · 2018, F14 Letter of truthfulness"
    assert caught.value.message == f"It is the source of {rows}. Choose another source there first."
    assert source(submission, "F14", "letter")


def test_the_pages_of_a_file_list_the_rows_that_name_it(work):
    submission, member, client = work
    piece = hand_in(submission, member)
    (policy,) = enter(submission, member, "F5.policies", {"title": "节能条例", "evidence": piece.pk})
    letter(submission, member, piece)
    slug = submission.round.slug
    address = f"/cities/{slug}/forms/policies/policies/{policy.pk}/#policies-{policy.pk}-evidence"

    listed = page(client, submission, "evidence/")
    described = page(client, submission, f"evidence/{piece.pk}/edit/")
    removing = page(client, submission, f"evidence/{piece.pk}/remove/")

    for text in (listed, described, removing):
        assert address in text
        assert f"/cities/{slug}/forms/truthfulness/#letter--evidence" in text
    assert "not cited yet" not in listed
    assert "节能条例" in described
    assert "Choose another source there first:" in removing
    assert 'class="btn btn-danger"' not in removing
    assert coverage_of(submission).uncited == []
    table = client.get(f"/cities/{slug}/evidence/table.csv").content.decode("utf-8-sig")
    assert "F14 Letter of truthfulness (2)" in table


def test_a_file_that_a_row_of_a_submitted_version_names_is_not_removed(work):
    submission, member, _client = work
    scan = hand_in(submission, member)
    say_everything(submission, member)
    answer_forms(submission, member)
    sign(submission, member)
    send_for_supplement(submission, make.make_leader(submission.round), items=("form:F14", f"evidence:{scan.pk}"))
    other = hand_in(submission, member, files.pdf(2), "重签.pdf")
    TruthfulnessLetter.objects.update(evidence=other)

    with pytest.raises(CityError, match="cited in submitted version 1"):
        remove_evidence(evidence=scan, by=member)


@pytest.mark.parametrize(
    "state",
    [
        {"removed_at": "2023-01-01T00:00Z"},
        {"state": "waiting"},
        {"state": "refused", "reason_zh": "含宏", "reason_en": "macros"},
    ],
)
def test_a_letter_whose_scan_is_no_evidence_is_not_complete_and_keeps_showing_it(work, state):
    submission, member, client = work
    piece = hand_in(submission, member, title="承诺书")
    row = letter(submission, member, piece)
    assert questionnaire_of(submission).by_code["F14"].state == "complete"
    Evidence.objects.filter(pk=piece.pk).update(**state)

    line = questionnaire_of(submission).by_code["F14"]
    form = page(client, submission, "forms/truthfulness/")
    told = {"letter::version": row.version, "letter::signed_by": "李四", "letter::evidence": piece.pk}
    saved = client.post(f"/cities/{submission.round.slug}/forms/truthfulness/", told)

    assert line.progress
    assert (line.state, [gap.field for gap in line.progress.gaps]) == ("draft", ["evidence"])
    assert f'<option value="{piece.pk}" selected>承诺书 (' in form
    assert saved.status_code == 302
    assert (again(row).signed_by, row.evidence_id) == ("李四", piece.pk)


def test_citations_and_sources_go_over_to_a_newer_version_and_both_are_kept(work):
    submission, member, _client = work
    older = hand_in(submission, member, files.pdf(20))
    statement = say(submission, "A1", member, cited=(Cited(older.pk, "3"),))
    row, year = letter(submission, member, older), {"2018": {"coal": 1, "evidence": older.pk, "pages": "15"}}
    fill(submission, member, "F1.years", year)
    before = (statement.version, row.version)

    newer = replace(older, member, files.pdf(10))

    statement.refresh_from_db()
    assert Citation.objects.get().evidence == newer
    assert (again(row).evidence, row.pages) == (newer, "2")
    assert (statement.version, row.version) == (before[0] + 1, before[1] + 1)
    assert YearlyData.objects.get(year=2018).evidence == older  # the newer file has no page 15
    assert (newer.number, older.replaced_at is not None) == (2, True)
    assert all(piece.file.storage.exists(piece.file.name) for piece in (older, newer))
    assert list(evidence_of(submission)) == [older, newer]
    assert source(submission, "F1", "years")["evidence"] == older.pk
    assert source(submission, "F14", "letter")["evidence"] == newer.pk


def test_a_source_that_stays_with_the_older_version_stays_in_its_field(work):
    submission, member, client = work
    older = hand_in(submission, member, files.pdf(20), title="年鉴")
    fill(submission, member, "F1.years", {"2018": {"coal": 1, "evidence": older.pk, "pages": "15"}})

    replace(older, member, files.pdf(10))

    assert f'<option value="{older.pk}" selected>年鉴' in page(client, submission, "forms/yearly-data/")


def test_a_page_that_was_open_while_the_source_was_replaced_does_not_take_it_away(work):
    submission, member, client = work
    older = hand_in(submission, member)
    row = letter(submission, member, older)
    newer = replace(older, member, files.pdf(10))
    address = f"/cities/{submission.round.slug}/forms/truthfulness/"
    opened = {"letter::version": row.version, "letter::signed_by": "李四", "letter::evidence": older.pk}

    refused = client.post(address, opened)

    assert refused.status_code == 409
    assert f'<option value="{newer.pk}" selected>' in refused.content.decode()
    assert 'value="李四"' in refused.content.decode()


def test_a_replaced_file_that_nothing_names_is_handed_in_no_more(work):
    submission, member, _client = work
    older = hand_in(submission, member)
    letter(submission, member, older)

    newer = replace(older, member, files.pdf(10))

    assert list(evidence_of(submission)) == [newer]
