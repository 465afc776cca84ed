"""The search: what is found, how it is typed, and that nobody finds what isn't theirs."""

import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.search import MOST, Piece, marked, one_line, parse, snippet, spelling
from cities.models import City, EvidencePage, EvidenceText, Passage, PlanningDocument, Submission
from cities.passages import index_version
from cities.pinyin import pinyin_of
from cities.rules import readable_versions
from cities.services import accept_submission
from cities.services.locking import touch
from cities.uploads.reading import keep_text
from cities.views.reading import reading_of
from portal.home import rounds_with_counts
from portal.search import Found, find
from reviews.models import PanelMember, Recusal
from rounds.models import Action, Role, Round, RoundRole, Stage
from tests import make
from tests.cities.build import hand_in, make_province_member, say, say_everything, submit
from tests.cities.forms import enter

pytestmark = pytest.mark.django_db


def keys(found: Found) -> list[str]:
    return [hit.key for group in found.groups for hit in group.hits]


def titles(found: Found) -> list[str]:
    return ["".join(piece.text for piece in hit.title) for group in found.groups for hit in group.hits]


# What is typed


@pytest.mark.parametrize(
    ("typed", "words", "filters"),
    [
        ("低碳 规划", ("低碳", "规划"), {}),
        ('"低碳 规划" CO2', ("低碳 规划", "co2"), {}),
        ("city:深圳 status:draft", (), {"city": "深圳", "status": "draft"}),
        ("城市：深圳　类型：佐证", (), {"city": "深圳", "kind": "佐证"}),
        ('city:"普洱市 思茅"', (), {"city": "普洱市 思茅"}),
        ("city:", (), {}),
        ("http://x.cn", ("http://x.cn",), {}),
        ("ＣＯ２", ("co2",), {}),
        ('"unfinished', ("unfinished",), {}),
        ("a a b", ("a", "b"), {}),
        ("1 2 3 4 5 6 7 8 9 10", ("1", "2", "3", "4", "5", "6", "7", "8"), {}),
        ("", (), {}),
        ("\x00 %_\\", ("%_\\",), {}),
    ],
)
def test_what_is_typed_is_taken_apart(typed, words, filters):
    asked = parse(typed)

    assert asked.words == words
    said = {name: getattr(asked, name) for name in ("city", "status", "kind", "expert") if getattr(asked, name)}
    assert said == filters


def test_what_was_looked_for_is_marked_wherever_it_stands():
    assert marked("低碳规划：低碳城市", ["低碳", "碳规"]) == [
        Piece("低碳规", True),
        Piece("划：", False),
        Piece("低碳", True),
        Piece("城市", False),
    ]


def test_a_snippet_shows_the_text_around_the_first_hit_in_its_own_spelling():
    text = "前" * 100 + "ＣＯ２排放" + "后" * 200

    shown = snippet(text, ["co2"])

    assert shown[0] == Piece("…", False)
    assert Piece("ＣＯ２", True) in shown
    assert shown[-1] == Piece("…", False)
    assert len("".join(piece.text for piece in shown)) < 150


def test_spelling_is_as_long_as_what_is_shown():
    text = "İstanbul ＣＯ２ ﬁ  ß"
    assert (len(spelling(text)), spelling(text)) == (len(one_line(text)), "İstanbul co2 ﬁ ß")


# Nobody finds what isn't theirs


