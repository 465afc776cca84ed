"""Questions to a city: without a name, through the secretariat, three at most, answered for all its experts."""

import pytest
from django.urls import reverse

from cities.home import nav_items as home_of_cities
from notices.models import Notice
from reviews.errors import ReviewError
from reviews.home import nav_items
from reviews.models import Question
from reviews.services.questions import answer_question, ask_question, decline_question, pass_on
from rounds.models import Round, RoundRole, Stage, StageRight
from tests.make import make_assignment, make_city_member, make_expert, make_leader, make_user
from tests.reviews.build import make_desk, recuse, verbs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "media")]


@pytest.fixture
def desk():
    return make_desk()


def ask(desk, text="清单由谁编制？", code="B1"):
    return ask_question(assignment=desk, code=code, text=text, by=desk.expert.user)


def address(name, desk, *more):
    return reverse(f"reviews:{name}", args=[desk.round.slug, *more])


def test_a_question_goes_through_the_secretariat_to_the_city_and_back_to_all_its_experts(reader, desk):
    leader, filler = make_leader(desk.round), make_city_member(desk.submission.city)
    colleague = make_assignment(desk.submission, make_expert(desk.round))

    question = ask(desk, "我们2022年去过的清单是谁编制的？")
    pass_on(question=question, text="清单由谁编制？", by=leader)
    answer_question(question=question, text="市环科院", by=filler)

    reader.force_login(colleague.expert.user)
    page = reader.get(address("questions", colleague, colleague.pk)).content.decode()
    assert "清单由谁编制？" in page
    assert "市环科院" in page
    assert "我们2022年" not in page
    assert verbs() == ["ask_question", "pass_on_question", "answer_question"]


def answered(desk, code, text, answer):
    question = ask(desk, "原话", code)
    pass_on(question=question, text=text, by=make_leader(desk.round))
    answer_question(question=question, text=answer, by=make_city_member(desk.submission.city))
    return question


def test_answers_stand_beside_the_score_sheet_where_the_question_says(reader, desk):
    colleague = make_assignment(desk.submission, make_expert(desk.round))
    answered(desk, "B1", "清单由谁编制？", "市环科院")
    answered(desk, "", "统计口径是否一致？", "一致")
    ask(desk, "还没有回答的问题")
    reader.force_login(colleague.expert.user)

    sheet = reader.get(address("edit-sheet", colleague, colleague.pk))
    material = reader.get(address("material", colleague, colleague.pk)).content.decode()

    by_code = {card.indicator.code: [one.answer for one in card.answers] for card in sheet.context["cards"]}
    assert {code: answers for code, answers in by_code.items() if answers} == {"B1": ["市环科院"]}
    assert [one.answer for one in sheet.context["form"].general_answers] == ["一致"]
    for page in (sheet.content.decode(), material):
        assert page.count("市环科院") == page.count("统计口径是否一致？") == 1
        assert "原话" not in page
        assert "还没有回答的问题" not in page
        assert str(desk.expert) not in page


def test_without_answers_nothing_of_them_stands_beside_the_sheet(reader, desk):
    ask(desk)
    reader.force_login(desk.expert.user)

    for name in ("edit-sheet", "material"):
        assert "Questions and the city's answers" not in reader.get(address(name, desk, desk.pk)).content.decode()


def test_answers_cost_the_score_form_no_query_each(reader, desk, django_assert_max_num_queries):
    for number in range(3):
        answered(desk, "B1", f"问题{number}", "答复")
    reader.force_login(desk.expert.user)
    reader.get(address("edit-sheet", desk, desk.pk))

    with django_assert_max_num_queries(12):
        reader.get(address("edit-sheet", desk, desk.pk))


LEADERS = (
    RoundRole.Kind.SECRETARIAT,
    RoundRole.Kind.CHAIR,
    RoundRole.Kind.DEPUTY,
    RoundRole.Kind.OBSERVER,
    RoundRole.Kind.AUTHORITY,
)


@pytest.mark.parametrize("kind", LEADERS)
def test_all_who_lead_read_the_answers_where_they_read_the_material(reader, desk, kind):
    answered(desk, "B1", "清单由谁编制？", "市环科院")
    reader.force_login(make_leader(desk.round, kind))
    code = desk.submission.city.gb_code
    answers = address("city-answers", desk, code)

    reader.post(reverse("cities:check", args=[desk.round.slug, code]), {"look": "1"})
    assert answers in reader.get(reverse("cities:check", args=[desk.round.slug, code])).content.decode()
    page = reader.get(answers).content.decode()
    assert "市环科院" in page
    assert "原话" not in page
    assert str(desk.expert) not in page


def test_who_may_not_read_the_material_reads_no_answers(reader, desk):
    answered(desk, "B1", "清单由谁编制？", "市环科院")
    StageRight.objects.filter(role__in=["chair"]).delete()
    reader.force_login(make_leader(desk.round, RoundRole.Kind.CHAIR))

    page = reader.get(address("city-answers", desk, desk.submission.city.gb_code)).content.decode()

    assert "市环科院" not in page
    assert "No open stage lets you read accepted material" in page


