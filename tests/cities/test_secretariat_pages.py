"""The pages of those who lead and of the provinces: who opens them, what a refusal leaves, how much they ask."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.conf import settings as portal_settings
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.imports import page as import_page
from accounts.models import AuditEvent
from cities.models import City, PlanningDocument, Submission
from cities.questionnaire import forms_asked
from cities.services import accept_submission, reopen_window
from notices.models import Notice
from rounds.models import Action, Role, RoundRole, Stage
from tests import make
from tests.cities.build import (
    answer_forms,
    filler_of,
    hand_in,
    make_city_at_work,
    make_province_member,
    make_submitted,
    say,
    say_everything,
    send_for_supplement,
    submit,
)
from tests.cities.forms import enter, fill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

HEADER = "name_zh,name_en,short_zh,province_zh,province_en,batch,level,gb_code,lat,lon"
SHENZHEN = "深圳市,Shenzhen,深圳,广东省,Guangdong,2010,sub_provincial,440300,22.5435,114.0579"
ZHONGSHAN = "中山市,Zhongshan,中山,广东省,Guangdong,2017,prefecture_level_city,442000,,"


def in_english(user=None) -> Client:
    client = Client()
    client.cookies[portal_settings.LANGUAGE_COOKIE_NAME] = "en"
    if user:
        client.force_login(user)
    return client


def address(round, name, *more):
    """The board shows the judging, too, and is a page of ``reviews``."""
    space = "reviews" if name.startswith("board") else "cities"
    return reverse(f"{space}:{name}", args=[round.slug, *more])


def text_of(response) -> str:
    return response.content.decode().replace("\xa0", " ")


def told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("number").values_list("verb", flat=True))


@pytest.fixture
def waiting():
    """A version that waits for the formal check, the round's secretariat, and their browser."""
    version, _member = make_submitted(name="深圳市", name_en="Shenzhen")
    secretary = make.make_leader(version.submission.round)
    return version.submission, secretary, in_english(secretary)


def check_of(submission):
    return address(submission.round, "check", submission.city.gb_code)


# Who opens what


def people_of(submission):
    round = submission.round
    return {
        "secretariat": make.make_leader(round),
        "chair": make.make_leader(round, RoundRole.Kind.CHAIR),
        "authority": make.make_leader(round, RoundRole.Kind.AUTHORITY),
        "observer": make.make_leader(round, RoundRole.Kind.OBSERVER),
        "city": make.make_city_member(submission.city),
        "province": make_province_member(submission),
        "expert": make.make_expert(round).user,
        "secretariat elsewhere": make.make_leader(make.make_round()),
        "stranger": make.make_user(),
    }


LEAD = {"secretariat", "chair", "authority", "observer"}
SECRETARIAT = {"secretariat"}
EVERYBODY = LEAD | {"city", "province", "expert", "secretariat elsewhere", "stranger"}


@pytest.mark.parametrize(
    ("name", "of_city", "opens"),
    [
        ("board", False, LEAD),
        ("board-file", False, LEAD),
        ("check", True, LEAD),
        ("import", False, SECRETARIAT),
        ("people", False, SECRETARIAT),
        ("import-people", False, SECRETARIAT),
        ("city-people", True, SECRETARIAT | {"city"}),
        ("documents", False, EVERYBODY),
        ("documents-file", False, EVERYBODY),
        ("province", False, {"province"}),
        ("province-material", True, {"province"}),
    ],
)
def test_a_page_opens_for_its_people_and_for_nobody_else(name, of_city, opens):
    version, _member = make_submitted()
    more = [version.submission.city.gb_code] if of_city else ["csv"] if name.endswith("-file") else []
    url = address(version.submission.round, name, *more)

    found = {who: in_english(user).get(url).status_code for who, user in people_of(version.submission).items()}

    assert found == {who: 200 if who in opens else 404 for who in found}
    assert "/accounts/login/" in in_english().get(url)["Location"]