class Leaks:
    """A round full of secrets: what is somebody's has a word in it that stands nowhere else."""

    def __init__(self) -> None:
        self.round = make.make_round()
        self.secretariat = make.make_leader(self.round)
        self.own, self.filler = self._city("甲市", "甲省")
        self._write(self.own, self.filler, "甲")
        self.other, self.other_filler = self._city("乙市", "乙省")
        self._write(self.other, self.other_filler, "乙")
        self.handed_in, hands_in = self._city("丙市", "甲省")
        self._write(self.handed_in, hands_in, "丙", submits=True)
        self.accepted, by = self._city("丁市", "乙省")
        self.accepted_filler = by
        self._write(self.accepted, by, "丁", submits=True)
        accept_submission(submission=self.accepted, number=1, by=self.secretariat)
        self._change_after_acceptance()
        self.expert = make.make_expert(self.round)
        User.objects.filter(pk=self.expert.user_id).update(full_name="隐语专家")
        self.assignment = make.make_assignment(self.accepted, self.expert)

    def _city(self, name: str, province: str) -> tuple[Submission, User]:
        city = make.make_city(name, province=province)
        return make.make_submission(self.round, city), make.make_city_member(city)

    def _write(self, submission: Submission, by: User, name: str, *, submits: bool = False) -> None:
        content = f"隐语页面{name}\n第二行".encode()
        evidence = hand_in(submission, by, content, f"隐语文件{name}.txt", title=f"隐语佐证{name}")
        keep_text(evidence)
        say_everything(submission, by)
        say(submission, "B1", by, text=f"隐语自述{name}", version=1, self_score="3.21")
        submission.refresh_from_db()
        if submits:
            submit(submission, by)
            submission.refresh_from_db()

    def _change_after_acceptance(self) -> None:
        """A draft that is not what was accepted: whoever reads the accepted version doesn't find it."""
        self.accepted.statements.filter(indicator__code="B1").update(text="隐语改稿丁")
        self.accepted.refresh_from_db()
        touch(self.accepted, self.accepted_filler)

    def found_by(self, user: User, typed: str = "隐语") -> set[str]:
        """Every secret that this person is shown."""
        pieces = [
            piece.text
            for group in find(User.objects.get(pk=user.pk), self.round, typed).groups
            for hit in group.hits
            for piece in (*hit.title, Piece(hit.place, False), *hit.text)
        ]
        return set(re.findall("隐语(?:专家|..[甲乙丙丁])", "".join(pieces)))


@pytest.fixture
def leaks() -> Leaks:
    return Leaks()


def secrets(name: str, text: str = "自述") -> set[str]:
    return {f"隐语{what}{name}" for what in (text, "佐证", "页面")}


def handed_in(name: str) -> set[str]:
    """A submitted version has its forms too: the letter in one of them is the file."""
    return {*secrets(name), f"隐语文件{name}"}


def test_a_citys_people_find_their_own_draft_and_nothing_of_others(leaks):
    assert leaks.found_by(leaks.filler) == secrets("甲")
    assert leaks.found_by(leaks.other_filler) == secrets("乙")


def test_a_filing_parents_people_find_the_countys_draft(leaks):
    member = make.make_city_member(make.make_city("母市"))
    assert leaks.found_by(member) == set()

    City.objects.filter(pk=leaks.own.city_id).update(filing_parent=member.city_memberships.get().city)

    assert leaks.found_by(member) == secrets("甲")
    [hit] = [hit for group in find(member, leaks.round, "隐语自述甲").groups for hit in group.hits]
    assert hit.url.startswith(f"/for/{leaks.own.city.gb_code}/")


def test_the_secretariat_finds_what_is_accepted_and_no_draft_without_a_look_on_record(leaks):
    assert leaks.found_by(leaks.secretariat) == handed_in("丁") | {"隐语专家"}


def test_a_province_finds_what_its_cities_handed_in_and_no_draft(leaks):
    assert leaks.found_by(make_province_member(leaks.own)) == handed_in("丙")
    assert leaks.found_by(make_province_member(leaks.other)) == handed_in("丁")


@pytest.mark.parametrize("kind", [kind for kind in RoundRole.Kind if kind != "secretariat"])
def test_who_else_leads_finds_what_is_accepted_while_a_stage_lets_them_read(leaks, kind):
    leader = make.make_leader(leaks.round, kind)
    assert leaks.found_by(leader) == handed_in("丁")

    leaks.round.stages.all().delete()
    make.make_stage(leaks.round, Stage.Kind.FILING, {role: [Action.READ_PROGRESS] for role in Role})

    assert leaks.found_by(leader) == set()


def test_an_expert_finds_what_is_assigned_to_them_and_only_while_they_may_read_it(leaks):
    user = leaks.expert.user
    assert leaks.found_by(user) == handed_in("丁")
    assert leaks.found_by(make.make_expert(leaks.round).user) == set()

    PanelMember.objects.update(pledged_at=None)
    assert leaks.found_by(user) == set()

    PanelMember.objects.update(pledged_at=timezone.now())
    Recusal.objects.create(
        round=leaks.round, expert=leaks.expert, city=leaks.accepted.city, kind="declared", reason="亲属"
    )
    assert leaks.found_by(user) == set()


