"""A whole evaluation from an empty portal to the sealed package, as ``manage.py rehearse`` plays it."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.audit import broken_links
from accounts.models import User
from cities.models import City, Submission, SubmissionVersion
from portal.rehearsal.accounts import password
from portal.rehearsal.play import play
from portal.rehearsal.script import Script
from reports.models import Archive, Publication, ReleasedLetters, ReportBuild, ReportCase
from reports.queries.claims import objection_counts
from reviews import ranking
from reviews.models import Case, RankingSnapshot, Result, Settlement
from reviews.queries.results import result_in_force
from rounds.models import Round, Stage
from tests.make import make_round, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

CITIES, EXPERTS = 6, 8
GOOD_FROM = 8000
"""Hundredths of a point, as the default policy has it."""


@pytest.fixture(autouse=True)
def files(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAR_DIR = tmp_path


def rehearse(**options: Any) -> str:
    """What the command says."""
    said = io.StringIO()
    call_command("rehearse", stdout=said, **{"cities": CITIES, "experts": EXPERTS, **options})
    return said.getvalue()


def totals(script: Script) -> list[tuple[str, int]]:
    """City and total in hundredths of the newest ranking."""
    newest = RankingSnapshot.objects.filter(round__slug=script.slug).latest("scores_version")
    standings = ranking.standings_of(newest)
    ids = standings.city_ids.tolist()
    named = City.objects.in_bulk(ids)
    return [(named[pk].gb_code, total) for pk, total in zip(ids, standings.totals.tolist(), strict=True)]


def flipped(package: Path, at: float) -> Path:
    """The same package with one bit turned around in one of its bytes."""
    content = bytearray(package.read_bytes())
    content[int(len(content) * at)] ^= 1
    broken = package.with_name("broken.zip")
    broken.write_bytes(content)
    return broken


def test_a_whole_evaluation_is_played_to_the_published_report_and_the_sealed_package(client: Client) -> None:
    said = rehearse(seed=3)

    assert "Everything holds that must." in said
    round = Round.objects.get()
    assert (round.slug, round.is_demonstration) == ("rehearsal-3", True)
    assert not User.objects.filter(is_demonstration=False).exists()
    assert list(broken_links()) == []
    _everybody_is_ranked_and_the_ranking_is_what_follows_from_the_sheets(round)
    _what_happened_on_the_way_is_on_record(round)
    _what_is_published_is_what_was_frozen(round, client)
    _the_package_proves_itself_and_a_flipped_byte_is_found()
    assert client.login(username="secretariat", password=password())
    with pytest.raises(CommandError, match="rehearsal-3 is there already"):
        rehearse(seed=3)


def _everybody_is_ranked_and_the_ranking_is_what_follows_from_the_sheets(round: Round) -> None:
    result = result_in_force(round)
    assert result is not None
    snapshot = result.snapshot
    assert (snapshot.ranked_count, snapshot.city_count, snapshot.findings) == (CITIES, CITIES, [])
    fresh = ranking.evaluate_now(round.pk).evaluated
    assert list(ranking.differences(ranking.standings_of(snapshot), fresh.standings)) == []
    assert fresh.inputs.sha256() == snapshot.inputs_sha256


def _what_happened_on_the_way_is_on_record(round: Round) -> None:
    submissions = Submission.objects.filter(round=round)
    assert set(submissions.values_list("state", flat=True)) == {Submission.State.ACCEPTED}
    assert SubmissionVersion.objects.filter(submission__round=round).count() == CITIES + 1  # one supplemented
    assert set(Case.objects.values_list("state", flat=True)) <= {Case.State.SETTLED, Case.State.CONVERGED}
    assert Settlement.objects.filter(signed_by__isnull=False).exists()
    states = set(ReportCase.objects.values_list("state", flat=True))
    assert {ReportCase.State.SELECTED, ReportCase.State.NOMINATED} == states  # one went back to be worded anew
    assert objection_counts(round) == {"filed": 2, "upheld": 1}
    assert Result.objects.filter(round=round).count() == 2  # the second after the correction


def _what_is_published_is_what_was_frozen(round: Round, client: Client) -> None:
    publication, result = Publication.objects.get(), result_in_force(round)
    assert result is not None
    assert (publication.result, publication.build.result) == (result, result)
    standings = ranking.standings_of(result.snapshot)
    ids = standings.city_ids.tolist()
    named = City.objects.in_bulk(ids)
    placed = sorted(zip(standings.ranks.tolist(), standings.totals.tolist(), ids, strict=True))
    good = [named[pk].gb_code for _rank, total, pk in placed if total >= GOOD_FROM]
    assert 0 < len(good) < CITIES
    assert [city["gb_code"] for city in publication.content["list"]] == good
    page = client.get(f"/published/{round.slug}/").content.decode()
    below = [city.short_zh for city in named.values() if city.gb_code not in good]
    assert [name for name in below if name in page] == []
    kinds = [ReportBuild.Kind.PUBLIC, ReportBuild.Kind.MINISTRY, ReportBuild.Kind.LETTERS]
    assert list(ReportBuild.objects.order_by("number").values_list("kind", flat=True)) == kinds
    letters = ReportBuild.objects.get(kind=ReportBuild.Kind.LETTERS)
    assert letters.files.filter(role="letter").count() == CITIES
    assert ReleasedLetters.objects.get().build == letters


def _the_package_proves_itself_and_a_flipped_byte_is_found() -> None:
    package = Path(default_storage.path(Archive.objects.get().file))
    call_command("verify_archive", str(package), stdout=io.StringIO())
    for at in (0.1, 0.5, 0.8):
        with pytest.raises(CommandError):
            call_command("verify_archive", str(flipped(package, at)), stdout=io.StringIO())


def test_the_same_seed_plays_the_same_and_another_one_otherwise() -> None:
    found = []
    for seed in (5, 5, 6):
        script = Script(cities=3, experts=EXPERTS, seed=seed, stop_after=Stage.Kind.REVIEW)
        play(script, lambda _what: None)
        found.append(totals(script))
        assert len(found[-1]) == 3
        call_command("flush", interactive=False, verbosity=0)

    assert found[0] == found[1]
    assert found[0] != found[2]


def test_nothing_is_played_beside_what_is_real() -> None:
    make_round(slug="real")

    with pytest.raises(CommandError, match="not a demonstration: real"):
        rehearse()

    assert [round.slug for round in Round.objects.all()] == ["real"]


def test_a_real_account_is_enough_to_keep_a_rehearsal_away() -> None:
    user = make_user()

    with pytest.raises(CommandError, match=f"not a demonstration: {user.username}"):
        rehearse()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"cities": 0}, "--cities goes from 1 to 81; asked for: 0."),
        ({"cities": 82}, "--cities goes from 1 to 81; asked for: 82."),
        ({"experts": 7}, "--experts goes from 8 to 60; asked for: 7."),
        ({"seed": -1}, "--seed goes from 0 to 1000000000; asked for: -1."),
    ],
)
def test_what_cannot_be_played_is_said_with_limit_and_value(options: dict[str, int], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        rehearse(**options)

    assert not Round.objects.exists()
