"""The pages of a city's own people, as they use them: without scripts, with mistakes, two at a time."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings as portal_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from cities.models import Citation, Evidence, Statement, SubmissionVersion
from cities.services import Cited, accept_submission, look_early
from cities.uploads import quarantine
from rounds.models import Action, Role, RoundRole, Stage
from tests import make
from tests.cities import files
from tests.cities.build import (
    answer_forms,
    hand_in,
    make_city_at_work,
    make_province_member,
    make_signers,
    make_submitted,
    say,
    say_everything,
    send_for_supplement,
    sign_next,
    submit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def in_english(user=None) -> Client:
    client = Client()
    client.cookies[portal_settings.LANGUAGE_COOKIE_NAME] = "en"
    if user:
        client.force_login(user)
    return client


def address(submission, name="overview", *more):
    return reverse(f"cities:{name}", args=[submission.round.slug, *more])


def text_of(response) -> str:
    return response.content.decode().replace("\xa0", " ")


@pytest.fixture
def work():
    """A draft, one of the city's people, and their browser."""
    submission, member = make_city_at_work()
    return submission, member, in_english(member)


def upload(client, submission, *sent, **words):
    named = [SimpleUploadedFile(name, content) for name, content in sent]
    return client.post(address(submission, "evidence"), {"files": named, "kind": "normative", **words})


# Who reaches the pages


def pages_of(submission):
    piece = submission.evidence.first()
    return [
        address(submission),
        address(submission, "statement", "A1"),
        address(submission, "evidence"),
        address(submission, "edit-evidence", piece.pk),
        address(submission, "remove-evidence", piece.pk),
        address(submission, "submit"),
        address(submission, "receipt", 1),
        address(submission, "handed-in", 1),
    ]


@pytest.fixture
def handed_in():
    submission, member = make_city_at_work()
    hand_in(submission, member)
    say_everything(submission, member)
    submit(submission, member)
    submission.refresh_from_db()
    return submission


def latest(submission) -> int:
    submission.refresh_from_db()
    return submission.edit_version


def test_a_colleague_of_the_city_reaches_every_page(handed_in):
    colleague = in_english(make.make_city_member(handed_in.city))

    assert [colleague.get(page).status_code for page in pages_of(handed_in)] == [200] * 8


def test_nobody_else_learns_that_the_pages_exist(handed_in):
    _other, stranger = make_city_at_work(handed_in.round)
    expert = make.make_expert(handed_in.round).user
    others = [stranger, expert, make_province_member(handed_in), make.make_leader(handed_in.round)]

    own = pages_of(handed_in)[1:]  # a member of another city has an overview of their own
    assert {in_english(user).get(page).status_code for user in others for page in own if user != stranger} == {404}
    assert {in_english(stranger).get(page).status_code for page in own[2:4] + own[5:]} == {404}


def test_a_member_of_another_city_sees_their_own_at_the_same_address(handed_in):
    _other, stranger = make_city_at_work(handed_in.round, name="别的市", name_en="Elsewhere")

    page = text_of(in_english(stranger).get(address(handed_in)))

    assert "Elsewhere" in page
    assert handed_in.city.name_en not in page


def test_a_round_in_which_the_city_takes_no_part_is_not_there(work):
    _submission, _member, browser = work

    assert browser.get(f"/cities/{make.make_round().slug}/").status_code == 404


def test_whoever_is_not_logged_in_is_asked_to(handed_in):
    answers = [Client().get(page) for page in pages_of(handed_in)]

    assert {answer.status_code for answer in answers} == {302}
    assert all("/login/" in answer["Location"] for answer in answers)


def test_a_former_member_reaches_nothing(handed_in):
    member = make.make_city_member(handed_in.city)
    member.city_memberships.update(ended_at=timezone.now())

    assert in_english(member).get(address(handed_in)).status_code == 404


# Overview


def test_the_overview_says_where_everything_stands(work):
    submission, member, browser = work
    evidence = hand_in(submission, member)
    say(submission, "A1", member, cited=(Cited(evidence.pk, "3"),))
    say(submission, "B1", member, self_score=None)

    page = text_of(browser.get(address(submission)))

    assert "1 of 4 complete" in page
    assert 'aria-label="25 % complete"' in page
    assert "4.50 / 100" in page
    assert "Continue with B1" in page
    assert address(submission, "statement", "B1") in page
    assert "missing: self-score" in " ".join(page.split())