def test_the_register_of_a_round_in_preparation_is_for_those_who_lead_it():
    round = make.make_round()
    round.opened_at = None
    round.save()

    found = [
        in_english(user).get(address(round, "documents")).status_code
        for user in (make.make_leader(round), make.make_user())
    ]

    assert found == [200, 404]


def test_another_provinces_city_does_not_exist():
    version, _member = make_submitted(province="甲省")
    other, _member = make_submitted(version.submission.round, province="乙省")
    client = in_english(make_province_member(version.submission))

    page = client.get(address(version.submission.round, "province"))

    assert [row.pk for row in page.context["rows"]] == [version.submission_id]
    url = address(version.submission.round, "province-material", other.submission.city.gb_code)
    assert client.get(url).status_code == 404


# The board


def rows_of(response):
    return [row.city.name_zh for row in response.context["page"]]


def test_the_board_says_where_each_city_stands():
    round = make.make_round()
    draft, member = make_city_at_work(round, name="甲市")
    say(draft, "A1", member)
    hand_in(draft, member)
    make_submitted(round, name="乙市")

    page = in_english(make.make_leader(round)).get(address(round, "board"))

    assert page.context["total"] == 2
    assert [(one["label"], one["number"]) for one in page.context["states"]] == [("Draft", 1), ("Submitted", 1)]
    found = {
        row.city.name_zh: (row.complete_count, row.evidence_count, row.latest_number)
        for row in page.context["page"]
    }
    assert found == {"甲市": (1, 1, None), "乙市": (4, 1, 1)}
    assert "1 / 4" in text_of(page)
    assert page.context["next"].city.name_zh == "乙市"


def test_the_board_counts_forms_beside_statements():
    """All statements written and the forms empty is not complete."""
    round = make.make_round()
    submission, member = make_city_at_work(round, name="甲市")
    make_city_at_work(round, name="乙县", level="county")
    say_everything(submission, member)
    client = in_english(make.make_leader(round))

    def shown():
        rows = client.get(address(round, "board")).context["page"]
        return {row.city.name_zh: (row.complete_count, row.complete_forms, row.asked_forms) for row in rows}

    before = shown()
    answer_forms(submission, member)
    year = str(round.review_end)
    fill(submission, member, "F1.years", {year: {"gdp_current": 3001}})
    filled = shown()
    enter(submission, member, "F5.policies", {"title": "条例"})

    assert before == {"甲市": (4, 0, 14), "乙县": (0, 0, 8)}
    assert filled["甲市"] == (4, 14, 14)
    assert shown()["甲市"] == (4, 13, 14)
    page = text_of(client.get(f"{address(round, 'board')}?view=tiles"))
    assert "Statements 4 / 4 · Forms 13 / 14" in page
    assert "13 / 14" in text_of(client.get(address(round, "check", submission.city.gb_code)))


def test_complete_forms_are_counted_anew_by_a_command():
    version, _member = make_submitted()

    call_command("count_forms")

    submission = Submission.objects.get(pk=version.submission_id)
    assert submission.complete_forms == forms_asked(submission.city.level)


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        ("", ["甲市", "乙市", "丙市"]),
        ("batch=2012", ["乙市"]),
        ("state=submitted", ["乙市"]),
        ("words=bing", ["丙市"]),
        ("level=municipality", []),
        ("province=nowhere", ["甲市", "乙市", "丙市"]),
        ("batch=many&state=strange&page=99", ["甲市", "乙市", "丙市"]),
        ("sort=-batch", ["丙市", "乙市", "甲市"]),
        ("sort=-state", ["乙市", "丙市", "甲市"]),
        ("sort=level", ["甲市", "乙市", "丙市"]),
        ("sort=evidence", ["甲市", "丙市", "乙市"]),
        ("sort=forms", ["甲市", "乙市", "丙市"]),
        ("sort=-version", ["乙市", "丙市", "甲市"]),
        ("sort=unheard-of", ["甲市", "乙市", "丙市"]),
    ],
)
def test_the_board_shows_and_writes_what_the_address_says(choice, found):
    round = make.make_round()
    make_city_at_work(round, name="甲市", batch=2010, pinyin="jiashi")
    make_submitted(round, name="乙市", batch=2012, pinyin="yishi")
    make_city_at_work(round, name="丙市", batch=2017, pinyin="bingshi")
    client = in_english(make.make_leader(round))

    page = client.get(f"{address(round, 'board')}?{choice}")
    written = client.get(f"{address(round, 'board-file', 'csv')}?{choice}").content.decode("utf-8-sig")

    assert rows_of(page) == found
    assert len(list(csv.reader(io.StringIO(written)))) == len(found) + 1


