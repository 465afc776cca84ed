"""What a city prints: the receipt with its manifest, the letter to be sealed, the blank questionnaire."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.bilingual import in_readers_language
from cities.models import SignOff, StepLeftOut, Submission, SubmissionVersion
from cities.questionnaire import FORMS, FieldSpec, FormSpec, TableSpec
from reports.blocks import (
    Block,
    Column,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Table,
    Title,
    runs,
)
from rounds.models import Indicator, Round


def receipt(
    version: SubmissionVersion, signatures: Sequence[SignOff], left_out: Sequence[StepLeftOut]
) -> Document:
    """What was handed in when and by whom, with the SHA-256 of the version and of every file."""
    content: Mapping[str, Any] = version.content
    city, round = _named(content["city"]), _named(content["round"])
    return _document(
        _("Receipt"),
        round,
        version.submitted_at,
        Title(_("Receipt"), _("%(city)s, version %(number)d") % {"city": city, "number": version.number}),
        Paragraph(
            runs(
                _("The portal has received the written material of %(city)s for “%(round)s”.")
                % {"city": city, "round": round}
            )
        ),
        _facts(version, signatures, left_out),
        *_manifest(content),
        Paragraph(
            runs(
                _(
                    "The SHA-256 is a fingerprint: if a single character or file were changed, it would be "
                    "another. Keep this receipt to prove later what you handed in."
                )
            )
        ),
    )


def _facts(version: SubmissionVersion, signatures: Sequence[SignOff], left_out: Sequence[StepLeftOut]) -> Table:
    content = version.content
    system = content["indicator_system"]
    filled = [code for code, tables in content.get("forms", {}).items() if any(tables.values())]
    rows = [
        (_("Version number"), str(version.number)),
        (_("Time handed in"), _moment(version.submitted_at)),
        *((str(one.get_step_display()), f"{one.signed_by}, {_moment(one.signed_at)}") for one in signatures),
        *((str(one.get_step_display()), _("left out: %(reason)s") % {"reason": one.reason}) for one in left_out),
        (_("City code"), content["city"]["gb_code"]),
        (_("Indicator system"), f"{_named(system)} v{system['version']}"),
        (_("Forms"), ", ".join(filled)),
        (_("Statements"), str(len(content["statements"]))),
        (_("Files of evidence"), str(len(content["evidence"]))),
        (_("SHA-256 of this version"), _in_groups(version.sha256)),
    ]
    columns = (Column(_("What is recorded"), share=2), Column(_("Content of the record"), share=5))
    return Table("", columns, tuple(rows))


def _manifest(content: Mapping[str, Any]) -> Iterator[Block]:
    if not content["evidence"]:
        return
    yield Heading(1, _("Files"))
    columns = (
        Column(_("File"), share=4),
        Column(_("Size in bytes"), align="right", share=2),
        Column("SHA-256", share=5),
    )
    rows = tuple(
        (f"{piece['title']}\n{piece['file_name']}", str(piece["size"]), _in_groups(piece["sha256"]))
        for piece in content["evidence"]
    )
    yield Table("", columns, rows)


def _in_groups(sha256: str) -> str:
    """So that it breaks in its column and can be read aloud."""
    return " ".join(sha256[at : at + 8] for at in range(0, len(sha256), 8))


def letter(submission: Submission) -> Document:
    """The letter of truthfulness 真实性承诺书, to be printed, signed, sealed and scanned."""
    city, round = submission.city.name, submission.round.name
    return _document(
        _("Letter of truthfulness"),
        round,
        timezone.now(),
        Title(_("Letter of truthfulness")),
        Paragraph(runs(_("To the evaluation secretariat:")), is_indented=False),
        Paragraph(
            runs(
                _("For “%(round)s” %(city)s hands in written material. We vouch for the following:")
                % {"round": round, "city": city}
            )
        ),
        *(Paragraph(runs(text)) for text in promises()),
        Paragraph(runs(_("Responsible leader (signature):")), align="right"),
        Paragraph(runs(_("%(city)s (official seal)") % {"city": city}), align="right"),
        Paragraph(runs(_("Date: ____ / __ / __")), align="right"),
    )


def promises() -> list[str]:
    """What the city vouches for [默认文本，非官方]."""
    return [
        _("1. All data, documents and evidence are true, accurate and complete, and come from the named sources."),
        _("2. Nothing was invented, altered or left out in order to influence the evaluation."),
        _("3. The material contains nothing that is a state secret, and nothing that may not be disclosed."),
        _("4. We answer questions of the secretariat and accept checks on the spot."),
        _("5. If something proves to be false, we bear the consequences that the rules provide for."),
    ]


def questionnaire(round: Round) -> Document:
    """Every form as it is asked, with units and choices, to be read or filled in by hand beforehand."""
    blocks: list[Block] = [
        Title(_("Questionnaire"), round.name),
        Paragraph(runs(Run(_("Material that is a state secret must not be handed in.")))),
        Paragraph(
            runs(
                _("Review period %(start)d to %(end)d. Fields marked * are needed.")
                % {"start": round.review_start, "end": round.review_end}
            )
        ),
    ]
    for form in FORMS:
        blocks += [PageBreak(), *_form(form, round)]
    return _document(_("Questionnaire"), round.name, round.opened_at or timezone.now(), *blocks)


def _form(form: FormSpec, round: Round) -> Iterator[Block]:
    yield Heading(1, f"{form.code} {form.name}")
    yield Paragraph(runs(str(form.purpose)))
    if not form.tables:
        yield _statements(round)
    for table in form.tables:
        yield Heading(2, str(table.name))
        if labels := [fixed.label for fixed in table.rows_for(round) if fixed.label]:
            yield Paragraph(runs(_("Rows: %(rows)s") % {"rows": _(", ").join(labels)}))
        yield _fields(table)


def _statements(round: Round) -> Table:
    indicators = Indicator.objects.filter(system=round.indicator_system_id).order_by("position", "code")
    columns = (
        Column(_("Indicator"), share=3),
        Column(_("Points"), align="right"),
        Column(_("Self-score"), align="right"),
        Column(_("Statement and evidence with pages"), share=5),
    )
    rows = tuple((f"{one.code} {one.name}", f"{one.max_points.normalize():f}", "", "") for one in indicators)
    return Table("", columns, rows, notes=(_unofficial(round),) if _unofficial(round) else ())


def _unofficial(round: Round) -> str:
    return "" if round.indicator_system.is_official else _("Default points, not official.")


def _fields(table: TableSpec) -> Table:
    labels = (_("Field"), 4), (_("Unit or choices"), 4), (_("To be filled in"), 5)
    columns = tuple(Column(label, share=share) for label, share in labels)
    rows = tuple(
        (f"{table.label(field.name)}{' *' if field.required else ''}", _asked(table, field), "")
        for field in table.all_fields
    )
    return Table("", columns, rows)


def _asked(table: TableSpec, field: FieldSpec) -> str:
    model_field = table.model_field(field.name)
    of = model_field.base_field if isinstance(model_field, ArrayField) else model_field
    if isinstance(of, models.BooleanField):
        return _("Yes / no")
    if choices := [str(label) for value, label in of.flatchoices if value]:
        return " / ".join(choices)
    if isinstance(of, models.ForeignKey):
        return _("Name of the file") if field.name == "evidence" else _("Name of the case")
    if isinstance(of, models.DecimalField | models.IntegerField):
        return table.unit(field.name)
    limit = of.max_length
    return _("at most %(limit)d characters") % {"limit": limit} if limit else ""


def _document(title: str, round: str, at: datetime, *blocks: Block) -> Document:
    language: Literal["zh", "en"] = "en" if (get_language() or "").startswith("en") else "zh"
    dated: date = timezone.localdate(at)
    return Document(title, round, language, dated, tuple(blocks), subject=round)


def _named(thing: Mapping[str, str]) -> str:
    return in_readers_language(thing["name_zh"], thing["name_en"])


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")