def test_the_overview_names_the_stage_and_the_deadline_that_count_now():
    submission, member = make_city_at_work(make.make_round(everything_open=False))
    filing = {Role.CITY: [Action.WRITE_SUBMISSION]}
    make.make_stage(submission.round, Stage.Kind.FILING, filing, closes=9)
    make.make_stage(submission.round, Stage.Kind.REVIEW, {Role.CITY: [Action.READ_MATERIAL]}, closes=99)

    page = text_of(in_english(member).get(address(submission)))

    assert re.search(r"filing · \d+ items still missing · hand in by", page)
    assert "8 days left" in page
    assert "review ·" not in page


def test_the_overview_of_a_complete_draft_leads_to_handing_in(work):
    submission, member, browser = work
    say_everything(submission, member)

    page = text_of(browser.get(address(submission)))

    assert "4 of 4 complete" in page
    assert "Begin with F0" in page  # statements alone are not the whole material


def test_a_return_shows_its_reason_and_what_was_looked_at():
    version, member = make_submitted()
    submission = version.submission
    secretary = make.make_leader(submission.round)
    look_early(submission=submission, what="version 1", by=secretary)
    send_for_supplement(submission, secretary, number=1, reason="请补充2021年清单")

    page = text_of(in_english(member).get(address(submission)))

    assert "请补充2021年清单" in page
    assert "Returned" in page
    assert f"{secretary} · version 1" in page
    assert "Version 1</a>" in page


def test_an_accepted_submission_says_that_it_rests():
    version, member = make_submitted()
    accept_submission(submission=version.submission, number=1, by=make.make_leader(version.submission.round))

    page = text_of(in_english(member).get(address(version.submission)))

    assert "the material is with the experts and can no longer be changed" in page
    assert "Review and hand in" not in page


