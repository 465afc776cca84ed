"""The offline round trip: download, fill in, read the difference, accept all or nothing."""

import io
import json
import tracemalloc
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from accounts.models import AuditEvent
from cities.forms.workbook import read_workbook
from cities.models import (
    FundingYear,
    GoodPractice,
    InventoryYear,
    PeakingTarget,
    PlanningDocument,
    PolicyDocument,
    PracticeFact,
    Statement,
    Submission,
    YearlyData,
)
from cities.questionnaire import TABLES
from cities.services import save_value
from tests.cities.build import make_city_at_work
from tests.cities.forms import enter, fill
from tests.cities.workbooks import edited, put, put_upright, sheet_of, torn, upload, with_part
from tests.make import make_city, make_city_member, make_round, make_submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "media")]


@pytest.fixture
def work(client):
    """A city's draft with something in it, and its filler logged in."""
    submission, member = make_city_at_work(name="深圳")
    fill(submission, member, "F1.years", {2018: {"gdp_current": "3120.5", "energy_basis": "equivalent"}})
    enter(
        submission, member, "F5.policies", {"title": "条例甲", "kind": "law"}, {"title": "条例乙", "kind": "rule"}
    )
    client.force_login(member)
    client.cookies["django_language"] = "en"
    return submission, member


def address(submission, name="workbook", *more):
    return reverse(f"cities:{name}", args=[submission.round.slug, *more])


def download(client, submission):
    return b"".join(client.get(address(submission, "workbook-file")))


def bring(client, submission, content, name="填报.xlsx"):
    return client.post(address(submission), {"file": upload(content, name)})


def accept(client, submission, page, keep="portal"):
    return client.post(address(submission), {"confirm": page.context["token"], "keep": keep})


def lines(page):
    return [
        (table, line.where, line.before, line.after) for table, found in page.context["tables"] for line in found
    ]


def refusal(page):
    assert page.status_code == 409
    return [str(error) for error in page.context["form"].errors["file"]]


def test_a_workbook_brought_back_as_it_was_changes_nothing(client, work):
    submission, _member = work

    page = bring(client, submission, download(client, submission))

    assert (page.status_code, page.context["outcome"].changes_something) == (200, False)
    assert page.context["token"] == ""


def test_what_is_filled_in_is_shown_first_and_then_taken_over(client, work):
    submission, _member = work

    def change(book):
        years = sheet_of(book, "F1.years")
        put(years, "2018", "gdp_current", 3200.25)
        put(years, "2019", "co2_total", 5000)
        put(years, "2019", "co2_method", "仅直接排放")
        put_upright(sheet_of(book, "F2.peaking"), "target_set", "是")
        put(sheet_of(book, "F13.statements"), "A1", "text", "自述")
        put(sheet_of(book, "F13.statements"), "A1", "self_score", 4.5)

    changed = edited(download(client, submission), change)
    page = bring(client, submission, changed)

    assert YearlyData.objects.count() == 1
    assert lines(page) == [
        ("F1 Yearly data", "2018 · GDP at current prices (100 million yuan)", "3120.5", "3200.25"),
        ("F1 Yearly data", "2019 · CO₂ emissions, total (10,000 t CO₂)", "", "5000"),
        ("F1 Yearly data", "2019 · Method of CO₂", "", "Direct emissions only"),
        (
            "F2 Target of low-carbon development or peaking",
            "A target for low-carbon development or peaking is set",
            "",
            "yes",
        ),
        ("F13 Statements and self-scores", "A1 · What the city says", "", "自述"),
        ("F13 Statements and self-scores", "A1 · Self-score", "", "4.5"),
    ]
    before = Submission.objects.get().edit_version
    accept(client, submission, page)

    assert dict(YearlyData.objects.values_list("year", "gdp_current")) == {2018: Decimal("3200.25"), 2019: None}
    assert PeakingTarget.objects.get().target_set is True
    assert Statement.objects.get().self_score == Decimal("4.5")
    assert Submission.objects.get().edit_version > before
    assert AuditEvent.objects.filter(verb="take_in_workbook").count() == 1


