"""校准: anchor dossiers are scored blind, discussed, scored again, and never count."""

from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cities.models import Submission
from reviews import ranking
from reviews.errors import Incomplete, ReviewError, StaleSheet
from reviews.models import AnchorDossier, AnchorSheet, Calibration, Expert, Recusal, ScoreSheetVersion
from reviews.queries.calibration import anchors_for, calibration_of, dossiers_of, offered_versions, results_of
from reviews.services.calibration import advance_calibration, prepare_calibration, save_anchor_sheet
from reviews.services.discussions import LONGEST_REMARK, add_remark_on_anchor
from reviews.services.sheets import Entry
from rounds.models import Round, RoundRole
from scoring.calibration import dispersion
from tests.make import make_city, make_expert, make_leader, make_round
from tests.reviews.build import make_material, requested

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def round() -> Round:
    return make_round()


@pytest.fixture
def secretariat(round: Round) -> User:
    return make_leader(round)


def begun(round: Round, by: User) -> Calibration:
    """One anchor dossier of another round, first marks open."""
    version = make_material(make_round(), make_city("锚定市", name_en="锚定市")).versions.get()
    prepared = prepare_calibration(round=round, versions=[version], by=by)
    return advance_calibration(calibration=prepared, state="prepared", by=by)


def give(calibration: Calibration, expert: Expert, b1: str, *, submit: bool = True) -> AnchorSheet:
    marks = {"B1": b1, "C1": "15", "E": "5"}
    sheet = AnchorSheet.objects.filter(expert=expert, submitted_at=None).first()
    return save_anchor_sheet(
        dossier=dossiers_of(calibration).get(),
        version=sheet.version if sheet else 0,
        entries={code: Entry(points=Decimal(points)) for code, points in marks.items()},
        submit=submit,
        by=expert.user,
    )


def move(round: Round, by: User) -> Calibration:
    found = calibration_of(round)
    assert found
    return advance_calibration(calibration=found, state=found.state, by=by)