def test_a_column_sorts_by_its_address_and_back_and_keeps_the_choice():
    submission, _member = make_city_at_work()
    client = in_english(make.make_leader(submission.round))

    page = client.get(f"{address(submission.round, 'board')}?state=draft&sort=-complete")

    heads = {head.column.sort: (head.address, head.sorted) for head in page.context["headers"]}
    assert heads["complete"] == ("?state=draft&sort=complete", "descending")
    assert heads["city"] == ("?state=draft&sort=city", "")
    assert heads["activity"] == ("?state=draft&sort=-activity", "")


def test_the_workbook_holds_what_the_board_shows():
    version, _member = make_submitted(name="深圳市", name_en="Shenzhen", province="Guangdong", batch=2010)
    round = version.submission.round
    client = in_english(make.make_leader(round, RoundRole.Kind.OBSERVER))

    sheet = load_workbook(io.BytesIO(client.get(address(round, "board-file", "xlsx")).content)).active

    heads, row = list(sheet.iter_rows(values_only=True))
    assert heads == (
        "City", "GB/T 2260 code", "State", "Statements complete (of 4)", "Forms complete", "Forms asked for",
        "Evidence", "Being checked", "Refused files",
        "Submitted version", "Submitted at", "Supplement due", "Provincial opinion", "Experts", "Scored",
        "Open cases", "Last activity", "Province", "Batch", "Level",
    )  # fmt: skip
    shown = dict(zip(heads, row, strict=True))
    assert [
        shown[head] for head in ("City", "State", "Statements complete (of 4)", "Submitted version", "Batch")
    ] == [*("Shenzhen", "Submitted", 4, 1, 2010)]
    assert [shown[head] for head in ("Experts", "Scored", "Open cases")] == [0, 0, 0]


@pytest.mark.parametrize(("cities", "shown"), [(81, 81), (100, 50)])
def test_eighty_one_cities_stand_on_one_page_and_more_on_several(cities, shown):
    round = make.make_round()
    for _ in range(cities):
        make.make_submission(round)

    page = in_english(make.make_leader(round)).get(address(round, "board"))

    assert len(page.context["page"]) == shown


@pytest.mark.parametrize("cities", [1, 5])
@pytest.mark.parametrize(("kind", "asked"), [(RoundRole.Kind.CHAIR, 8), (RoundRole.Kind.SECRETARIAT, 12)])
def test_the_board_asks_the_same_few_questions_however_many_cities(cities, kind, asked, django_assert_num_queries):
    round = make.make_round()
    for _ in range(cities):
        make_submitted(round)
    client = in_english(make.make_leader(round, kind))
    client.get(address(round, "board"))

    with django_assert_num_queries(asked):
        client.get(address(round, "board"))


def test_those_who_only_read_are_offered_no_act():
    version, _member = make_submitted()
    round = version.submission.round
    make.make_city()

    page = text_of(in_english(make.make_leader(round, RoundRole.Kind.CHAIR)).get(address(round, "board")))

    assert "Import cities" not in page
    assert "Add them to the round" not in page
    assert "/check/" in page


def test_an_empty_round_says_what_to_do():
    round = make.make_round()

    pages = [
        text_of(in_english(make.make_leader(round, kind)).get(address(round, "board")))
        for kind in (RoundRole.Kind.SECRETARIAT, RoundRole.Kind.CHAIR)
    ]

    assert "Import a table of cities" in pages[0]
    assert "The secretariat adds them" in pages[1]


