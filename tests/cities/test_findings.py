"""What doesn't look right is mended or explained before the material is handed in, and travels with it."""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from cities.content import build_content
from cities.errors import CityError
from cities.finding import findings_in
from cities.models import Evidence, PlausibilityExplanation, SubmissionVersion
from cities.plausibility.findings import Level, Rule
from cities.rules import deadline_of
from cities.services import ExplanationProblems
from rounds.models import Action, Role, Stage
from tests import make
from tests.cities import build, files
from tests.cities.build import answer_forms, hand_in, make_city_at_work, make_signers, say_everything, submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

OLD = date(2010, 5, 1)


@pytest.fixture
def work():
    """A complete draft with a piece of evidence from before the review period."""
    submission, member = make_city_at_work()
    hand_in(submission, member, issued_on=OLD, title="老文件")
    say_everything(submission, member)
    answer_forms(submission, member)
    make_signers(submission)
    submission.refresh_from_db()
    return submission, member


def found(submission):
    return findings_in(submission, build_content(submission), deadline_of(submission))


def explain(submission, member, text="仍然有效", finding=None, base=""):
    build.explain(submission, finding or found(submission)[0].finding, member, text, base=base)


def page_of(submission):
    return reverse("cities:findings", args=[submission.round.slug])


def typed(submission, texts, keep=""):
    """What the page sends: every finding with the words that stood and those that were typed."""
    sent = {"keep": keep}
    for number, answered in enumerate(found(submission)):
        base = answered.explanation.text if answered.explanation else ""
        sent |= {f"key-{number}": answered.finding.key, f"seen-{number}": answered.finding.fingerprint}
        sent |= {f"base-{number}": base, f"text-{number}": texts.get(answered.finding.where, base)}
    return sent


def as_typed(client, submission, finding, text, base="", **more):
    """One field, as it is typed."""
    sent = {"name": finding.key, "seen": finding.fingerprint, "base": base, "text": text, **more}
    return client.post(reverse("cities:save-words", args=[submission.round.slug]), sent)


def test_evidence_from_before_the_review_period_is_found(work):
    [answered] = found(work[0])

    assert (answered.finding.rule, answered.finding.level) == (Rule.BEFORE_WINDOW, Level.WARNING)
    assert answered.place == "Evidence · 老文件 · date of issue"
    assert answered.sentence == "2010-05-01 is before the review period, which begins in 2017."


def test_a_warning_keeps_the_material_until_it_is_explained_and_then_travels_with_it(work):
    submission, member = work
    with pytest.raises(CityError, match="0 to be mended, 1 to be mended or explained"):
        submit(submission, member)
    assert not SubmissionVersion.objects.exists()

    explain(submission, member)
    version = submit(submission, member)

    [kept] = version.content["findings"]
    assert (kept["rule"], kept["where"], kept["explanation"]) == ("before_window", "老文件", "仍然有效")


def test_changed_data_open_the_finding_again(work):
    submission, member = work
    explain(submission, member)
    Evidence.objects.update(issued_on=date(2011, 1, 1))

    [answered] = found(submission)

    assert (answered.is_explained, answered.explanation.text) == (False, "仍然有效")
    with pytest.raises(CityError, match="Not plausible yet"):
        submit(submission, member)


def test_a_document_later_than_the_deadline_blocks_and_cannot_be_explained():
    round = make.make_round(everything_open=False)
    stage = make.make_stage(round, Stage.Kind.FILING, {Role.CITY: list(Action)})
    Stage.objects.filter(pk=stage.pk).update(closes_at=timezone.now() + timedelta(days=2))
    submission, member = make_city_at_work(round)
    hand_in(submission, member)
    say_everything(submission, member)
    Evidence.objects.update(issued_on=timezone.localdate() + timedelta(days=3))

    [answered] = found(submission)
    assert answered.finding.level is Level.ERROR
    with pytest.raises(ExplanationProblems) as refused:
        explain(submission, member)
    assert [str(problem) for problem in refused.value.problems.values()] == [
        "This can't be explained, only mended."
    ]
    with pytest.raises(CityError, match="1 to be mended, 0 to be"):
        submit(submission, member)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [(" \n", "Say in words why this is right."), ("字" * 501, "The text has 501 characters; at most 500")],
)
def test_an_explanation_needs_words_and_not_too_many(work, text, sentence):
    with pytest.raises(ExplanationProblems) as refused:
        explain(work[0], work[1], text)

    [problem] = refused.value.problems.values()
    assert problem.message.startswith(sentence)
    assert not PlausibilityExplanation.objects.exists()


