"""The expert's pages, as a person uses them: without scripts, with mistakes, in two windows."""

import html
from decimal import Decimal

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.models import AuditEvent
from reviews.models import PanelMember, Recusal, Score, ScoreSheet, ScoreSheetVersion
from reviews.pledge_words import pledge_points
from reviews.queries.queue import next_row, queue_of
from reviews.services.recusals import enter_recusals
from rounds.models import Action, Role, Stage
from tests.make import (
    make_assignment,
    make_city,
    make_expert,
    make_leader,
    make_round,
    make_stage,
    make_submission,
)
from tests.reviews.build import FULL, accept, draft, make_desk, queries_of, recuse, revision_round, submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "media")]


def address(desk, name="edit-sheet", *more):
    return reverse(f"reviews:{name}", args=[desk.round.slug, desk.pk, *more])


def typed(marks=FULL, edit_version=0, **more):
    data = {f"points_{code}": points for code, points in marks.items() if points is not None}
    data |= {f"unable_{code}": "on" for code, points in marks.items() if points is None}
    return {"edit_version": edit_version, "save": "1", **data, **more}


@pytest.fixture
def desk(reader):
    desk = make_desk(evidence=2)
    reader.force_login(desk.expert.user)
    return desk


def test_the_sheet_shows_what_the_city_says_and_no_value_is_chosen(reader, desk):
    page = reader.get(address(desk)).content.decode()

    assert "自述B1" in page
    assert 'name="points_B1" value=""' in page
    assert "points_A1" not in page
    assert "All done" in page


def test_the_citys_own_score_is_not_in_the_page_before_the_own_sheet_is_in(reader, desk):
    addresses = [address(desk), address(desk, "material")]
    before = [reader.get(where).content.decode() for where in addresses]
    submit(desk)

    after = reader.get(address(desk)).content.decode()

    assert all("4.25" not in page for page in before)
    assert "4.25" in after


def test_a_draft_is_saved_and_shown_again(reader, desk):
    evidence = desk.submission.evidence.first()
    sent = typed({"B1": "２０.5"}, comment_B1="基本完成", **{f"cites_B1_{evidence.pk}": "2"})

    response = reader.post(address(desk), sent)

    assert response.status_code == 302
    score = Score.objects.get(indicator__code="B1")
    assert (score.points, score.comment) == (Decimal("20.5"), "基本完成")
    assert [(c.evidence, c.pages) for c in score.citations.all()] == [(evidence, "2")]
    page = reader.get(address(desk)).content.decode()
    assert 'value="20.5"' in page
    assert "基本完成" in page


def test_a_mark_over_the_limit_stands_beside_its_field_and_nothing_typed_is_lost(reader, desk):
    response = reader.post(address(desk), typed({"B1": "46", "C1": "15"}, comment_C1="很好"))

    page = response.content.decode()
    assert "At most 45 points can be given here." in page
    assert 'name="points_B1" value="46"' in page
    assert 'name="points_C1" value="15"' in page
    assert "很好" in page
    assert not Score.objects.exists()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"points_B1": "abc"}, "Enter a number of points."),
        ({"points_B1": "40.13"}, "Points go in steps of 0.1"),
        ({"points_B1": "20", "unable_B1": "on"}, "Give points or say that you are unable to judge, not both."),
        ({"comment_B1": "长" * 2001}, "at most 2000 characters"),
    ],
)
def test_what_cannot_be_stored_is_explained_and_kept(reader, desk, sent, sentence):
    page = reader.post(address(desk), {"edit_version": "0", **sent}).content.decode()

    assert sentence in page
    assert all(value in page for value in sent.values() if value != "on")
    assert not ScoreSheet.objects.exists()


def test_pages_that_do_not_exist_are_refused(reader, desk):
    evidence = desk.submission.evidence.first()

    page = reader.post(address(desk), typed({}, **{f"cites_B1_{evidence.pk}": "five"})).content.decode()

    assert "“five” is not a page or a range" in page
    assert not ScoreSheet.objects.exists()