def test_cities_that_take_no_part_yet_are_added_at_once():
    round = make.make_round()
    make.make_city(), make.make_city()
    client = in_english(make.make_leader(round))

    assert "2 cities of the register take no part" in text_of(client.get(address(round, "board")))
    done = client.post(address(round, "prepare"), follow=True)

    assert told(done) == ["2 cities were added."]
    assert Submission.objects.filter(round=round).count() == 2


def test_cities_are_not_added_when_no_stage_allows_it():
    round = make.make_round(everything_open=False)
    make.make_city()

    done = in_english(make.make_leader(round)).post(address(round, "prepare"), follow=True)

    assert "no open stage" in told(done)[0]
    assert not Submission.objects.exists()


# The formal check


def test_what_waits_is_opened_on_record_and_said_so_first(waiting):
    submission, _secretary, client = waiting

    before = client.get(check_of(submission))
    opened = client.post(check_of(submission), {"look": "1"}, follow=True)
    again = client.get(check_of(submission))

    assert "recorded under your name" in text_of(before)
    assert "已完成。" not in text_of(before)
    assert all("已完成。" in text_of(page) for page in (opened, again))
    assert verbs().count("early_look") == 1
    event = AuditEvent.objects.get(verb="early_look")
    assert (event.subject_id, json.loads(event.data)) == (str(submission.pk), {"what": "version 1"})
    assert "version 1" in text_of(again)


def test_the_city_is_shown_who_looked(waiting):
    submission, secretary, client = waiting
    client.post(check_of(submission), {"look": "1"})
    member = filler_of(submission)

    page = text_of(in_english(member).get(address(submission.round, "overview")))

    assert f"{secretary} · version 1" in page


def test_asking_for_the_page_alone_records_nothing(waiting):
    submission, _secretary, client = waiting
    before = verbs()

    client.get(check_of(submission))

    assert verbs() == before


def test_a_draft_shows_its_state_only_unless_looked_at_on_record():
    submission, member = make_city_at_work()
    say(submission, "A1", member, text="未完成的自述。")
    client = in_english(make.make_leader(submission.round))

    closed = client.get(check_of(submission))
    opened = client.post(check_of(submission), {"look": "1"}, follow=True)

    assert "1 / 4" in text_of(closed)
    assert "未完成的自述" not in text_of(closed)
    assert "未完成的自述" in text_of(opened)
    assert json.loads(AuditEvent.objects.get(verb="early_look").data) == {"what": "draft"}


@pytest.mark.parametrize("kind", [kind for kind in RoundRole.Kind if kind != RoundRole.Kind.SECRETARIAT])
def test_others_who_lead_read_the_accepted_version_and_decide_nothing(kind, waiting):
    submission, secretary, _client = waiting
    client = in_english(make.make_leader(submission.round, kind))

    before = client.get(check_of(submission))
    client.post(check_of(submission), {"look": "1"})
    refused = client.post(check_of(submission), {"number": "1", "accept": "1"})
    assert "已完成。" not in text_of(before)
    assert "Only the secretariat can accept or return" in text_of(refused)
    assert "early_look" not in verbs()

    accept_submission(submission=submission, number=1, by=secretary)
    after = text_of(client.get(check_of(submission)))
    assert "已完成。" in after
    assert ("Self-score" in after) == (kind not in (RoundRole.Kind.CHAIR, RoundRole.Kind.DEPUTY))


def test_accepted_material_rests_when_no_stage_lets_it_be_read():
    round = make.make_round(everything_open=False)
    make.make_stage(round, Stage.Kind.FILING, {Role.CITY: [Action.WRITE_SUBMISSION]})
    check = make.make_stage(round, Stage.Kind.FORMAL_CHECK, {Role.SECRETARIAT: [Action.CHECK_SUBMISSION]})
    version, _member = make_submitted(round)
    accept_submission(submission=version.submission, number=1, by=make.make_leader(round))
    check.delete()

    page = in_english(make.make_leader(round, RoundRole.Kind.CHAIR)).get(check_of(version.submission))

    assert "No open stage lets you read accepted material" in text_of(page)


