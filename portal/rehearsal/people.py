"""Invented people, one or more for each part in the evaluation."""

from dataclasses import dataclass

from accounts.models import User
from cities.models import CityMembership
from rounds.models import RoundRole

SECRETARIAT, CHAIR = "secretariat", "chair"


@dataclass(frozen=True)
class Leader:
    username: str
    full_name: str
    kind: RoundRole.Kind


@dataclass(frozen=True)
class Administrator:
    username: str
    full_name: str
    kind: User.Administrator


@dataclass(frozen=True)
class CityPerson:
    """A member of a city; ``city`` is its GB/T 2260 code."""

    username: str
    full_name: str
    city: str
    kind: CityMembership.Kind


@dataclass(frozen=True)
class ProvincePerson:
    username: str
    full_name: str
    province_zh: str


@dataclass(frozen=True)
class DemoExpert:
    """``domains`` by Chinese name; an employer of a city or of a province's authority leads to recusals."""

    username: str
    full_name: str
    employer: str
    domains: tuple[str, str]
    employer_city: str = ""
    employer_province: str = ""


LEADERS = (
    Leader(SECRETARIAT, "秘书处（演示）", RoundRole.Kind.SECRETARIAT),
    Leader(CHAIR, "组长（演示）", RoundRole.Kind.CHAIR),
    Leader("deputy", "副组长（演示）", RoundRole.Kind.DEPUTY),
    Leader("authority", "主管部门（演示）", RoundRole.Kind.AUTHORITY),
    Leader("observer", "监督人员（演示）", RoundRole.Kind.OBSERVER),
)

ADMINISTRATORS = (
    Administrator("sysadmin", "系统管理员（演示）", User.Administrator.SYSTEM),
    Administrator("secadmin", "安全管理员（演示）", User.Administrator.SECURITY),
    Administrator("auditadmin", "审计管理员（演示）", User.Administrator.AUDIT),
)

CITY_PEOPLE = (
    CityPerson("hangzhou", "杭州填报人（演示）", "330100", CityMembership.Kind.FILLER),
    CityPerson("hangzhou2", "杭州审核人（演示）", "330100", CityMembership.Kind.REVIEWER),
    CityPerson("hangzhou3", "杭州签发人（演示）", "330100", CityMembership.Kind.APPROVER),
    CityPerson("shenzhen", "深圳填报人（演示）", "440300", CityMembership.Kind.FILLER),
    CityPerson("wuhan", "武汉填报人（演示）", "420100", CityMembership.Kind.FILLER),
)

PROVINCE_PEOPLE = (ProvincePerson("guangdong", "广东省生态环境厅（演示）", "广东省"),)

INSTITUTION, ENERGY, BUILDING = "体制机制", "能源", "建筑"
TRANSPORT, FUNDING, SINK, CAPACITY = "交通", "投融资", "碳汇", "基础能力"

EXPERTS = (
    DemoExpert("expert01", "专家子（演示）", "低碳政策研究中心（演示）", (INSTITUTION, FUNDING)),
    DemoExpert("expert02", "专家丑（演示）", "能源经济研究所（演示）", (ENERGY, CAPACITY)),
    DemoExpert("expert03", "专家寅（演示）", "绿色建筑协会（演示）", (BUILDING, TRANSPORT)),
    DemoExpert("expert04", "专家卯（演示）", "林业碳汇研究院（演示）", (SINK, CAPACITY)),
    DemoExpert("expert05", "专家辰（演示）", "公共管理学院（演示）", (INSTITUTION, SINK)),
    DemoExpert("expert06", "专家巳（演示）", "电力规划设计院（演示）", (ENERGY, FUNDING)),
    DemoExpert("expert07", "专家午（演示）", "交通运输研究院（演示）", (TRANSPORT, BUILDING)),
    DemoExpert("expert08", "专家未（演示）", "绿色金融研究院（演示）", (FUNDING, INSTITUTION)),
    DemoExpert("expert09", "专家申（演示）", "统计核算研究中心（演示）", (CAPACITY, SINK)),
    DemoExpert("expert10", "专家酉（演示）", "武汉市环科院（演示）", (TRANSPORT, ENERGY), employer_city="420100"),
    DemoExpert(
        "expert11", "专家戌（演示）", "浙江省生态环境厅（演示）", (BUILDING, SINK), employer_province="浙江省"
    ),
    DemoExpert("expert12", "专家亥（演示）", "气候投融资促进会（演示）", (FUNDING, ENERGY)),
)


INSTITUTE = "某研究院（演示）"


def panel_of(number: int) -> list[DemoExpert]:
    """So many experts: the named ones, and behind them others with domains in the same order."""
    more = (
        DemoExpert(
            f"expert{place:02}", f"专家{place}（演示）", "某研究院（演示）", EXPERTS[place % len(EXPERTS)].domains
        )
        for place in range(len(EXPERTS) + 1, number + 1)
    )
    return [*EXPERTS[:number], *more]
