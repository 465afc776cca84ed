"""What statistics and figures of the demonstration are made of: years, registers and answers, invented."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import override

from cities.models import GoodPractice
from cities.services import NEW_ROW, TypedRow
from portal.rehearsal.material import MARK, CityPlan
from rounds.models import Round

Texts = dict[str, str]

SHARE_WITH_REGISTERS = 0.8
"""So many of the cities have entries in their registers; the others say that there is nothing."""

PLANS = {
    "plan": "低碳发展规划",
    "climate_plan": "应对气候变化规划",
    "ghg_control_plan": "控制温室气体排放工作方案",
    "pilot_work_plan": "低碳城市试点工作方案",
}
ISSUERS = ("government", "government", "drc_eeb", "drc_eeb", "leading_group", "government,drc_eeb")

PROMISES = (
    ("trading", "探索碳排放权交易制度"),
    ("near_zero", "建设近零碳排放示范区"),
    ("model", "打造低碳发展模式"),
    ("finance", "开展气候投融资试点"),
    ("monitoring", "建设碳排放监测平台"),
)
FULFILMENT = ("done", "done", "partly", "partly", "under_way", "not_started")


COMPILED = {"status": "compiled"}


@dataclass(frozen=True)
class Story:
    """What the dice say of one city. Rates are shares a year."""

    dice: random.Random
    size: float
    gdp: tuple[float, float]
    """Growth in the previous and in the review period."""
    co2: tuple[float, float]
    coal: tuple[float, float]
    """Share at the beginning, and by how much it fell over the review period."""
    tertiary: tuple[float, float]
    method: str
    has_registers: bool
    years: Sequence[int]
    """Years with an inventory."""
    adopted_in: str
    """Where its target stands; empty: nowhere."""
    regular: bool
    passed_on: bool
    assessed: bool


def story_of(plan: CityPlan) -> Story:
    """The same for a city on every machine; dice of its own, so that nothing else of the demonstration moves."""
    dice = plan.dice("registers")
    last = dice.choice((2020, 2021, 2022))
    return Story(
        dice=dice,
        size=dice.uniform(300, 9000),
        gdp=(dice.gauss(0.078, 0.01), dice.gauss(0.058, 0.012)),
        co2=(dice.gauss(0.03, 0.012), dice.gauss(0.018 - 0.02 * plan.strength, 0.018)),
        coal=(dice.uniform(0.35, 0.7), dice.uniform(0.0, 0.12)),
        tertiary=(dice.uniform(0.38, 0.6), dice.uniform(-0.01, 0.08)),
        method="direct" if dice.random() < 0.12 else "with_electricity",
        has_registers=dice.random() < SHARE_WITH_REGISTERS,
        years=list(range(last + 1 - dice.randint(2, 13), last + 1)),
        adopted_in=dice.choice(("outline", "outline", "special_plan", "", "")),
        regular=dice.random() < 0.45,
        passed_on=dice.random() < 0.5,
        assessed=dice.random() < 0.52,
    )


def year_texts(story: Story, year: int, periods: Round) -> Texts:
    """F1 of one year. The sectors add up to GDP."""
    passed = year - periods.review_start
    gdp = round(story.size * (1 + story.gdp[passed >= 0]) ** passed)
    co2 = story.size * 0.9 * (1 + story.co2[passed >= 0]) ** passed
    progress = passed / (periods.review_end - periods.review_start)
    primary, tertiary = round(gdp * 0.07), round(gdp * (story.tertiary[0] + story.tertiary[1] * progress))
    energy = round(co2 / 2.3)
    figures = {
        "gdp_current": gdp, "gdp_constant": round(gdp * 0.97), "primary": primary, "tertiary": tertiary,
        "secondary": gdp - primary - tertiary, "energy_total": energy,
        "coal": round(energy * (story.coal[0] - story.coal[1] * progress)), "co2_total": round(co2),
    }  # fmt: skip
    words = {
        "price_base": "2020",
        "energy_basis": "calorific",
        "co2_method": story.method,
        "co2_origin": "inventory",
    }
    return {name: str(value) for name, value in figures.items()} | words


def answers(story: Story) -> Mapping[str, Texts]:
    """The tables with one row: where the target stands, whether inventories are regular, who answers for what."""
    return {
        "F2.peaking": {
            "target_set": "yes", "scope": "peaking", "wording": MARK + "力争如期实现碳达峰。",
            "in_outline_or_plan": _answer(story.adopted_in != ""),
            **({"adopted_in": story.adopted_in, "document": "五年规划纲要（演示）"} if story.adopted_in else {}),
        },
        "F7.mechanism": {
            "regular_mechanism": _answer(story.regular),
            "county_inventories": _answer(story.regular and story.assessed),
            **({"document": "清单编制工作方案（演示）", "cycle": "yearly"} if story.regular else {}),
        },
        "F9.responsibility": {
            "decomposed_to_districts": _answer(story.passed_on), "in_annual_assessment": _answer(story.assessed),
            "results_used": "no",
            **({"basis": "intensity", "districts": "7", "decomposition_document": "目标分解方案（演示）"}
               if story.passed_on else {}),
            **({"schemes": "ecology"} if story.assessed else {}),
        },
    }  # fmt: skip


def entries(story: Story) -> Mapping[str, Sequence[Texts]]:
    """The rows of the registers that have any; of the others the city says that it has nothing to enter."""
    if not story.has_registers:
        return {}
    found = {key: list(rows) for key, rows in _registers(story).items()}
    return {key: rows for key, rows in found.items() if rows}


def new_rows(rows: Sequence[Texts]) -> list[TypedRow]:
    """As a register takes them that holds none of them yet."""
    return [TypedRow(NEW_ROW, 0, texts) for texts in rows]


def _registers(story: Story) -> Mapping[str, Iterator[Texts]]:
    return {
        "F3.bodies": _bodies(story),
        "F5.policies": _policies(story),
        "F7.years": _inventories(story),
        "F8.systems": _systems(story),
        "F11.promises": _promises(story),
        "F4.documents": _documents(story),
        "F12.cases": _cases(story),
    }


def _bodies(story: Story) -> Iterator[Texts]:
    head = story.dice.choice(("both", "secretary", "mayor", "mayor", "deputy"))
    named = {"document": "关于成立领导小组的通知（演示）", "meetings_a_year": str(story.dice.randint(1, 6))}
    yield {"kind": "leading_group", "name": "低碳城市试点工作领导小组（演示）", "head_level": head, **named}
    if story.dice.random() < 0.4:
        name = "应对气候变化联席会议（演示）"
        yield {"kind": "joint_meeting", "name": name, "head_level": "deputy", **named}


POLICIES = {
    "energy": "能源低碳发展政策",
    "transport": "交通低碳发展政策",
    "buildings": "建筑低碳发展政策",
    "market": "碳市场建设政策",
    "living": "低碳生活政策",
}


def _policies(story: Story) -> Iterator[Texts]:
    for theme in story.dice.sample(tuple(POLICIES), 2):
        title = f"{POLICIES[theme]}（演示）"
        yield {"title": title, "kind": "normative", "level": "city", "theme": theme, "issued_on": "2019-06-01"}


def _inventories(story: Story) -> Iterator[Texts]:
    for year in story.years:
        yield {
            "year": str(year), "gases": "co2,ch4,n2o", "sectors": "energy,processes", "standard": "provincial",
            "is_verified": _answer(story.dice.random() < 0.5),
        }  # fmt: skip


def _systems(story: Story) -> Iterator[Texts]:
    kinds = ("data_sharing", "report_forms", "energy_balance", "platform", "verification")
    for kind in story.dice.sample(kinds, story.dice.randint(1, 2)):
        tables = {"tables": "12", "indicators": "96"} if kind == "report_forms" else {}
        yield {
            "kind": kind,
            "name": "统计核算制度（演示）",
            "since": str(story.dice.randint(2012, 2021)),
            **tables,
        }


def _promises(story: Story) -> Iterator[Texts]:
    for category, promise in story.dice.sample(PROMISES, 2):
        fulfilment = story.dice.choice(FULFILMENT)
        texts = {"promise": MARK + promise, "category": category, "document": "试点实施方案（演示）"}
        done = {} if fulfilment == "not_started" else {"progress": MARK + "按计划推进。"}
        yield {**texts, **done, "fulfilment": fulfilment}


def _kind_of(category: str) -> str:
    """In Chinese, as a Chinese city writes it, whatever language the rehearsal is played in."""
    with override("zh-hans"):
        return str(GoodPractice.Category(category).label)


def _cases(story: Story) -> Iterator[Texts]:
    for category in story.dice.sample(GoodPractice.Category.values, 2):
        title, text = (
            f"低碳发展典型案例（演示，{_kind_of(category)}）",
            MARK + "建立长效机制，成效可量化、做法可复制。",
        )
        yield {"category": category, "title": title, "text": text}


def _documents(story: Story) -> Iterator[Texts]:
    """Some plans are issued, some compiled; some cities have work points for each year."""
    for kind, title in PLANS.items():
        if story.dice.random() < 0.3:
            continue
        issued = {"status": "issued", "issuer_classes": story.dice.choice(ISSUERS), "issued_on": "2018-03-01"}
        yield {"kind": kind, "title": f"{title}（演示）", **(issued if story.dice.random() < 0.7 else COMPILED)}
    if story.dice.random() < 0.4:
        for year in range(2017, 2023):
            first = {"first_year": str(year), "issued_on": f"{year}-02-01"}
            points = {"kind": "work_points", "title": f"{year}年低碳工作要点（演示）", "status": "issued"}
            yield {**points, "issuer_classes": "leading_group", **first}


def _answer(yes: bool) -> str:
    return "yes" if yes else "no"