def test_a_stale_form_shows_both_values_and_keeps_the_typed(reader, desk):
    reader.post(address(desk), typed({"B1": "20", "C1": "15"}))

    response = reader.post(address(desk), typed({"B1": "30", "C1": "15"}))

    page = response.content.decode()
    assert response.status_code == 409
    assert "This sheet was saved in another window" in page
    assert 'name="points_B1" value="30"' in page
    assert page.count("Stored now:") == 1
    assert "Stored now: 20" in page
    assert 'name="edit_version" value="1"' in page
    assert Score.objects.get(indicator__code="B1").points == 20

    reader.post(address(desk), typed({"B1": "30", "C1": "15"}, edit_version=1))
    assert Score.objects.get(indicator__code="B1").points == 30


def test_a_nonsense_edit_version_is_a_stale_form(reader, desk):
    assert reader.post(address(desk), typed(edit_version="²")).status_code == 409


def test_save_and_next_leads_to_the_next_open_city(reader, desk):
    other = make_desk(desk.round, desk.expert)

    response = reader.post(address(desk), {**typed(), "next": "1"})

    assert response.url == address(desk, "next-sheet")
    assert reader.get(response.url).url == address(other)


def test_review_shows_what_will_be_signed_and_signing_submits(reader, desk):
    response = reader.post(address(desk), {**typed(), "review": "1"})
    page = reader.get(response.url).content.decode()
    assert "42.50" in page
    assert desk.submission.accepted_version.sha256 in page
    assert desk.round.policy_value.sha256() in page

    done = reader.post(response.url, {"edit_version": "1"}, follow=True)

    assert "submitted as version 1" in done.content.decode()
    assert ScoreSheetVersion.objects.count() == 1


def test_an_unfinished_sheet_names_what_is_missing_and_offers_no_signature(reader, desk):
    draft(desk, {"B1": "45"})

    page = reader.get(address(desk, "sign-sheet")).content.decode()

    assert "A mark of at most 25 % or at least 95 % needs a comment." in page
    assert page.count("Not scored yet.") == 4  # twice each: in the summary and beside
    assert "Sign and submit" not in page
    reader.post(address(desk, "sign-sheet"), {"edit_version": "1"})
    assert not ScoreSheetVersion.objects.exists()


def test_a_second_submit_from_another_window_is_a_message(reader, desk):
    draft(desk)
    reader.post(address(desk, "sign-sheet"), {"edit_version": "1"})

    response = reader.post(address(desk, "sign-sheet"), {"edit_version": "1"}, follow=True)

    assert response.status_code == 200
    assert "submitted already, as version 1" in response.content.decode()
    assert ScoreSheetVersion.objects.count() == 1


def test_a_save_after_submitting_in_another_window_keeps_the_typed(reader, desk):
    submit(desk)

    page = reader.post(address(desk), typed({"B1": "33.3"}, edit_version=2)).content.decode()

    assert "submitted already, as version 1" in page
    assert 'value="33.3"' in page


def test_what_changed_elsewhere_is_not_signed_unseen(reader, desk):
    draft(desk)
    draft(desk, {"B1": "30"})

    response = reader.post(address(desk, "sign-sheet"), {"edit_version": "1"})

    assert response.status_code == 409
    assert "changed in another window" in response.content.decode()
    assert not ScoreSheetVersion.objects.exists()


def test_a_submitted_sheet_is_read_only_with_its_history(reader):
    desk = make_desk(revision_round())
    reader.force_login(desk.expert.user)
    submit(desk)
    reader.post(address(desk, "revise-sheet"))
    draft(desk, {"B1": "30"})
    reader.post(address(desk, "sign-sheet"), {"edit_version": "4"})

    page = reader.get(address(desk)).content.decode()

    assert "Version 2" in page
    assert "replaced by version 2" in page
    assert "points_B1" not in page


