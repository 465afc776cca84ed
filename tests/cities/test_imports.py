"""Cities come in as a table: every bad line named, all or nothing, whatever people save it as."""

import io
import tracemalloc

import pytest
from openpyxl import Workbook

from accounts.errors import AccountError
from accounts.imports import carry_out, read_table, try_table
from accounts.imports.table import TableError, table_as_csv
from accounts.models import AuditEvent
from cities.models import City, Province
from cities.resources import CityResource
from tests import make
from tests.cities.workbooks import torn, with_part

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

HEADER = "name_zh,name_en,short_zh,province_zh,province_en,batch,level,gb_code,lat,lon"
SHENZHEN = "深圳市,Shenzhen,深圳,广东省,Guangdong,2010,sub_provincial,440300,22.5435,114.0579"
ZHONGSHAN = "中山市,Zhongshan,中山,广东省,Guangdong,2017,prefecture_level_city,442000,,"


def table(*lines: str, encoding: str = "utf-8"):
    content = "\r\n".join(lines).encode(encoding)
    return read_table(io.BytesIO(content), size=len(content))


def tried(*lines: str):
    return try_table(CityResource(), table(HEADER, *lines))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_csv_is_read_in_the_encodings_people_save(encoding):
    assert table(HEADER, SHENZHEN, encoding=encoding).rows == [(2, SHENZHEN.split(","))]


def test_a_workbook_is_read_and_numbers_stay_whole():
    book = Workbook()
    book.active.append(HEADER.split(","))
    book.active.append([None])
    book.active.append(["深圳市", "Shenzhen", "深圳", "广东省", "Guangdong", 2010.0, "sub_provincial", 440300])
    buffer = io.BytesIO()
    book.save(buffer)

    read = read_table(io.BytesIO(buffer.getvalue()), size=1)

    assert [(number, cells[5:8]) for number, cells in read.rows] == [(3, ["2010", "sub_provincial", "440300"])]


def workbook(*rows) -> bytes:
    book = Workbook()
    book.active.title = "表"
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def refusal_of(content: bytes) -> str:
    with pytest.raises(TableError) as caught:
        read_table(io.BytesIO(content), size=len(content))
    return caught.value.message


def test_formulas_in_a_workbook_are_refused_and_named():
    """Read as values they would be empty, and what is empty clears a field."""
    assert refusal_of(workbook(["a", "b"], ["甲", "=1+1"], ["乙", "=B2*2"])) == (
        "“表” has formulas in B2, B3. Only values are read: copy the cells and insert them as values."
    )


def test_a_workbook_that_unpacks_beyond_measure_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr("accounts.imports.table.MOST_UNPACKED_BYTES", 1024 * 1024)
    content = with_part(workbook(["a"], ["1"]), "xl/media/bomb.bin", bytes(2 * 1024 * 1024))

    assert refusal_of(content) == "Unpacked, the workbook is larger than 1.0\xa0MB, the most that is read."


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("xml", [b"<worksheet><sheetData><row>", b"no XML at all", b"<a/>"])
def test_a_workbook_with_a_torn_part_is_refused(part, xml):
    assert refusal_of(torn(workbook(["a"], ["1"]), part, xml)) in (
        "The file is damaged: its contents cannot be read. Save it anew.",
        "This is neither a CSV file in UTF-8 or GBK nor an XLSX workbook.",
        "The file is empty.",
    )


def test_ten_thousand_rows_are_counted_and_refused_with_limit_and_value():
    rows = [[number] for number in range(10_001)]

    assert refusal_of(workbook(["a"], *rows)) == (
        "The file has 10001 rows below the header; at most 5000 are read."
    )


def test_a_cell_far_below_the_table_is_refused_as_so_many_lines():
    book = Workbook()
    book.active["A1"], book.active["A2"], book.active["A1048576"] = "a", "1", "x"
    buffer = io.BytesIO()
    book.save(buffer)

    assert refusal_of(buffer.getvalue()) == ("The file has more than 100000 lines; at most 5000 rows are read.")


def test_headers_may_be_the_words_people_see():
    english = "Chinese name,English name,short name in reports,province (Chinese),province (English),batch,level"
    read = table(f"{english},GB/T 2260 code,latitude,longitude", SHENZHEN)

    assert try_table(CityResource(), read).counts == {"new": 1}


