"""The report as its editors write it: chapters, the editor with fields and preview, the cover."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from reports.blocks import Block, Figure
from reports.building.assemble import Assembled, section_blocks
from reports.building.facts import Facts, WrittenSection
from reports.building.gathering import LOCALES, gather
from reports.building.known_fields import known_fields
from reports.forms.report import SectionForm, SettingsForm
from reports.models import ReportBuild, SectionText
from reports.queries.builds import builds_of, open_finding_count
from reports.queries.texts import current_texts, settings_of, versions_of
from reports.services.texts import StaleSettings, StaleText, save_section, save_settings
from reports.template import Section, sections
from reports.views.report_loaders import round_of_editor_or_404
from reports.wording import Language
from reviews.queries.blindness import blind_cities
from rounds.models import Round

RECENT = 3


@dataclass(frozen=True)
class Chapter:
    """A section in the tree, with who wrote its text last."""

    section: Section
    stored: SectionText | None


@login_required
def report(request: UserRequest, slug: str) -> HttpResponse:
    """Where the report stands: its chapters and its last builds."""
    round = round_of_editor_or_404(request, slug)
    builds = list(builds_of(round)[:RECENT])
    context = {
        "round": round,
        "chapters": _chapters(round),
        "settings": settings_of(round),
        "builds": [(build, open_finding_count(build)) for build in builds],
    }
    return render(request, "reports/report.html", context)


@login_required
def edit_section(request: UserRequest, slug: str, section: str) -> HttpResponse:
    round = round_of_editor_or_404(request, slug)
    found = _section_or_404(section)
    stored = current_texts(round).get(section)
    form = SectionForm(request.POST or None, initial=_initial(found, stored))
    theirs: SectionText | None = None
    if request.method == "POST" and form.is_valid():
        entered = form.cleaned_data
        try:
            save_section(
                round=round, section=section, base=entered["base"], text_zh=entered["text_zh"],
                text_en=entered["text_en"], by=request.user,
            )  # fmt: skip
        except StaleText as stale:
            theirs = stale.stored
            form.add_error(None, stale.message)
        except PortalError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Saved. The next build prints it."))
            return redirect("reports:section", slug, section)
    return _editor(request, round, found, form, theirs)


@login_required
@require_POST
def preview(request: UserRequest, slug: str, section: str) -> HttpResponse:
    """The text of the form as it would be printed now. Nothing is stored."""
    round = round_of_editor_or_404(request, slug)
    language: Language = "en" if request.POST.get("language") == "en" else "zh"
    text = request.POST.get(f"text_{language}", "")
    return render(
        request, "reports/_preview.html", _previewed(request, round, _section_or_404(section), text, language)
    )


@login_required
def settings(request: UserRequest, slug: str) -> HttpResponse:
    round = round_of_editor_or_404(request, slug)
    stored = settings_of(round)
    form = SettingsForm(request.POST or None, instance=stored, round=round)
    theirs: list[tuple[str, object]] = []
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            save_settings(round=round, base=form.cleaned_data["version"], values=values, by=request.user)
        except StaleSettings as stale:
            theirs = [(str(form.fields[name].label), getattr(stale.stored, name)) for name in values]
            form.add_error(None, stale.message)
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved. The next build prints it."))
            return redirect("reports:report", slug)
    context = {"round": round, "form": form, "theirs": theirs}
    return render(request, "reports/report_settings.html", context, status=409 if theirs else 200)


def _editor(
    request: UserRequest, round: Round, section: Section, form: SectionForm, theirs: SectionText | None
) -> HttpResponse:
    text = form["text_zh"].value() or ""
    context = {
        "round": round,
        "section": section,
        "chapters": _chapters(round),
        "form": form,
        "theirs": theirs,
        "fields": known_fields(_facts(request, round, "zh")),
        "versions": list(versions_of(round, section.key)[:10]),
        **_previewed(request, round, section, text, "zh"),
    }
    return render(request, "reports/section.html", context, status=409 if theirs else 200)


def _facts(request: UserRequest, round: Round, language: Language) -> Facts:
    """As the public edition has them; without scores for an editor who marks a city and may not see its yet."""
    with_scores = not blind_cities(request.user, round)
    return gather(round, kind=ReportBuild.Kind.PUBLIC, language=language, with_scores=with_scores).facts


def _previewed(
    request: UserRequest, round: Round, section: Section, text: str, language: Language
) -> dict[str, object]:
    facts = _facts(request, round, language)
    with translation.override(LOCALES[language]):
        made: Assembled = section_blocks(WrittenSection(section, text), facts)
    return {"blocks": shown_blocks(made.document.blocks), "findings": made.findings}


def shown_blocks(blocks: Sequence[Block]) -> list[tuple[str, Block, str]]:
    """Each with its kind, and a figure with its drawing as an address."""
    return [(type(block).__name__.lower(), block, _address(block)) for block in blocks]


def _address(block: Block) -> str:
    if not isinstance(block, Figure):
        return ""
    return "data:image/svg+xml;base64," + base64.b64encode(block.svg.encode()).decode()


def _chapters(round: Round) -> list[Chapter]:
    stored = current_texts(round)
    return [Chapter(section, stored.get(section.key)) for section in sections()]


def _section_or_404(key: str) -> Section:
    section = next((section for section in sections() if section.key == key), None)
    if section is None:
        raise Http404
    return section


def _initial(section: Section, stored: SectionText | None) -> dict[str, object]:
    if stored is None:
        return {"base": 0, "text_zh": section.text_zh, "text_en": section.text_en}
    return {"base": stored.number, "text_zh": stored.text_zh, "text_en": stored.text_en}
