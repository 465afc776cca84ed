"""The files of a report: PDF, DOCX, annexes as XLSX, its text, and where every number comes from."""

import json
from collections.abc import Iterable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from reports.blocks import Block, Document, Figure, Heading, Table, texts_of
from reports.building.annexes import annexes
from reports.building.assemble import Assembled, assemble
from reports.building.gathering import LOCALES, Gathered
from reports.building.steps import Made, Step
from reports.statistics import named_for_public
from reports.writing.docx import docx_of
from reports.writing.pdf import pdf_of
from scoring.statistics.problems import TAGS


def report_steps(gathered: Gathered) -> list[Step]:
    """In their order; each is told what those before it made."""
    assembled: list[Assembled] = []
    name = file_name(gathered)

    def assemble_it(made: Made) -> None:
        assembled.append(assemble(gathered.facts))
        made.findings += assembled[0].findings

    def pdf(made: Made) -> None:
        written = pdf_of(assembled[0].document)
        made.pages = written.pages
        made.add(f"{name}.pdf", "report", written.content)

    def docx(made: Made) -> None:
        made.add(f"{name}.docx", "report", docx_of(assembled[0].document, made.pages))

    def xlsx(made: Made) -> None:
        made.add(f"{name}_" + _("annexes") + ".xlsx", "annexes", annexes(gathered, assembled[0].document))

    def text(made: Made) -> None:
        made.add(f"{name}_" + _("full text") + ".txt", "text", plain_text(assembled[0].document).encode())

    def trace(made: Made) -> None:
        made.add(f"{name}_" + _("origins") + ".json", "trace", trace_bytes(gathered, assembled[0]))

    return [_in(gathered, step) for step in (assemble_it, pdf, docx, xlsx, text, trace)]


def _in(gathered: Gathered, step: Step) -> Step:
    """The step in the language of the edition."""

    def run(made: Made) -> None:
        with translation.override(LOCALES[gathered.facts.language]):
            step(made)

    return run


def file_name(gathered: Gathered) -> str:
    """Without an ending."""
    facts = gathered.facts
    with translation.override(LOCALES[facts.language]):
        edition = _("edition for the ministry") if facts.for_ministry else _("public edition")
        return f"{facts.cover.title}_{edition}"


def plain_text(document: Document) -> str:
    """A paragraph a line: what two builds are compared by."""
    return "\n".join(line for block in document.blocks for line in _lines(block)) + "\n"


def _lines(block: Block) -> Iterable[str]:
    if isinstance(block, Table):
        yield block.caption
        yield from (" | ".join(row) for row in block.rows)
    elif isinstance(block, Figure):
        yield block.caption
    elif isinstance(block, Heading):
        yield block.text
    elif text := "".join(texts_of(block)):
        yield text


def trace_bytes(gathered: Gathered, assembled: Assembled) -> bytes:
    """Every printed number with its statistic, and every statistic with the rows behind it.

    In the public edition without the cities that are not named there.
    """
    used = sorted({trace.statistic for trace in assembled.traces})
    content = {
        "scores": {
            "version": gathered.facts.version,
            "is_locked": gathered.facts.is_locked,
            "inputs_sha256": gathered.source.snapshot.inputs_sha256 if gathered.source else "",
        },
        "numbers": [
            {"where": t.where, "field": t.field, "text": t.text, "statistic": t.statistic, "amount": t.amount}
            for t in assembled.traces
        ],
        "statistics": {code: _statistic(gathered, code) for code in used},
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _statistic(gathered: Gathered, code: str) -> dict[str, Any]:
    statistic, for_ministry = gathered.facts.statistics[code], gathered.facts.for_ministry
    return {
        "with_data": statistic.with_data,
        "of": statistic.of,
        "parameters": dict(statistic.parameters),
        "amounts": {
            a.key: {
                "value": None if a.value is None else str(a.value),
                "of": a.of,
                "cities": list(a.cities if for_ministry else named_for_public(statistic, a)),
            }
            for a in statistic.amounts
        },
        "rows": [
            [o.city, o.table, o.row, o.version] for o in statistic.origins if for_ministry or o.table != TAGS
        ],
    }