def test_rows_of_registers_come_change_and_go(client, work):
    submission, _member = work
    first, second = PolicyDocument.objects.order_by("pk")

    def change(book):
        policies = sheet_of(book, "F5.policies")
        put(policies, str(first.pk), "title", "条例甲（修订）")
        for column in range(2, policies.max_column + 1):
            policies.cell(6, column).value = None
        put(policies, "", "title", "办法丙")
        cases = sheet_of(book, "F12.cases")
        put(cases, "", "title", "近零碳园区")
        facts = sheet_of(book, "F12.facts")
        put(facts, "", "practice", "近零碳园区")
        put(facts, "", "value", 12)

    page = bring(client, submission, edited(download(client, submission), change))
    assert page.context["outcome"].problems == []
    accept(client, submission, page)

    assert PolicyDocument.objects.get(pk=first.pk).title == "条例甲（修订）"
    assert not PolicyDocument.objects.filter(pk=second.pk).exists()
    assert set(PolicyDocument.objects.values_list("title", flat=True)) == {"条例甲（修订）", "办法丙"}
    assert PracticeFact.objects.get().practice == GoodPractice.objects.get()


def test_several_choices_stand_in_one_cell_in_either_language(client, work):
    submission, _member = work

    def change(book):
        documents = sheet_of(book, "F4.documents")
        put(documents, "", "title", "规划")
        put(documents, "", "issuer_classes", "人民政府；Leading group")

    page = bring(client, submission, edited(download(client, submission), change))
    accept(client, submission, page)

    assert PlanningDocument.objects.get().issuer_classes == ["government", "leading_group"]


@pytest.mark.parametrize(("keep", "stands"), [("portal", "3300"), ("workbook", "3200")])
def test_what_others_changed_meanwhile_is_shown_with_both_texts(client, work, keep, stands):
    submission, member = work
    changed = edited(
        download(client, submission), lambda book: put(sheet_of(book, "F1.years"), "2018", "gdp_current", 3200)
    )
    row = YearlyData.objects.get()
    save_value(
        submission=submission, table=TABLES["F1.years"], row="2018", field="gdp_current",
        base="3120.5", text="3300", by=make_city_member(submission.city),
    )  # fmt: skip
    save_value(
        submission=submission, table=TABLES["F1.years"], row="2018", field="coal", base="", text="7", by=member
    )

    page = bring(client, submission, changed)
    [conflict] = page.context["conflicts"]
    assert (conflict.before, conflict.after) == ("3300", "3200")
    accept(client, submission, page, keep)

    row.refresh_from_db()
    assert (row.gdp_current, row.coal) == (Decimal(stands), Decimal(7))


def test_each_conflict_is_decided_by_itself(client, work):
    submission, _member = work

    def change(book):
        for name, value in (("gdp_current", 3200), ("coal", 900), ("oil", 55)):
            put(sheet_of(book, "F1.years"), "2018", name, value)

    changed = edited(download(client, submission), change)
    YearlyData.objects.filter(year=2018).update(gdp_current=3300, coal=800)

    page = bring(client, submission, changed)
    labels = [line.where for line in page.context["conflicts"]]
    answer = {"keep": "chosen", "conflict-0": "portal", "conflict-1": "file"}
    client.post(address(submission), {"confirm": page.context["token"], **answer})

    assert labels == [
        "2018 · GDP at current prices (100 million yuan)",
        "2018 · Coal (10,000 tce)",
    ]
    row = YearlyData.objects.get(year=2018)
    assert (row.gdp_current, row.coal, row.oil) == (Decimal(3300), Decimal(900), Decimal(55))
    [event] = AuditEvent.objects.filter(verb="take_in_workbook")
    assert json.loads(event.data)["against_the_portal"] == 1