def test_the_city_finds_its_questions_in_the_rail_with_what_is_unanswered(reader, desk):
    leader, filler = make_leader(desk.round), make_city_member(desk.submission.city)
    asked = ask(desk)
    reader.force_login(filler)
    place = ("Questions of the experts", address("city-questions", desk))

    def found():
        items = nav_items(filler, desk.round)
        return [item.count for item in items if (item.label, item.url) == place]

    home_of_cities(filler, desk.round)
    assert found() == []
    pass_on(question=asked, text="清单由谁编制？", by=leader)
    assert found() == [1]
    answer_question(question=asked, text="市环科院", by=filler)
    assert found() == [0]
    assert address("city-questions", desk) in reader.get("/").content.decode()


def test_the_city_never_learns_who_asked(reader, desk):
    leader, filler = make_leader(desk.round), make_city_member(desk.submission.city)
    pass_on(question=ask(desk, "原话"), text="清单由谁编制？", by=leader)

    reader.force_login(filler)
    page = reader.get(address("city-questions", desk)).content.decode()
    told = " ".join(Notice.objects.filter(recipient=filler).values_list("text_zh", flat=True))

    assert "清单由谁编制？" in page
    assert all(str(desk.expert) not in text and "原话" not in text for text in (page, told))


def test_another_expert_sees_neither_the_question_nor_who_asked_before_it_is_answered(reader, desk):
    colleague = make_assignment(desk.submission, make_expert(desk.round))
    ask(desk)
    reader.force_login(colleague.expert.user)

    assert "清单由谁编制" not in reader.get(address("questions", colleague, colleague.pk)).content.decode()


def test_three_questions_are_the_most_and_those_not_passed_on_do_not_count(desk):
    leader = make_leader(desk.round)
    colleague = make_assignment(desk.submission, make_expert(desk.round))
    ask(desk)
    ask(colleague)
    decline_question(question=ask(desk), because="材料中已有答案", by=leader)
    ask(desk)

    with pytest.raises(ReviewError, match="has been asked 3 questions already"):
        ask(colleague)
    assert Question.objects.exclude(state="declined").count() == 3


@pytest.mark.parametrize(
    ("text", "code", "sentence"),
    [
        ("", "B1", "Write 1 to 1000 characters."),
        ("问" * 1001, "B1", "Write 1 to 1000 characters."),
        ("问", "A1", "Not on this sheet"),
    ],
)
def test_a_question_that_makes_no_sense_is_not_kept(desk, text, code, sentence):
    with pytest.raises(ReviewError, match=sentence):
        ask(desk, text, code)
    assert not Question.objects.exists()


def test_who_may_not_score_may_not_ask(desk):
    recuse(desk)
    with pytest.raises(ReviewError, match="is recused from"):
        ask(desk)
    with pytest.raises(ReviewError, match="Only the expert to whom"):
        ask_question(assignment=desk, code="", text="问", by=make_user())
    assert not Question.objects.exists()


def test_only_the_secretariat_passes_on_and_only_once(desk):
    question = ask(desk)
    for stranger in (make_leader(desk.round, "chair"), desk.expert.user, make_user()):
        with pytest.raises(ReviewError, match="Only the secretariat"):
            pass_on(question=question, text="问", by=stranger)
    leader = make_leader(desk.round)
    pass_on(question=question, text="问", by=leader)

    with pytest.raises(ReviewError, match="handled this question meanwhile"):
        decline_question(question=question, because="重复", by=leader)


def test_only_the_city_answers_once_and_in_time(desk):
    question, filler = ask(desk), make_city_member(desk.submission.city)
    pass_on(question=question, text="问", by=make_leader(desk.round))

    with pytest.raises(ReviewError, match="Only the city's own people"):
        answer_question(question=question, text="答", by=make_city_member(make_desk(desk.round).submission.city))
    Round.objects.update(paused_because_zh="维护", paused_because_en="Maintenance")
    with pytest.raises(ReviewError, match="paused"):
        answer_question(question=question, text="答", by=filler)
    Round.objects.update(paused_because_zh="", paused_because_en="")
    answer_question(question=question, text="答", by=filler)
    with pytest.raises(ReviewError, match="answered already"):
        answer_question(question=question, text="另答", by=filler)
    Stage.objects.update(closes_at="2020-01-01T00:00Z", opens_at="2019-01-01T00:00Z")
    assert Question.objects.get().answer == "答"


def test_the_pages_are_for_those_concerned(reader, desk):
    question = ask(desk)
    pages = {
        address("questions", desk, desk.pk): [desk.expert.user],
        address("question-desk", desk): [make_leader(desk.round)],
        address("city-questions", desk): [make_city_member(desk.submission.city)],
    }
    everybody = [person for people in pages.values() for person in people] + [make_expert(desk.round).user]
    for page, welcome in pages.items():
        for person in everybody:
            reader.force_login(person)
            assert reader.get(page).status_code == (200 if person in welcome else 404)
    assert question.state == "asked"


def test_an_answer_that_is_too_long_is_said_beside_what_was_typed(reader, desk):
    question = ask(desk)
    pass_on(question=question, text="问", by=make_leader(desk.round))
    reader.force_login(make_city_member(desk.submission.city))

    answer = reader.post(address("city-questions", desk), {"question": question.pk, "text": "答" * 1001})

    assert answer.status_code == 409
    assert "答" * 1001 in answer.content.decode()
    assert Question.objects.get().state == "passed"