@pytest.mark.parametrize("many", [1, 5])
def test_the_overview_asks_the_same_number_of_questions(many, django_assert_num_queries):
    system = make.make_system({f"A{n}": ("0", str(100 // many), None) for n in range(1, many + 1)})
    submission, member = make_city_at_work(make.make_round(system=system))
    evidence = [hand_in(submission, member, files.pdf(mark=str(n))) for n in range(many)]
    for n in range(1, many + 1):
        say(submission, f"A{n}", member, cited=tuple(Cited(piece.pk) for piece in evidence))
        look_early(submission=submission, what="draft", by=make.make_leader(submission.round))
    browser = in_english(member)
    browser.get(address(submission))

    with django_assert_num_queries(10):
        browser.get(address(submission))


# Statement


def typed(submission, version=0, **more):
    return {"version": version, "text": "已完成。", "self_score": "4.5", "save": "1", **more}


def test_a_statement_is_saved_with_its_citations(work):
    submission, member, browser = work
    piece, other = hand_in(submission, member), hand_in(submission, member, files.pdf(2))
    sent = typed(submission, self_score="４.２５", **{f"cite_{piece.pk}": "on", f"pages_{piece.pk}": "3—5，12"})

    response = browser.post(address(submission, "statement", "A1"), sent, follow=True)

    said = Statement.objects.get()
    assert (said.text, said.self_score, said.updated_by) == ("已完成。", Decimal("4.25"), member)
    assert list(Citation.objects.values_list("evidence", "pages")) == [(piece.pk, "3-5, 12")]
    assert response.redirect_chain == [(address(submission, "statement", "A1"), 302)]
    assert 'value="3-5, 12"' in text_of(response)
    assert f'name="pages_{other.pk}" value=""' in text_of(response)


def test_saving_goes_on_to_the_next_indicator_and_from_the_last_to_the_overview(work):
    submission, _member, browser = work
    sent = {**typed(submission), "next": "1"}

    first = browser.post(address(submission, "statement", "A1"), sent)
    last = browser.post(address(submission, "statement", "E"), sent)

    assert (first["Location"], last["Location"]) == (address(submission, "statement", "B1"), address(submission))


def test_the_statement_page_shows_the_criterion_and_its_neighbours(work):
    submission, _member, browser = work

    page = text_of(browser.get(address(submission, "statement", "B1")))

    assert "All done" in page
    assert 'rel="prev"' in page
    assert "Save, on to C1" in page
    assert "2 of 4" in page


def test_an_indicator_of_another_system_is_not_there(work):
    submission, _member, browser = work

    assert browser.get(address(submission, "statement", "Z9")).status_code == 404


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"text": "长" * 3001}, "The text has 3001 characters; at most 3000 are possible."),
        ({"self_score": "5.01"}, "5.01 is off the scale of this indicator, 0 to 5."),
        ({"self_score": "-1"}, "-1 is off the scale of this indicator, 0 to 5."),
        ({"self_score": "viel"}, "This is not a number. Write points such as 4.5."),
        ({"self_score": "4.555"}, "no more than 2 decimal places"),
    ],
)
def test_what_cannot_be_stored_stands_beside_its_field_and_nothing_typed_is_lost(work, sent, sentence):
    submission, _member, browser = work
    everything = typed(submission) | sent

    page = text_of(browser.post(address(submission, "statement", "A1"), everything))

    assert page.count(sentence) == 2  # beside the field and in the summary
    assert everything["text"] in page
    assert f'value="{everything["self_score"]}"' in page
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("pages", "sentence"),
    [
        ("21", "Page 21 does not exist: the file has 20 pages."),
        ("five", "“five” is not a page or a range."),
        ("9-3", "“9-3” is not a range: it begins after its end, or at 0."),
    ],
)
def test_pages_that_do_not_exist_are_refused_beside_their_file(work, pages, sentence):
    submission, member, browser = work
    piece = hand_in(submission, member)
    sent = typed(submission, **{f"cite_{piece.pk}": "on", f"pages_{piece.pk}": pages})

    page = text_of(browser.post(address(submission, "statement", "A1"), sent))

    assert page.count(sentence) == 2
    assert f'name="pages_{piece.pk}" value="{pages}"' in page
    assert not Statement.objects.exists()


def test_who_saves_in_two_windows_is_told_that_it_was_themselves(work):
    submission, _member, browser = work
    browser.post(address(submission, "statement", "A1"), typed(submission, text="第一个窗口"))

    page = text_of(browser.post(address(submission, "statement", "A1"), typed(submission, text="第二个窗口")))

    assert "You saved this statement yourself, in another window." in page
    assert "Somebody else" not in page
    assert "第二个窗口</textarea>" in page


def test_what_is_missing_stands_in_a_row_of_the_readers_language(work):
    submission, _member, browser = work
    browser.post(address(submission, "statement", "A1"), typed(submission, text="已写"))

    page = text_of(browser.get(address(submission, "overview")))

    assert "B1; C1; E" in page
    assert "；" not in page


def test_two_members_who_save_the_same_statement_see_both_texts(work):
    submission, _member, browser = work
    colleague = make.make_city_member(submission.city)
    in_english(colleague).post(address(submission, "statement", "A1"), typed(submission, text="同事的文字"))

    response = browser.post(address(submission, "statement", "A1"), typed(submission, text="我的文字"))

    page = text_of(response)
    assert response.status_code == 409
    assert "Somebody else saved this statement after you opened it." in page
    assert "同事的文字" in page
    assert "我的文字</textarea>" in page
    assert str(colleague) in page
    assert Statement.objects.get().text == "同事的文字"


def test_after_a_conflict_the_own_text_can_be_saved_in_its_place(work):
    submission, _member, browser = work
    colleague = in_english(make.make_city_member(submission.city))
    where = address(submission, "statement", "A1")
    colleague.post(where, typed(submission, text="同事的文字"))

    conflict = text_of(browser.post(where, typed(submission, text="我的文字")))
    browser.post(where, typed(submission, version=1, text="我的文字"))

    assert '<input type="hidden" name="version" value="1"' in conflict
    assert (Statement.objects.get().text, Statement.objects.get().version) == ("我的文字", 2)


