"""Names of organisations: what is one, what is not, and to whom it belongs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.organisations import Owners, Place, normalised, owners_of, same_organisation

PROVINCES = [
    Place(1, "贵州省", "贵州", authority="贵州省生态环境厅"),
    Place(2, "吉林省", "吉林", authority="吉林省生态环境厅"),
    Place(3, "北京市", "北京", authority="北京市生态环境局"),
    Place(4, "浙江省", "浙江", authority="浙江省生态环境厅"),
    Place(5, "辽宁省", "辽宁"),
    Place(6, "内蒙古自治区", "内蒙古"),
    Place(7, "湖北省", "湖北"),
    Place(8, "甘肃省", "甘肃"),
    Place(9, "黑龙江省", "黑龙江"),
]
CITIES = [
    Place(11, "贵阳市", "贵阳", "贵州省"),
    Place(12, "吉林市", "吉林", "吉林省"),
    Place(13, "北京市", "北京", "北京市"),
    Place(14, "杭州市", "杭州", "浙江省"),
    Place(15, "朝阳市", "朝阳", "辽宁省"),
    Place(16, "呼伦贝尔市", "呼伦贝尔", "内蒙古自治区"),
    Place(17, "武汉市", "武汉", "湖北省"),
    Place(18, "昌吉市", "昌吉", "新疆维吾尔自治区", is_county=True),
    Place(19, "敦煌市", "敦煌", "甘肃省", is_county=True),
    Place(20, "共青城市", "共青城", "江西省", is_county=True),
    Place(21, "普洱市思茅区", "普洱市思茅区", "云南省", is_county=True),
    Place(22, "和田市", "和田", "新疆维吾尔自治区", is_county=True),
    Place(23, "长阳土家族自治县", "长阳土家族自治县", "湖北省", is_county=True),
    Place(24, "逊克县", "逊克", "黑龙江省", is_county=True),
]
NOBODY = Owners()


def owners(name):
    return owners_of(name, cities=CITIES, provinces=PROVINCES)


def of_city(*keys):
    return Owners(frozenset(keys), frozenset())


def of_province(*keys):
    return Owners(frozenset(), frozenset(keys))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("贵阳市", of_city(11)),
        ("贵阳市人民政府", of_city(11)),
        ("贵阳市生态环境局", of_city(11)),
        ("贵阳市环境保护局", of_city(11)),
        ("贵阳生态环境局", of_city(11)),
        ("贵阳市发展和改革委员会", of_city(11)),
        ("贵阳发改委", of_city(11)),
        ("贵州省贵阳市生态环境局", of_city(11)),
        ("贵阳市南明区生态环境局", of_city(11)),
        ("贵阳市环科院（演示）", of_city(11)),
        ("贵阳学院", NOBODY),
        ("贵阳市第一商贸有限公司", NOBODY),
        ("贵阳银行", NOBODY),
        ("贵阳", NOBODY),
        ("贵州大学", NOBODY),
        ("贵州省生态环境厅", of_province(1)),
        ("贵州省环境保护厅", of_province(1)),
        ("贵州生态环境厅", of_province(1)),
        ("贵州省生态环境厅应对气候变化处", of_province(1)),
        ("贵州省环境科学研究设计院", NOBODY),
        ("吉林省生态环境厅", of_province(2)),
        ("吉林市生态环境局", of_city(12)),
        ("吉林省吉林市生态环境局", of_city(12)),
        ("吉林生态环境局", NOBODY),
        ("吉林省发展和改革委员会", NOBODY),
        ("吉林大学", NOBODY),
        ("吉林省人民政府", NOBODY),
        ("北京市生态环境局", Owners(frozenset({13}), frozenset({3}))),
        ("北京市发展和改革委员会", of_city(13)),
        ("北京市朝阳区生态环境局", of_city(13)),
        ("北京大学", NOBODY),
        ("北京理工大学", NOBODY),
        ("北京市环境保护科学研究院", of_city(13)),
        ("朝阳市生态环境局", of_city(15)),
        ("辽宁省朝阳市统计局", of_city(15)),
        ("朝阳区生态环境局", NOBODY),
        ("长春市朝阳区生态环境局", NOBODY),
        ("杭州市城市规划设计研究院", of_city(14)),
        ("浙江省杭州市发改委", of_city(14)),
        ("浙江大学", NOBODY),
        ("浙江省生态环境厅（演示）", of_province(4)),
        ("内蒙古自治区生态环境厅", of_province(6)),
        ("呼伦贝尔市生态环境局", of_city(16)),
        ("武汉市环科院", of_city(17)),
        ("武汉大学", NOBODY),
        ("武汉市汉口学院", NOBODY),
        ("江苏省贵阳市路灯所", NOBODY),
        ("中国科学院武汉植物园", NOBODY),
        ("武汉铁路局", NOBODY),
        ("朝阳县生态环境局", NOBODY),
        ("昌吉州生态环境局", NOBODY),
        ("昌吉回族自治州生态环境局", NOBODY),
        ("昌吉市生态环境局", of_city(18)),
        ("昌吉统计局", of_city(18)),
        ("杭州市生态环境局、贵阳市生态环境局", of_city(11, 14)),
        ("酒泉市生态环境局敦煌分局", of_city(19)),
        ("酒泉市环境保护局敦煌分局", of_city(19)),
        ("酒泉市生态环境局敦煌市分局", of_city(19)),
        ("甘肃省酒泉市生态环境局敦煌分局", of_city(19)),
        ("酒泉市生态环境局敦煌分局环境监测站", of_city(19)),
        ("酒泉市自然资源局敦煌分局", of_city(19)),
        ("酒泉市敦煌市统计局", of_city(19)),
        ("敦煌市生态环境局", of_city(19)),
        ("九江市生态环境局共青城分局", of_city(20)),
        ("普洱市生态环境局思茅分局", of_city(21)),
        ("普洱市生态环境局思茅区分局", of_city(21)),
        ("普洱市思茅区统计局", of_city(21)),
        ("和田地区生态环境局和田市分局", of_city(22)),
        ("昌吉州生态环境局昌吉市分局", of_city(18)),
        ("宜昌市生态环境局长阳分局", of_city(23)),
        ("宜昌市生态环境局长阳土家族自治县分局", of_city(23)),
        ("黑河市逊克生态环境局", of_city(24)),
        ("黑河市生态环境局逊克分局", of_city(24)),
        ("酒泉市生态环境局", NOBODY),
        ("酒泉市生态环境局肃州分局", NOBODY),
        ("张掖市生态环境局甘州分局", NOBODY),
        ("浙江省酒泉市生态环境局敦煌分局", NOBODY),
        ("九江市生态环境局青城分局", NOBODY),
        ("九江市生态环境局共青分局", NOBODY),
        ("兰州市公安局敦煌路分局", NOBODY),
        ("酒泉市供电局敦煌分局", NOBODY),
        ("城市管理局敦煌分局", NOBODY),
        ("玉溪市生态环境局思茅分局", NOBODY),
        ("普洱市生态环境局宁洱分局", NOBODY),
        ("和田地区生态环境局和田县分局", NOBODY),
        ("和田地区生态环境局和田分局", NOBODY),
        ("长春市生态环境局朝阳分局", NOBODY),
        ("酒泉市敦煌学院", NOBODY),
    ],
)
def test_an_organisation_belongs_to_whom_its_name_says(name, expected):
    assert owners(name) == expected


ONE = [
    ("北京大学", "北京大学"),
    ("清华大学", "清华大学环境学院"),
    ("清华大学环境学院", "清华大学"),
    ("贵阳市生态环境局", "贵阳市环境保护局"),
    ("贵阳市发展和改革委员会", "贵阳市发展改革委"),
    ("贵阳市发改委", "贵阳市发展与改革委员会"),
    ("中国科学院广州能源研究所", "中科院广州能源研究所"),
    ("北京市环境保护科学研究院", "北京市生态环境保护科学研究院"),
    ("武汉市环科院", "武汉市环境科学研究院"),
    ("某某低碳咨询有限公司", "某某低碳咨询有限责任公司"),
    ("国家应对气候变化战略研究和国际合作中心", "国家气候战略中心"),
    ("国家应对气候变化战略研究和国际合作中心（国家气候战略中心）", "国家气候战略中心"),
    ("能源经济研究所（演示）", "能源经济研究所"),
    ("清华大学、贵阳市环科院", "贵阳市环境科学研究院"),
    ("清华 大学", "清华大学"),
    ("中国环境科学研究院", "中国环科院"),
    ("浙江省生态环境厅", "浙江省环保厅"),
]
TWO = [
    ("北京大学", "北京理工大学"),
    ("北京大学", "北京师范大学"),
    ("北京大学", "北京大学第一医院"),
    ("中国科学院", "中国科学院大学"),
    ("中国科学院", "中国科学院广州能源研究所"),
    ("吉林市生态环境局", "吉林省生态环境厅"),
    ("吉林市发改委", "吉林省发改委"),
    ("吉林大学", "吉林师范大学"),
    ("贵阳市生态环境局", "贵州省生态环境厅"),
    ("贵阳市生态环境局", "贵阳市统计局"),
    ("贵阳市", "贵阳市生态环境局"),
    ("清华大学环境学院", "清华大学公共管理学院"),
    ("某某咨询（北京）有限公司", "某某咨询有限公司"),
    ("中国人民大学", "中国农业大学"),
    ("武汉大学", "武汉理工大学"),
    ("交通运输部科学研究院", "交通运输部规划研究院"),
    ("中国城市规划设计研究院", "杭州市城市规划设计研究院"),
    ("张三", "张三"),
    ("北京", "北京"),
    ("华北电力大学", "华北电力设计院"),
    ("生态环境部", "生态环境部环境规划院"),
    ("南京大学", "南京工业大学"),
    ("东北大学", "东北师范大学"),
    ("海南省环境科学研究院", "青海省环境科学研究院"),
    ("", ""),
]


@pytest.mark.parametrize(("one", "other"), ONE)
def test_two_names_of_one_organisation(one, other):
    assert same_organisation(one, other)
    assert same_organisation(other, one)


@pytest.mark.parametrize(("one", "other"), TWO)
def test_two_organisations(one, other):
    assert not same_organisation(one, other)
    assert not same_organisation(other, one)


def test_at_least_forty_pairs_stand_here():
    assert len(ONE) + len(TWO) >= 40


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_is_a_failure_and_order_means_nothing(one, other):
    assert same_organisation(one, other) == same_organisation(other, one)
    assert normalised(normalised(one)) == normalised(normalised(normalised(one)))
    owners(one)