def test_words_to_values_that_have_changed_are_not_kept(work):
    submission, member = work
    finding = found(submission)[0].finding
    Evidence.objects.update(issued_on=date(2011, 1, 1))

    with pytest.raises(ExplanationProblems) as changed:
        explain(submission, member, finding=finding)
    Evidence.objects.update(issued_on=date(2020, 1, 1))
    with pytest.raises(ExplanationProblems) as gone:
        explain(submission, member, finding=finding)

    said = [str(refused.value.problems[finding.key]) for refused in (changed, gone)]
    assert said == [
        "The figures changed after you opened this page. Look at the finding again.",
        "Nothing is to be explained here any more: the figures have changed.",
    ]


def test_an_explanation_makes_an_open_preview_stale(work):
    submission, member = work
    before = submission.edit_version

    explain(submission, member)
    submission.refresh_from_db()
    after = submission.edit_version
    explain(submission, member)  # the same words again
    submission.refresh_from_db()

    assert after == submission.edit_version == before + 1


def test_only_the_citys_people_explain(work):
    submission, _member = work

    with pytest.raises(CityError, match="own people"):
        explain(submission, make.make_leader(submission.round))


def test_findings_are_explained_in_the_browser(client, work):
    submission, member = work
    client.force_login(member)
    where = page_of(submission)

    page = client.get(where).content.decode()
    assert "老文件" in page
    assert reverse("cities:edit-evidence", args=[submission.round.slug, Evidence.objects.get().pk]) in page
    refused = client.post(where, typed(submission, {"老文件": "字" * 501}))
    assert (refused.status_code, "字" * 501 in refused.content.decode()) == (409, True)
    client.post(where, typed(submission, {"老文件": "仍然有效"}))

    assert PlausibilityExplanation.objects.get().text == "仍然有效"


def test_one_save_keeps_the_words_to_every_finding(client, work):
    submission, member = work
    hand_in(submission, member, files.pdf(mark="2"), issued_on=OLD, title="旧规划")
    client.force_login(member)

    client.post(page_of(submission), typed(submission, {"老文件": "仍然有效", "旧规划": "沿用至今"}, keep="0"))

    kept = PlausibilityExplanation.objects.order_by("pk").values_list("text", flat=True)
    assert sorted(kept) == ["仍然有效", "沿用至今"]


def test_words_that_are_refused_lose_none_of_those_to_other_findings(client, work):
    submission, member = work
    hand_in(submission, member, files.pdf(mark="2"), issued_on=OLD, title="旧规划")
    client.force_login(member)

    page = client.post(page_of(submission), typed(submission, {"老文件": "字" * 501, "旧规划": "沿用至今"}))

    shown = {line.answered.finding.where: (line.text, bool(line.problem)) for line in page.context["found"]}
    assert shown == {"老文件": ("字" * 501, True), "旧规划": ("沿用至今", False)}


def test_old_words_are_confirmed_for_new_figures_by_their_own_button_only(client, work):
    submission, member = work
    explain(submission, member)
    Evidence.objects.update(issued_on=date(2011, 1, 1))
    client.force_login(member)

    client.post(page_of(submission), typed(submission, {}))
    before = found(submission)[0].is_explained
    client.post(page_of(submission), typed(submission, {}, keep="0"))

    assert (before, found(submission)[0].is_explained) == (False, True)


def test_words_are_saved_as_they_are_typed(client, work):
    submission, member = work
    client.force_login(member)
    finding = found(submission)[0].finding

    first = as_typed(client, submission, finding, "仍然")
    second = as_typed(client, submission, finding, "仍然有效 ", base="仍然")
    lost_reply = as_typed(client, submission, finding, "仍然有效", base="仍然")

    assert [answer.status_code for answer in (first, second, lost_reply)] == [200, 200, 200]
    assert PlausibilityExplanation.objects.get().text == second.json()["text"] == "仍然有效"
    assert not AuditEvent.objects.filter(verb="explain_finding").exists()


