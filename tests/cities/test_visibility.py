import pytest
from django.contrib.auth.models import AnonymousUser

from cities.models import Submission
from cities.queries import (
    BoardFilter,
    board,
    city_of,
    province_submissions,
    reader_role,
    submissions_for,
    submissions_of_member,
)
from cities.rules import may_read_content
from cities.services import accept_submission
from rounds.models import Role, RoundRole
from tests import make
from tests.cities.build import make_city_at_work, make_province_member, make_submitted, say

pytestmark = pytest.mark.django_db


def test_a_member_reaches_the_own_citys_and_nobody_elses():
    mine, member = make_city_at_work()
    make_city_at_work(mine.round)

    assert list(submissions_of_member(member)) == list(submissions_for(member)) == [mine]
    assert city_of(member) == mine.city


def test_a_province_reaches_its_cities_and_nobody_elses():
    inside, _ = make_city_at_work(province="甲省")
    make_city_at_work(inside.round, province="乙省")

    assert list(province_submissions(make_province_member(inside))) == [inside]


def test_those_who_lead_the_round_reach_all_of_it_and_of_no_other():
    mine, _ = make_city_at_work()
    make_city_at_work(mine.round)
    make_city_at_work()

    for kind in RoundRole.Kind:
        assert submissions_for(make.make_leader(mine.round, kind)).count() == 2


def test_strangers_reach_nothing():
    make_city_at_work()

    assert not submissions_for(make.make_user()).exists()
    assert not submissions_for(AnonymousUser()).exists()


def test_content_is_read_by_role_and_by_state():
    version, member = make_submitted()
    submission = version.submission
    round = submission.round
    people = {
        "city": member,
        "province": make_province_member(submission),
        "secretariat": make.make_leader(round),
        "chair": make.make_leader(round, RoundRole.Kind.CHAIR),
        "observer": make.make_leader(round, RoundRole.Kind.OBSERVER),
        "stranger": make.make_user(),
    }
    roles = {name: reader_role(user, submission) for name, user in people.items()}

    assert roles == {
        "city": Role.CITY,
        "province": Role.PROVINCE,
        "secretariat": Role.SECRETARIAT,
        "chair": Role.CHAIR,
        "observer": Role.OBSERVER,
        "stranger": None,
    }
    before = {name for name, role in roles.items() if may_read_content(role, submission)}
    accept_submission(submission=submission, number=1, by=people["secretariat"])
    submission.refresh_from_db()
    after = {name for name, role in roles.items() if may_read_content(role, submission)}
    assert before == {"city", "province", "secretariat"}
    assert after == set(people) - {"stranger"}


def test_the_board_counts_what_is_complete_and_what_was_submitted():
    round = make.make_round()
    draft, member = make_city_at_work(round)
    say(draft, "A1", member)
    version, _ = make_submitted(round)

    rows = {row.pk: row for row in board(Submission.objects.filter(round=round))}

    assert (rows[draft.pk].complete_count, rows[draft.pk].latest_number) == (1, None)
    done = rows[version.submission_id]
    assert (done.complete_count, done.latest_number) == (4, 1)
    assert done.evidence_count == 1  # the letter of truthfulness


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        (BoardFilter(), ["甲市", "乙市", "丙市"]),
        (BoardFilter(batch=2012), ["乙市"]),
        (BoardFilter(state="submitted"), []),
        (BoardFilter(words="甲"), ["甲市"]),
        (BoardFilter(words="bing"), ["丙市"]),
        (BoardFilter(sort="batch", descending=True), ["丙市", "乙市", "甲市"]),
    ],
)
def test_the_board_shows_what_was_asked_for(chosen, found):
    round = make.make_round()
    for name, batch, pinyin in (("甲市", 2010, "jiashi"), ("乙市", 2012, "yishi"), ("丙市", 2017, "bingshi")):
        make_city_at_work(round, name=name, batch=batch, pinyin=pinyin)

    assert [row.city.name_zh for row in board(Submission.objects.filter(round=round), chosen)] == found
