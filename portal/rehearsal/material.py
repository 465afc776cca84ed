"""Invented material: what the cities say, prove and get. Seeded: the same every time."""

import io
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

import pikepdf

from cities.models import City
from rounds.models import Indicator

SEED = "低碳城市试点评估演示"
MARK = "【演示数据，非真实情况】"

STATEMENTS = {
    "A1": "评估期内本市地区生产总值年均增长 {rate} %，年度目标完成 {years} 年，累计目标已完成。",
    "A2": "评估期内二氧化碳排放总量年均变化 {change} %，较上一评估期增速放缓，核算方法前后一致。",
    "A3": "评估期末单位地区生产总值二氧化碳排放较期初累计下降 {drop} %，完成省级下达目标的 {done} %。",
    "B1": "成立由市委、市政府主要负责同志任组长的领导小组，每年召开会议 {n} 次，办公室设在生态环境部门。",
    "B2": "印发低碳发展规划、应对气候变化规划等规划文件 {n} 项，明确责任部门和年度任务。",
    "B3": "提出 {year} 年前后碳达峰目标，并写入国民经济和社会发展五年规划纲要。",
    "C1": "第三产业增加值占比由 {low} % 提高到 {high} %，战略性新兴产业占比稳步提高。",
    "C2": "煤炭消费占能源消费总量比重累计下降 {drop} 个百分点，非化石能源装机增长 {done} %。",
    "C3": "单位地区生产总值能耗累计下降 {drop} %，完成重点用能单位节能改造 {n} 项。",
    "C4": "新建建筑中绿色建筑占比达到 {high} %，完成既有建筑节能改造 {done} 万平方米。",
    "C5": "新能源公交车占比达到 {high} %，建成公共充电桩 {done} 处，绿色出行比例持续提升。",
    "C6": "上线碳普惠平台，注册用户 {done} 万人，政府绿色采购占比 {high} %。",
    "C7": "森林覆盖率由 {low} % 提高到 {high} %，新增城市绿地 {done} 公顷。",
    "D1": "连续编制 {n} 个年度温室气体清单，清单编制工作机制已固化，经第三方核查。",
    "D2": "建立能源与温室气体统计报表制度，纳入指标 {done} 项，由统计部门按年度报送。",
    "D3": "碳强度目标分解到全部区县，纳入年度综合考核，考核结果已应用。",
    "D4": "市级财政设立低碳发展专项资金，评估期内累计安排 {done} 百万元，逐年到位。",
    "E": "创新举措 {n} 项：近零碳园区、碳普惠交易、气候投融资试点等，均已取得阶段性进展。",
}

COMMENTS = (
    "材料完整，佐证充分，成效有数据支撑。",
    "制度健全，落实到位，建议补充量化成效。",
    "工作扎实，部分佐证材料年份不全。",
    "思路清晰，推进力度较大，可复制性较好。",
    "基础工作较好，与先进城市相比仍有差距。",
)


@dataclass(frozen=True, eq=False)
class CityPlan:
    """What happens to one city. ``strength`` (0…1) draws its points, ``order`` how far it has come."""

    city: City
    strength: float
    order: float
    random: Random
    seed: str = SEED

    def dice(self, *about: object) -> Random:
        """Dice of their own for one matter, so that it does not hang on what was drawn before."""
        words = " ".join(map(str, (self.seed, *about, self.city.gb_code)))
        return Random(words)  # noqa: S311  (invented data, no secret)


def plan_for(city: City, seed: str = SEED) -> CityPlan:
    """The same city gets the same plan on every machine."""
    dice = Random(f"{seed} {city.gb_code}")  # noqa: S311  (invented data, no secret)
    strength = min(0.97, max(0.45, dice.gauss(0.76, 0.1)))
    return CityPlan(city, strength=strength, order=dice.random(), random=dice, seed=seed)


def statement(plan: CityPlan, indicator: Indicator) -> str:
    dice = plan.random
    low = dice.randint(25, 55)
    figures = {
        "rate": f"{dice.uniform(4, 8):.1f}",
        "change": f"{dice.uniform(-1.5, 2.5):+.1f}",
        "drop": f"{dice.uniform(8, 26):.1f}",
        "done": dice.randint(40, 240),
        "n": dice.randint(3, 11),
        "years": dice.randint(3, 5),
        "year": dice.choice((2025, 2027, 2028, 2030)),
        "low": low,
        "high": low + dice.randint(3, 35),
    }
    template = STATEMENTS.get(indicator.code, "{n} 项工作按计划推进。")
    return MARK + template.format(**figures)


def self_score(plan: CityPlan, indicator: Indicator) -> Decimal:
    """Cities are a little kinder to themselves than experts are."""
    return _share_of(indicator.max_points, min(1.0, plan.strength + plan.random.uniform(0.02, 0.15)))


def computed_points(plan: CityPlan, indicator: Indicator) -> Decimal:
    share = plan.dice("computed", indicator.code).gauss(plan.strength + 0.05, 0.12)
    return _share_of(indicator.computed_max, min(1.0, max(0.2, share)))


def judged_points(plan: CityPlan, indicator: Indicator, expert: str) -> Decimal:
    """What an expert gives: a tenth of a point at a time, near the city's strength and their own leniency."""
    leniency = Random(f"{plan.seed} {expert}").gauss(0, 0.03)  # noqa: S311  (invented data, no secret)
    share = plan.dice("judged", expert, indicator.code).gauss(plan.strength + leniency, 0.05)
    return _share_of(indicator.judged_max, min(0.94, max(0.26, share)), step="0.1")


def comment(plan: CityPlan, *about: object) -> str:
    return MARK + plan.dice("comment", *about).choice(COMMENTS)


def evidence_pdf(city: City, title: str, pages: int) -> bytes:
    """A small PDF that says on each page that it is a demonstration; ``title`` makes its bytes its own."""
    pdf = pikepdf.new()
    with pdf.open_metadata() as metadata:
        metadata["dc:title"] = title
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for number in range(1, pages + 1):
        page = pdf.add_blank_page(page_size=(595, 842))
        title = "DEMONSTRATION DATA - NOT A REAL DOCUMENT"
        lines = [title, f"{city.name_en} ({city.gb_code})", f"Page {number} of {pages}"]
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = pdf.make_stream(_text(lines))
    file = io.BytesIO()
    pdf.save(file, deterministic_id=True)
    return file.getvalue()


def _text(lines: list[str]) -> bytes:
    shown = " T* ".join(f"({line.replace('(', '[').replace(')', ']')}) Tj" for line in lines)
    return f"BT /F1 18 Tf 28 TL 60 740 Td {shown} ET".encode("ascii", "replace")


def _share_of(points: Decimal, share: float, step: str = "0.01") -> Decimal:
    unit = Decimal(step)
    return (points * Decimal(f"{share:.4f}") / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit
