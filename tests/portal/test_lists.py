"""Every page that shows a table offers it as a file, or says here why it does not."""

import csv
import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from reviews.models import Recusal
from rounds.models import Round, RoundRole
from tests.make import make_city, make_expert, make_leader, make_round
from tests.portal.permissions import LISTS
from tests.portal.test_permissions import NAMES

TEMPLATES = Path(settings.BASE_DIR) / "templates"
INCLUDED = re.compile(r'{% include "([^"]+)"')

WITHOUT_FILE = {
    "one city's questionnaire, which is a workbook as a whole": {
        *("cities/form.html", "cities/form_take_over.html", "cities/workbook.html", "cities/overview.html"),
    },
    "what one city hands in, read as one document": {
        *("cities/preview.html", "cities/handed_in.html", "cities/receipt.html", "cities/check.html"),
        *("cities/province_material.html", "cities/changes.html"),
    },
    "a score sheet of one expert: printed, and taken along as a workbook": {
        *("reviews/sheet_edit.html", "reviews/sheet_read.html", "reviews/sheet_sign.html"),
        *("reviews/print_sheet.html", "reviews/paper.html", "reviews/paper_compare.html", "reviews/computed.html"),
        *("reviews/anchor.html", "reviews/queue_indicator.html"),
    },
    "one thing out of a list, which has the file": {
        *("reviews/case.html", "reviews/expert.html", "reviews/ranking_city.html", "reviews/discussion.html"),
        *("reviews/verification_city.html", "reviews/assignments_city.html", "rounds/letter.html"),
        *("reports/build.html", "reports/section.html", "reports/case.html", "rounds/overview.html"),
        "reviews/promises.html",
    },
    "what an act is about to do, shown once before it": {
        *("reviews/assignments_deploy.html", "reviews/verification_clear.html", "imports/import.html"),
        "portal/remind.html",
    },
    "one day's session, told in its minutes": {
        *("reviews/session.html", "reviews/attendance.html", "reviews/reveal.html"),
    },
    "the record of one draw, printed and drawn again by anybody": {"reviews/draw.html", "reviews/lots.html"},
    "a city's own papers, few of them, as letters": {
        *("reports/own_cases.html", "reports/own_facts.html", "reports/own_result.html"),
    },
    "the rules of a round, published with their hash": {"rounds/policy.html", "rounds/policy_read.html"},
    "charts with the table they show; for reference only": {
        *("reviews/analysis.html", "reviews/calibration.html", "reports/figures.html"),
    },
    "few lines, each leading to files of its own": {
        *("reports/archives.html", "reports/way.html", "reviews/result.html"),
    },
    "a picture of this moment": {"portal/health.html", "portal/invariants.html"},
    "everything published is one CSV and one JSON below each public page": {
        *("public/method.html", "public/result.html", "public/statistics.html"),
    },
    "a matrix whose menu has the file": {"reviews/assignments.html"},
}

NO_LIST = {"public-report"}
"""Addresses with an ending that are no list: the report itself, as PDF and as Word."""


def whole_text(name: str, seen: frozenset[str] = frozenset()) -> str:
    """A template with everything that it includes by name."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    inside = [one for one in INCLUDED.findall(text) if one not in seen and (TEMPLATES / one).exists()]
    return text + "".join(whole_text(one, seen | {name}) for one in inside)


def test_every_page_with_a_table_has_it_as_a_file_or_a_reason() -> None:
    pages = {str(p.relative_to(TEMPLATES)): p for p in TEMPLATES.rglob("*.html")}
    whole = {name: whole_text(name) for name, path in pages.items() if "{% extends" in path.read_text("utf-8")}
    tables = {name for name, text in whole.items() if "<table" in text or "components/pages.html" in text}

    without = {name for name in tables if "{% table_files " not in whole[name]}

    assert without == set().union(*WITHOUT_FILE.values())


def test_every_file_of_a_list_has_its_page() -> None:
    files = {name.removesuffix("-file") for name, parameters in NAMES.items() if "ending" in parameters}

    assert files - NO_LIST == set(LISTS)


@pytest.fixture
def round(db: None) -> Round:
    round = make_round()
    round.name_zh = "2023年度评估"
    round.save()
    for words in ("=SUM(A1)", "亲属任职"):
        Recusal.objects.create(
            round=round, expert=make_expert(round), city=make_city(), kind="declared", reason=words
        )
    return round


def file(client: Client, round: Round, ending: str, query: str = "") -> tuple[str, bytes]:
    """Its name as the browser is told, and its content."""
    client.force_login(make_leader(round, RoundRole.Kind.SECRETARIAT))
    answer = client.get(reverse("reviews:recusals-file", args=[round.slug, ending]) + query)
    return answer["Content-Disposition"], answer.content


def test_a_file_has_what_its_page_has_chosen(client: Client, round: Round) -> None:
    _name, whole = file(client, round, "csv")
    _name, chosen = file(client, round, "csv", "?q=亲属")

    assert (len(whole.splitlines()), len(chosen.splitlines())) == (3, 2)


def test_the_page_leads_to_its_files_with_its_choice(client: Client, round: Round) -> None:
    client.force_login(make_leader(round, RoundRole.Kind.SECRETARIAT))

    page = client.get(reverse("reviews:recusals", args=[round.slug]) + "?q=亲属&page=1").content.decode()

    address = reverse("reviews:recusals", args=[round.slug])
    for ending in ("csv", "xlsx"):
        assert f'href="{address}table.{ending}?q=%E4%BA%B2%E5%B1%9E"' in page


def test_a_chinese_name_is_right_in_every_browser(client: Client, round: Round) -> None:
    """RFC 5987: percent-encoded UTF-8 under filename*."""
    client.cookies["django_language"] = "zh-hans"

    name, _content = file(client, round, "xlsx")

    assert name == (
        "attachment; filename*=utf-8''2023%E5%B9%B4%E5%BA%A6%E8%AF%84%E4%BC%B0_%E5%9B%9E%E9%81%BF.xlsx"
    )


def test_nothing_that_somebody_typed_becomes_a_formula(client: Client, round: Round) -> None:
    client.cookies["django_language"] = "en"
    _name, content = file(client, round, "csv")

    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert sorted(row[rows[0].index("Reason")] for row in rows[1:]) == ["'=SUM(A1)", "亲属任职"]


def test_another_ending_is_no_address(client: Client, round: Round) -> None:
    client.force_login(make_leader(round, RoundRole.Kind.SECRETARIAT))

    assert client.get(f"/reviews/{round.slug}/recusals/table.exe").status_code == 404
