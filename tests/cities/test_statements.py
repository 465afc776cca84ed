from decimal import Decimal

import pytest

from accounts.models import AuditEvent
from cities.errors import CityError, StaleForm
from cities.models import Citation, CityMembership, Statement
from cities.queries import overview_of
from cities.services import Cited, Conflict, Said, save_statement_value, save_statements
from rounds.models import Action, Role, Stage
from tests import make
from tests.cities.build import hand_in, make_city_at_work, make_submitted, say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def work():
    return make_city_at_work()


def refused(call, *args, **kwargs) -> CityError:
    with pytest.raises(CityError) as caught:
        call(*args, **kwargs)
    return caught.value


def test_a_statement_is_saved_with_its_citations():
    submission, member = make_city_at_work()
    evidence = hand_in(submission, member)

    statement = say(submission, "A1", member, text="好。", cited=(Cited(evidence.pk, "3—5，12"),))

    assert (statement.text, statement.self_score, statement.version) == ("好。", Decimal("4.5"), 1)
    assert list(statement.citations.values_list("evidence_id", "pages")) == [(evidence.pk, "3-5, 12")]


def test_saving_what_already_stands_changes_nothing():
    submission, member = make_city_at_work()
    say(submission, "A1", member)

    say(submission, "A1", member, version=1)

    assert Statement.objects.get().version == 1


def test_two_people_at_once_the_second_is_told_and_nothing_of_either_is_lost():
    submission, member = make_city_at_work()
    colleague = make.make_city_member(submission.city)
    say(submission, "A1", colleague, text="同事先存的")

    error = refused(say, submission, "A1", member, text="我写的", version=0)

    assert isinstance(error, StaleForm)
    assert Statement.objects.get().text == "同事先存的"
    assert say(submission, "A1", member, text="我写的", version=1).version == 2


def said_of(submission, *codes, score="4"):
    indicators = submission.round.indicator_system.indicators
    return [Said(indicators.get(code=code), "已完成。", Decimal(score)) for code in codes]


def test_several_statements_are_saved_at_once_or_none_is():
    submission, member = make_city_at_work()
    say(submission, "C1", member)

    error = refused(save_statements, submission=submission, said=said_of(submission, "A1", "C1"), by=member)

    assert isinstance(error, StaleForm)
    assert [statement.indicator.code for statement in Statement.objects.all()] == ["C1"]
    save_statements(submission=submission, said=said_of(submission, "A1", "B1"), by=member)
    assert sorted(statement.indicator.code for statement in Statement.objects.all()) == ["A1", "B1", "C1"]
    assert AuditEvent.objects.filter(verb="save_statement").count() == 3


def test_several_statements_take_one_decision_about_rights(django_assert_num_queries):
    submission, member = make_city_at_work()
    other, colleague = make_city_at_work()
    one, three = said_of(submission, "A1"), said_of(other, "A1", "B1", "C1")

    with django_assert_num_queries(12):
        save_statements(submission=submission, said=one, by=member)
    with django_assert_num_queries(14):  # one record more for each
        save_statements(submission=other, said=three, by=colleague)


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({"text": "碳" * 3001}, "text", "The text has 3001 characters; at most 3000 are possible."),
        ({"self_score": "5.01"}, "self_score", "5.01 is off the scale of this indicator, 0 to 5."),
        ({"self_score": "-0.01"}, "self_score", "-0.01 is off the scale of this indicator, 0 to 5."),
    ],
)
def test_a_value_off_the_limits_is_refused_with_limit_and_value(values, field, says):
    submission, member = make_city_at_work()

    error = refused(say, submission, "A1", member, **values)

    assert (error.field, error.message) == (field, says)
    assert not Statement.objects.exists()


def test_a_page_beyond_the_file_is_refused_beside_its_field():
    submission, member = make_city_at_work()
    evidence = hand_in(submission, member)

    error = refused(say, submission, "A1", member, cited=(Cited(evidence.pk, "21"),))

    assert error.field == f"pages_{evidence.pk}"
    assert error.message == "Page 21 does not exist: the file has 20 pages."
    assert (Statement.objects.count(), Citation.objects.count()) == (0, 0)


