"""Names of Chinese organisations: to whom one belongs, and whether two are one (单位名称匹配).

Rules and lists, nothing learned: a name matches for a reason that can be said, and what is not certain does not
match. Bureaux are known under long, short and former names (发展和改革委员会, 发改委; 环境保护局, 生态环境局).
A place counts only where it stands in front with its own kind: 吉林市 is not 吉林省, 北京大学 is not of 北京市.
A county also counts behind its prefecture, whose bureaux have branches there (酒泉市生态环境局敦煌分局: 敦煌市).
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

ALIASES = (
    ("中华人民共和国", ""),
    ("发展和改革委员会", "发改委"),
    ("发展与改革委员会", "发改委"),
    ("发展改革委员会", "发改委"),
    ("发展改革委", "发改委"),
    ("发展和改革局", "发改局"),
    ("发展改革局", "发改局"),
    ("生态环境保护科学研究院", "环科院"),
    ("环境保护科学研究院", "环科院"),
    ("生态环境科学研究院", "环科院"),
    ("环境科学研究院", "环科院"),
    ("生态环境保护厅", "生态环境厅"),
    ("环境保护厅", "生态环境厅"),
    ("环保厅", "生态环境厅"),
    ("环境保护局", "生态环境局"),
    ("环保局", "生态环境局"),
    ("住房和城乡建设", "住建"),
    ("住房城乡建设", "住建"),
    ("工业和信息化", "工信"),
    ("工业信息化", "工信"),
    ("自然资源和规划局", "自然资源局"),
    ("交通运输局", "交通局"),
    ("人民政府", "政府"),
    ("委员会", "委"),
    ("中国科学院", "中科院"),
    ("中国社会科学院", "社科院"),
    ("科学研究院", "科研院"),
    ("股份有限公司", "公司"),
    ("有限责任公司", "公司"),
    ("有限公司", "公司"),
    ("集团公司", "集团"),
    ("国家应对气候变化战略研究和国际合作中心", "国家气候战略中心"),
)
"""Long or former → short, longer ones first where one holds another."""

SEPARATORS = re.compile(r"[、,;；,，/|\n]+|联合(?=.{4})")
BRACKETS = re.compile(r"\(([^()]*)\)")
ORGANISATION = re.compile(r"(大学|学院|研究院|研究所|科研院|科院|中心|公司|集团|局|厅|委|部|政府|院|所|站|会|行)$")
OF_A_GOVERNMENT = re.compile(
    r"(政府|委|厅|局|办|办公室|中心|研究院|科研院|研究所|院|所|站|处|室|队|市委|人大|政协)$"
)
NOT_OF_A_GOVERNMENT = re.compile(
    r"(大学|学院|公司|集团|银行|医院|协会|学会|商会|促进会|基金会|事务所|法院|检察院|铁路局|供电局|电力局|海关)"
)
BARE_ORGAN = re.compile(
    r"^(市委|市政府|政府|发改[委局]|经信[委局]|住建[委局]|交通[委局]|"
    r"(生态环境|统计|财政|工信|林业|园林|能源|自然资源|科技|水务|城管|农业农村)局)"
)
"""What may stand directly behind the short name of a city: organs that a city has and nobody else there."""
BRANCH = re.compile(r"^(?P<front>[^局]+)局(?P<place>[^局]+)分局(?P<part>.*)$")
"""A bureau's branch in a place: since the reform of 2019 a county's environment bureau is its prefecture's."""
PREFECTURE = re.compile(r"^[^局]{2,8}?(自治州|地区|市|州|盟)")
CITY_PREFECTURE = re.compile(r"^[^局]{2,8}?市")
WITHIN = re.compile(r"^(?P<parent>.+(?:市|州|地区|盟))(?P<own>.+(?:市|区|县|旗))$")
"""A pilot that is called with its prefecture: 普洱市思茅区."""
COUNTY_KIND = re.compile(
    r"(?:(?:土家|苗|黎|侗|瑶|回|彝|满|蒙古|藏|羌|壮|布依|傣|哈尼|拉祜|佤|白|纳西|傈僳|畲|水|仡佬|毛南|仫佬|朝鲜|"
    r"达斡尔|哈萨克|裕固|东乡|保安|撒拉|土|锡伯|塔吉克|怒|普米|布朗|各)族)*(?:自治县|自治旗|市|区|县|旗)$"
)
SUBUNIT = re.compile(r"(学院|系|研究院|研究所|研究中心|中心|实验室|处|科|室|部|课题组|项目组)$")
ENTITY = re.compile(r"(大学|学院|研究院|科研院|研究所|中心|局|厅|发改委)$")
UMBRELLAS = frozenset(
    {"中科院", "社科院", "生态环境部", "国家发改委", "工信部", "住建部", "中国环科院", "国务院发展研究中心"}
)
"""So large that their institutes are organisations of their own."""


@dataclass(frozen=True)
class Place:
    """A pilot city (``city``) or a province, by any key. ``authority``: what a province's authority is called."""

    key: int
    full: str
    short: str
    province: str = ""
    """Of a city: the province's full name."""
    authority: str = ""
    is_county: bool = False
    """Of a city: it lies in a prefecture, whose bureaux may have branches there."""


