"""The national report with all its files, and the letters to all cities, from a process that has made none yet."""

from benchmarks.data import BuiltRound
from benchmarks.lines import Line, timed_ms
from reports.building import run
from reports.models import ReportBuild


def measure(built: BuiltRound, cities: int) -> list[Line]:
    """Once each: the first build pays for reading the faces and for starting the drawing program."""
    report = timed_ms(lambda: _build(built, ReportBuild.Kind.MINISTRY))
    letters = timed_ms(lambda: _build(built, ReportBuild.Kind.LETTERS))
    return [
        Line("Reports", f"report of {cities} cities as PDF, DOCX and XLSX, cold", report, 20_000.0),
        Line("Reports", f"letters to {cities} cities as PDF, and their archive", letters, 40_000.0),
    ]


def _build(built: BuiltRound, kind: str) -> None:
    number = ReportBuild.objects.filter(round=built.round).count() + 1
    build = ReportBuild.objects.create(round=built.round, number=number, kind=kind, asked_by=built.secretariat)
    run.make(build.pk)
    build.refresh_from_db()
    if build.state != ReportBuild.State.DONE:
        raise RuntimeError(f"the build is {build.state}: {build.error}")