def test_a_button_confirms_on_record_what_was_saved_as_it_was_typed(client, work):
    submission, member = work
    client.force_login(member)
    sent = typed(submission, {"老文件": "仍然有效"}, keep="0")
    as_typed(client, submission, found(submission)[0].finding, "仍然有效")

    client.post(page_of(submission), sent)

    event = AuditEvent.objects.get(verb="explain_finding")
    assert (event.actor_id, json.loads(event.data)["text"]) == (member.pk, "仍然有效")


def test_two_people_who_explain_one_finding_see_each_others_words(client, work):
    submission, member = work
    colleague = make.make_city_member(submission.city)
    finding = found(submission)[0].finding
    client.force_login(member)
    explain(submission, colleague, "同事的说明")

    as_it_was_typed = as_typed(client, submission, finding, "我的说明")
    sent = typed(submission, {"老文件": "我的说明"}) | {"base-0": ""}
    page = client.post(page_of(submission), sent)
    standing = PlausibilityExplanation.objects.get().text
    [line] = page.context["found"]
    client.post(page_of(submission), sent | {"base-0": line.base})

    assert as_it_was_typed.status_code == page.status_code == 409
    assert as_it_was_typed.json()["theirs"] == line.theirs == standing == "同事的说明"
    assert line.text == "我的说明"
    assert PlausibilityExplanation.objects.get().text == "我的说明"


def test_what_was_typed_comes_back_even_if_the_finding_is_gone(client, work):
    submission, member = work
    client.force_login(member)
    sent = typed(submission, {"老文件": "仍然有效"})
    Evidence.objects.update(issued_on=date(2020, 1, 1))

    page = client.post(page_of(submission), sent)

    assert page.status_code == 409
    assert "仍然有效" in page.content.decode()


def test_what_was_typed_comes_back_even_if_the_window_has_closed_meanwhile(client, work):
    submission, member = work
    client.force_login(member)
    client.cookies["django_language"] = "en"
    sent = typed(submission, {"老文件": "仍然有效"})
    submission.round.stages.update(opens_at=timezone.now() - timedelta(days=2), closes_at=timezone.now())

    page = client.post(page_of(submission), sent)

    assert page.status_code == 409
    assert "You typed: “仍然有效”" in page.content.decode()
    assert not PlausibilityExplanation.objects.exists()


def test_words_are_not_saved_under_another_login(client, work):
    submission, member = work
    client.force_login(member)

    answer = as_typed(client, submission, found(submission)[0].finding, "别人的", user=member.pk + 1)

    assert answer.status_code == 403
    assert not PlausibilityExplanation.objects.exists()


def test_the_preview_leads_to_what_is_open_and_shows_what_is_explained(client, work):
    submission, member = work
    client.force_login(member)
    where = reverse("cities:submit", args=[submission.round.slug])
    findings = reverse("cities:findings", args=[submission.round.slug])

    before = client.get(where)
    assert findings in before.content.decode()
    assert 'name="edit_version"' not in before.content.decode()
    explain(submission, member)
    after = client.get(where).content.decode()

    assert "仍然有效" in after
    assert 'name="edit_version"' in after


def test_another_citys_findings_are_not_seen(client, work):
    submission, _member = work
    _other, stranger = make_city_at_work(submission.round)
    client.force_login(stranger)

    page = client.get(reverse("cities:findings", args=[submission.round.slug]))

    assert "老文件" not in page.content.decode()


def test_the_page_asks_as_much_for_five_findings_as_for_one(client, work, django_assert_max_num_queries):
    submission, member = work
    client.force_login(member)
    where = reverse("cities:findings", args=[submission.round.slug])
    with django_assert_max_num_queries(18) as one:
        client.get(where)
    for number in range(4):
        hand_in(submission, member, files.pdf(mark=str(number)), issued_on=OLD)
    with django_assert_max_num_queries(18) as five:
        client.get(where)

    assert len(one) == len(five)
