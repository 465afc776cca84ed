"""What fields print: the published figures, words with their footnotes, and what is lacking."""

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from django.utils import translation

from reports.building.assemble import section_blocks
from reports.building.classes import CLASSES
from reports.building.facts import Cover, Facts, WrittenSection
from reports.building.values import Lacking, UnknownField, value_of
from reports.template import BlockLine, Field, TextLine, field_of, parse, sections
from scoring.statistics.shape import Amount, Statistic, Unit, count_of

GOOD = [
    row["name_zh"]
    for row in csv.DictReader(Path(__file__).with_name("good_list_2023.csv").read_text("utf-8").splitlines())
]
CODES = [f"{number:06d}" for number in range(81)]


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


def statistic(code: str, *amounts: Amount, with_data: int = 81) -> Statistic:
    return Statistic(code, amounts, with_data, 81)


def score(key: str, value: str) -> Amount:
    return Amount(key, Fraction(value), Unit.POINTS, 81, decimals=1)


def facts(*statistics: Statistic, **fields: object) -> Facts:
    given = {
        "language": "zh",
        "for_ministry": False,
        "is_locked": True,
        "is_demonstration": False,
        "version": "1",
        "cover": Cover("报告", "某中心", date(2023, 7, 12)),
        "sections": [],
        "statistics": {s.code: s for s in statistics},
        "names": dict(zip(CODES, [*GOOD, *(f"市{n}" for n in range(41))], strict=True)),
    }
    return Facts(**given | fields)


def printed(written: str, *statistics: Statistic, **fields: object) -> str:
    return value_of(field_of(written), facts(*statistics, **fields)).text


@pytest.mark.parametrize(("count", "share"), [(77, "95%"), (31, "38%"), (20, "25%"), (40, "49%")])
def test_the_published_shares_are_printed_from_their_counts(count, share):
    assert printed("S5.reached|share", statistic("S5", count_of("reached", CODES[:count], 81))) == share


def test_the_published_scores_are_printed():
    scores = statistic("S18", score("mean", "79.2"), score("highest", "93.7"), score("lowest", "68.9"))

    assert [printed(f"S18.{key}", scores) for key in ("mean", "highest", "lowest")] == ["79.2", "93.7", "68.9"]


def test_the_forty_cities_of_the_list_are_printed_in_order():
    listed = statistic("S18", count_of("listed", CODES[:40], 81))

    assert printed("list.good", listed) == "、".join(GOOD)


def test_words_stand_in_the_text_and_the_number_in_the_footnote():
    value = value_of(
        field_of("S15.not_assessed|words"), facts(statistic("S15", count_of("not_assessed", CODES[:38], 81)))
    )

    assert (value.text, value.note) == ("近半数", "有数据的81个城市中有38个。")


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "部分试点城市"), (27, "三分之一以上的试点城市"), (38, "近半数的试点城市"), (41, "半数以上的试点城市"),
     (81, "全部试点城市")],
)  # fmt: skip
def test_problems_that_experts_tag_are_said_by_the_wording_rule(count, words):
    tagged = statistic("E4", count_of("tag.concept", CODES[:count], 81))

    value = value_of(field_of("E4.tag.concept|pilots"), facts(tagged, problems={"concept": "理念"}))

    assert (value.text, value.note) == (words, f"有数据的81个城市中有{count}个。")


def test_a_sentence_about_nobody_is_named_to_be_worded_anew():
    tagged = statistic("E4", count_of("tag.concept", CODES[:3], 81))

    made = section_blocks(
        WrittenSection(sections()[0], "{{E4.tag.targets|pilots}}目标不明。"),
        facts(tagged, classes={"E4.tag": frozenset({"concept", "targets"})}),
    )

    assert [finding.kind for finding in made.findings] == ["nobody"]
    assert "没有试点城市" in list(made.document.texts())


def test_ten_odd_experts():
    panel = statistic("S19", Amount("all", Fraction(14), Unit.EXPERTS))

    assert printed("S19.all|tens", panel) == "10余"


def test_examples_stand_in_the_editors_order_with_a_word_for_the_others():
    many = statistic("S8", count_of("plan.issued", CODES[:25], 81))

    assert printed("S8.plan.issued|cities", many, city_order=[CODES[2], CODES[0]]) == "烟台市、北京市、深圳市等"


