"""``load_indicators``: all or nothing, nothing twice, and never into a frozen system."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from rounds.content import points_sum
from rounds.models import Domain, Indicator, IndicatorSystem
from rounds.services.loading import DEFAULT_FILE

pytestmark = pytest.mark.django_db


def load(file: Path = DEFAULT_FILE, **options: object) -> str:
    out = StringIO()
    call_command("load_indicators", file, stdout=out, stderr=out, **options)
    return out.getvalue()


def changed_file(tmp_path: Path, *changes: tuple[str, str], encoding: str = "utf-8") -> Path:
    text = DEFAULT_FILE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "indicators.csv"
    file.write_bytes(text.encode(encoding))
    return file


def test_the_default_table_has_18_indicators_and_100_points_in_five_areas() -> None:
    load()

    system = IndicatorSystem.objects.get()
    assert (system.indicators.count(), system.is_official) == (18, False)
    assert points_sum(system.indicators.all()) == Decimal(100)
    assert list(system.areas.values_list("name_zh", flat=True)) == [
        "低碳发展基本进展",
        "低碳发展体制机制建设",
        "低碳发展任务落实与成效",
        "基础工作与能力建设",
        "创新举措",
    ]
    assert list(Domain.objects.values_list("name_zh", flat=True)) == [
        "体制机制", "能源", "建筑", "交通", "投融资", "碳汇", "基础能力",
    ]  # fmt: skip


def test_parameters_are_stored_without_floats() -> None:
    load()

    parameters = Indicator.objects.get(code="B2").rule_parameters
    assert parameters["kinds"] == ["low_carbon_plan", "climate_plan", "ghg_control_plan", "pilot_work_plan"]
    assert parameters["issued_by_department_or_group"] == "0.8"


def test_innovation_is_for_all_experts_and_judged_indicators_have_default_criteria() -> None:
    load()

    assert Indicator.objects.get(code="E").domain is None
    shares = Indicator.objects.get(code="B1").criteria.values_list("share", flat=True)
    assert list(shares) == [0, 25, 50, 75, 100]
    assert not Indicator.objects.get(code="A1").criteria.exists()
    assert all("默认标准" in c.text_zh for c in Indicator.objects.get(code="B1").criteria.all())


def test_loading_again_changes_nothing_and_says_so() -> None:
    assert "loaded" in load()
    before = list(Indicator.objects.order_by("pk").values())

    assert "unchanged" in load()
    assert list(Indicator.objects.order_by("pk").values()) == before


def test_criteria_that_somebody_wrote_are_kept(tmp_path: Path) -> None:
    load()
    criterion = Indicator.objects.get(code="B1").criteria.get(share=100)
    criterion.text_zh = "主管部门的标准"
    criterion.save()

    load(changed_file(tmp_path, ("低碳发展组织领导情况", "组织领导")))

    indicator = Indicator.objects.get(code="B1")
    assert (indicator.name_zh, indicator.criteria.get(share=100).text_zh) == ("组织领导", "主管部门的标准")


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("completion_rate,series=gdp_growth", "eval,series=gdp_growth", 2, "eval"),
        ("series=gdp_growth", "series=gdp_level", 2, "gdp_level"),
        ("growing=0.40", "growing=1.40", 3, "1.4"),
        ("A2,A,", "A2,Z,", 3, "Z"),
        ("C2,C,", "C1,C,", 9, "C1"),
        ("5,2,3,建筑", "5,2,2,建筑", 11, "2"),
        (",建筑,", ",建材,", 11, "建材"),
        ("10,3,7,全体", "10,-3,13,全体", 19, "100"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_nothing_is_stored(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    file = changed_file(tmp_path, (old, new))
    with pytest.raises(CommandError) as refused:
        load(file)

    lines = [text for text in str(refused.value).splitlines() if said in text]
    assert any(str(line) in text for text in lines)
    assert not IndicatorSystem.objects.exists()


def test_every_bad_row_is_named_at_once(tmp_path: Path) -> None:
    file = changed_file(tmp_path, (",建筑,", ",建材,"), ("A2,A,", "A2,Z,"), ("checklist,budget", "unknown,budget"))
    with pytest.raises(CommandError) as refused:
        load(file)

    assert len(str(refused.value).splitlines()) == 4


def test_a_file_in_the_encoding_of_chinese_spreadsheets_is_read(tmp_path: Path) -> None:
    load(changed_file(tmp_path, encoding="gb18030"))

    assert Indicator.objects.get(code="E").name_zh == "创新举措"


def test_a_missing_column_and_a_missing_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="judged_max"):
        load(changed_file(tmp_path, ("judged_max", "judged")))
    with pytest.raises(CommandError, match="cannot be read"):
        load(tmp_path / "nothing.csv")


def test_a_frozen_system_is_refused_unless_the_file_says_what_it_holds(tmp_path: Path) -> None:
    load()
    IndicatorSystem.objects.update(frozen_at=timezone.now(), sha256="0" * 64)

    assert "unchanged" in load()
    with pytest.raises(CommandError, match="Nothing was stored"):
        load(changed_file(tmp_path, ("创新举措", "创新")))
    assert Indicator.objects.get(code="E").name_zh == "创新举措"
    assert "v2" in load(changed_file(tmp_path, ("创新举措", "创新")), system_version=2)


def test_a_table_that_does_not_sum_to_100_is_loaded_with_a_warning(tmp_path: Path) -> None:
    said = load(changed_file(tmp_path, ("E,E,创新举措,Innovation,10,3,7", "E,E,创新举措,Innovation,9,3,6")))

    assert "no round can be opened" in said