def test_in_the_review_there_is_no_button_to_revise(reader, desk):
    submit(desk)

    page = reader.get(address(desk)).content.decode()

    assert "revise/" not in page
    assert "only in the revision window" in page


def test_newer_material_is_announced_with_what_changed(reader, desk):
    draft(desk)
    statement = desk.submission.statements.get(indicator__code="C1")
    statement.text = "补充说明"
    statement.save()
    accept(desk.submission)

    page = reader.get(address(desk)).content.decode()
    assert "What it says has changed for: C1." in page
    assert "补充说明" not in page

    page = reader.post(address(desk, "newer-material"), follow=True).content.decode()
    assert "补充说明" in page


def test_evidence_of_the_accepted_version_is_a_download_on_record(reader, desk):
    evidence = desk.submission.evidence.first()

    response = reader.get(address(desk, "evidence", evidence.pk))

    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response["Content-Disposition"].startswith("attachment")
    assert AuditEvent.objects.get().verb == "download_evidence"


def test_evidence_that_is_not_in_the_version_does_not_exist(reader, desk):
    foreign = make_desk(desk.round, evidence=1).submission.evidence.get()

    assert reader.get(address(desk, "evidence", foreign.pk)).status_code == 404


def status(browser, where):
    response = browser.get(where)
    if response.streaming:
        for resource in response._resource_closers:
            resource()
    return response.status_code


def pages(desk):
    evidence = desk.submission.evidence.first()
    names = ["edit-sheet", "sign-sheet", "material"]
    return [*(address(desk, name) for name in names), address(desk, "evidence", evidence.pk)]


def test_a_sheet_is_there_for_its_expert_and_nobody_else(reader, desk):
    draft(desk)
    strangers = [
        make_expert(desk.round).user,
        make_expert().user,
        make_leader(desk.round),
        make_leader(desk.round, "chair"),
    ]

    assert {status(reader, where) for where in pages(desk)} == {200}
    for stranger in strangers:
        reader.force_login(stranger)
        assert {status(reader, where) for where in pages(desk)} == {404}
        assert reader.post(address(desk), typed()).status_code == 404
        assert reader.post(address(desk, "sign-sheet"), {"edit_version": 1}).status_code == 404
    reader.logout()
    assert {status(reader, where) for where in pages(desk)} == {302}
    assert not ScoreSheetVersion.objects.exists()


def test_a_recused_expert_reads_nothing_of_the_city_and_keeps_what_they_typed(reader, desk):
    draft(desk)
    recuse(desk)

    assert {status(reader, where) for where in pages(desk)} == {404}
    assert (
        str(desk.submission.city)
        not in reader.get(reverse("reviews:queue", args=[desk.round.slug])).content.decode()
    )
    response = reader.post(address(desk), typed({"B1": "33.3"}, edit_version=1, comment_B1="我的理由"))
    page = response.content.decode()
    assert response.status_code == 409
    assert "is recused from" in page
    assert "我的理由" in page
    assert "自述" not in page


def test_what_is_not_deployed_or_not_accepted_does_not_exist(reader, desk):
    where = address(desk)
    desk.submission.state = "returned"
    desk.submission.return_reason = "x"
    desk.submission.save()
    assert reader.get(where).status_code == 404
    accept(desk.submission)
    desk.state, desk.deployed_at = "draft", None
    desk.save()
    assert reader.get(where).status_code == 404


def test_without_the_pledge_the_material_stays_closed(reader, desk):
    PanelMember.objects.update(pledged_at=None)

    assert reader.get(address(desk)).url == reverse("reviews:pledge", args=[desk.round.slug])
    assert reader.get(address(desk, "material")).status_code == 404
    assert reader.get(pages(desk)[-1]).status_code == 404
    page = reader.post(address(desk), typed({"B1": "33.3"}), follow=True)
    assert page.status_code == 409
    assert "Sign the pledge first" in page.content.decode()