def test_accepting_makes_the_version_the_experts(waiting):
    submission, _secretary, client = waiting
    other, _member = make_submitted(submission.round, name="苏州市", name_en="Suzhou")
    client.post(check_of(submission), {"look": "1"})

    done = client.post(check_of(submission), {"number": "1", "reason": "", "accept": "1"}, follow=True)

    submission.refresh_from_db()
    assert (submission.state, submission.accepted_version.number) == ("accepted", 1)
    assert "Accepted: experts now read this version of Shenzhen." in told(done)[0]
    assert done.context["next"] == other.submission
    assert Notice.objects.filter(recipient=filler_of(submission)).count() == 1


def returning(**more):
    """What the form of the check sends that returns version 1 for its first indicator."""
    due = timezone.localtime(timezone.now() + timedelta(days=10)).strftime("%Y-%m-%dT%H:%M")
    return {
        "number": "1",
        "return": "1",
        "due_at": due,
        "items": "indicator:A1",
        "say_indicator:A1": "请补充",
        **more,
    }


def test_returning_needs_a_reason_and_tells_it(waiting):
    submission, _secretary, client = waiting
    client.post(check_of(submission), {"look": "1"})

    empty = client.post(check_of(submission), returning(reason="  "))
    done = client.post(check_of(submission), returning(reason="请补充清单。"), follow=True)

    assert empty.context["form"].errors["reason"] == ["Say what must be supplemented: the city reads this text."]
    submission.refresh_from_db()
    assert (submission.state, submission.return_reason) == ("returned", "请补充清单。")
    assert "请补充清单。" in text_of(done)


def test_a_reason_that_is_too_long_is_refused_with_limit_and_kept(waiting):
    submission, _secretary, client = waiting
    client.post(check_of(submission), {"look": "1"})
    reason = "补" * 2001

    page = client.post(check_of(submission), {"number": "1", "reason": reason, "return": "1"})

    assert "2001 characters; at most 2000" in page.context["form"].errors["reason"][0]
    assert reason in text_of(page)
    submission.refresh_from_db()
    assert submission.state == "submitted"


def test_a_version_that_is_out_of_date_is_not_decided_and_the_reason_is_kept(waiting):
    submission, secretary, client = waiting
    client.post(check_of(submission), {"look": "1"})
    accept_submission(submission=submission, number=1, by=secretary)
    until = timezone.now() + timedelta(days=1)
    reopen_window(submission=submission, until=until, reason="更正", by=secretary)
    submit(submission, filler_of(submission))

    stale = client.post(check_of(submission), returning(reason="请补充第三页。"))
    client.post(check_of(submission), {"look": "1"})
    newer = client.get(check_of(submission))

    assert "A newer version was submitted after you opened this page." in text_of(stale)
    submission.refresh_from_db()
    assert submission.state == "submitted"
    assert "请补充第三页。" in text_of(newer)
    assert newer.context["reading"].number == 2


def test_what_is_decided_already_cannot_be_decided_again(waiting):
    submission, secretary, client = waiting
    accept_submission(submission=submission, number=1, by=secretary)

    page = client.post(check_of(submission), returning(reason="x"))

    assert "this is: Accepted" in text_of(page)


def test_nothing_is_decided_outside_the_stage():
    round = make.make_round(everything_open=False)
    make.make_stage(round, Stage.Kind.FILING, {Role.CITY: [Action.WRITE_SUBMISSION]})
    version, _member = make_submitted(round)
    client = in_english(make.make_leader(round))
    client.post(check_of(version.submission), {"look": "1"})

    shown = text_of(client.get(check_of(version.submission)))
    page = client.post(check_of(version.submission), {"number": "1", "accept": "1"})

    assert 'name="accept"' not in shown
    assert "no open stage" in text_of(page)