def test_if_the_portal_changes_between_difference_and_acceptance_the_difference_is_shown_again(client, work):
    submission, member = work
    changed = edited(
        download(client, submission), lambda book: put(sheet_of(book, "F1.years"), "2018", "gdp_current", 3200)
    )
    page = bring(client, submission, changed)
    fill(submission, member, "F10.years", {2018: {"amount": 5}})  # elsewhere: the difference is the same
    row = YearlyData.objects.get()
    YearlyData.objects.update(gdp_current=3400, version=row.version + 1)

    again = accept(client, submission, page)

    assert [(c.before, c.after) for c in again.context["conflicts"]] == [("3400", "3200")]
    row.refresh_from_db()
    assert row.gdp_current == Decimal(3400)


def test_one_wrong_value_keeps_all_of_it_out_and_every_wrong_one_is_named(client, work):
    submission, _member = work

    def change(book):
        years = sheet_of(book, "F1.years")
        put(years, "2018", "gdp_current", "三千")
        put(years, "2019", "coal", -1)
        put(years, "2019", "co2_method", "随便")
        put(years, "2020", "coal", 5)
        put(sheet_of(book, "F13.statements"), "A1", "self_score", 99)
        put(sheet_of(book, "F5.policies"), "", "title", "字" * 201)

    page = bring(client, submission, edited(download(client, submission), change))

    assert page.status_code == 409
    assert [(p.line, p.label) for p in page.context["outcome"].problems] == [
        (11, "GDP at current prices"),
        (12, "Coal"),
        (12, "Method of CO₂"),
        (7, "Title"),
        (5, "Self-score"),
    ]
    assert page.context["token"] == ""
    assert (YearlyData.objects.count(), FundingYear.objects.count(), Statement.objects.count()) == (1, 0, 0)


def formulas(book):
    put(sheet_of(book, "F1.years"), "2018", "coal", "=1+1")
    put(sheet_of(book, "F1.years"), "2019", "coal", "=SUM(A1:A2)")


def many_rows(book):
    sheet = sheet_of(book, "F5.policies")
    for number in range(10_001 - 2):
        sheet.append([None, f"条例{number}"])


def other_version(book):
    cell = book.worksheets[0]["B3"]
    cell.value = cell.value.replace("form=", "form=0123456789ab form=")[: len(cell.value)]


def another_form(book):
    cell = book.worksheets[0]["B3"]
    head, _space, tail = cell.value.partition(" form=")
    cell.value = f"{head} form=0123456789ab{tail[12:]}"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (formulas, "has formulas in"),
        (many_rows, "has 10001 rows; at most 500 are read."),
        (other_version, "The version line is missing or was changed:"),
        (another_form, "of another version of the questionnaire:"),
        (
            lambda book: book.worksheets[0].__setitem__("B3", None),
            "The version line is missing or was changed: “–”",
        ),
    ],
)
def test_a_workbook_that_cannot_be_read_is_refused_with_limit_and_value(client, work, change, sentence):
    submission, _member = work

    page = bring(client, submission, edited(download(client, submission), change))

    [said] = refusal(page)
    assert sentence in said
    assert YearlyData.objects.count() == 1


def test_the_workbook_of_another_city_is_refused_by_name(client, work):
    submission, _member = work
    other = make_submission(submission.round, make_city("苏州"))
    content = download(client, submission)
    client.force_login(make_city_member(other.city))

    [said] = refusal(bring(client, other, content))

    own, theirs = f"苏州 {other.city.gb_code}", f"深圳 {submission.city.gb_code}"
    assert said == f"This is the workbook of another city ({theirs}); you file for {own}."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty (0 bytes)."),
        (b"%PDF-1.7 no workbook", "This is not an XLSX workbook of this portal."),
        (b"PK\x03\x04 torn", "The file is damaged"),
        (b"0" * (5 * 1024 * 1024 + 1), "at most 5.0\xa0MB are read."),
    ],
)
def test_what_is_no_workbook_is_refused(client, work, content, sentence):
    [said] = refusal(bring(client, work[0], content))

    assert sentence in said


def test_a_workbook_with_macros_is_refused(client, work):
    submission, _member = work
    content = with_part(download(client, submission), "xl/vbaProject.bin", b"macro")

    [said] = refusal(bring(client, submission, content))

    assert said.startswith("The document contains macros.")


