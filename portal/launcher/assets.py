"""Builds ``static/vendor/`` and ``var/fonts/``: what pages and printed documents take from others, each with its
licence. Never committed.
"""

import os
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from .paths import Layout
from .programs import node_and_npm
from .run import run_logged
from .say import Failure, step
from .stamps import Stamp, digest_of

OWN_SOURCE = "portal/launcher/assets.py"
SVG = "http://www.w3.org/2000/svg"
SOURCE_MAP = re.compile(rb"\n?(/\*|//)# sourceMappingURL=[^\n*]*(\*/)?\s*\Z")
WOFF_FALLBACK = re.compile(r", url\([^)]*\.woff\) format\('woff'\)")


def build_assets(layout: Layout) -> None:
    """The served files are those of the lock and of ``assets.toml``, whole or not at all."""
    root, served = layout.checkout, layout.checkout / "static" / "vendor"
    sources = [root / name for name in ("package.json", "package-lock.json", "assets.toml", OWN_SOURCE)]
    digest = digest_of(root, sources)
    fonts = layout.var / "fonts"
    if Stamp(served / ".stamp", digest).fresh() and Stamp(fonts / ".stamp", digest).fresh():
        return
    with step("Fetching scripts, styles, icons and fonts"):
        _install_packages(layout)
        fill_fonts(fonts, root / "node_modules", tomllib.loads((root / "assets.toml").read_text()))
        Stamp(fonts / ".stamp", digest).write()
        draft = served.with_name("vendor.new")
        shutil.rmtree(draft, ignore_errors=True)
        fill(draft, root / "node_modules", tomllib.loads((root / "assets.toml").read_text()))
        Stamp(draft / ".stamp", digest).write()
        shutil.rmtree(served, ignore_errors=True)
        draft.rename(served)


def fill(target: Path, modules: Path, wanted: dict[str, Any]) -> None:
    """Copy what ``assets.toml`` wants from the installed packages."""
    for package, entry in wanted["packages"].items():
        _copy(modules / package, target / entry["folder"], [*entry["files"], *entry["licences"]])
    _fill_font(target, modules, wanted["font"])
    _fill_icons(target, modules, wanted["icons"])


def fill_fonts(target: Path, modules: Path, wanted: dict[str, Any]) -> None:
    """The faces that documents are printed in, one folder for each package."""
    shutil.rmtree(target, ignore_errors=True)
    for entry in wanted["document_fonts"]:
        _copy_whole(modules / entry["package"], target / Path(entry["package"]).name, entry)


def _copy_whole(package: Path, target: Path, entry: dict[str, Any]) -> None:
    target.mkdir(parents=True)
    for file in [*entry["files"], entry["licence"]]:
        shutil.copyfile(package / file, target / Path(file).name)


def _install_packages(layout: Layout) -> None:
    run_logged(
        [*node_and_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        log=layout.log("npm"),
        cwd=layout.checkout,
        env={**os.environ, "NODE_USE_SYSTEM_CA": "1"},
        failure="The pages' scripts and styles could not be fetched: the first start needs the network",
    )


def _copy(package: Path, target: Path, files: list[str]) -> None:
    """Flat, under the name each file has. References to source maps go: those are not served."""
    target.mkdir(parents=True, exist_ok=True)
    for file in files:
        content = (package / file).read_bytes()
        (target / Path(file).name).write_bytes(SOURCE_MAP.sub(b"\n", content))


def _fill_font(target: Path, modules: Path, font: dict[str, Any]) -> None:
    """The face in slices, and one stylesheet that says which characters lie in which."""
    package, folder = modules / font["package"], target / font["folder"]
    _copy(package, folder, font["licences"])
    styles = "".join((package / f"{weight}.css").read_text() for weight in font["weights"])
    styles = WOFF_FALLBACK.sub("", styles).replace("./files/", "")
    slices = re.findall(r"url\(([^)]+)\)", styles)
    _copy(package / "files", folder, sorted(set(slices)))
    (folder / "noto-sans-sc.css").write_text(styles)


def _fill_icons(target: Path, modules: Path, icons: dict[str, Any]) -> None:
    """One drawing with every wanted icon as a symbol of the icon's name."""
    package = modules / icons["package"]
    _copy(package, target / icons["folder"], icons["licences"])
    ElementTree.register_namespace("", SVG)
    sprite = ElementTree.Element(f"{{{SVG}}}svg")
    sprite.extend([_symbol(package / "icons" / "outline" / f"{name}.svg") for name in sorted(icons["outline"])])
    (target / "icons.svg").write_bytes(ElementTree.tostring(sprite, encoding="utf-8"))


def _symbol(file: Path) -> ElementTree.Element:
    if not file.exists():
        raise Failure(f"assets.toml names an icon that does not exist: {file.stem}")
    drawing = ElementTree.fromstring(file.read_bytes())  # noqa: S314 - from a package whose hash is locked
    kept = {name: value for name, value in drawing.attrib.items() if name not in {"width", "height", "class"}}
    symbol = ElementTree.Element(f"{{{SVG}}}symbol", kept | {"id": file.stem})
    symbol.extend(part for part in drawing if part.get("stroke") != "none")
    return symbol