def test_every_version_stands_with_its_hash_and_can_be_opened(waiting):
    submission, secretary, client = waiting
    first = submission.versions.get()
    send_for_supplement(submission, secretary, number=1, reason="补")
    submission.refresh_from_db()
    member = filler_of(submission)
    say(submission, "A1", member, text="第二版自述。", version=1)
    submission.refresh_from_db()
    second = submit(submission, member)
    accept_submission(submission=submission, number=2, by=secretary)

    newest = text_of(client.get(check_of(submission)))
    oldest = text_of(client.get(f"{check_of(submission)}?version=1"))

    assert first.sha256 in newest
    assert second.sha256 in newest
    assert ("第二版自述" in newest, "第二版自述" in oldest) == (True, False)
    assert "early_look" not in verbs()
    assert client.get(f"{check_of(submission)}?version=7").status_code == 404


def test_the_secretariats_downloads_are_on_record():
    submission, member = make_city_at_work()
    evidence = hand_in(submission, member)
    say_everything(submission, member)
    submission.refresh_from_db()
    submit(submission, member)
    client = in_english(make.make_leader(submission.round))

    opened = client.post(check_of(submission), {"look": "1"}, follow=True)
    link = address(submission.round, "download", evidence.pk)
    sent = client.get(link)

    assert link in text_of(opened)
    assert b"".join(sent.streaming_content).startswith(b"%PDF")
    assert verbs()[-2:] == ["download_evidence", "early_look"]


@pytest.mark.parametrize("times", [1, 5])
def test_the_check_asks_the_same_questions_however_often_it_was_handed_in(times, django_assert_num_queries):
    version, member = make_submitted()
    submission, secretary = version.submission, make.make_leader(version.submission.round)
    for number in range(1, times):
        accept_submission(submission=submission, number=number, by=secretary)
        until = timezone.now() + timedelta(days=1)
        reopen_window(submission=submission, until=until, reason="更正", by=secretary)
        submit(submission, member)
    client = in_english(secretary)
    client.post(check_of(submission), {"look": "1"})
    client.get(check_of(submission))

    with django_assert_num_queries(19):
        client.get(check_of(submission))


# Import of cities


def send(client, url, *lines, encoding="utf-8", name="cities.csv"):
    content = "\r\n".join(lines).encode(encoding)
    return client.post(url, {"file": SimpleUploadedFile(name, content)})


@pytest.fixture
def importing():
    round = make.make_round()
    return round, in_english(make.make_leader(round)), address(round, "import")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_table_is_shown_first_and_then_stored_with_its_place_in_the_round(importing, encoding):
    round, client, url = importing

    preview = send(client, url, HEADER, SHENZHEN, ZHONGSHAN, encoding=encoding)
    assert not City.objects.exists()
    done = client.post(url, {"confirm": preview.context["token"]}, follow=True)

    assert preview.context["trial"].counts == {"new": 2}
    assert told(done) == ["Imported: 2 new, 0 changed, 0 unchanged."]
    assert done.request["PATH_INFO"] == address(round, "board")
    assert set(Submission.objects.values_list("city__name_zh", flat=True)) == {"深圳市", "中山市"}
    assert verbs() == ["import_cities", "prepare_submissions"]


def test_a_workbook_made_from_the_empty_table_comes_back(importing):
    _round, client, url = importing
    book = load_workbook(io.BytesIO(client.get(f"{url}?table=empty").content))
    book.active.append(SHENZHEN.split(","))
    filled = io.BytesIO()
    book.save(filled)

    preview = client.post(url, {"file": SimpleUploadedFile("cities.xlsx", filled.getvalue())})

    assert preview.context["trial"].counts == {"new": 1}


def test_what_is_stored_goes_out_and_back_without_a_change(importing):
    _round, client, url = importing
    preview = send(client, url, HEADER, SHENZHEN)
    client.post(url, {"confirm": preview.context["token"]})

    stored = client.get(f"{url}?table=csv").content
    back = client.post(url, {"file": SimpleUploadedFile("cities.csv", stored)})

    assert back.context["trial"].counts == {"unchanged": 1}
    assert "There is nothing to do" in text_of(back)
    assert back.context["token"] == ""