def test_evidence_of_another_city_can_not_be_cited():
    submission, member = make_city_at_work()
    other, stranger = make_city_at_work(submission.round)
    theirs = hand_in(other, stranger)

    error = refused(say, submission, "A1", member, cited=(Cited(theirs.pk),))

    assert error.message == "A piece of evidence that you cite has been removed in the meantime."


def test_only_the_citys_own_people_write():
    submission, member = make_city_at_work()
    _other, stranger = make_city_at_work(submission.round)
    CityMembership.objects.filter(user=member).update(ended_at="2022-01-01T00:00Z")

    for somebody in (member, stranger, make.make_leader(submission.round), make.make_user()):
        error = refused(say, submission, "A1", somebody)
        assert error.message == "Only the city's own people can change its material."


def test_after_the_window_nothing_is_written():
    round = make.make_round(everything_open=False)
    make.make_stage(round, Stage.Kind.FILING, {Role.CITY: [Action.WRITE_SUBMISSION]}, opens=-9, closes=-1)
    submission, member = make_city_at_work(round)

    error = refused(say, submission, "A1", member)

    assert error.message.startswith("Closed: the time to write and submit the city's material ended")


def test_after_submitting_nothing_is_written():
    version, member = make_submitted()

    error = refused(say, version.submission, "A1", member, text="改", version=1)

    assert error.message.startswith("Submitted, waiting for the formal check.")


def test_each_save_is_recorded():
    submission, member = make_city_at_work()
    say(submission, "A1", member)

    event = AuditEvent.objects.get()
    assert (event.verb, event.actor_id, event.round_id) == ("save_statement", member.pk, submission.round_id)


def test_the_overview_tells_empty_draft_and_complete_apart():
    submission, member = make_city_at_work()
    say(submission, "A1", member)
    say(submission, "B1", member, text="只有文字", self_score=None)

    overview = overview_of(submission)

    assert [line.state for line in overview.lines] == ["complete", "draft", "empty", "empty"]
    assert (overview.complete, overview.share, overview.self_score) == (1, 25, Decimal("4.5"))
    assert [line.indicator.code for line in overview.missing] == ["B1", "C1", "E"]


def test_the_overview_takes_the_same_queries_for_one_and_for_all(django_assert_num_queries):
    submission, member = make_city_at_work()
    say(submission, "A1", member)
    with django_assert_num_queries(1):
        overview_of(submission)
    for code in ("B1", "C1", "E"):
        say(submission, code, member)

    with django_assert_num_queries(1):
        overview_of(submission)


def as_typed(submission, member, field, text, base=""):
    indicator = submission.round.indicator_system.indicators.get(code="A1")
    return save_statement_value(
        submission=submission, indicator=indicator, field=field, base=base, text=text, by=member
    )


def test_a_statement_is_saved_as_it_is_typed_and_keeps_its_citations(work):
    submission, member = work
    piece = hand_in(submission, member)
    say(submission, "A1", member, text="甲", cited=(Cited(piece.pk, "3"),))

    saved = as_typed(submission, member, "text", " 乙\r\n丙 ", base="甲")
    score = as_typed(submission, member, "self_score", "３．５０", base="4.5")

    said = Statement.objects.get()
    assert (saved.text, score.text, said.text, said.self_score) == ("乙\n丙", "3.5", "乙\n丙", Decimal("3.5"))
    assert [c.pages for c in said.citations.all()] == ["3"]


def test_two_people_on_one_statement_see_both_texts(work):
    submission, member = work
    as_typed(submission, member, "text", "甲")

    with pytest.raises(Conflict) as caught:
        as_typed(submission, make.make_city_member(submission.city), "text", "乙")

    assert (caught.value.theirs, caught.value.who) == ("甲", member)
    assert as_typed(submission, member, "text", "甲", base="旧").text == "甲"  # what stands is no conflict


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("self_score", "六", "“六” is not a number."),
        ("self_score", "4.125", "at most two decimals; entered: 4.125."),
        ("self_score", "5.01", "5.01 is off the scale of this indicator, 0 to 5."),
        ("text", "字" * 3001, "The text has 3001 characters; at most 3000"),
        ("citations", "1", "This form has no such field."),
    ],
)
def test_what_cannot_be_stored_is_refused_as_it_is_typed(work, field, text, sentence):
    submission, member = work

    with pytest.raises(CityError, match=sentence):
        as_typed(submission, member, field, text)
    assert not Statement.objects.exists()
