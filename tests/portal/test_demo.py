"""The demonstration that a newcomer sees first."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.audit import broken_links
from accounts.models import User
from cities.models import City, Submission
from portal.demo.accounts import logins
from reports.figures import every_figure
from reports.statistics import compute, names_of
from reviews.models import RankingSnapshot, RankingState, ScoreSheetVersion
from rounds.models import Round
from tests.make import make_round

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_resetting_fills_the_portal_afresh_and_loading_again_changes_nothing(client: Client) -> None:
    """One load for everything that is said of it: it takes longer than all other tests."""
    make_round(slug="old", is_demonstration=True)
    User.objects.create(username="secretariat", full_name="改过的名字", is_demonstration=True)

    call_command("reset_demo", "--yes")

    assert not User.objects.filter(full_name="改过的名字").exists()
    _every_page_has_something_to_show()
    for login in logins():
        assert client.login(username=login.username.split(" …")[0], password=login.password), login
    signed = ScoreSheetVersion.objects.count()
    call_command("load_demo")
    assert ScoreSheetVersion.objects.count() == signed


def _every_page_has_something_to_show() -> None:
    round = Round.objects.get(slug="2023")
    snapshot = RankingSnapshot.objects.filter(round=round).latest("scores_version")
    state = RankingState.objects.get(round=round)
    assert (City.objects.count(), Submission.objects.filter(round=round).count()) == (81, 81)
    assert snapshot.city_count == 81
    assert snapshot.ranked_count >= 20
    assert state.requested == state.built == snapshot.scores_version
    assert not User.objects.filter(is_demonstration=False).exists()
    assert list(broken_links()) == []
    computed = compute(round, with_scores=True)
    assert [figure.key for figure in every_figure(computed, names_of(round)) if figure.is_empty] == []
    assert [code for code, statistic in computed.statistics.items() if statistic.is_empty] == []
    assert len(computed.statistics["S8"]["climate_plan.issued"].cities) == 24


def test_resetting_never_deletes_a_real_round() -> None:
    make_round(slug="real")

    with pytest.raises(CommandError, match="real"):
        call_command("reset_demo", "--yes")

    assert Round.objects.filter(slug="real").exists()