def test_each_bad_line_is_named_with_its_reason_and_nothing_can_be_confirmed(importing):
    _round, client, url = importing

    page = send(
        client,
        url,
        HEADER,
        SHENZHEN,
        ZHONGSHAN.replace("prefecture_level_city", "capital"),
        ZHONGSHAN.replace("442000", "44200"),
        SHENZHEN,
        encoding="gbk",
    )

    assert {line.number: line.errors for line in page.context["trial"].errors} == {
        3: ["level: “capital” is not a level."],
        4: ["GB/T 2260 code: A code has six digits."],
        5: ["The same as line 2."],
    }
    assert "3 lines are wrong. Nothing was stored" in text_of(page)
    assert page.context["token"] == ""


def test_columns_that_do_not_fit_are_named(importing):
    _round, client, url = importing

    page = text_of(send(client, url, "name_zh,colour", "深圳市,green"))

    assert "Unknown columns: colour." in page
    assert "Missing columns: English name" in page


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty."),
        (b"\x00\x01", "This is neither a CSV file in UTF-8 or GBK nor an XLSX workbook."),
        (b"a\n" + b"1\n" * 5001, "The file has 5001 rows below the header; at most 5000 are read."),
    ],
)
def test_a_file_that_is_no_table_is_refused_beside_the_field(importing, content, says):
    _round, client, url = importing

    page = client.post(url, {"file": SimpleUploadedFile("cities.csv", content)})

    assert page.context["form"].errors["file"] == [says]


def test_no_file_at_all_is_said_so(importing):
    _round, client, url = importing

    assert "file" in client.post(url, {}).context["form"].errors


def test_a_confirmation_that_was_tampered_with_or_is_somebody_elses_does_nothing(importing):
    round, client, url = importing
    token = send(client, url, HEADER, SHENZHEN).context["token"]
    colleague = in_english(make.make_leader(round))

    refused = [
        client.post(url, {"confirm": token[:-1] + ("A" if token[-1] != "A" else "B")}, follow=True),
        colleague.post(url, {"confirm": token}, follow=True),
        client.post(address(round, "import-people"), {"confirm": token}, follow=True),
    ]

    assert {told(page)[0] for page in refused} == {
        "What you confirmed is not what was shown to you. Choose the file again."
    }
    assert not City.objects.exists()


def test_a_confirmation_expires(importing, monkeypatch):
    _round, client, url = importing
    token = send(client, url, HEADER, SHENZHEN).context["token"]
    monkeypatch.setattr(import_page, "LASTS_SECONDS", -1)

    page = client.post(url, {"confirm": token}, follow=True)

    assert told(page) == ["More than an hour has passed. Choose the file again."]
    assert not City.objects.exists()
    assert signing.loads(token, salt=import_page.SALT)


def test_what_would_do_something_else_by_now_is_shown_again(importing):
    _round, client, url = importing
    token = send(client, url, HEADER, SHENZHEN).context["token"]
    make.make_city("深圳市", province="广东省")
    City.objects.update(gb_code="440300")
    City.objects.get().province.__class__.objects.update(code="440000")

    page = client.post(url, {"confirm": token})

    assert "Read again what the file would do now" in told(page)[0]
    assert page.context["trial"].counts == {"changed": 1}


def test_nothing_stays_if_the_cities_cannot_join_the_round(importing, monkeypatch):
    round, client, url = importing
    token = send(client, url, HEADER, SHENZHEN).context["token"]
    monkeypatch.setattr("cities.views.imports.setup_refusal", lambda *_: "")
    round.stages.all().delete()

    page = client.post(url, {"confirm": token}, follow=True)

    assert "no open stage" in told(page)[0]
    assert not City.objects.exists()