def test_what_is_withheld_or_without_data_lacks_and_says_why():
    withheld = Amount("pooled", None, Unit.PERCENT, 2, is_withheld=True)

    with pytest.raises(Lacking, match="不予公布"):
        printed("S1.pooled", statistic("S1", withheld, with_data=2))
    with pytest.raises(Lacking, match="没有城市有数据"):
        printed("S5.reached|share", statistic("S5", count_of("reached", [], 0), with_data=0))


@pytest.mark.parametrize("written", ["S99.all", "S5.unheard", "nothing", "S5.reached|upside_down"])
def test_a_slip_is_told_from_a_gap(written):
    with pytest.raises(UnknownField):
        printed(written, statistic("S5", count_of("reached", CODES[:3], 81)))


def test_a_class_that_nobody_is_in_prints_nought():
    documents = statistic("S8", count_of("plan.government", CODES[:3], 81))

    assert printed("S8.plan.leading_group", documents, classes=CLASSES) == "0"
    assert printed("S8.plan.government+drc_eeb", documents, classes=CLASSES) == "0"


@pytest.mark.parametrize(
    ("written", "known"),
    [("S8.plan.goverment", "plan.government"), ("S8.plan.drc_eeb+government", "plan.government"),
     ("S14.kind.plattform", "kind.platform"), ("S17.newest.keptt", "newest.kept"),
     ("S16.forest.median", "forest.sum"), ("S20.region.midwest", "region.west")],
)  # fmt: skip
def test_a_slip_in_a_class_is_named_and_never_printed_as_nought(written, known):
    given = statistic(written.partition(".")[0], count_of(known, CODES[:3], 81))

    with pytest.raises(UnknownField):
        printed(written, given, classes=CLASSES)


def test_rates_say_in_a_footnote_how_many_cities_have_data():
    growth = statistic("S1", Amount("pooled", Fraction("5.83"), Unit.PERCENT, 60, decimals=1), with_data=60)

    value = value_of(field_of("S1.pooled|rate"), facts(growth))

    assert (value.text, value.note) == ("5.8%", "81个城市中有60个有数据。")


def test_coal_is_compared_with_the_nation_only_where_that_is_known():
    known = statistic("S3", count_of("reached", CODES[:9], 81), count_of("above_nation", CODES[:4], 81))

    assert printed("S3.above_nation.clause", known) == "，其中4个城市高于全国平均水平"
    assert printed("S3.above_nation.clause", statistic("S3", count_of("reached", CODES[:9], 81))) == ""


def test_a_citys_own_number_of_policies_is_said_in_words():
    policies = statistic("S9", Amount(f"city.{CODES[3]}", Fraction(47), Unit.DOCUMENTS, about=(CODES[3],)))

    assert printed(f"S9.city.{CODES[3]}|tens", policies) == "40余"


def test_as_many_examples_are_named_as_the_round_says():
    many = statistic("S8", count_of("plan.issued", CODES[:25], 81))

    assert printed("S8.plan.issued|cities", many, examples=2) == "北京市、深圳市等"


def test_lines_are_paragraphs_and_blocks():
    assert parse("甲{{S1.pooled}}乙\n\n{{figure:totals}}\n{{ministry:table:scores}}") == [
        TextLine(("甲", Field("S1.pooled"), "乙")),
        BlockLine("figure", "totals"),
        BlockLine("table", "scores", for_ministry_only=True),
    ]


def test_every_shipped_section_names_only_what_exists():
    shapes = {"", "share", "words", "pilots", "cities", "all", "tens", "rate"}
    fields = [part for s in sections() for line in parse(s.text_zh + "\n" + s.text_en)
              if isinstance(line, TextLine) for part in line.parts if isinstance(part, Field)]  # fmt: skip

    assert {field.shape for field in fields} <= shapes
    assert {field.kind for field in fields} <= {"", "ref", "cases"}


def test_a_gap_is_printed_in_its_place():
    made = section_blocks(
        WrittenSection(sections()[0], "增速{{S1.pooled}}%。"), facts(statistic("S1", with_data=0), names={})
    )

    assert [f.kind for f in made.findings] == ["unknown_field"]
    assert "〔缺数据: S1.pooled〕" in list(made.document.texts())