def test_strangers_administrators_and_those_of_another_round_find_nothing(leaks):
    people = [
        make.make_user(),
        *(make.make_user(administrator=part) for part in User.Administrator),
        make.make_leader(make.make_round()),
        make.make_city_member(make.make_city("戊市")),
    ]
    for user in people:
        assert leaks.found_by(user) == set()


def test_who_left_finds_nothing_from_that_moment_on(leaks):
    assert leaks.found_by(leaks.filler)
    leaks.filler.city_memberships.update(ended_at=timezone.now())
    assert leaks.found_by(leaks.filler) == set()


def test_experts_names_are_for_those_who_arrange_the_review(leaks):
    people = [leaks.filler, make_province_member(leaks.own), make.make_expert(leaks.round).user]
    people += [make.make_leader(leaks.round, RoundRole.Kind.AUTHORITY)]
    for user in people:
        assert leaks.found_by(user, "专家") == set()
        for name in ("隐语专家", "谁也不是"):  # that somebody is known by a name is not given away either
            found = find(user, leaks.round, f"expert:{name}")
            assert (found.groups, found.number, found.problems) == ([], 0, [])


def test_whoever_arranges_the_review_finds_an_experts_cities(leaks):
    for kind in (RoundRole.Kind.SECRETARIAT, RoundRole.Kind.CHAIR, RoundRole.Kind.OBSERVER):
        leader = make.make_leader(leaks.round, kind)
        assert titles(find(leader, leaks.round, "expert:隐语专家 kind:city")) == ["丁市"]
        assert titles(find(leader, leaks.round, "expert:yinyu kind:city")) == ["丁市"]
        assert titles(find(leader, leaks.round, "expert:别人 kind:city")) == []


def test_an_experts_own_cities_are_found_by_me(leaks):
    assert titles(find(leaks.expert.user, leaks.round, "expert:@me kind:城市")) == ["丁市"]
    assert titles(find(make.make_expert(leaks.round).user, leaks.round, "expert:@me")) == []


def test_no_count_tells_of_what_is_hidden(leaks):
    hidden = find(leaks.filler, leaks.round, "隐语自述丁")
    nothing = find(leaks.filler, leaks.round, "没有这样的词")

    assert hidden == nothing
    assert (hidden.number, hidden.is_cut) == (0, False)


def test_a_state_is_told_only_of_submissions_whose_state_the_reader_may_know(leaks):
    assert titles(find(leaks.filler, leaks.round, "status:submitted kind:city")) == []
    assert titles(find(leaks.filler, leaks.round, "status:draft kind:city")) == ["甲市"]
    assert titles(find(leaks.secretariat, leaks.round, "status:已提交 kind:city")) == ["丙市"]
    assert "已受理" not in str(find(leaks.filler, leaks.round, "丁市"))


def test_a_self_score_is_never_found(leaks):
    chair = make.make_leader(leaks.round, RoundRole.Kind.CHAIR)
    for user in (chair, leaks.expert.user, leaks.secretariat):
        assert find(user, leaks.round, "3.21").number == 0


def test_a_round_that_is_not_open_is_found_by_those_who_set_it_up_only(leaks):
    leaks.round.opened_at = None
    leaks.round.save()

    assert titles(find(make.make_user(), leaks.round, "丁市")) == []
    assert titles(find(leaks.filler, leaks.round, "市 kind:city")) == ["甲市"]
    assert len(titles(find(leaks.secretariat, leaks.round, "市 kind:city"))) == 4


def test_what_is_found_is_what_is_read(leaks, rf):
    """For every reader: the versions that the search looks through are those whose page is open to them."""
    people = [leaks.secretariat, make_province_member(leaks.own), make_province_member(leaks.other), leaks.filler]
    people += [make.make_leader(leaks.round, kind) for kind in RoundRole.Kind if kind != "secretariat"]
    for user in people:
        request = rf.get("/")
        request.user, request.session = user, {}
        readings = [
            reading_of(request, submission)
            for submission in Submission.objects.filter(round=leaks.round)
            if submission not in (leaks.own,) or user is not leaks.filler
        ]
        open_now = {reading.version.pk for reading in readings if reading.is_open and reading.version}
        assert set(readable_versions(user, leaks.round).values_list("pk", flat=True)) == open_now, user