def test_an_import_outside_its_stage_leads_back_with_the_reason():
    round = make.make_round(everything_open=False)

    page = in_english(make.make_leader(round)).get(address(round, "import"), follow=True)

    assert "no open stage" in told(page)[0]
    assert page.request["PATH_INFO"] == address(round, "board")


# Planning documents


def make_document(round, city, kind="plan", status="issued", issuers=("government",), confidence="certain"):
    return PlanningDocument.objects.create(
        round=round,
        city=city,
        kind=kind,
        status=status,
        issuer_classes=list(issuers),
        source="published_report",
        confidence=confidence,
    )


@pytest.fixture
def register():
    round = make.make_round()
    first, second = make.make_city("甲市", province="甲省"), make.make_city("乙市", province="乙省")
    make_document(round, first)
    make_document(round, second, issuers=("drc_eeb", "government"), confidence="low")
    make_document(round, second, kind="climate_plan", status="started_or_compiled", issuers=())
    return round


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        ("", 3),
        ("kind=plan", 2),
        ("issuer=drc_eeb", 1),
        ("status=started_or_compiled", 1),
        ("words=甲", 1),
        ("kind=none", 3),
    ],
)
def test_the_register_shows_and_writes_what_the_address_says(register, choice, found):
    client = in_english(make.make_user())

    page = client.get(f"{address(register, 'documents')}?{choice}")
    written = client.get(f"{address(register, 'documents-file', 'csv')}?{choice}").content.decode("utf-8-sig")

    assert len(page.context["page"]) == found
    assert len(list(csv.reader(io.StringIO(written)))) == found + 1


def test_the_register_counts_cities_by_kind_and_class_and_says_its_source(register):
    page = in_english(make.make_user()).get(address(register, "documents"))

    counts = {kind.kind: [(one.label, one.number) for one in kind.counts] for kind in page.context["kinds"]}
    both = "People's government + Development and reform commission or ecology and environment bureau"
    assert counts == {
        "plan": [("People's government", 1), (both, 1)],
        "climate_plan": [("Started or compiled (not told apart)", 1)],
    }
    assert "Published report" in text_of(page)
    assert "uncertain" in text_of(page)


@pytest.mark.parametrize("more", [0, 4])
def test_the_register_asks_the_same_questions_however_long_it_is(register, more, django_assert_num_queries):
    for _ in range(more):
        make_document(register, make.make_city())
    client = in_english(make.make_user())
    client.get(address(register, "documents"))

    with django_assert_num_queries(9):
        client.get(address(register, "documents"))


def test_a_register_without_documents_says_why():
    round = make.make_round()

    page = text_of(in_english(make.make_user()).get(address(round, "documents")))

    assert "No planning documents are registered" in page


# The province


def test_the_province_reads_each_version_and_changes_nothing():
    version, _member = make_submitted()
    round, city = version.submission.round, version.submission.city
    client = in_english(make_province_member(version.submission))

    cities = text_of(client.get(address(round, "province")))
    page = client.get(address(round, "province-material", city.gb_code))

    assert "4 / 4" in cities
    assert "已完成。" in text_of(page)
    assert version.sha256 in text_of(page)
    assert "early_look" not in verbs()
    client.post(address(round, "province-material", city.gb_code), {"number": "1", "accept": "1"})
    version.submission.refresh_from_db()
    assert version.submission.state == "submitted"


def test_the_province_sees_that_nothing_is_there_yet_and_no_draft():
    submission, member = make_city_at_work()
    say(submission, "A1", member, text="未完成的自述。")
    client = in_english(make_province_member(submission))

    page = text_of(client.get(address(submission.round, "province-material", submission.city.gb_code)))

    assert "Once the city submits its material" in page
    assert "未完成的自述" not in page


@pytest.mark.parametrize("cities", [1, 5])
def test_the_province_asks_the_same_questions_however_many_cities(cities, django_assert_num_queries):
    round = make.make_round()
    for _ in range(cities):
        submission = make.make_submission(round)
    client = in_english(make_province_member(submission))
    client.get(address(round, "province"))

    with django_assert_num_queries(9):
        client.get(address(round, "province"))