def test_a_workbook_that_unpacks_beyond_measure_is_refused(client, work, settings):
    settings.EVIDENCE_MAX_UNPACKED_BYTES = 1024 * 1024
    submission, _member = work
    content = with_part(download(client, submission), "xl/media/bomb.bin", bytes(2 * 1024 * 1024))

    [said] = refusal(bring(client, submission, content))

    assert "larger than 1.0\xa0MB" in said


@pytest.mark.parametrize("part", ["xl/worksheets/sheet3.xml", "xl/workbook.xml"])
def test_a_workbook_with_a_torn_part_is_refused(client, work, part):
    submission, _member = work

    [said] = refusal(bring(client, submission, torn(download(client, submission), part, b"<worksheet><row>")))

    assert said == "The file is damaged: its contents cannot be read. Save it anew."


def test_nothing_is_taken_over_while_the_material_rests(client, work):
    submission, _member = work
    content = edited(download(client, submission), lambda b: put(sheet_of(b, "F1.years"), "2019", "coal", 5))
    Submission.objects.update(state=Submission.State.SUBMITTED)

    page = bring(client, submission, content)

    assert page.status_code == 409
    assert YearlyData.objects.count() == 1


def test_the_blank_questionnaire_is_for_everybody_and_cannot_be_brought_back(client, work):
    submission, member = work
    client.logout()

    content = b"".join(client.get(address(submission, "blank-questionnaire")))

    keys = [sheet["A1"].value for sheet in load_workbook(io.BytesIO(content)).worksheets]
    assert {"F0.profile", "F1.years", "F13.statements", "F15.presentation"} <= set(keys)
    client.force_login(member)
    client.cookies["django_language"] = "en"
    assert refusal(bring(client, submission, content)) == [
        "This is the blank questionnaire. Download the workbook of your city and fill that in."
    ]


def test_a_round_that_is_not_open_yet_gives_no_questionnaire(client):
    round = make_round()
    round.opened_at = None
    round.save()

    assert client.get(reverse("cities:blank-questionnaire", args=[round.slug])).status_code == 404


def test_choices_open_in_the_cell_and_help_stands_beside_it(client, work):
    book = load_workbook(io.BytesIO(download(client, work[0])))

    rules = sheet_of(book, "F1.years").data_validations.dataValidation
    assert {"list", "decimal"} <= {rule.type for rule in rules}
    assert any(rule.prompt == "As published in the yearbook." for rule in rules)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_register_is_brought_as_a_table_in_the_encodings_that_spreadsheets_save(client, work, encoding):
    submission, _member = work
    kept, changed = PolicyDocument.objects.order_by("pk")
    table = f"编号,名称,Kind\n{changed.pk},条例乙（新）,法\n,办法丙,政府规章\n".replace(",法\n", ",地方性法规\n")
    where = address(submission, "register", "policies", "policies")

    page = client.post(where, {"file": upload(table.encode(encoding), "政策.csv")})
    client.post(where, {"confirm": page.context["token"], "keep": "portal"})

    found = list(PolicyDocument.objects.order_by("pk").values_list("title", "kind"))
    assert found[:2] == [("条例甲", "law"), ("条例乙（新）", "law")]
    assert found[2] == ("办法丙", "rule")
    assert kept.title == "条例甲"


def test_a_registers_table_comes_back_as_it_was(client, work):
    submission, member = work
    enter(submission, member, "F7.years", {"year": 2018, "gases": "co2,ch4", "is_verified": "yes"})
    content = b"".join(client.get(address(submission, "register-file", "inventories", "years")))

    page = client.post(address(submission, "register", "inventories", "years"), {"file": upload(content, "x.csv")})

    assert page.context["outcome"].changes_something is False
    assert InventoryYear.objects.get().gases == ["co2", "ch4"]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("名称,颜色\n甲,红\n", "Column “颜色” is unknown or there twice."),
        ("编号,名称\nx,甲\n", "Line 2: “x” is not the number of a row."),
    ],
)
def test_a_table_that_does_not_fit_is_refused(client, work, table, sentence):
    page = client.post(
        address(work[0], "register", "policies", "policies"), {"file": upload(table.encode(), "x.csv")}
    )

    assert refusal(page)[0].startswith(sentence)


