"""Filler, reviewer and approver sign what is handed in, each another person; a change voids what was signed."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from accounts.models import AuditEvent, User
from cities import home
from cities.errors import CityError, StaleForm
from cities.models import CityMembership, Evidence, SignOff, Step, Submission, SubmissionVersion, YearlyData
from cities.queries import chain_of
from cities.services import Described, leave_step_out, send_back, sign_submission
from cities.services.evidence import receive_evidence
from cities.services.uploads import begin_upload
from cities.uploads.quarantine import examine
from notices.models import Notice
from tests import make
from tests.cities import files
from tests.cities.build import (
    answer_forms,
    make_city_at_work,
    make_signers,
    make_submitted,
    say,
    say_everything,
    sign,
    sign_next,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

Kind = CityMembership.Kind


@pytest.fixture
def ready() -> tuple[Submission, dict[str, User]]:
    """A complete draft, and its three people by role."""
    submission, filler = make_city_at_work()
    say_everything(submission, filler)
    answer_forms(submission, filler)
    make_signers(submission)
    people = {one.kind: one.user for one in submission.city.memberships.select_related("user")}
    submission.refresh_from_db()
    return submission, people


def steps(submission: Submission) -> list[str]:
    """The steps that are signed now."""
    return [str(found.step) for found in chain_of(submission).signatures]


def signs(submission: Submission, step: Step, by: User) -> SubmissionVersion | None:
    submission.refresh_from_db()
    return sign_submission(submission=submission, step=step, edit_version=submission.edit_version, by=by)


def test_three_people_sign_in_order_and_the_last_signature_hands_in(ready):
    submission, people = ready

    signs(submission, Step.PREPARED, people["filler"])
    signs(submission, Step.REVIEWED, people["reviewer"])
    assert not SubmissionVersion.objects.exists()
    version = signs(submission, Step.APPROVED, people["approver"])

    assert version
    assert [(found.step, found.signed_by) for found in version.sign_offs.order_by("pk")] == [
        ("prepared", people["filler"]),
        ("reviewed", people["reviewer"]),
        ("approved", people["approver"]),
    ]
    assert Submission.objects.get().state == "submitted"


def test_nobody_signs_out_of_turn_or_twice(ready):
    submission, people = ready

    with pytest.raises(StaleForm, match="The signatures have changed"):
        signs(submission, Step.REVIEWED, people["reviewer"])
    with pytest.raises(CityError, match=r"The next signature \(Prepared\) is for"):
        signs(submission, Step.PREPARED, people["reviewer"])
    signs(submission, Step.PREPARED, people["filler"])
    CityMembership.objects.filter(user=people["filler"]).update(kind=Kind.REVIEWER)
    with pytest.raises(CityError, match=r"You have signed already \(Prepared\)"):
        signs(submission, Step.REVIEWED, people["filler"])

    assert steps(submission) == ["prepared"]


def test_a_change_after_a_signature_voids_it_and_says_so(ready):
    submission, people = ready
    signs(submission, Step.PREPARED, people["filler"])
    signs(submission, Step.REVIEWED, people["reviewer"])

    say(submission, "A1", people["approver"], text="改动", version=1)

    assert steps(submission) == []
    told = Notice.objects.filter(recipient=people["reviewer"]).latest("pk").text_en
    assert (
        told == f"{people['approver']} changed the material of {submission.city.name_en} after you signed: "
        "your signature is void."
    )
    page = client_of(people["filler"]).get(f"/cities/{submission.round.slug}/submit/").content.decode()
    assert f"The signatures are void: {people['approver']} changed the material" in page
    with pytest.raises(StaleForm):
        signs(submission, Step.APPROVED, people["approver"])


def test_content_that_changed_behind_the_draft_is_not_handed_in(ready):
    """A row that changes without a save of the draft: the signature was under other content."""
    submission, people = ready
    signs(submission, Step.PREPARED, people["filler"])
    YearlyData.objects.filter(submission=submission, year=submission.round.review_end).update(gdp_current=3001)

    with pytest.raises(StaleForm):
        signs(submission, Step.REVIEWED, people["reviewer"])
    signs(submission, Step.PREPARED, people["filler"])

    assert SignOff.objects.filter(voided_at=None).count() == 1


def test_the_reviewer_sends_back_with_a_reason(ready):
    submission, people = ready
    signs(submission, Step.PREPARED, people["filler"])

    with pytest.raises(CityError, match="Say why"):
        send_back(submission=submission, reason=" ", by=people["reviewer"])
    send_back(submission=submission, reason="2021年煤炭数据有误", by=people["reviewer"])

    assert steps(submission) == []
    assert Notice.objects.filter(recipient=people["filler"]).latest("pk").text_zh.endswith("2021年煤炭数据有误")
    page = client_of(people["filler"]).get(f"/cities/{submission.round.slug}/submit/").content.decode()
    assert "2021年煤炭数据有误" in page


def test_a_form_that_is_asked_for_and_the_sealed_letter_are_needed(ready):
    submission, people = ready
    YearlyData.objects.filter(submission=submission).delete()
    submission.truthfulnessletter_rows.update(evidence=None)

    with pytest.raises(CityError) as caught:
        signs(submission, Step.PREPARED, people["filler"])

    assert caught.value.message == "Not complete: F1 Yearly data, F14 Letter of truthfulness."


def test_a_city_without_an_approver_needs_a_decision_that_shows_on_the_receipt():
    submission, filler = make_city_at_work()
    say_everything(submission, filler)
    answer_forms(submission, filler)
    make.make_city_member(submission.city, Kind.REVIEWER)
    administrator = make.make_city_member(submission.city, is_administrator=True)
    sign_next(submission, filler)
    assert sign_next(submission) is None
    with pytest.raises(CityError, match="Nobody has the role “Approver”"):
        signs(submission, Step.APPROVED, filler)

    leave_step_out(
        round=submission.round, city=submission.city, step=Step.APPROVED, reason="暂无签发人", by=administrator
    )
    page = client_of(filler).get(f"/cities/{submission.round.slug}/submit/").content.decode()

    assert "暂无签发人" in page
    assert chain_of(submission).next is None


def test_with_every_other_step_left_out_the_filler_hands_in():
    submission, filler = make_city_at_work()
    say_everything(submission, filler)
    answer_forms(submission, filler)
    secretary = make.make_leader(submission.round)
    for step in (Step.REVIEWED, Step.APPROVED):
        leave_step_out(round=submission.round, city=submission.city, step=step, reason="县级单位", by=secretary)

    version = sign_next(submission, filler)

    assert version
    receipt = client_of(filler).get(f"/cities/{submission.round.slug}/receipts/1/").content.decode()
    assert receipt.count("left out: 县级单位") == 2


def test_a_decision_rests_as_soon_as_somebody_has_the_role(ready):
    submission, people = ready
    secretary = make.make_leader(submission.round)
    with pytest.raises(CityError, match="can sign this step"):
        leave_step_out(round=submission.round, city=submission.city, step=Step.REVIEWED, reason="无", by=secretary)
    CityMembership.objects.filter(user=people["reviewer"]).update(ended_at="2026-01-01T00:00Z")
    leave_step_out(round=submission.round, city=submission.city, step=Step.REVIEWED, reason="无", by=secretary)
    assert [step.step for step in chain_of(submission).steps if step.left_out] == ["reviewed"]

    make.make_city_member(submission.city, Kind.REVIEWER)

    assert [step.step for step in chain_of(submission).steps if step.left_out] == []


def test_only_who_looks_after_the_people_decides_about_steps():
    submission, filler = make_city_at_work()

    with pytest.raises(CityError, match="Only the administrator of the city's people and the secretariat"):
        leave_step_out(round=submission.round, city=submission.city, step=Step.REVIEWED, reason="无", by=filler)


def test_the_pages_of_signing_lead_from_one_person_to_the_next(ready):
    submission, people = ready
    address = f"/cities/{submission.round.slug}/submit/"

    filler = client_of(people["filler"]).get(address)
    answer = client_of(people["filler"]).post(
        address, {"edit_version": filler.context["edit_version"], "sign": "prepared"}
    )
    waiting = client_of(people["approver"]).get(address).content.decode()
    reviewer = client_of(people["reviewer"]).get(address).content.decode()

    assert (answer.status_code, answer["Location"]) == (302, address)
    assert 'name="sign" value="reviewed"' in reviewer
    assert 'name="sign"' not in waiting
    assert f"The next signature (Reviewed) is for {people['reviewer']}." in waiting
    home = client_of(people["reviewer"]).get("/").content.decode()
    assert "waits for your signature" in home


def test_the_decision_is_taken_on_its_page():
    submission, _filler = make_city_at_work()
    secretary = client_of(make.make_leader(submission.round))
    address = f"/cities/{submission.round.slug}/people/{submission.city.gb_code}/sign-off/"

    empty = secretary.post(address, {"leave_out": "1", "step": "reviewed", "reason": ""})
    decided = secretary.post(address, {"leave_out": "1", "step": "reviewed", "reason": "无审核人"})
    ended = secretary.post(address, {"end": "reviewed"})

    assert "reason" in empty.context["form"].errors
    assert (decided.status_code, ended.status_code) == (302, 302)
    assert list(AuditEvent.objects.order_by("number").values_list("verb", flat=True)) == [
        "leave_step_out",
        "end_leaving_out",
    ]


def test_every_form_is_frozen_and_read_as_it_was_entered(ready):
    submission, people = ready
    version = sign(submission, people["filler"])

    page = (
        client_of(people["filler"]).get(f"/cities/{submission.round.slug}/receipts/1/material/").content.decode()
    )

    assert set(version.content["forms"]) == {f"F{n}" for n in range(16)} - {"F13"}
    assert 'id="form-F1"' in page
    assert "Letter of truthfulness" in page
    letter = Evidence.objects.get(submission=submission)
    assert version.content["forms"]["F14"]["letter"][0]["source"]["sha256"] == letter.sha256


def test_files_that_are_still_arriving_or_being_checked_are_said(ready):
    submission, people = ready
    client, address = client_of(people["filler"]), f"/cities/{submission.round.slug}/submit/"
    waiting(submission, people["reviewer"])
    assert "1 file is still arriving or being checked" in client.get(address).content.decode()

    described = Described("normative")
    begin_upload(submission=submission, given_name="丙.pdf", length=9, described=described, by=people["reviewer"])

    page = client.get(address).content.decode()
    assert "2 files are still arriving or being checked and are not part of what is signed." in page


def test_a_file_that_passes_after_a_signature_voids_it_and_everybody_is_told_the_same(ready):
    submission, people = ready
    piece = waiting(submission, people["approver"])
    signs(submission, Step.PREPARED, people["filler"])
    signs(submission, Step.REVIEWED, people["reviewer"])
    client = client_of(people["filler"])

    examine(piece.pk)

    told = Notice.objects.filter(text_en__contains="your signature is void")
    assert {notice.recipient for notice in told} == {people["filler"], people["reviewer"]}
    assert told[0].text_en == (
        f"“乙.pdf” has passed its checks after you signed and is now part of the material of "
        f"{submission.city.name_en}: your signature is void. Read the material again, then sign."
    )
    assert AuditEvent.objects.filter(verb="lapse_signatures").latest("number").actor_id is None
    page = client.get(f"/cities/{submission.round.slug}/submit/").content.decode()
    assert "The signatures are void: the material has changed since." in page
    (step,) = home.next_steps(people["filler"], submission.round)
    assert step.text == "Everything is filled in. Read it through as experts will, then sign."
    signs(submission, Step.PREPARED, people["filler"])


def test_a_file_that_is_refused_after_a_signature_changes_nothing(ready):
    submission, people = ready
    piece = waiting(submission, people["approver"], files.active_pdf())
    signs(submission, Step.PREPARED, people["filler"])

    examine(piece.pk)

    piece.refresh_from_db()
    assert (piece.state, steps(submission)) == (Evidence.State.REFUSED, ["prepared"])


def test_home_and_the_page_of_the_signatures_agree_whose_turn_it_is(ready):
    """A row that changes without a save of the draft: the signature was under other content."""
    submission, people = ready
    signs(submission, Step.PREPARED, people["filler"])
    YearlyData.objects.filter(submission=submission, year=submission.round.review_end).update(gdp_current=3001)

    (step,) = home.next_steps(people["reviewer"], submission.round)
    page = client_of(people["reviewer"]).get(f"/cities/{submission.round.slug}/submit/").content.decode()

    assert step.text == "Everything is filled in. Read it through as experts will, then sign."
    assert f"The next signature (Prepared) is for {people['filler']}." in page


def waiting(submission: Submission, by: User, content: bytes | None = None) -> Evidence:
    """A file in quarantine."""
    content = content or files.pdf(3)
    return receive_evidence(
        submission=submission,
        file=ContentFile(content, name="乙.pdf"),
        given_name="乙.pdf",
        sha256=hashlib.sha256(content).hexdigest(),
        described=Described("normative"),
        by=by,
    )[0]


@pytest.mark.parametrize("others", [1, 5])
def test_the_signing_page_asks_the_same_however_many_act(ready, others, django_assert_max_num_queries):
    submission, people = ready
    for _ in range(others):
        make.make_city_member(submission.city, Kind.REVIEWER)
    client = client_of(people["filler"])
    client.get(f"/cities/{submission.round.slug}/submit/")

    with django_assert_max_num_queries(34):
        client.get(f"/cities/{submission.round.slug}/submit/")


def test_after_the_return_everything_is_signed_anew():
    version, _filler = make_submitted()

    assert chain_of(version.submission).signatures == []
    assert version.sign_offs.count() == 3


def client_of(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client