def page(user: User, round: Round) -> str:
    client = Client()
    client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.get(reverse("reviews:calibration", args=[round.slug]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_nobody_sees_a_mark_before_the_discussion(round, secretariat) -> None:
    experts = [make_expert(round), make_expert(round)]
    calibration = begun(round, secretariat)
    give(calibration, experts[0], "40.1")
    give(calibration, experts[1], "20.3")

    for user in (experts[0].user, experts[1].user, secretariat, make_leader(round, RoundRole.Kind.CHAIR)):
        text = page(user, round)
        assert not [mark for mark in ("40.1", "20.3", "19.8", "30.2") if mark in text]
    assert results_of(calibration, list(dossiers_of(calibration)))[0].lines == []


def test_the_discussion_shows_marks_without_names_and_the_second_marks_stay_hidden(round, secretariat) -> None:
    one, two = make_expert(round), make_expert(round)
    calibration = begun(round, secretariat)
    give(calibration, one, "40.1")
    give(calibration, two, "20.3")
    move(round, secretariat)

    text = page(one.user, round)
    assert "20.30" in text
    assert "19.80" in text
    assert str(two) not in text
    move(round, secretariat)
    give(calibration_of(round), two, "33.3")

    for user in (one.user, two.user, secretariat):
        assert "33.30" not in page(user, round)


def test_the_result_compares_before_and_after(round, secretariat) -> None:
    one, two = make_expert(round), make_expert(round)
    calibration = begun(round, secretariat)
    give(calibration, one, "40")
    give(calibration, two, "20")
    move(round, secretariat)
    move(round, secretariat)
    give(calibration_of(round), one, "35")
    give(calibration_of(round), two, "30")

    closed = move(round, secretariat)

    (result,) = results_of(closed, list(dossiers_of(closed)))
    line = next(line for line in result.lines if line.indicator.code == "B1")
    before, after = line.spread[1], line.spread[2]
    assert (before.range, after.range, line.closer) == (Decimal(20), Decimal(5), True)
    assert (before.mean_points, after.mean_points) == (Decimal("30.00"), Decimal("32.50"))
    assert result.mean_before == Decimal(20) * 100 / 45 / 3
    assert "closer" in page(one.user, round)


def test_nothing_of_it_counts_or_moves_the_ranking(round, secretariat) -> None:
    one, two = make_expert(round), make_expert(round)
    before = requested(round)
    calibration = begun(round, secretariat)
    give(calibration, one, "40")
    give(calibration, two, "20")

    assert requested(round) == before
    assert ScoreSheetVersion.objects.count() == 0
    assert "anchor" not in " ".join(vars(ranking)).lower()


def test_an_expert_recused_from_the_city_does_not_see_its_dossier(round, secretariat) -> None:
    tied = make_expert(round)
    calibration = begun(round, secretariat)
    dossier = dossiers_of(calibration).get()
    Recusal.objects.create(
        round=round, expert=tied, city=dossier.version.submission.city, kind="declared", reason="曾任职"
    )

    assert list(anchors_for(tied.user, calibration)) == []
    client = Client()
    client.force_login(tied.user)
    assert client.get(reverse("reviews:anchor", args=[round.slug, dossier.pk])).status_code == 404
    with pytest.raises(ReviewError, match="not open to you"):
        give(calibration, tied, "40")


@pytest.mark.parametrize("kind", ["chair", "deputy", "secretariat"])
def test_who_leads_and_is_an_expert_has_the_progress_and_their_own_sheet(round, secretariat, kind) -> None:
    expert = make_expert(round)
    RoundRole.objects.create(round=round, user=expert.user, kind=kind)
    calibration = begun(round, secretariat)
    address = reverse("reviews:anchor", args=[round.slug, dossiers_of(calibration).get().pk])

    text = page(expert.user, round)

    assert "First marks in" in text
    assert "Your sheet" in text
    assert f'href="{address}"' in text
    assert client_of(expert.user).get(address).status_code == 200
    only_leads = page(secretariat, round)
    assert "First marks in" in only_leads
    assert "Your sheet" not in only_leads
    assert address not in only_leads


def test_marks_off_the_scale_or_missing_are_named_and_nothing_is_stored(round, secretariat) -> None:
    expert = make_expert(round)
    calibration = begun(round, secretariat)

    with pytest.raises(Incomplete) as refused:
        give(calibration, expert, "45.1")
    assert set(refused.value.problems) == {"B1"}
    with pytest.raises(Incomplete) as lacking:
        save_anchor_sheet(
            dossier=dossiers_of(calibration).get(),
            version=0,
            entries={"B1": Entry(points=Decimal(40))},
            submit=True,
            by=expert.user,
        )
    assert set(lacking.value.problems) == {"C1", "E"}
    assert AnchorSheet.objects.exclude(marks={}).count() == 0


def test_a_sheet_saved_in_two_windows_is_refused_and_a_submitted_one_stays(round, secretariat) -> None:
    expert = make_expert(round)
    calibration = begun(round, secretariat)
    give(calibration, expert, "40", submit=False)
    with pytest.raises(StaleSheet):
        save_anchor_sheet(
            dossier=dossiers_of(calibration).get(), version=0, entries={}, submit=False, by=expert.user
        )
    give(calibration, expert, "41")

    with pytest.raises(ReviewError, match="submitted this dossier already"):
        give(calibration, expert, "42")
    assert AnchorSheet.objects.get().marks["B1"]["points"] == "41"


def test_the_exercise_moves_on_once_two_have_submitted_and_a_second_press_changes_nothing(
    round, secretariat
) -> None:
    experts = [make_expert(round), make_expert(round)]
    calibration = begun(round, secretariat)
    give(calibration, experts[0], "40")
    with pytest.raises(ReviewError, match="At least two experts must have submitted: 锚定市"):
        move(round, secretariat)
    give(calibration, experts[1], "20")
    advance_calibration(calibration=calibration, state="first", by=secretariat)

    with pytest.raises(StaleSheet):
        advance_calibration(calibration=calibration, state="first", by=secretariat)
    assert Calibration.objects.get().state == "discussion"


def test_dossiers_are_one_to_three_and_stay_once_it_has_begun(round, secretariat) -> None:
    other = make_round()
    versions = [make_material(other).accepted_version for _n in range(4)]
    with pytest.raises(ReviewError, match="Choose one to 3 dossiers; these are 4"):
        prepare_calibration(round=round, versions=versions, by=secretariat)
    begun(round, secretariat)

    with pytest.raises(ReviewError, match="has begun"):
        prepare_calibration(round=round, versions=versions[:1], by=secretariat)


def test_a_city_that_is_scored_in_the_round_is_no_dossier_of_it(round, secretariat) -> None:
    earlier, gone = make_material(make_round()), make_material(round)
    scored = make_material(round, make_city("本轮市", name_en="本轮市")).versions.get()
    gone.state = Submission.State.WITHDRAWN
    gone.save()
    fit = [earlier.versions.get(), gone.versions.get()]

    with pytest.raises(ReviewError, match="本轮市: a city that is scored in this round") as refused:
        prepare_calibration(round=round, versions=[*fit, scored], by=secretariat)

    assert set(offered_versions(round)) == set(fit)
    assert refused.value.field == "versions"
    assert not Calibration.objects.exists()
    prepare_calibration(round=round, versions=fit, by=secretariat)


def test_an_exercise_that_was_prepared_on_such_a_city_does_not_begin(round, secretariat) -> None:
    prepared = Calibration.objects.create(round=round, made_by=secretariat)
    AnchorDossier.objects.create(calibration=prepared, version=make_material(round).versions.get(), position=1)

    with pytest.raises(ReviewError, match="scored in this round"):
        advance_calibration(calibration=prepared, state="prepared", by=secretariat)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def test_a_contribution_that_is_too_long_stays_in_its_field_with_the_limit_beside_it(round, secretariat) -> None:
    experts = [make_expert(round), make_expert(round)]
    calibration = begun(round, secretariat)
    for expert in experts:
        give(calibration, expert, "40")
    move(round, secretariat)
    typed = "论" * (LONGEST_REMARK + 1)
    data = {"dossier": dossiers_of(calibration).get().pk, "text": typed}

    text = (
        client_of(experts[0].user).post(reverse("reviews:calibration", args=[round.slug]), data).content.decode()
    )

    assert f">{typed}</textarea>" in text
    assert f"at most {LONGEST_REMARK} characters (it has {LONGEST_REMARK + 1})" in text


def test_marks_typed_over_a_newer_save_stay_with_what_is_stored_beside_them_and_can_be_saved(
    round, secretariat
) -> None:
    expert = make_expert(round)
    calibration = begun(round, secretariat)
    give(calibration, expert, "40", submit=False)
    client, address = (
        client_of(expert.user),
        reverse("reviews:anchor", args=[round.slug, dossiers_of(calibration).get().pk]),
    )
    typed = {"points_B1": "31.5", "comment_B1": "依据不足", "points_C1": "15", "points_E": "5"}

    refused = client.post(address, {"version": "0", **typed}).content.decode()
    assert 'value="31.5"' in refused
    assert "依据不足" in refused
    assert refused.count("Stored now:") == 1
    assert "Stored now: 40" in " ".join(refused.split())
    assert 'name="version" value="1"' in refused
    again = client.post(address, {"version": "1", **typed})

    assert again.status_code == 302
    assert AnchorSheet.objects.get().marks["B1"] == {"points": "31.5", "comment": "依据不足"}


def test_anchors_are_discussed_only_in_between(round, secretariat) -> None:
    experts = [make_expert(round), make_expert(round)]
    calibration = begun(round, secretariat)
    dossier = dossiers_of(calibration).get()
    with pytest.raises(ReviewError, match="not being discussed"):
        add_remark_on_anchor(dossier=dossier, text="依据？", by=experts[0].user)
    for expert, mark in zip(experts, ("40", "20"), strict=True):
        give(calibration, expert, mark)
    move(round, secretariat)

    add_remark_on_anchor(dossier=dossier, text="@专家2 依据？", by=experts[0].user)

    assert "依据？" in page(experts[1].user, round)


@pytest.mark.parametrize(
    ("marks", "spread", "mean"),
    [
        (["1", "2", "4"], "3", "2.33"),
        (["2.5"], "0", "2.50"),
        (["1", "2"], "1", "1.50"),
        (["0.01", "0.02"], "0.01", "0.02"),
    ],
)
def test_dispersion_of_marks(marks, spread, mean) -> None:
    found = dispersion([Decimal(mark) for mark in marks], Decimal(5))

    assert (found.range, found.mean_points) == (Decimal(spread), Decimal(mean))
    assert (found.share is None) == (len(marks) == 1)