def test_a_file_that_was_removed_while_it_was_being_cited_is_said_and_the_text_kept(work):
    submission, member, browser = work
    piece = hand_in(submission, member)
    in_english(member).post(address(submission, "remove-evidence", piece.pk))

    page = text_of(
        browser.post(address(submission, "statement", "A1"), typed(submission, **{f"cite_{piece.pk}": "on"}))
    )

    assert "has been removed in the meantime" in page
    assert "已完成。</textarea>" in page
    assert not Statement.objects.exists()


def test_a_window_that_closes_meanwhile_stores_nothing_and_gives_the_words_back(work):
    submission, _member, browser = work
    submission.round.stages.update(closes_at=timezone.now() - timedelta(minutes=1))

    response = browser.post(address(submission, "statement", "A1"), typed(submission, text="还没写完"))

    page = text_of(response)
    assert response.status_code == 409
    assert "Closed: the time to" in page
    assert "What you typed is not stored." in page
    assert "还没写完</textarea>" in page
    assert not Statement.objects.exists()


def test_what_was_handed_in_is_read_only_with_the_reason(handed_in):
    browser = in_english(make.make_city_member(handed_in.city))

    page = text_of(browser.get(address(handed_in, "statement", "A1")))

    assert "Submitted, waiting for the formal check." in page
    assert "已完成。" in page
    assert "<textarea" not in page


def test_a_pause_is_explained(work):
    submission, _member, browser = work
    submission.round.paused_because_zh = submission.round.paused_because_en = "Storm"
    submission.round.paused_at = timezone.now()
    submission.round.save()

    assert "The round is paused: Storm" in text_of(browser.get(address(submission, "statement", "A1")))


# Evidence


def test_limits_and_formats_are_said_before_anything_is_chosen(work):
    submission, _member, browser = work

    page = text_of(browser.get(address(submission, "evidence")))

    assert "200.0 MB" in page
    assert "2.0 GB" in page
    assert all(f".{extension}" in page for extension in ("pdf", "ofd", "wps", "heic"))
    assert "Uploading classified material is strictly forbidden." in page
    assert "No file has been handed in" in page


def test_files_are_handed_in_together_and_described(work, stored):
    submission, member, browser = work
    content = files.pdf(7)

    response = upload(
        browser,
        submission,
        ("规划.pdf", content),
        ("照片.png", files.png()),
        issuer="市人民政府",
        issued_on="2020-05-01",
    )

    assert response["Location"] == address(submission, "evidence")
    assert "2 files have arrived and are being checked." in text_of(browser.get(address(submission, "evidence")))
    for piece in Evidence.objects.all():
        quarantine.examine(piece.pk)
    pieces = Evidence.objects.order_by("pk").values_list("title", "kind", "issuer", "pages", "uploaded_by")
    assert list(pieces) == [
        ("规划", "normative", "市人民政府", 7, member.pk),
        ("照片", "normative", "市人民政府", 1, member.pk),
    ]
    assert {path.read_bytes() for path in stored("evidence")} == {content, files.png()}


def test_a_lying_file_is_refused_with_its_reason_and_the_good_one_beside_it_kept(work, stored):
    submission, _member, browser = work

    response = upload(browser, submission, ("假.pdf", files.EXE), ("真.pdf", files.pdf()), issuer="市统计局")

    page = text_of(response)
    assert "1 file was refused:" in page
    assert "<b>假.pdf</b>: " in page
    assert "1 file was kept:" in page
    assert 'value="市统计局"' in page
    assert '<option value="normative" selected>' in page
    assert [piece.original_name for piece in Evidence.objects.all()] == ["真.pdf"]
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("空.pdf", b"", "The file is empty (0 bytes)."),
        (
            "机密文件.pdf",
            files.pdf(),
            "The name contains “机密”. Classified material must never be uploaded here.",
        ),
        ("表.xlsx", files.pdf(), "The name ends in .xlsx, but the content is: PDF."),
        ("大.txt", b"x" * 2049, "The file is larger than 2.0 KB, the most that is accepted."),
    ],
)
def test_each_refused_file_says_why_and_leaves_nothing(work, stored, settings, name, content, sentence):
    submission, _member, browser = work
    settings.EVIDENCE_MAX_BYTES = 2048

    page = text_of(upload(browser, submission, (name, content)))

    assert sentence in page
    assert name in page
    assert (Evidence.objects.count(), stored()) == (0, [])