@dataclass(frozen=True)
class Owners:
    """To whom an organisation belongs: keys of cities, and of provinces whose authority it is."""

    cities: frozenset[int] = frozenset()
    provinces: frozenset[int] = frozenset()


def owners_of(organisation: str, *, cities: Collection[Place], provinces: Collection[Place]) -> Owners:
    """The cities of which it is an organ, the provinces of whose authority it is a part; only what is certain."""
    found_cities: set[int] = set()
    found_provinces: set[int] = set()
    shared = {_without_kind(province.full) for province in provinces}
    for name in names_in(organisation):
        province = _leading(name, provinces)
        rest = name.removeprefix(normalised(province.full)) if province else name
        found_provinces |= {place.key for place in provinces if _is_authority(name, place)}
        for city in cities:
            if province and normalised(province.full) != normalised(city.full) and province.full != city.province:
                continue
            whole = name if province and province.full == city.full else rest
            bare = normalised(city.short) not in shared
            if _is_of_city(whole, city, bare=bare) or (city.is_county and _is_of_county(whole, city, bare=bare)):
                found_cities.add(city.key)
    return Owners(frozenset(found_cities), frozenset(found_provinces))


def same_organisation(one: str, other: str) -> bool:
    """Whether both texts name one organisation, or one names a part of the other (清华大学环境学院, 清华大学)."""
    return any(_same(a, b) for a in names_in(one) for b in names_in(other))


def names_in(text: str) -> Iterator[str]:
    """Every organisation that a cell names, each in one spelling: parts of a list, and short names in brackets."""
    for part in SEPARATORS.split(_folded(text)):
        inside = [found for found in BRACKETS.findall(part) if len(found) >= 4 and ORGANISATION.search(found)]
        outside = re.sub(r"\([^()]*\)$", "", part) if part.endswith(")") else part
        for name in (BRACKETS.sub(r"\1", outside), *inside):
            if len(name) >= 2:
                yield normalised(name)


@lru_cache(maxsize=20_000)
def normalised(name: str) -> str:
    """One spelling: no spaces or brackets, full-width letters narrow, long and former names short."""
    name = BRACKETS.sub(r"\1", _folded(name))
    for long, short in ALIASES:
        name = name.replace(long, short)
    return name


def _folded(text: str) -> str:
    return re.sub(r"[\s·•・\-—_.。“”\"'《》]", "", unicodedata.normalize("NFKC", text))


def _same(one: str, other: str) -> bool:
    if one == other:
        return bool(ORGANISATION.search(one))
    shorter, longer = sorted((one, other), key=len)
    if not longer.startswith(shorter) or shorter in UMBRELLAS or not ENTITY.search(shorter):
        return False
    return bool(SUBUNIT.search(longer.removeprefix(shorter)))


def _leading(name: str, provinces: Collection[Place]) -> Place | None:
    """The province whose full name stands in front."""
    leading = [province for province in provinces if name.startswith(normalised(province.full))]
    return max(leading, key=lambda province: len(province.full), default=None)


def _is_authority(name: str, province: Place) -> bool:
    """生态环境厅 exists in provinces only; a municipality's is a 局 and needs the full name before it."""
    known = {normalised(province.authority), f"{province.full}生态环境厅", f"{province.full}生态环境局"}
    if province.full.endswith(("省", "区")):
        known = {
            normalised(province.authority),
            f"{province.full}生态环境厅",
            f"{_without_kind(province.full)}生态环境厅",
        }
    return any(name == own or (own and name.startswith(own) and SUBUNIT.search(name)) for own in known)


def _is_of_city(name: str, city: Place, *, bare: bool) -> bool:
    full, short = normalised(city.full), normalised(city.short)
    if name == full:
        return True
    if name.startswith(full):
        rest = name.removeprefix(full)
        return bool(OF_A_GOVERNMENT.search(rest)) and not NOT_OF_A_GOVERNMENT.search(rest)
    if not bare or full == short or not name.startswith(short):
        return False
    rest = name.removeprefix(short)
    return bool(BARE_ORGAN.match(rest)) and not NOT_OF_A_GOVERNMENT.search(rest)


def _is_of_county(name: str, county: Place, *, bare: bool) -> bool:
    """Whether it is an organ of the county behind its prefecture's name, or a branch there of the prefecture's.

    Under a 市 the branch of 敦煌市 is 敦煌分局; elsewhere 和田分局 may be that of 和田县, and only 和田市分局 is
    certain.
    """
    behind = PREFECTURE.match(name)
    if behind and _is_of_city(name[behind.end() :], county, bare=bare):
        return True
    branch = BRANCH.match(name)
    if branch is None or NOT_OF_A_GOVERNMENT.search(name):
        return False
    if branch["part"] and not OF_A_GOVERNMENT.search(branch["part"]):
        return False
    full = normalised(county.full)
    within = WITHIN.match(full)
    if within and not branch["front"].startswith(within["parent"]):
        return False
    own = within["own"] if within else full
    if branch["place"] == own:
        return bool(PREFECTURE.match(branch["front"]))
    return branch["place"] == COUNTY_KIND.sub("", own) and bool(CITY_PREFECTURE.match(branch["front"]))


def _without_kind(full: str) -> str:
    return re.sub(r"(壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区|省|市)$", "", full)