def test_outside_the_experts_stages_the_desk_is_closed(reader):
    round = make_round(everything_open=False)
    make_stage(round, Stage.Kind.APPROVAL, {Role.SECRETARIAT: list(Action)})
    desk = make_desk(round)
    reader.force_login(desk.expert.user)

    assert reader.get(address(desk)).status_code == 404


def test_where_experts_may_only_read_the_sheet_is_read_only(reader):
    round = make_round(everything_open=False)
    make_stage(round, Stage.Kind.PROVISIONAL, {Role.EXPERT: [Action.READ_MATERIAL]})
    desk = make_desk(round)
    reader.force_login(desk.expert.user)

    page = reader.get(address(desk)).content.decode()

    assert "points_B1" not in page
    assert "no open stage in which you can score" in page


def test_the_pledge_is_signed_by_a_tick(reader, desk):
    PanelMember.objects.update(pledged_at=None)
    where = reverse("reviews:pledge", args=[desk.round.slug])

    assert "Tick the box to sign." in reader.post(where, {"sign": "1"}).content.decode()
    reader.post(where, {"sign": "1", "agreed": "on"})

    assert PanelMember.objects.get(expert=desk.expert).pledged_at is not None


def test_the_pledge_is_printed_with_the_words_of_the_page_and_who_signed(reader, desk):
    where = reverse("reviews:pledge-pdf", args=[desk.round.slug])
    recuse(make_assignment(make_submission(desk.round, make_city("遂宁")), desk.expert))
    signed = date_format(localtime(PanelMember.objects.get().pledged_at), "DATETIME_FORMAT")

    first = reader.get(where)
    text = words_of(first.content)

    assert first["Content-Type"] == "application/pdf"
    assert "attachment" in first["Content-Disposition"]
    page = reader.get(reverse("reviews:pledge", args=[desk.round.slug])).content.decode()
    for point in pledge_points():
        assert html.escape(point) in page
        assert "".join(point.split()) in text
    assert "曾受聘编制清单" in text
    assert "".join(f"by {desk.expert} on {signed}".split()) in text
    assert reader.get(where).content == first.content
    PanelMember.objects.update(pledged_at=None)
    assert "Notsignedintheportalyet" in words_of(reader.get(where).content)


def test_the_secretariat_files_the_pledge_once_it_is_signed(reader, desk):
    where = reverse("reviews:expert-pledge-pdf", args=[desk.round.slug, desk.expert_id])
    assert reader.get(where).status_code == 404
    reader.force_login(make_leader(desk.round))

    assert reader.get(where)["Content-Type"] == "application/pdf"
    link = reader.get(reverse("reviews:expert", args=[desk.round.slug, desk.expert_id])).content.decode()
    assert where in link
    PanelMember.objects.update(pledged_at=None)
    assert reader.get(where).status_code == 404


def words_of(content):
    with pypdfium2.PdfDocument(content) as document:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


def test_a_declared_city_vanishes_from_the_queue(reader, desk):
    where = reverse("reviews:pledge", args=[desk.round.slug])
    city = desk.submission.city

    page = reader.post(where, {"declare": "1", "cities": [city.pk], "reason": ""}).content.decode()
    assert "Say why" in page
    reader.post(where, {"declare": "1", "cities": [city.pk], "reason": "曾任职"})

    assert Recusal.objects.get().reason == "曾任职"
    queue = reader.get(reverse("reviews:queue", args=[desk.round.slug])).content.decode()
    assert "No city is open to you at the moment" in queue


def test_the_queue_is_for_experts_of_the_panel(reader, desk):
    queue, pledge = (reverse(f"reviews:{name}", args=[desk.round.slug]) for name in ("queue", "pledge"))

    assert reader.get(queue).status_code == 200
    for stranger in (make_expert().user, make_leader(desk.round)):
        reader.force_login(stranger)
        assert {reader.get(where).status_code for where in (queue, pledge)} == {404}