@pytest.mark.django_db(transaction=True)
def test_every_hit_opens_for_who_found_it(leaks, client: Client):
    people = [leaks.filler, leaks.accepted_filler, leaks.secretariat, make_province_member(leaks.own)]
    people += [leaks.expert.user, make.make_user()]
    people += [make.make_leader(leaks.round, kind) for kind in RoundRole.Kind if kind != "secretariat"]
    for user in people:
        client.force_login(user)
        for typed in ("隐语", "市", "status:draft", "status:accepted", "规划"):
            for group in find(User.objects.get(pk=user.pk), leaks.round, typed).groups:
                for hit in group.hits:
                    answer = client.get(hit.url)
                    answer.close()
                    assert answer.status_code == 200, (user, hit.url)


# Finding


@pytest.fixture
def cities() -> Round:
    round = make.make_round()
    for name, batch in (("深圳市", 2010), ("苏州市", 2012), ("普洱市思茅区", 2017), ("重庆市", 2010)):
        city = make.make_city(name, batch=batch, pinyin=pinyin_of(name), name_en=name)
        make.make_submission(round, city)
        make.make_submission(make.make_round(), city)
    return round


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("深圳", ["深圳市"]),
        ("shenzhen", ["深圳市"]),
        ("SHEN", ["深圳市"]),
        ("szs", ["深圳市", "苏州市"]),
        ("sz", ["深圳市", "苏州市"]),
        ("simao", ["普洱市思茅区"]),
        ("pes", ["普洱市思茅区"]),
        ("chongqing", ["重庆市"]),
        ("cq", ["重庆市"]),
        ("city:cq", ["重庆市"]),
        ("市 kind:city", ["深圳市", "苏州市", "普洱市思茅区", "重庆市"]),
        ("zhen", ["深圳市"]),
        ("zh", []),
    ],
)
def test_a_city_is_found_by_name_pinyin_and_first_letters(cities, typed, names):
    found = find(make.make_user(), cities, typed)
    assert titles(found) == names


def test_words_and_a_city_find_what_that_city_says(leaks):
    assert leaks.found_by(leaks.secretariat, "丁市 自述") == {"隐语自述丁"}
    assert leaks.found_by(leaks.secretariat, "dingshi 页面") == {"隐语佐证丁", "隐语页面丁"}
    assert leaks.found_by(leaks.secretariat, "甲市 自述") == set()
    assert leaks.found_by(leaks.secretariat, "city:丁 隐语 kind:自述") == {"隐语自述丁"}


def test_the_name_of_a_city_alone_does_not_bring_all_it_says(leaks):
    assert keys(find(leaks.secretariat, leaks.round, "丁市")) == [f"city {leaks.accepted.city_id}"]


@pytest.mark.parametrize("typed", ["甲市 政府规章", "rule of the government", "kind:form 碳排放双控办法"])
def test_a_form_is_found_by_its_choices_in_words_and_opens_itself(leaks, typed):
    enter(leaks.own, leaks.filler, "F5.policies", {"title": "碳排放双控办法", "kind": "rule"})

    [hit] = [hit for group in find(leaks.filler, leaks.round, typed).groups for hit in group.hits]

    assert hit.url == f"/cities/{leaks.round.slug}/forms/policies/"
    assert "".join(piece.text for piece in hit.title).startswith("F5 ")
    assert "政府规章" in "".join(piece.text for piece in hit.text)


def test_a_form_that_was_handed_in_is_shown_at_its_place(leaks):
    [hit] = [hit for group in find(leaks.secretariat, leaks.round, "kind:form F14").groups for hit in group.hits]

    assert hit.url == f"/cities/{leaks.round.slug}/{leaks.accepted.city.gb_code}/check/#form-F14"


def test_evidence_is_found_by_the_page_that_says_it(leaks):
    found = find(leaks.secretariat, leaks.round, "隐语页面丁")

    [hit] = [hit for group in found.groups for hit in group.hits]
    assert "".join(piece.text for piece in hit.title) == "隐语佐证丁"
    assert Piece("隐语页面丁", True) in hit.text