def test_a_file_twice_is_named(work):
    submission, _member, browser = work
    content = files.pdf()
    upload(browser, submission, ("规划.pdf", content))

    page = text_of(upload(browser, submission, ("别名.pdf", content)))

    assert "Already handed in as “规划” (规划.pdf)." in page


def test_a_description_that_is_wrong_stores_no_file_and_keeps_what_was_typed(work, stored):
    submission, _member, browser = work
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()

    page = text_of(
        upload(browser, submission, ("规划.pdf", files.pdf()), kind="", issuer="市政府", issued_on=tomorrow)
    )

    assert "This field is required." in page
    assert f"{tomorrow} is in the future." in page
    assert 'value="市政府"' in page
    assert (Evidence.objects.count(), stored()) == (0, [])


def test_an_upload_without_a_file_is_said(work):
    submission, _member, browser = work

    assert "Choose at least one file." in text_of(upload(browser, submission))


def test_too_many_files_at_once_are_said_and_none_is_kept(work, settings, stored):
    submission, _member, browser = work
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2

    page = text_of(upload(browser, submission, *[(f"{n}.pdf", files.pdf(n)) for n in (1, 2, 3)]))

    assert "More than 2 files were sent at once: none was kept." in page
    assert (Evidence.objects.count(), stored()) == (0, [])


def test_a_name_that_had_to_be_changed_is_told(work):
    submission, _member, browser = work

    upload(browser, submission, ("没有扩展名", files.pdf()))

    assert "没有扩展名.pdf: The name had no extension; .pdf was added." in text_of(
        browser.get(address(submission, "evidence"))
    )


def test_an_upload_without_the_pages_token_is_refused(work, stored):
    submission, member, _browser = work
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member)

    assert upload(strict, submission, ("规划.pdf", files.pdf())).status_code == 403
    assert (Evidence.objects.count(), stored()) == (0, [])


def test_nothing_can_be_handed_in_once_it_was_submitted(handed_in):
    browser = in_english(make.make_city_member(handed_in.city))

    page = text_of(upload(browser, handed_in, ("晚.pdf", files.pdf(3))))

    assert "Submitted, waiting for the formal check." in page
    assert handed_in.evidence.count() == 1


def test_the_list_says_for_which_indicators_a_file_is_used(work):
    submission, member, browser = work
    piece = hand_in(submission, member)
    say(submission, "A1", member, cited=(Cited(piece.pk, "2"),))

    page = text_of(browser.get(address(submission, "evidence")))

    assert f'href="{address(submission, "statement", "A1")}"' in page
    assert "not cited yet" not in page


@pytest.mark.parametrize("many", [1, 5])
def test_the_list_of_evidence_asks_the_same_number_of_questions(many, django_assert_num_queries):
    submission, member = make_city_at_work()
    for n in range(many):
        piece = hand_in(submission, member, files.pdf(mark=str(n)))
        say(submission, "A1", member, cited=(Cited(piece.pk),), version=n)
    browser = in_english(member)
    browser.get(address(submission, "evidence"))

    with django_assert_num_queries(13):
        browser.get(address(submission, "evidence"))


def test_a_description_is_changed(work):
    submission, member, browser = work
    piece = hand_in(submission, member)
    where = address(submission, "edit-evidence", piece.pk)
    opened_at = browser.get(where).context["form"]["opened_at"].value()

    browser.post(where, {"title": "新标题", "kind": "statistics", "issuer": "统计局", "opened_at": opened_at})

    piece.refresh_from_db()
    assert (piece.title, piece.kind, piece.issuer) == ("新标题", "statistics", "统计局")


