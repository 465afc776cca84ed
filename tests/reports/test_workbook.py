"""The evaluation workbook: what is in it, for whom, and that nothing in it is a formula."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from accounts.models import AuditEvent, User
from notices.models import Notice
from reports.building import run
from reports.models import ReportBuild
from reports.queries.builds import builds_of
from reviews import ranking
from reviews.models import Case, ScoreSheetVersion, Settlement, Verification
from rounds.models import Round, RoundRole
from tests.make import make_assignment, make_city_member, make_expert, make_leader, make_round, make_scored_city

pytestmark = pytest.mark.django_db(transaction=True)

GOOD: dict[str, str | None] = {"B1": "40", "C1": "25", "E": "8"}
HEAD = {"Ranking": "Rank", "All scores": "Expert", "Verification": "Source and arithmetic"}


def made_workbook(client: Client, user: User, round: Round) -> ReportBuild:
    """Asked for on the page, made as a worker makes it."""
    client.force_login(user)
    client.cookies["django_language"] = "en"
    assert client.post(f"/reports/{round.slug}/downloads/workbook/").status_code == 302
    build = ReportBuild.objects.filter(round=round).latest("number")
    run.make(build.pk)
    build.refresh_from_db()
    return build


def workbook(client: Client, user: User, round: Round) -> Workbook:
    build = made_workbook(client, user, round)
    response = client.get(f"/reports/{round.slug}/downloads/workbook/files/{build.files.get().pk}/")
    assert response.status_code == 200
    return load_workbook(io.BytesIO(response.content))


def table(book: Workbook, name: str) -> list[dict[str, Any]]:
    """The rows of a sheet by label, below its notes."""
    rows = [list(row) for row in book[name].iter_rows(values_only=True)]
    top = next(n for n, row in enumerate(rows) if row[1])
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]]


def test_the_workbook_holds_every_score_with_its_figures_as_numbers(client: Client) -> None:
    round = make_round()
    make_scored_city(round, "深圳", GOOD, GOOD, {**GOOD, "E": None}, {**GOOD, "B1": "30.5"})
    ranking.rebuild(round.pk)

    book = workbook(client, make_leader(round), round)

    assert book.sheetnames == [
        "Ranking", "Area rates", "All scores", "Score sheets", "Cases", "Assignments", "Verification",
        "Statistics", "Indicator system", "Rules of scoring",
    ]  # fmt: skip
    scores = table(book, "All scores")
    assert len(scores) == 12
    assert sorted(row["Points"] for row in scores if row["Indicator"] == "B1") == [30.5, 40, 40, 40]
    innovation = [(row["Points"], row["Unable to judge"]) for row in scores if row["Indicator"] == "E"]
    assert sorted(innovation, key=str) == [(8, None), (8, None), (8, None), (None, "yes")]
    assert [row["Total"] for row in table(book, "Ranking")] == [88]
    rates = {row["Area"]: row["Rate (%)"] for row in table(book, "Area rates")}
    assert rates["C"] == pytest.approx(87.5)
    assert sum(row["Points"] for row in table(book, "Area rates")) == 88
    assert {row["Indicator"] for row in table(book, "Verification")} == {"A1", "C1"}
    assert [row["State"] for row in table(book, "Score sheets")] == ["Submitted"] * 4
    assert len(table(book, "Assignments")) == 4
    mean = next(row for row in table(book, "Statistics") if (row["No."], row["Amount"]) == ("S18", "mean"))
    assert mean["Unit"] == "points"


def test_a_case_stands_in_it_with_its_settled_points(client: Client) -> None:
    round = make_round()
    submission = make_scored_city(round, "深圳", GOOD, GOOD, GOOD)
    make_assignment(make_scored_city(round, "未齐", GOOD, GOOD, GOOD))
    for city, points in (("深圳", "39.5"), ("未齐", "12")):
        indicator = round.indicator_system.indicators.get(code="B1")
        case = Case.objects.create(
            round=round, submission=round.submissions.get(city__name_zh=city), indicator=indicator,
            opened_version=0, state="settled", closed_at=timezone.now(),
        )  # fmt: skip
        Settlement.objects.create(
            case=case, indicator=indicator, points=points, marks=[], reason="复核一致", from_version=0,
            settled_by=make_leader(round, RoundRole.Kind.CHAIR), signed_by=make_leader(round),
            signed_at=timezone.now(),
        )  # fmt: skip
    ranking.rebuild(round.pk)

    cases = table(workbook(client, make_leader(round), round), "Cases")

    shown = submission.city.name_en
    assert sorted(((row["City"] == shown, row["Settled points"]) for row in cases), key=str) == [
        (False, None),
        (True, 39.5),
    ]


def test_the_workbook_says_version_hashes_and_that_points_are_not_official(client: Client) -> None:
    round = make_round()
    round.indicator_system.is_official = False
    round.indicator_system.save()
    make_scored_city(round, "深圳", GOOD, GOOD, GOOD)
    snapshot = ranking.rebuild(round.pk)

    book = workbook(client, make_leader(round), round)

    for sheet in book.worksheets:
        assert "version 0 of the ranking" in sheet["A1"].value
        assert sheet["A2"].value == "Default points, not official."
    notes = [cell.value for cell in book["Rules of scoring"]["A"]]
    assert f"SHA-256 of the policy: {snapshot.policy_sha256}" in notes


def test_cities_whose_sheets_are_not_all_in_stay_out(client: Client) -> None:
    round = make_round()
    make_assignment(make_scored_city(round, "未齐", GOOD, GOOD, GOOD))
    make_scored_city(round, "已齐", GOOD, GOOD, GOOD)
    ranking.rebuild(round.pk)

    book = workbook(client, make_leader(round), round)

    names = {row["City"] for row in table(book, "All scores")} | {row["City"] for row in table(book, "Area rates")}
    assert names == {str(round.submissions.get(city__name_zh="已齐").city.name_en)}
    assert "1 city is left out" in book["All scores"]["A2"].value


def test_no_text_becomes_a_formula(client: Client) -> None:
    round = make_round()
    make_scored_city(round, "深圳", GOOD, GOOD, GOOD, name_en='=HYPERLINK("http://x","y")')
    ScoreSheetVersion.objects.update(comments={"B1": "=1+1", "C1": "@SUM(A1)", "E": "＝1"})
    Verification.objects.update(source="+cmd|' /C calc'!A0")
    ranking.rebuild(round.pk)

    book = workbook(client, make_leader(round), round)

    kinds = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert {row["Comment"] for row in table(book, "All scores")} == {"=1+1", "@SUM(A1)", "＝1"}


def test_scores_are_those_of_the_version_shown(client: Client) -> None:
    round = make_round()
    make_scored_city(round, "深圳", GOOD, GOOD, GOOD)
    ranking.rebuild(round.pk)
    ScoreSheetVersion.objects.update(to_version=1, ended_because="回避")

    assert len(table(workbook(client, make_leader(round), round), "All scores")) == 9


def test_the_download_is_on_record_and_for_the_secretariat_only(client: Client) -> None:
    round = make_round()
    city = make_scored_city(round, "深圳", GOOD, GOOD, GOOD)
    ranking.rebuild(round.pk)
    others = [make_leader(round, kind) for kind in RoundRole.Kind if kind != RoundRole.Kind.SECRETARIAT]
    others += [make_expert(round).user, make_city_member(city.city), make_leader(make_round())]

    for user in others:
        client.force_login(user)
        assert client.get(f"/reports/{round.slug}/downloads/").status_code == 404
        assert client.post(f"/reports/{round.slug}/downloads/workbook/").status_code == 404
        assert client.get(f"/reports/{round.slug}/downloads/scores.csv").status_code == 404
    assert not AuditEvent.objects.filter(verb__startswith="download").exists()

    build = made_workbook(client, make_leader(round), round)
    file = f"/reports/{round.slug}/downloads/workbook/files/{build.files.get().pk}/"
    for user in others:
        client.force_login(user)
        assert client.get(file).status_code == 404
    client.force_login(build.asked_by)
    client.get(file)
    list(client.get(f"/reports/{round.slug}/downloads/scores.csv"))

    verbs = AuditEvent.objects.filter(verb__startswith="download", round_id=round.pk).values_list(
        "verb", flat=True
    )
    assert sorted(verbs) == ["download", "download_build_file"]


def test_before_the_first_ranking_the_page_says_so(client: Client) -> None:
    round = make_round()
    client.force_login(make_leader(round))

    assert client.get(f"/reports/{round.slug}/downloads/").context["data"] is None
    assert client.post(f"/reports/{round.slug}/downloads/workbook/").status_code == 404
    assert client.get(f"/reports/{round.slug}/downloads/scores.csv").status_code == 404


def test_who_asked_is_told_when_the_workbook_is_ready_and_can_be_made_again(client: Client) -> None:
    round = make_round()
    make_scored_city(round, "深圳", GOOD, GOOD, GOOD)
    ranking.rebuild(round.pk)
    asking = make_leader(round)

    first, second = made_workbook(client, asking, round), made_workbook(client, asking, round)

    notices = Notice.objects.filter(recipient=asking).values_list("text_en", "link")
    said = f"{round.name_en} · Evaluation workbook is ready."
    assert list(notices) == [(said, f"/reports/{round.slug}/downloads/")] * 2
    assert first.files.get().sha256 == second.files.get().sha256
    assert not builds_of(round).exists()


def test_the_scores_leave_as_csv_line_by_line(client: Client) -> None:
    round = make_round()
    make_scored_city(round, "深圳", GOOD, GOOD, GOOD)
    ScoreSheetVersion.objects.update(comments={"B1": "=1+1"})
    ranking.rebuild(round.pk)
    client.force_login(make_leader(round))

    answer = client.get(f"/reports/{round.slug}/downloads/scores.csv")

    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert (answer.streaming, len(rows)) == (True, 9)
    assert "filename*=utf-8''" in answer["Content-Disposition"]
    assert {row["评语"] for row in rows} == {"'=1+1", ""}


@pytest.mark.parametrize("cities", [1, 5])
def test_the_workbook_takes_as_many_queries_for_five_cities_as_for_one(
    client: Client, cities: int, django_assert_max_num_queries: Any
) -> None:
    round = make_round()
    for number in range(cities):
        make_scored_city(round, f"城{number}", GOOD, GOOD, GOOD)
    ranking.rebuild(round.pk)
    client.force_login(make_leader(round))

    made_workbook(client, make_leader(round), round)
    build = ReportBuild.objects.create(
        round=round, number=2, kind="workbook", language="en", asked_by=make_leader(round)
    )

    with django_assert_max_num_queries(60):
        run.make(build.pk)