def test_a_far_away_cell_in_a_small_file_takes_no_memory_for_the_lines_between():
    book = Workbook()
    book.active.append(["甲", "乙"])
    book.active.cell(20_000, 2, "远")
    buffer = io.BytesIO()
    book.save(buffer)

    tracemalloc.start()
    read = read_table(io.BytesIO(buffer.getvalue()), size=1)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert read.rows == [(20_000, ["", "远"])]
    assert most < 4 * 1024 * 1024


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty."),
        (HEADER.encode(), "The file has a header but no lines below it."),
        (b"a,a\n1,2", "Each column needs its own name in line 1; not so: a."),
        (b"a,,b\n1,2,3", "Each column needs its own name in line 1; not so: without a name."),
        (b"a,b\n1,2\n\n1,2,3", "Line 4 has 3 columns, the header has 2."),
        (b"\x00\x01\x02", "This is neither a CSV file in UTF-8 or GBK nor an XLSX workbook."),
        (b"PK\x03\x04nothing", "This is neither a CSV file in UTF-8 or GBK nor an XLSX workbook."),
        (b"a\n" + b"1\n" * 5001, "The file has 5001 rows below the header; at most 5000 are read."),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_its_reason(content, says):
    with pytest.raises(TableError) as caught:
        read_table(io.BytesIO(content), size=len(content))

    assert caught.value.message == says


def test_a_large_file_is_refused_with_limit_and_value():
    with pytest.raises(TableError) as caught:
        read_table(io.BytesIO(b""), size=3 * 1024 * 1024)

    assert caught.value.message.replace("\xa0", " ") == "The file has 3.0 MB; at most 2.0 MB are read."


def test_a_trial_tells_new_changed_and_unchanged_apart_and_stores_nothing():
    carry_out(CityResource(), table(HEADER, SHENZHEN), verb="import_cities", by=None)

    trial = tried(SHENZHEN, ZHONGSHAN)
    renamed = tried(SHENZHEN.replace("Shenzhen", "Shenzhen City"))

    assert [(line.number, line.kind) for line in trial.lines] == [(2, "unchanged"), (3, "new")]
    assert renamed.lines[0].changes == [("English name", "Shenzhen", "Shenzhen City")]
    assert City.objects.count() == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (SHENZHEN.replace("sub_provincial", "capital"), ["level: “capital” is not a level."]),
        (SHENZHEN.replace("440300", "44030"), ["GB/T 2260 code: A code has six digits."]),
        (SHENZHEN.replace("2010", "first"), ["batch: “first” is not a whole number."]),
        (SHENZHEN.replace("深圳市", ""), ["Chinese name: This field cannot be blank."]),
        (SHENZHEN.replace("广东省", ""), ["province (Chinese): The province is missing."]),
        (SHENZHEN.replace("22.5435", "222.5"), ["latitude: Ensure this value is less than or equal to 90."]),
    ],
)
def test_a_bad_line_says_what_is_wrong(line, says):
    trial = tried(ZHONGSHAN, line)

    assert [(bad.number, bad.errors) for bad in trial.errors] == [(3, says)]
    assert not trial.is_possible


def test_two_lines_for_one_city_and_a_code_of_another_province_are_errors():
    trial = tried(SHENZHEN, SHENZHEN, ZHONGSHAN.replace("广东省", "湖南省"))

    assert [(line.number, line.errors) for line in trial.errors] == [
        (3, ["The same as line 2."]),
        (
            4,
            ["province (Chinese): Codes that begin with 44 belong to 广东省, not to 湖南省."],
        ),
    ]


def test_columns_that_are_missing_or_unknown_are_named():
    trial = try_table(CityResource(), table("name_zh,colour", "深圳市,green"))

    assert trial.problems == [
        "Unknown columns: colour.",
        "Missing columns: English name, short name in reports, province (Chinese), province (English), batch,"
        " level, GB/T 2260 code.",
    ]


def test_one_bad_line_stops_all_of_them():
    bad = table(HEADER, ZHONGSHAN, SHENZHEN.replace("440300", "44030x"))

    with pytest.raises(AccountError, match="Line 3: GB/T 2260 code"):
        carry_out(CityResource(), bad, verb="import_cities", by=None)

    assert (City.objects.count(), Province.objects.count()) == (0, 0)


def test_what_was_imported_is_recorded():
    round = make.make_round()
    secretary = make.make_leader(round)

    carry_out(
        CityResource(),
        table(HEADER, SHENZHEN),
        verb="import_cities",
        subject=round,
        by=secretary,
        round_id=round.pk,
    )

    event = AuditEvent.objects.get()
    assert (event.verb, event.round_id, event.data) == (
        "import_cities",
        round.pk,
        '{"changed": 0, "new": 1, "unchanged": 0}',
    )


def test_a_table_goes_out_as_it_came_in_and_runs_no_formula():
    content = table_as_csv(["name", "n"], [["=1+1", -3], ["＝x", None]])

    assert content.decode("utf-8-sig") == "name,n\r\n'=1+1,-3\r\n'＝x,\r\n"
    assert read_table(io.BytesIO(content), size=1).rows == [(2, ["=1+1", "-3"]), (3, ["＝x", ""])]