def test_a_description_that_a_colleague_changed_meanwhile_is_shown_beside_the_own(work):
    submission, member, browser = work
    piece = hand_in(submission, member)
    where = address(submission, "edit-evidence", piece.pk)
    opened_at = browser.get(where).context["form"]["opened_at"].value()
    colleague = in_english(make.make_city_member(submission.city))
    colleague.post(where, {"title": "同事的", "kind": "other", "opened_at": opened_at})

    response = browser.post(where, {"title": "我的", "kind": "statistics", "opened_at": opened_at})
    again = response.context["form"]["opened_at"].value()

    assert response.status_code == 409
    assert "同事的" in text_of(response)
    assert 'value="我的"' in text_of(response)
    browser.post(where, {"title": "我的", "kind": "statistics", "opened_at": again})
    piece.refresh_from_db()
    assert piece.title == "我的"


def test_evidence_is_removed_after_a_question(work):
    submission, member, browser = work
    piece = hand_in(submission, member)
    where = address(submission, "remove-evidence", piece.pk)

    question = text_of(browser.get(where))
    response = browser.post(where)

    assert "Remove this file?" in question
    assert response["Location"] == address(submission, "evidence")
    piece.refresh_from_db()
    assert piece.removed_at is not None


def test_evidence_that_is_cited_stays_and_the_page_leads_there(work):
    submission, member, browser = work
    piece = hand_in(submission, member)
    say(submission, "A1", member, cited=(Cited(piece.pk),))

    response = browser.post(address(submission, "remove-evidence", piece.pk))

    assert response.status_code == 409
    assert "It is cited for A1. Take the citation out there first." in text_of(response)
    assert address(submission, "statement", "A1") in text_of(response)
    piece.refresh_from_db()
    assert piece.removed_at is None


# Downloads


def test_a_download_is_a_private_attachment(work):
    submission, member, browser = work
    piece = hand_in(submission, member, files.pdf(2), "规划.pdf")

    response = browser.get(address(submission, "download", piece.pk))

    assert b"".join(response.streaming_content) == files.pdf(2)
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E8%A7%84%E5%88%92.pdf")
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert not AuditEvent.objects.filter(verb="download_evidence").exists()


def fetched(user, submission, piece) -> int:
    response = in_english(user).get(address(submission, "download", piece.pk))
    if response.streaming:
        b"".join(response.streaming_content)  # to its end, which closes the file
    return response.status_code


def test_strangers_get_no_file(handed_in):
    piece = handed_in.evidence.get()
    _other, stranger = make_city_at_work(handed_in.round)
    chair = make.make_leader(handed_in.round, RoundRole.Kind.CHAIR)
    expert = make.make_expert(handed_in.round).user

    assert [fetched(user, handed_in, piece) for user in (stranger, expert, chair)] == [404, 404, 404]
    assert Client().get(address(handed_in, "download", piece.pk)).status_code == 302


def test_the_secretariats_download_before_acceptance_is_shown_to_the_city(handed_in):
    piece, secretary = handed_in.evidence.get(), make.make_leader(handed_in.round)

    assert fetched(secretary, handed_in, piece) == 200

    verbs = AuditEvent.objects.filter(actor_id=secretary.pk).values_list("verb", flat=True)
    assert set(verbs) == {"download_evidence", "early_look"}
    member = make.make_city_member(handed_in.city)
    assert f"{secretary} · {piece.original_name}" in text_of(in_english(member).get(address(handed_in)))


def test_after_acceptance_the_chair_reads_and_no_look_is_early(handed_in):
    piece, secretary = handed_in.evidence.get(), make.make_leader(handed_in.round)
    chair = make.make_leader(handed_in.round, RoundRole.Kind.CHAIR)
    accept_submission(submission=handed_in, number=1, by=secretary)

    assert [fetched(user, handed_in, piece) for user in (secretary, chair)] == [200, 200]
    assert not AuditEvent.objects.filter(verb="early_look").exists()
    assert AuditEvent.objects.filter(verb="download_evidence").count() == 2


def test_the_province_reads_what_was_handed_in_and_not_the_draft(work, handed_in):
    submission, member, _browser = work
    piece = hand_in(submission, member)

    assert fetched(make_province_member(submission), submission, piece) == 404
    assert fetched(make_province_member(handed_in), handed_in, handed_in.evidence.get()) == 200


# Handing in


