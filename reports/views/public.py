"""What anybody may read, signed in or not: nothing but what was published. Cached, and the same for everybody."""

import json
from collections.abc import Callable, Sequence
from functools import lru_cache, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.tables import FileColumn, table_file
from reports.models import BuildFile, Publication
from reports.queries.publication import (
    content_of,
    published,
    published_rounds,
    report_files_of,
    written_content_of,
)
from reports.views.file_types import TYPES
from rounds.policy_words import GRADES
from scoring.grade import Grade

MINUTES = 5
LANGUAGES = {"zh-hans": "zh", "en": "en"}

View = Callable[..., HttpResponse]


def for_everybody(view: View) -> Callable[..., HttpResponse]:
    """Finds the publication, and says how long a copy of the page may be kept: it never changes."""

    @require_safe
    @wraps(view)
    def found(request: HttpRequest, slug: str, **named: str) -> HttpResponse:
        publication = published(slug)
        if publication is None:
            raise Http404
        etag = f'"{publication.sha256[:32]}.{int(publication.is_final)}.{get_language()}"'
        is_known = request.headers.get("If-None-Match", "").removeprefix("W/") == etag
        response: HttpResponse = HttpResponseNotModified() if is_known else view(request, publication, **named)
        response["ETag"] = etag
        response["Cache-Control"] = (
            f"{'private' if request.user.is_authenticated else 'public'}, max-age={MINUTES * 60}"
        )
        return response

    return found


@require_safe
def published_index(request: HttpRequest) -> HttpResponse:
    return render(request, "public/index.html", {"publications": published_rounds()})


@for_everybody
def result(request: HttpRequest, publication: Publication) -> HttpResponse:
    """The list as tiles and as a table, and the nation's figures."""
    content = content_of(publication)
    context = _context(publication, "result") | {
        "cities": [_city(entry) for entry in content["list"]],
        "nation": content["nation"],
        "grades": _grades(content["nation"]["grades"]),
        "areas": _areas(content),
        "objections": content["objections"],
    }
    return render(request, "public/result.html", context)


@for_everybody
def figures(request: HttpRequest, publication: Publication) -> HttpResponse:
    drawn = _drawn(publication.pk, publication.sha256, get_language() or "")
    return render(request, "public/figures.html", _context(publication, "figures") | {"drawn": drawn})


@lru_cache(maxsize=8)
def _drawn(pk: int, sha256: str, language: str) -> SafeString:
    """The figures with their tables, the same for whoever reads the language: written once in a process."""
    words = _words(Publication(pk=pk, sha256=sha256))
    made = [{**figure, "json_id": f"figure-{figure['key']}"} for figure in words["figures"]]
    return render_to_string("public/figures_drawn.html", {"figures": made})


@for_everybody
def statistics(request: HttpRequest, publication: Publication) -> HttpResponse:
    context = _context(publication, "statistics") | {"statistics": _words(publication)["statistics"]}
    return render(request, "public/statistics.html", context)


@for_everybody
def method(request: HttpRequest, publication: Publication) -> HttpResponse:
    """The rules of scoring and the indicator system, each with its hash."""
    content = content_of(publication)
    system = content["indicator_system"]
    rows = [{**indicator, "name": _name(indicator)} for indicator in system["indicators"]]
    context = _context(publication, "method") | {
        "rules": _words(publication)["rules"],
        "policy_sha256": content["method"]["sha256"],
        "system": {**system, "name": _name(system)},
        "areas": [
            {**area, "name": _name(area), "rows": [row for row in rows if row["area"] == area["code"]]}
            for area in system["areas"]
        ],
    }
    return render(request, "public/method.html", context)


@for_everybody
def list_csv(request: HttpRequest, publication: Publication) -> HttpResponse:
    columns = [FileColumn(_("City code")), FileColumn(_("City")), FileColumn(_("Province")),
               FileColumn(_("Batch"), "count"), FileColumn(_("Grade"))]  # fmt: skip
    rows = [
        [city["gb_code"], city["name"], city["province"], city["batch"], str(city["grade_name"])]
        for city in (_city(entry) for entry in content_of(publication)["list"])
    ]
    return table_file(f"{publication.round.name}_{_('list')}.csv", columns, rows)


@for_everybody
def report_file(request: HttpRequest, publication: Publication, ending: str) -> HttpResponse:
    """The published report as PDF or DOCX, or its annexes as XLSX, exactly as it was hashed."""
    file = report_files_of(publication).get(ending)
    if file is None:
        raise Http404
    content = BuildFile.objects.values_list("content", flat=True).get(pk=file.pk, sha256=file.sha256)
    response = HttpResponse(bytes(content), content_type=TYPES[ending])
    response["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    return response


@for_everybody
def everything_json(request: HttpRequest, publication: Publication) -> HttpResponse:
    """All that was published, with the hash that anybody can recompute from its canonical JSON."""
    head = {
        "number": publication.number,
        "published_at": publication.published_at.isoformat(),
        "notice_until": publication.notice_until.isoformat(),
        "final_at": publication.final_at.isoformat() if publication.final_at else None,
        "sha256": publication.sha256,
        "files": [
            {
                "name": file.name,
                "path": reverse("public-report", args=[publication.round.slug, file.ending]),
                "bytes": file.size,
                "sha256": file.sha256,
            }
            for file in report_files_of(publication).values()
        ],
    }
    written = json.dumps(head, ensure_ascii=False)
    return HttpResponse(
        f'{written[:-1]}, "content": {written_content_of(publication)}}}', content_type="application/json"
    )


def _context(publication: Publication, here: str) -> dict[str, Any]:
    """``here``: the page's place in the navigation."""
    return {
        "here": here,
        "publication": publication,
        "round": publication.round,
        "is_demonstration": content_of(publication).get("is_demonstration", False),
        "system": content_of(publication)["indicator_system"],
        "files": report_files_of(publication).values(),
    }


def _words(publication: Publication) -> dict[str, Any]:
    words: dict[str, Any] = content_of(publication)["words"][LANGUAGES.get(get_language() or "", "zh")]
    return words


def _name(named: dict[str, Any]) -> str:
    return str(named["name_en"] if get_language() == "en" and named["name_en"] else named["name_zh"])


def _city(entry: dict[str, Any]) -> dict[str, Any]:
    is_english = get_language() == "en"
    province = entry["province_en"] if is_english and entry["province_en"] else entry["province_zh"]
    short = entry["name_en"] if is_english and entry["name_en"] else entry["short_zh"]
    grade = GRADES[Grade[entry["grade"].upper()]]
    return {**entry, "name": _name(entry), "short": short, "province": province, "grade_name": grade}


def _grades(counts: dict[str, int]) -> list[tuple[Any, int]]:
    """Best first; JSON in the database keeps no order."""
    best_first = sorted(Grade, reverse=True)
    return [(GRADES[grade], counts[name]) for grade in best_first if (name := grade.name.lower()) in counts]


def _areas(content: dict[str, Any]) -> Sequence[tuple[str, str, str | None]]:
    """Code, name and mean rate of each area."""
    rates = content["nation"]["area_rates"]
    return [(area["code"], _name(area), rates.get(area["code"])) for area in content["indicator_system"]["areas"]]