def bring_register(client, submission, content, name="x.csv"):
    return client.post(address(submission, "register", "policies", "policies"), {"file": upload(content, name)})


def test_a_line_without_a_link_in_a_table_of_links_takes_no_row_away(client, work):
    submission, member = work
    [with_link] = enter(submission, member, "F5.policies", {"title": "条例丙", "link": "https://example.cn/c"})
    first = PolicyDocument.objects.earliest("pk")
    content = f"编号,Link\n{first.pk},\n{with_link.pk},\n".encode()

    page = bring_register(client, submission, content)
    client.post(page.wsgi_request.path, {"confirm": page.context["token"], "keep": "portal"})

    assert list(PolicyDocument.objects.order_by("pk").values_list("title", "link")) == [
        ("条例甲", ""),
        ("条例乙", ""),
        ("条例丙", ""),
    ]


def test_a_line_with_nothing_but_its_number_takes_the_row_out_of_a_table_with_all_columns(client, work):
    submission, _member = work
    first, second = PolicyDocument.objects.order_by("pk")
    content = b"".join(client.get(address(submission, "register-file", "policies", "policies")))
    head, _first, kept = content.decode("utf-8-sig").splitlines()
    emptied = f"{first.pk}" + "," * head.count(",")

    page = bring_register(client, submission, "\n".join([head, emptied, kept]).encode())
    client.post(page.wsgi_request.path, {"confirm": page.context["token"], "keep": "portal"})

    assert list(PolicyDocument.objects.all()) == [second]


def test_a_far_away_cell_in_a_workbook_takes_no_memory_for_the_lines_between(client, work):
    submission, _member = work

    def change(book):
        sheet_of(book, "F5.policies").cell(20_000, 2).value = "远"

    near = download(client, submission)
    far = edited(near, change)

    assert memory_to_read(far, submission) - memory_to_read(near, submission) < 2 * 1024 * 1024


def memory_to_read(content, submission) -> int:
    tracemalloc.start()
    read_workbook(io.BytesIO(content), size=len(content), submission=submission)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def test_a_register_of_ten_thousand_rows_is_refused_with_limit_and_value(client, work):
    content = "名称\n" + "\n".join(f"条例{number}" for number in range(10_001))

    assert refusal(bring_register(client, work[0], content.encode())) == [
        "The file has 10001 rows below the header; at most 500 are read."
    ]


def test_rows_beyond_what_a_register_holds_are_refused_once_with_limit_and_value(client, work):
    content = "名称\n" + "\n".join(f"条例{number}" for number in range(500))

    page = bring_register(client, work[0], content.encode())

    assert [problem.message for problem in page.context["outcome"].problems] == [
        "A register has at most 500 rows; with this file it would have 502."
    ]
    assert PolicyDocument.objects.count() == 2


def test_a_register_with_formulas_is_refused_and_nothing_is_cleared(client, work):
    submission, _member = work
    row = PolicyDocument.objects.earliest("pk")
    book = Workbook()
    book.active.append(["编号", "名称"])
    book.active.append([row.pk, '="条例"&"丁"'])
    buffer = io.BytesIO()
    book.save(buffer)

    [said] = refusal(bring_register(client, submission, buffer.getvalue(), "x.xlsx"))

    assert "has formulas in B2." in said
    assert PolicyDocument.objects.earliest("pk").title == "条例甲"


def test_another_citys_row_is_not_reached_by_its_number(client, work):
    submission, _member = work
    other, stranger = make_city_at_work(submission.round)
    [row] = enter(other, stranger, "F5.policies", {"title": "别市"})
    table = f"编号,名称\n{row.pk},改\n".encode()

    page = client.post(address(submission, "register", "policies", "policies"), {"file": upload(table, "x.csv")})

    assert [p.message for p in page.context["outcome"].problems] == [
        "This row is not in the portal (any more). Enter it again as a new row below the last one."
    ]
    row.refresh_from_db()
    assert row.title == "别市"
