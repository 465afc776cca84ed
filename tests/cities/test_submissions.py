import json

import pytest

from accounts.audit import broken_links
from cities import content
from cities.errors import CityError, StaleForm
from cities.models import Statement, Step, Submission, SubmissionVersion
from cities.services import (
    Cited,
    accept_submission,
    prepare_submissions,
    sign_submission,
)
from notices.models import Notice
from rounds.errors import RoundError
from rounds.models import Action, Role, Stage
from scoring.canonical import sha256_of
from tests import make
from tests.cities.build import (
    hand_in,
    make_city_at_work,
    make_submitted,
    say,
    say_everything,
    send_for_supplement,
    submit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_a_submitted_version_holds_everything_and_its_hash():
    submission, member = make_city_at_work()
    evidence = hand_in(submission, member, issuer="市政府")
    say_everything(submission, member)
    say(submission, "A1", member, text="国内生产总值", cited=(Cited(evidence.pk, "3-5"),), version=1)

    version = submit(submission, member)

    version.refresh_from_db()
    assert version.sha256 == sha256_of(version.content) == content.hash_of(json.loads(json.dumps(version.content)))
    first = version.content["statements"][0]
    assert (first["indicator"]["code"], first["text"], first["self_score"]) == ("A1", "国内生产总值", "4.5")
    assert first["citations"] == [
        {
            "evidence": evidence.pk,
            "title": "方案",
            "file_name": "方案.pdf",
            "sha256": evidence.sha256,
            "pages": "3-5",
        }
    ]
    assert content.evidence_ids(version.content) == {evidence.pk}
    submission.refresh_from_db()
    assert (version.number, submission.state) == (1, "submitted")


def test_a_missing_statement_is_named_and_nothing_is_submitted():
    submission, member = make_city_at_work()
    say_everything(submission, member)
    Statement.objects.filter(indicator__code="B1").update(text="")
    Statement.objects.filter(indicator__code="E").update(self_score=None)

    with pytest.raises(CityError) as caught:
        submit(submission, member)

    assert caught.value.message == "Not complete: B1, E. Each indicator needs a text and a self-score."
    assert not SubmissionVersion.objects.exists()


def test_a_second_submit_is_refused():
    version, member = make_submitted()

    with pytest.raises(CityError, match="Submitted, waiting for the formal check"):
        submit(version.submission, member)

    assert SubmissionVersion.objects.count() == 1


def test_strangers_do_not_submit():
    submission, member = make_city_at_work()
    say_everything(submission, member)
    stranger = make.make_leader(submission.round)

    with pytest.raises(CityError, match="Only the city's own people"):
        sign_submission(submission=submission, step=Step.PREPARED, edit_version=0, by=stranger)


def test_the_secretariat_is_told_and_the_record_holds():
    round = make.make_round()
    secretary = make.make_leader(round)
    version, _member = make_submitted(round, name="深圳")

    notice = Notice.objects.get(recipient=secretary)
    assert "深圳" in notice.text_zh
    assert notice.text_en.endswith("has submitted its material (version 1). It waits for the formal check.")
    assert notice.link == f"/cities/{round.slug}/{version.submission.city.gb_code}/check/"
    assert list(broken_links()) == []


def test_an_accepted_version_is_what_experts_read():
    version, member = make_submitted()
    accept_submission(submission=version.submission, number=1, by=make.make_leader(version.submission.round))

    submission = Submission.objects.get()
    assert (submission.state, submission.accepted_version) == ("accepted", version)
    assert Notice.objects.get(recipient=member).text_en == "Version 1 of your city's material has been accepted."


def test_a_returned_submission_is_supplemented_and_becomes_the_next_version():
    round = make.make_round(everything_open=False)
    filing = make.make_stage(round, Stage.Kind.FILING, {Role.CITY: [Action.WRITE_SUBMISSION]})
    make.make_stage(
        round,
        Stage.Kind.FORMAL_CHECK,
        {Role.CITY: [Action.SUPPLEMENT], Role.SECRETARIAT: [Action.CHECK_SUBMISSION]},
    )
    version, member = make_submitted(round)
    submission = version.submission
    filing.delete()

    send_for_supplement(submission, make.make_leader(round), number=1, reason=" 缺少2021年清单 ")
    submission.refresh_from_db()
    assert (submission.state, submission.return_reason) == ("returned", "缺少2021年清单")
    say(submission, "A1", member, text="已补充清单", version=1)
    second = submit(submission, member)

    assert second.number == 2
    assert SubmissionVersion.objects.get(number=1).content["statements"][0]["text"] == "已完成。"
    told = Notice.objects.filter(recipient=member).get().text_en
    assert told.startswith("Your city's material has been returned: 缺少2021年清单 Hand in again by ")


@pytest.mark.parametrize("reason", ["", "   "])
def test_returning_without_a_reason_is_refused(reason):
    version, _member = make_submitted()
    secretary = make.make_leader(version.submission.round)

    with pytest.raises(CityError) as caught:
        send_for_supplement(version.submission, secretary, reason=reason)

    assert caught.value.field == "reason"


def test_a_version_that_was_not_read_is_not_accepted():
    version, _member = make_submitted()

    with pytest.raises(StaleForm):
        accept_submission(submission=version.submission, number=2, by=make.make_leader(version.submission.round))


def test_only_the_secretariat_accepts_and_only_what_was_submitted():
    version, member = make_submitted()
    draft, _ = make_city_at_work(version.submission.round)
    secretary = make.make_leader(version.submission.round)

    with pytest.raises(CityError, match="Only the secretariat"):
        accept_submission(submission=version.submission, number=1, by=member)
    with pytest.raises(CityError, match=r"Only what has been submitted .*; this is: Draft"):
        accept_submission(submission=draft, number=1, by=secretary)


def test_each_city_gets_one_submission_however_often_it_is_prepared():
    round = make.make_round()
    for _ in range(3):
        make.make_city()

    counts = [prepare_submissions(round=round, by=None) for _ in range(2)]

    assert (counts, Submission.objects.filter(round=round).count()) == ([3, 0], 3)


def test_preparing_asks_the_stage():
    round = make.make_round(everything_open=False)

    with pytest.raises(RoundError):
        prepare_submissions(round=round, by=make.make_leader(round))
