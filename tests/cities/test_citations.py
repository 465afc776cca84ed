import pytest

from cities.citations import tidy_pages
from cities.errors import CityError


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("", ""),
        ("3-5, 12", "3-5, 12"),
        (" 3 - 5，12 ", "3-5, 12"),
        ("３—５、12", "3-5, 12"),
        ("3至5 7", "3-5, 7"),
        ("4-4", "4"),
        ("20", "20"),
    ],
)
def test_pages_are_kept_in_one_spelling(typed, tidy):
    assert tidy_pages(typed, page_count=20) == tidy


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("abc", "“abc” is not a page or a range. Write pages such as 3-5, 12."),
        ("3-", "“3-” is not a page or a range. Write pages such as 3-5, 12."),
        ("5-3", "“5-3” is not a range: it begins after its end, or at 0."),
        ("0", "“0” is not a range: it begins after its end, or at 0."),
        ("3, 21", "Page 21 does not exist: the file has 20 pages."),
        (", ".join(["1"] * 40), "Too many page ranges: 118 characters, at most 60."),
    ],
)
def test_pages_that_make_no_sense_are_refused(typed, says):
    with pytest.raises(CityError) as caught:
        tidy_pages(typed, page_count=20)

    assert caught.value.message == says


def test_a_file_without_counted_pages_has_no_last_page():
    assert tidy_pages("900", page_count=None) == "900"
