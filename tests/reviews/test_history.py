"""The time machine: what moved, why, how it was, and back to it."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.models import Submission
from portal.invariants import ask_all
from reviews import ranking
from reviews.models import (
    Assignment,
    Case,
    RankingSnapshot,
    RankingState,
    ScoreSheet,
    ScoreSheetVersion,
    Settlement,
    Verification,
)
from reviews.queries.history import version_at
from reviews.ranking.explanation import explain_city
from reviews.services.counter import raise_version
from reviews.services.recusals import enter_recusals
from rounds.models import Round, RoundRole, Stage
from scoring.canonical import sha256_of
from scoring.state import Reason
from tests.make import (
    make_assignment,
    make_leader,
    make_round,
    make_scored_city,
    make_signed_sheet,
    make_user,
    make_verified,
)

GOOD = {"B1": "37", "C1": "23", "E": "8"}
FAIR = {"B1": "30", "C1": "20", "E": "7"}
LAST = {"B1": "10", "C1": "5", "E": "2"}
BEST = {"B1": "44", "C1": "29", "E": "9.9"}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


@pytest.fixture
def round() -> Round:
    """Version 1: 甲 before 乙. Version 2: a fourth sheet for 乙 puts it first."""
    made = make_round()
    make_scored_city(made, "甲市", GOOD, GOOD, GOOD, name_en="Alpha")
    second = make_scored_city(made, "乙市", FAIR, FAIR, BEST, name_en="Beta")
    advance(made)
    sheet = make_signed_sheet(second, BEST)
    ScoreSheetVersion.objects.filter(pk=sheet.pk).update(from_version=2)
    advance(made)
    return made


def advance(round: Round) -> None:
    with transaction.atomic():
        raise_version(round.pk, cause="submit_sheet 1")
    ranking.bring_up_to_date(round.pk)


def newest(round: Round) -> ranking.Standings:
    return ranking.standings_of(RankingSnapshot.objects.filter(round=round).latest("scores_version"))


def test_the_ranking_as_of_a_version_is_what_was_stored_then(round: Round) -> None:
    stored = RankingSnapshot.objects.get(round=round, scores_version=1)
    then = ranking.evaluate_at(round.pk, 1)
    assert then.standings.totals.tolist() == ranking.standings_of(stored).totals.tolist()
    assert then.standings.ranks.tolist() == [1, 2]
    assert newest(round).ranks.tolist() == [2, 1]


def test_who_moved_and_because_of_which_sheet(round: Round, client: Client) -> None:
    client.cookies["django_language"] = "en"
    client.force_login(make_leader(round, RoundRole.Kind.CHAIR))
    page = client.get(reverse("reviews:ranking-compare", args=[round.slug]), {"from": "1", "to": "2"})
    moves = {move.city.name_en: move for move in page.context["moves"]}
    assert (moves["Beta"].old_rank, moves["Beta"].rank) == (2, 1)
    assert "version 1" in moves["Beta"].because[0]
    assert (moves["Alpha"].up, moves["Alpha"].because) == (-1, [])
    history = client.get(reverse("reviews:ranking-history", args=[round.slug]))
    assert history.context["chart"]["series"][0]["ranks"] == [2, 1]


def test_the_whole_ranking_opens_as_of_a_version_or_moment(round: Round, reader: Client) -> None:
    first = RankingSnapshot.objects.get(round=round, scores_version=1)
    reader.force_login(make_leader(round, RoundRole.Kind.CHAIR))

    def opened(at: str, name: str = "ranking-at", *more: str) -> Any:
        return reader.get(reverse(f"reviews:{name}", args=[round.slug, *more]), {"at": at})

    now, then = opened("2"), opened("1")
    moment = opened(first.finished_at.isoformat())
    file = opened("1", "ranking-at-file", "csv").content.decode("utf-8-sig").splitlines()

    assert [(row.rank, row.city.name_en) for row in now.context["rows"]] == [("1", "Beta"), ("2", "Alpha")]
    for page in (then, moment):
        assert [(row.rank, row.city.name_en) for row in page.context["rows"]] == [("1", "Alpha"), ("2", "Beta")]
        assert "A past ranking: version 1" in page.content.decode()
    assert [line.split(",")[:2] for line in file[1:]] == [["1", "Alpha"], ["2", "Beta"]]
    assert opened("1", "ranking-at-file", "xlsx").status_code == 200
    [link] = [row.city.gb_code for row in then.context["rows"] if row.city.name_en == "Beta"]
    assert f"/ranking/at/{link}/?at=1" in then.content.decode()


def test_a_citys_total_opens_as_it_came_about_then(round: Round, reader: Client) -> None:
    reader.force_login(make_leader(round, RoundRole.Kind.CHAIR))
    beta = Submission.objects.get(round=round, city__name_zh="乙市").city.gb_code

    def opened(at: int) -> Any:
        return reader.get(reverse("reviews:ranking-city-at", args=[round.slug, beta]), {"at": at})

    then, now = opened(1), opened(2)

    assert [len(page.context["parts"][1].indicators[0].marks) for page in (then, now)] == [3, 4]
    assert (then.context["row"].rank, now.context["row"].rank) == ("2", "1")
    assert "A past ranking: version 1" in then.content.decode()


def test_a_past_ranking_that_is_not_kept_follows_from_what_counted_then(round: Round, reader: Client) -> None:
    RankingSnapshot.objects.filter(round=round, scores_version=1).delete()
    reader.force_login(make_leader(round))

    page = reader.get(reverse("reviews:ranking-at", args=[round.slug]), {"at": "1"})

    assert [(row.rank, row.city.name_en) for row in page.context["rows"]] == [("1", "Alpha"), ("2", "Beta")]
    assert "It is not kept as it was built" in page.content.decode()


@pytest.mark.parametrize("kind", [RoundRole.Kind.OBSERVER, RoundRole.Kind.CHAIR, RoundRole.Kind.SECRETARIAT])
@pytest.mark.parametrize("at", ["1", "2"])
def test_a_past_ranking_shows_no_city_whose_sheets_are_not_all_in_today(
    hidden_moves: Round, kind: RoundRole.Kind, at: str, reader: Client
) -> None:
    reader.force_login(make_leader(hidden_moves, kind))
    alpha = Submission.objects.get(round=hidden_moves, city__name_zh="甲市").city.gb_code

    page = reader.get(reverse("reviews:ranking-at", args=[hidden_moves.slug]), {"at": at, "sort": "total"})
    city = reader.get(reverse("reviews:ranking-city-at", args=[hidden_moves.slug, alpha]), {"at": at})

    ranks = [(row.city.name_en, row.rank) for row in page.context["rows"]]
    assert ranks == [("Gamma", "2"), ("Beta", "1"), ("Alpha", "0")]
    assert city.context["explained"] is None


@pytest.mark.parametrize(
    ("at", "why"),
    [
        ("99", "There is no version 99: the newest is 2."),
        ("昨天", "“昨天” is neither a version nor a moment such as 2023-06-01T12:00."),
    ],
)
def test_what_is_no_version_leads_back_with_what_was_typed(
    round: Round, reader: Client, at: str, why: str
) -> None:
    reader.force_login(make_leader(round))

    page = reader.get(reverse("reviews:ranking-at", args=[round.slug]), {"at": at}, follow=True)

    assert why in page.content.decode()
    assert f'value="{at}"' in page.content.decode()


def test_observers_are_not_told_whose_sheet_it_was(round: Round, client: Client) -> None:
    client.cookies["django_language"] = "en"
    client.force_login(make_leader(round, RoundRole.Kind.OBSERVER))
    page = client.get(reverse("reviews:ranking-compare", args=[round.slug]), {"from": "1", "to": "2"})
    names = {str(a.expert) for a in Assignment.objects.filter(round=round)}
    assert not any(name in page.content.decode() for name in names)


def test_a_city_with_a_sheet_to_come_shows_in_no_chart_and_no_comparison(round: Round, client: Client) -> None:
    waiting = Assignment.objects.filter(submission__city__name_zh="乙市").earliest("pk")
    make_assigned_without_sheet(waiting)
    advance(round)
    client.cookies["django_language"] = "en"
    client.force_login(make_leader(round, RoundRole.Kind.CHAIR))
    for name in ("reviews:ranking-compare", "reviews:ranking-history"):
        page = client.get(reverse(name, args=[round.slug]), {"from": "1", "to": "2"}).content.decode()
        assert "Beta" not in page


@pytest.fixture
def hidden_moves() -> Round:
    """乙 and 丙 are complete. 甲 has a sheet to come; between versions 1 and 2 it rises from last to first."""
    made = make_round()
    hidden = make_scored_city(made, "甲市", LAST, LAST, LAST, name_en="Alpha")
    make_scored_city(made, "乙市", GOOD, GOOD, GOOD, name_en="Beta")
    make_scored_city(made, "丙市", FAIR, FAIR, FAIR, name_en="Gamma")
    make_assignment(hidden)
    advance(made)
    best = [make_signed_sheet(hidden, BEST).pk for _ in range(9)]
    ScoreSheetVersion.objects.filter(pk__in=best).update(from_version=2)
    advance(made)
    assert ranking.evaluate_at(made.pk, 1).standings.ranks.tolist() == [3, 1, 2]
    assert newest(made).ranks.tolist() == [1, 2, 3]
    return made


@pytest.mark.parametrize("kind", [RoundRole.Kind.OBSERVER, RoundRole.Kind.CHAIR, RoundRole.Kind.SECRETARIAT])
def test_a_hidden_city_moves_nobody_in_the_history(
    hidden_moves: Round, kind: RoundRole.Kind, reader: Client
) -> None:
    reader.force_login(make_leader(hidden_moves, kind))

    def read(name: str, *more: str, **query: object) -> Any:
        return reader.get(reverse(f"reviews:{name}", args=[hidden_moves.slug, *more]), query)

    page = read("ranking")
    ranks = {row.city.name_en: row.rank for row in page.context["rows"]}
    assert ranks == {"Beta": "1", "Gamma": "2", "Alpha": "0"}
    trends = {row.city.name_en: {c.key: c.value for c in row.cells}["trend"] for row in page.context["rows"]}
    assert trends == {"Beta": "1 1", "Gamma": "2 2", "Alpha": None}
    file = read("ranking-file", "csv", columns="trend").content.decode("utf-8-sig")
    assert [line.rsplit(",", 1)[1] for line in file.splitlines()[1:]] == ["1 1", "2 2", ""]

    assert read("ranking-compare", **{"from": "1", "to": "2"}).context["moves"] == []
    assert read("ranking-compare", **{"from": "0", "to": "2"}).context["moves"] == []
    history = read("ranking-history").context
    assert {row.city.name_en: row.ranks for row in history["rank_rows"]} == {"Beta": [1, 1], "Gamma": [2, 2]}
    assert [line["ranked"] for line in history["lines"]] == [2, 2]
    assert "2 / 3" in read("ranking-history").content.decode()


def test_what_happened_twice_is_named_once_with_how_often(round: Round, reader: Client) -> None:
    beta = Submission.objects.get(round=round, city__name_zh="乙市")
    verified = Verification.objects.filter(submission=beta, indicator__code="A1")
    first = verified.get()
    verified.update(from_version=2, to_version=3)
    first.pk, first.from_version, first.to_version = None, 3, None
    first.save()
    advance(round)
    reader.force_login(make_leader(round, RoundRole.Kind.OBSERVER))

    page = reader.get(reverse("reviews:ranking-compare", args=[round.slug]), {"from": "1", "to": "3"})

    [because] = [move.because for move in page.context["moves"] if move.city.name_en == "Beta"]
    assert because == ["sheet of an expert, version 1", "computed points verified: A1 ×2"]


def make_assigned_without_sheet(like: Assignment) -> None:
    make_assignment(like.submission)


def test_going_back_makes_new_versions_and_deletes_nothing(round: Round) -> None:
    before = ScoreSheetVersion.objects.count()
    call_command("rewind_scores", round.slug, before="1", dry_run=True, verbosity=0)
    assert newest(round).ranks.tolist() == [2, 1]

    call_command("rewind_scores", round.slug, before="1", reason="误提交", verbosity=0)

    assert newest(round).totals.tolist() == ranking.evaluate_at(round.pk, 1).standings.totals.tolist()
    assert newest(round).ranks.tolist() == [1, 2]
    assert ScoreSheetVersion.objects.count() == before
    ended = ScoreSheetVersion.objects.get(from_version=2)
    assert (ended.to_version, ended.why_ended) == (3, "scores restored to version 1")
    # and forward again: the sheet that had been ended gets a new version
    call_command("rewind_scores", round.slug, before="2", reason="恢复", verbosity=0)
    assert newest(round).ranks.tolist() == [2, 1]
    assert ScoreSheetVersion.objects.filter(sheet=ended.sheet).count() == 2
    assert all(held.holds for held in ask_all())


def verified(submission: Submission) -> dict[str, tuple[str, str]]:
    """What counts: indicator → kind and points."""
    rows = Verification.objects.filter(submission=submission, to_version=None).select_related("indicator")
    return {row.indicator.code: (row.kind, str(row.points)) for row in rows}


def test_going_back_gives_sheets_back_and_takes_back_what_was_verified_since(round: Round) -> None:
    beta = Submission.objects.get(round=round, city__name_zh="乙市")
    late = ScoreSheet.objects.get(versions__from_version=2)
    Verification.objects.filter(submission=beta, indicator__code="A1").update(from_version=2)
    accepted = Verification.objects.get(submission=beta, indicator__code="C1")
    accepted.to_version = 2
    accepted.kind, accepted.source = Verification.Kind.ACCEPTED, ""
    accepted.computed = {"points": 1000}
    accepted.computed_sha256 = sha256_of(accepted.computed)
    accepted.save()
    make_verified(beta, {"C1": "9"})
    Verification.objects.filter(submission=beta, points="9").update(from_version=2)

    call_command("rewind_scores", round.slug, before="1", reason="误提交", verbosity=0)

    late.refresh_from_db()
    assert late.state == ScoreSheet.State.RETURNED
    assert verified(beta) == {"C1": ("accepted", "10.00")}
    assert newest(round).reason(1) == Reason.UNVERIFIED
    assert [(held.name, held.named) for held in ask_all() if not held.holds] == []

    call_command("rewind_scores", round.slug, before="2", reason="恢复", verbosity=0)
    late.refresh_from_db()
    assert late.state == ScoreSheet.State.SUBMITTED
    assert verified(beta) == {"A1": ("entered", "5.00"), "C1": ("entered", "9.00")}


def test_a_moment_before_a_rewind_still_names_the_version_of_then(round: Round) -> None:
    before = timezone.now()
    at_first = RankingSnapshot.objects.get(round=round, scores_version=1).started_at
    RankingSnapshot.objects.all().delete()  # only what people did tells
    late = ScoreSheetVersion.objects.get(from_version=2)
    ScoreSheetVersion.objects.exclude(pk=late.pk).update(from_version=1, submitted_at=at_first)
    assert (version_at(round, at_first), version_at(round, before)) == (1, 2)

    for to in ("1", "2"):
        call_command("rewind_scores", round.slug, before=to, reason="试", verbosity=0)
    RankingSnapshot.objects.all().delete()

    assert ScoreSheetVersion.objects.filter(sheet=late.sheet).count() == 2
    assert (version_at(round, at_first), version_at(round, before)) == (1, 2)
    call_command("rewind_scores", round.slug, before=at_first.isoformat(), reason="试", verbosity=0)
    assert newest(round).ranks.tolist() == [1, 2]


def settled(round: Round, points: str) -> Settlement:
    """B1 of 甲 is settled, signed by a second person."""
    submission = Submission.objects.get(round=round, city__name_zh="甲市")
    indicator = round.indicator_system.indicators.get(code="B1")
    now = timezone.now()
    case = Case.objects.create(
        round=round, submission=submission, domain=indicator.domain, indicator=indicator,
        state=Case.State.SETTLED, closed_at=now, opened_version=1,
    )  # fmt: skip
    made = Settlement.objects.create(
        case=case, indicator=indicator, points=points, marks=[3700] * 3, reason="综合意见",
        settled_by=make_user(), signed_by=make_user(), signed_at=now,
    )  # fmt: skip
    with transaction.atomic():
        version = raise_version(round.pk, cause="settle_case 1")
        Settlement.objects.filter(pk=made.pk).update(from_version=version)
    ranking.bring_up_to_date(round.pk)
    return made


def b1(round: Round, version: int | None = None) -> int:
    """Points of 甲 in the newest ranking, or as of a version."""
    standings = newest(round) if version is None else ranking.evaluate_at(round.pk, version).standings
    points = standings.indicator_points(0, standings.codes.index("B1"))
    assert points is not None
    return int(points)


def test_a_settlement_that_has_lapsed_holds_where_it_held_and_comes_back_with_its_marks(round: Round) -> None:
    Stage.objects.filter(round=round).update(closes_at=timezone.now())  # revision is over
    settlement = settled(round, "36")
    assert (b1(round), b1(round, 2), b1(round, 3)) == (36, 37, 36)
    expert = Assignment.objects.filter(submission=settlement.case.submission).earliest("pk")
    sheet = make_signed_sheet(settlement.case.submission, GOOD)
    ScoreSheetVersion.objects.filter(pk=sheet.pk).update(from_version=4)
    advance(round)
    settlement.refresh_from_db()
    assert (settlement.lapsed_at is not None, settlement.to_version) == (True, 4)
    assert (b1(round), b1(round, 3)) == (37, 36)
    explained = explain_city(3, ranking.standings_at(round, 3).standings, settlement.case.submission, named=True)
    lines = {line.indicator.code: line for area in explained.areas for line in area.indicators}
    assert lines["B1"].settlement == settlement

    call_command("rewind_scores", round.slug, before="3", reason="误提交", verbosity=0)
    assert b1(round) == 36
    assert Settlement.objects.filter(lapsed_at=None).get().signed_at == settlement.signed_at
    call_command("rewind_scores", round.slug, before="2", reason="误签", verbosity=0)
    assert b1(round) == 37
    assert not Settlement.objects.filter(lapsed_at=None).exists()
    assert [b1(round, version) for version in (2, 3, 4, 5, 6)] == [37, 36, 37, 36, 37]
    assert expert.sheet.versions.count() == 1
    assert [(held.name, held.named) for held in ask_all() if not held.holds] == []


def test_going_back_does_not_bring_a_recused_experts_scores_back(round: Round) -> None:
    sheet = ScoreSheetVersion.objects.filter(sheet__assignment__submission__city__name_zh="甲市").earliest("pk")
    assignment = sheet.sheet.assignment
    enter_recusals(
        round=round, expert=assignment.expert, cities=[assignment.submission.city], reason="曾任职",
        by=make_leader(round),
    )  # fmt: skip
    ranking.bring_up_to_date(round.pk)

    call_command("rewind_scores", round.slug, before="2", reason="恢复", verbosity=0)

    assert not ScoreSheetVersion.objects.filter(sheet=sheet.sheet, to_version=None).exists()
    assert all(held.holds for held in ask_all())


def test_what_is_not_a_version_is_refused_by_name(round: Round) -> None:
    for before, why in (("99", "the newest is 2"), ("昨天", "neither a version nor a moment")):
        with pytest.raises(CommandError, match=why):
            call_command("rewind_scores", round.slug, before=before, reason="试", verbosity=0)
    with pytest.raises(CommandError, match="--reason"):
        call_command("rewind_scores", round.slug, before="1", verbosity=0)
    RankingState.objects.filter(round=round).update(frozen=True)
    with pytest.raises(CommandError, match="frozen"):
        call_command("rewind_scores", round.slug, before="1", reason="试", verbosity=0)


def test_a_moment_names_the_newest_version_of_then(round: Round) -> None:
    snapshot = RankingSnapshot.objects.get(round=round, scores_version=1)
    assert version_at(round, snapshot.started_at) >= 1
    assert version_at(round, round.opened_at) == 0