def test_the_register_is_found_by_kind_city_and_status():
    round = make.make_round()
    city = make.make_city("贵阳市", pinyin="guiyangshi")
    make.make_submission(round, city)
    for status, issuers in (("issued", ["government"]), ("compiled", [])):
        PlanningDocument.objects.create(
            round=round,
            city=city,
            kind="climate_plan",
            status=status,
            issuer_classes=issuers,
            source="published_report",
            confidence="certain",
        )
    reader = make.make_user()

    assert len(keys(find(reader, round, "贵阳 应对气候"))) == 2
    assert len(keys(find(reader, round, "guiyang climate"))) == 2
    assert (
        len(keys(find(reader, round, "气候 status:已印发"))) + len(keys(find(reader, round, "气候 status:issued")))
        >= 1
    )
    assert keys(find(reader, round, "贵阳")) == [f"city {city.pk}"]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "'; drop table", "<b>", "kind:", "(", "[a-z]+", "\x00"])
def test_signs_are_looked_for_as_they_are(leaks, typed):
    assert "隐语自述甲" not in str(find(leaks.filler, leaks.round, typed))


def test_a_filter_that_means_nothing_is_said(leaks):
    assert "“xyz”" in find(leaks.filler, leaks.round, "kind:xyz").problems[0]
    assert "“xyz”" in find(leaks.filler, leaks.round, "status:xyz").problems[0]
    assert find(leaks.filler, leaks.round, "a" * 300).problems != []


def test_at_most_fifty_are_shown_and_the_page_says_that_there_is_more():
    round = make.make_round()
    for number in range(MOST + 3):
        make.make_submission(round, make.make_city(f"城{number:02}"))

    found = find(make.make_user(), round, "城")

    assert (found.number, found.is_cut) == (MOST, True)


def test_indexing_twice_comes_to_the_same(leaks):
    version = leaks.accepted.versions.get()
    before = list(version.passages.values_list("position", "title_zh", "words"))

    index_version(version)

    assert list(version.passages.values_list("position", "title_zh", "words")) == before


def test_the_command_makes_findable_what_is_not(leaks):
    version = leaks.accepted.versions.get()
    version.passages.all().delete()
    EvidenceText.objects.all().delete()
    EvidencePage.objects.all().delete()
    assert leaks.found_by(leaks.secretariat) == {"隐语专家"}

    call_command("index_search")

    assert leaks.found_by(leaks.secretariat) == handed_in("丁") | {"隐语专家"}


def test_the_command_for_all_makes_drafts_findable_anew_that_nobody_has_changed(leaks):
    found = leaks.found_by(leaks.filler)
    Passage.objects.filter(version=None).update(words="")
    assert leaks.found_by(leaks.filler) != found

    call_command("index_search", "--all")

    assert leaks.found_by(leaks.filler) == found


@pytest.mark.parametrize("rows", [1, 5])
@pytest.mark.parametrize("who", ["filler", "secretariat", "expert", "province", "stranger"])
def test_the_search_asks_few_questions_however_much_there_is(leaks, rows, who, django_assert_max_num_queries):
    people = {
        "filler": leaks.filler,
        "secretariat": leaks.secretariat,
        "expert": leaks.expert.user,
        "province": make_province_member(leaks.own),
        "stranger": make.make_user(),
    }
    for number in range(rows):
        city, _by = leaks._city(f"城{number}", "甲省")
        say(city, "A1", _by, text="隐语")
    find(people[who], leaks.round, "隐语")  # a draft that changed is made findable once

    round = next(round for round in rounds_with_counts(people[who]) if round == leaks.round)
    with django_assert_max_num_queries(10):
        find(people[who], round, "隐语")


# The page


def test_the_page_marks_the_hits_and_writes_nothing_raw(leaks, client: Client):
    say(leaks.own, "C1", leaks.filler, text="<script>alert(1)</script> 隐语", version=1)
    client.force_login(leaks.filler)

    page = client.get("/search/", {"q": "隐语"}).content.decode()

    assert "<mark>隐语</mark>" in page
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>隐语</mark>" in page


def test_the_page_keeps_what_was_typed_and_asks_to_log_in(leaks, client: Client):
    assert client.get("/search/?q=x").status_code == 302
    client.force_login(leaks.filler)
    assert 'value="&quot;x y"' in client.get("/search/", {"q": '"x y'}).content.decode()


def test_the_box_is_on_every_page_of_who_is_logged_in(leaks, client: Client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "data-search-key" not in client.get("/").content.decode()
    client.force_login(leaks.filler)
    assert "data-search-key" in client.get("/").content.decode()
