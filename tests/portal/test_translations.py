"""The catalogue: complete, and kept without gettext's tools."""

import re
from io import StringIO

import polib
import pytest
from django.core.management import CommandError, call_command

from portal import translations
from portal.translations import Message, messages_in_sources, problems, updated


def catalogue(**entries: str) -> polib.POFile:
    found = polib.POFile()
    for text, translation in entries.items():
        found.append(polib.POEntry(msgid=text.replace("_", " "), msgstr=translation))
    return found


def messages(*texts: str) -> dict[str, Message]:
    return {text: Message(text, files={"a.py"}) for text in texts}


def test_every_text_is_translated() -> None:
    call_command("translations", "--check", stdout=StringIO())


def test_the_catalogue_is_what_an_update_would_write() -> None:
    stored = translations.CATALOGUE.read_text(encoding="utf-8")
    fresh = updated(translations.read_catalogue(), messages_in_sources(), {})

    assert f"{fresh}\n".rstrip() == stored.rstrip()


NUMBER = r"%\((?:number|count|version|points|percent|when|total)\)[sd]"
CHINESE = "[\u4e00-\u9fff]"
DOCUMENTS = re.compile(r"reports/building/(annexes|letters|tables|values)\.py")
FILE_NAME = re.compile(r"\.(pdf|xlsx)\b")


def test_numbers_stand_apart_from_chinese_words_on_pages() -> None:
    """Not in what is printed: official documents are set without such spaces. Nor in names of files."""
    close = re.compile(f"{CHINESE}{NUMBER}|{NUMBER}{CHINESE}")
    found = [
        entry.msgstr
        for entry in translations.read_catalogue()
        if close.search(entry.msgstr)
        and not FILE_NAME.search(entry.msgstr)
        and not any(DOCUMENTS.match(place) for place, _line in entry.occurrences)
    ]
    assert not found


def test_texts_are_found_in_python_templates_and_constants() -> None:
    found = messages_in_sources()

    assert found["Who may do what, stage by stage"].files == {"templates/rounds/rights.html"}
    assert found["Only the secretariat of the round can do this."].files >= {"rounds/rules.py"}
    assert found["%(number)s unread notice"].plural == "%(number)s unread notices"
    assert found["access\x04W"].context == "access"
    assert found["Enter a number of points."].files == {"scoring/marks.py"}


@pytest.mark.parametrize(
    ("stored", "wanted", "problem"),
    [
        (catalogue(), "Save", "missing"),
        (catalogue(Save=""), "Save", "untranslated"),
        (catalogue(Save="保存"), "Save", ""),
        (catalogue(**{"%(n)s cities": "城市"}), "%(n)s cities", "placeholders differ"),
        (catalogue(**{"%(n)s cities": "%(n)s个城市"}), "%(n)s cities", ""),
        (catalogue(Save="保存", Keep="保留"), "Save", "obsolete"),
    ],
)
def test_what_is_not_ready_is_named(stored: polib.POFile, wanted: str, problem: str) -> None:
    found = list(problems(stored, messages(wanted)))

    assert [text.split(":")[0].split(",")[0] for text in found] == ([problem] if problem else [])


def test_a_fuzzy_text_is_named() -> None:
    stored = catalogue(Save="保存")
    stored[0].flags.append("fuzzy")
    assert next(problems(stored, messages("Save"))).startswith("fuzzy")


def test_an_update_keeps_translations_drops_what_is_gone_and_merges_what_is_given() -> None:
    stored = catalogue(Save="保存", Gone="没有了")

    fresh = updated(stored, messages("Save", "Keep"), {"Keep": "保留"})

    assert [(entry.msgid, entry.msgstr) for entry in fresh] == [("Keep", "保留"), ("Save", "保存")]


def test_a_broken_file_of_translations_changes_nothing(tmp_path) -> None:
    file = tmp_path / "broken.json"
    file.write_text("{")
    before = translations.CATALOGUE.read_bytes()
    with pytest.raises(CommandError):
        call_command("translations", "--update", str(file))
    assert translations.CATALOGUE.read_bytes() == before
