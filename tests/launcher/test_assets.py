"""What the pages take from others is there, with its licence, and asks nobody else for more."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from portal.launcher.assets import SVG, fill
from portal.launcher.paths import CHECKOUT, HERE
from portal.launcher.say import Failure

VENDOR = CHECKOUT / "static" / "vendor"
ICON_IN_A_TEMPLATE = re.compile(r"""{%\s*icon ['"]([a-z0-9-]+)['"]""")
ICON_IN_CODE = re.compile(r"""\bicon=['"]([a-z0-9-]+)['"]""")
APPS = ("accounts", "notices", "rounds", "cities", "reviews", "reports", "portal")


def wanted_icons() -> set[str]:
    templates = "".join(file.read_text() for file in (CHECKOUT / "templates").rglob("*.html"))
    code = "".join(file.read_text() for app in APPS for file in (CHECKOUT / app).rglob("*.py"))
    return {*ICON_IN_A_TEMPLATE.findall(templates), *ICON_IN_CODE.findall(code)}


def test_every_icon_that_a_page_shows_is_on_the_sheet() -> None:
    sheet = ElementTree.parse(VENDOR / "icons.svg").getroot()  # noqa: S314 - made at set-up
    drawn = {symbol.get("id") for symbol in sheet.iter(f"{{{SVG}}}symbol")}

    assert wanted_icons() - drawn == set(), "add them to assets.toml"


def test_every_folder_carries_a_licence() -> None:
    without = [
        folder.name
        for folder in VENDOR.iterdir()
        if folder.is_dir() and not any(re.match(r"LICEN[CS]E|README", file.name) for file in folder.iterdir())
    ]

    assert without == []


@pytest.mark.parametrize("file", sorted(VENDOR.rglob("*.css")), ids=lambda file: file.name)
def test_styles_load_nothing_from_elsewhere_and_nothing_that_is_missing(file: Path) -> None:
    named = re.findall(r"url\((?![\"']?(?:data:|#))[\"']?([^)\"']+)", file.read_text())

    assert [name for name in named if not (file.parent / name).is_file()] == []
    assert "sourceMappingURL" not in file.read_text()


def test_the_face_has_a_slice_for_every_common_character() -> None:
    styles = (VENDOR / "noto-sans-sc" / "noto-sans-sc.css").read_text()
    ranges = re.findall(r"U\+([0-9A-Fa-f]+)(?:-([0-9A-Fa-f]+))?", styles)
    covered = {point for first, last in ranges for point in range(int(first, 16), int(last or first, 16) + 1)}

    assert [word for word in "低碳试点城市评估门户深圳淮安琼中黎族苗族自治县" if ord(word) not in covered] == []


def test_an_icon_that_does_not_exist_stops_the_set_up(tmp_path: Path) -> None:
    icons = tmp_path / "modules" / "icons" / "icons" / "outline"
    icons.mkdir(parents=True)
    font = tmp_path / "modules" / "font"
    (font / "files").mkdir(parents=True)
    (font / "400.css").write_text("")
    wanted = {
        "packages": {},
        "font": {"package": "font", "folder": "font", "weights": [400], "licences": []},
        "icons": {"package": "icons", "folder": "icons", "licences": [], "outline": ["nonesuch"]},
    }

    with pytest.raises(Failure, match="names an icon that does not exist: nonesuch"):
        fill(tmp_path / "vendor", tmp_path / "modules", wanted)


def test_documents_have_faces_of_their_own_with_a_licence() -> None:
    faces = sorted(file.relative_to(HERE.var / "fonts").as_posix() for file in (HERE.var / "fonts").rglob("*.*tf"))

    assert faces == [
        "noto-sans-sc/NotoSansSC_400Regular.ttf",
        "noto-sans-sc/NotoSansSC_500Medium.ttf",
        "noto-serif-sc/NotoSerifSC_400Regular.ttf",
        "noto-serif-sc/NotoSerifSC_700Bold.ttf",
    ]
    assert all(
        (HERE.var / "fonts" / folder / "LICENSE_FONT").is_file() for folder in ("noto-sans-sc", "noto-serif-sc")
    )