def test_the_queue_says_how_far_each_city_is(reader, desk):
    draft(desk, {"B1": "20"})
    done = make_desk(desk.round, desk.expert)
    submit(done)
    make_desk(desk.round, desk.expert)
    where = reverse("reviews:queue", args=[desk.round.slug])

    page = reader.get(where).content.decode()
    only_done = reader.get(where + "?show=submitted").content.decode()

    assert "1 / 3" in page
    assert "3 / 3" in page
    assert str(done.submission.city) in only_done
    assert str(desk.submission.city) not in only_done


def test_the_next_city_is_the_one_least_covered(desk):
    draft(desk, {"B1": "20", "C1": "15"})
    begun = make_desk(desk.round, desk.expert)
    draft(begun, {"B1": "20"})
    done = make_desk(desk.round, desk.expert)
    submit(done)

    rows = queue_of(desk.expert.user, desk.round)

    first, second = next_row(rows), next_row(rows, besides=begun.pk)
    assert first
    assert first.assignment == begun
    assert second
    assert second.assignment == desk


def test_the_queue_says_which_city_is_next(reader, desk):
    sentence = "opens the city of which you have scored least"
    where = reverse("reviews:queue", args=[desk.round.slug])
    assert sentence in reader.get(where).content.decode()

    submit(desk)

    assert sentence not in reader.get(where).content.decode()


def test_nothing_of_the_queue_moves_when_others_score(desk):
    other = make_desk(desk.round, desk.expert)
    colleague = make_desk(desk.round)
    before = [(row.assignment.pk, row.state, row.filled) for row in queue_of(desk.expert.user, desk.round)]
    for submission in (desk.submission, other.submission):
        colleague.pk, colleague.submission, colleague.deployed_at = None, submission, timezone.now()
        colleague.save()
        submit(colleague)

    assert [(r.assignment.pk, r.state, r.filled) for r in queue_of(desk.expert.user, desk.round)] == before


def test_the_page_of_a_sheet_does_not_change_when_others_score(reader, desk):
    colleague = make_expert(desk.round)
    before = reader.get(address(desk)).content.decode()
    desk_of_colleague = type(desk).objects.create(
        round=desk.round,
        expert=colleague,
        submission=desk.submission,
        state="deployed",
        made_by=colleague.user,
        deployed_at=timezone.now(),
    )
    submit(desk_of_colleague, comment="别人的评语")

    after = reader.get(address(desk)).content.decode()

    assert without_token(after) == without_token(before)


def without_token(page):
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


def test_a_late_recusal_closes_the_desk_at_once(reader, desk):
    submit(desk)
    enter_recusals(
        round=desk.round,
        expert=desk.expert,
        cities=[desk.submission.city],
        reason="亲属任职",
        by=make_leader(desk.round),
    )

    assert reader.get(address(desk)).status_code == 404


def test_the_sheet_takes_few_queries_whatever_its_size(reader, django_assert_max_num_queries):
    desk = make_desk(evidence=5)
    draft(desk)
    reader.force_login(desk.expert.user)
    reader.get(address(desk))

    with django_assert_max_num_queries(12):
        reader.get(address(desk))


def test_the_queue_takes_as_many_queries_for_five_cities_as_for_one(reader, desk):
    where = reverse("reviews:queue", args=[desk.round.slug])
    counts = []
    for more in (0, 4):
        for _ in range(more):
            draft(make_desk(desk.round, desk.expert))
        counts.append(queries_of(reader, where))

    assert counts[0] == counts[1] <= 10


def test_saving_takes_few_queries(reader, desk, django_assert_max_num_queries):
    draft(desk)

    with django_assert_max_num_queries(24):
        reader.post(address(desk), typed(edit_version=1))


def test_a_material_page_exists_only_for_readers(reader, desk):
    assert "自述A1" in reader.get(address(desk, "material")).content.decode()
