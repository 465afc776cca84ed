import csv
import re

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEvent
from cities.management.commands.load_pilots import PILOTS
from cities.models import City, PlanningDocument, Province
from cities.pinyin import pinyin_of
from cities.queries import DocumentFilter, documents_of, issuer_counts
from tests import make

pytestmark = pytest.mark.django_db

READ_IN_THEIR_OWN_TONGUE = {
    "呼伦贝尔市",
    "乌鲁木齐市",
    "拉萨市",
    "和田市",
    "第一师阿拉尔市",
    "普洱市思茅区",
    "大兴安岭地区",
}


def test_the_81_pilots_are_loaded_once_however_often(capsys):
    call_command("load_pilots")
    call_command("load_pilots")

    assert capsys.readouterr().out == "81 new, 0 changed, 0 unchanged\n0 new, 0 changed, 81 unchanged\n"
    batches = {batch: City.objects.filter(batch=batch).count() for batch in (2010, 2012, 2017)}
    assert batches == {2010: 8, 2012: 28, 2017: 45}
    assert Province.objects.count() == 31


@pytest.mark.parametrize(
    ("name", "short", "pinyin"),
    [
        ("重庆市", "重庆", "chongqingshi"),
        ("大兴安岭地区", "大兴安岭", "daxinganlingdiqu"),
        ("普洱市思茅区", "普洱市思茅区", "puershisimaoqu"),
        ("长阳土家族自治县", "长阳土家族自治县", "changyangtujiazuzizhixian"),
        ("朝阳市", "朝阳", "chaoyangshi"),
    ],
)
def test_a_city_has_the_short_name_of_the_report_and_its_reading(name, short, pinyin):
    call_command("load_pilots")

    city = City.objects.get(name_zh=name)
    assert (city.short_zh, city.pinyin) == (short, pinyin)


def test_every_reading_agrees_with_the_english_name():
    with PILOTS.open(encoding="utf-8") as opened:
        for row in csv.DictReader(opened):
            if row["name_zh"] in READ_IN_THEIR_OWN_TONGUE:
                continue
            first_word = re.sub(r"[^a-z]", "", row["name_en"].split()[0].lower())
            assert pinyin_of(row["name_zh"]).startswith(first_word)


def test_a_table_with_a_bad_line_is_loaded_not_at_all(tmp_path):
    lines = PILOTS.read_text(encoding="utf-8").splitlines()
    table = tmp_path / "cities.csv"
    table.write_text("\n".join([*lines[:3], lines[3].replace("sub_provincial", "capital")]), encoding="utf-8")

    with pytest.raises(CommandError, match="“capital”"):
        call_command("load_pilots", table)

    assert (City.objects.count(), Province.objects.count()) == (0, 0)


@pytest.fixture
def register():
    round = make.make_round()
    call_command("load_pilots")
    call_command("load_planning_documents", round.slug)
    return round


def test_the_figures_of_the_report_are_counted_from_the_register(register):
    counts = {kind: dict(classes) for kind, classes in issuer_counts(register).items()}

    assert counts == {
        "plan": {"government": 14, "drc_eeb": 10, "leading_group": 1, "started_or_compiled": 15},
        "climate_plan": {
            "government": 7,
            "drc_eeb": 12,
            "leading_group": 4,
            "government+drc_eeb": 1,
            "started_or_compiled": 14,
        },
        "ghg_control_plan": {"government": 23, "leading_group": 2, "started_or_compiled": 8},
        "pilot_work_plan": {"government": 22, "leading_group": 4, "drc_eeb": 8},
    }


def test_a_city_may_stand_in_two_classes(register):
    climate = DocumentFilter(kind="climate_plan", words="贵阳")

    assert {document.status for document in documents_of(register, climate)} == {"issued", "started_or_compiled"}


def test_loading_the_register_again_changes_nothing(register):
    before = set(PlanningDocument.objects.values_list("pk", flat=True))

    call_command("load_planning_documents", register.slug)

    assert len(before) == 145
    assert set(PlanningDocument.objects.values_list("pk", flat=True)) == before
    assert AuditEvent.objects.filter(verb="load_planning_documents").count() == 2