def test_the_preview_shows_what_experts_will_read_and_what_is_missing(work):
    submission, member, browser = work
    piece = hand_in(submission, member, title="低碳规划")
    say(submission, "A1", member, text="第一段\n\n第二段", cited=(Cited(piece.pk, "3-5"),))

    page = text_of(browser.get(address(submission, "submit")))

    assert "<p>第一段</p>" in page
    assert "pages 3-5" in page
    assert address(submission, "download", piece.pk) in page
    assert "Still missing before it can be signed:" in page
    assert address(submission, "statement", "B1") in page
    assert 'name="edit_version"' not in page


def test_handing_in_gives_a_receipt_with_the_hashes(work):
    submission, member, browser = work
    piece = hand_in(submission, member)
    say_everything(submission, member)
    answer_forms(submission, member)
    make_signers(submission)
    sign_next(submission, member)
    reviewer = sign_next(submission) or submission.sign_offs.get(step="reviewed").signed_by
    approver = submission.city.memberships.get(kind="approver").user
    browser = in_english(approver)
    shown = browser.get(address(submission, "submit")).context["edit_version"]

    response = browser.post(
        address(submission, "submit"), {"edit_version": shown, "sign": "approved"}, follow=True
    )

    version = SubmissionVersion.objects.get()
    page = text_of(response)
    assert response.redirect_chain == [(address(submission, "receipt", 1), 302)]
    assert (version.number, version.submitted_by) == (1, approver)
    assert f"<dt>Reviewed</dt><dd>{reviewer}" in page
    assert version.sha256 in page
    assert piece.sha256 in page
    assert str(member) in page
    assert "Handed in as version 1." in page


def test_an_incomplete_draft_is_not_handed_in(work):
    submission, member, browser = work
    say(submission, "A1", member)

    response = browser.post(
        address(submission, "submit"), {"edit_version": latest(submission), "sign": "prepared"}
    )

    assert response.status_code == 409
    assert "Not complete: B1, C1, E. Each indicator needs a text and a self-score." in text_of(response)
    assert not SubmissionVersion.objects.exists()


def test_a_preview_that_is_out_of_date_is_not_handed_in(work):
    submission, member, browser = work
    say_everything(submission, member)
    opened = latest(submission)
    say(submission, "A1", make.make_city_member(submission.city), text="改了。", version=1)

    response = browser.post(address(submission, "submit"), {"edit_version": opened, "sign": "prepared"})

    assert response.status_code == 409
    assert "The material was changed after you opened this page. Read it again, then sign." in text_of(response)
    assert "改了。" in text_of(response)
    assert response.context["edit_version"] == opened + 1
    assert not SubmissionVersion.objects.exists()


@pytest.mark.parametrize(
    "sent", [{}, {"edit_version": "abc", "sign": "prepared"}, {"edit_version": "1", "sign": "chief"}]
)
def test_a_form_without_its_version_is_not_handed_in(work, sent):
    submission, member, browser = work
    say_everything(submission, member)

    assert browser.post(address(submission, "submit"), sent).status_code == 409
    assert not SubmissionVersion.objects.exists()


def test_a_second_submit_is_refused_and_leads_to_the_receipt(handed_in):
    browser = in_english(make.make_city_member(handed_in.city))

    response = browser.post(
        address(handed_in, "submit"), {"edit_version": handed_in.edit_version, "sign": "prepared"}
    )

    assert response.status_code == 409
    assert "Submitted, waiting for the formal check." in text_of(response)
    assert address(handed_in, "receipt", 1) in text_of(response)
    assert SubmissionVersion.objects.count() == 1


def test_what_was_handed_in_stays_as_it_was(handed_in):
    secretary = make.make_leader(handed_in.round)
    send_for_supplement(handed_in, secretary, number=1, reason="补充")
    member = make.make_city_member(handed_in.city)
    say(handed_in, "A1", member, text="后来的文字", version=1)

    page = text_of(in_english(member).get(address(handed_in, "handed-in", 1)))

    assert "已完成。" in page
    assert "后来的文字" not in page


def test_a_receipt_that_does_not_exist_is_not_there(handed_in):
    browser = in_english(make.make_city_member(handed_in.city))

    assert browser.get(address(handed_in, "receipt", 2)).status_code == 404
