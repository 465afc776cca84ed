"""The content of a submitted version: one shape, built here and read everywhere else.

``SubmissionVersion.content`` is this dictionary, and ``SubmissionVersion.sha256`` the SHA-256 of its canonical
JSON (``scoring.canonical``). Texts, whole numbers, lists and None only, so that it is the same after any journey::

    {
      "format": 2,
      "round": {"slug", "name_zh", "name_en"},
      "city": {"gb_code", "name_zh", "name_en", "short_zh"},
      "indicator_system": {"name_zh", "name_en", "version": int, "sha256"},
      "statements": [                        # every indicator, in the order of the system
        {
          "area": {"code", "name_zh", "name_en"},
          "indicator": {"id": int, "code", "name_zh", "name_en", "max_points": "5"},
          "text": str,
          "self_score": "4.5" or None,
          "citations": [{"evidence": id, "title", "file_name", "sha256", "pages": "3-5, 12" or ""}],
        }
      ],
      "evidence": [                          # everything handed in, cited or not
        {"id", "title", "kind", "issuer", "issued_on": "2022-03-01" or None, "file_name", "content_type",
         "size": int, "sha256", "pages": int or None}
      ],
      "forms": {"F1": {"years": [{"row", "values", "source"}]}},   # see cities.frozen_forms
      "nothing": ["F5.policies"],            # registers of which the city says that it has no entry
      "not_applicable": [{"code", "reason", "state"}],             # only if the city has asked for it
      "findings": [                          # of the plausibility checks; added when the version is made
        {"form", "row", "where", "field", "rule", "level", "values": {name: str}, "explanation": str}
      ],
    }

Format 1, of versions from before the forms, has neither ``forms`` nor ``nothing``.
"""

from collections.abc import Mapping
from typing import Any

from cities.frozen_forms import freeze_forms
from cities.models import City, Evidence, Submission
from cities.queries import StatementLine
from cities.queries.draft import Draft, draft_of
from rounds.models import Area, Indicator, IndicatorSystem, Round
from scoring.canonical import plain_decimal, sha256_of

FORMAT = 2

Content = dict[str, Any]


def build_content(submission: Submission, draft: Draft | None = None) -> Content:
    """The draft as experts would read it, in the shape above. Four queries, one if the draft has been read."""
    draft = draft or draft_of(submission)
    asked = _not_applicable(submission)
    return {
        "format": FORMAT,
        "round": _round(submission.round),
        "city": _city(submission.city),
        "indicator_system": _system(submission.round.indicator_system),
        **written(draft),
        **({"not_applicable": asked} if asked else {}),
    }


def written(draft: Draft) -> Content:
    """Of the content what the city's people write: all that ``differences`` compares."""
    return {
        "statements": [_statement(line, draft.cited) for line in draft.overview.lines],
        "evidence": [_evidence(piece) for piece in draft.evidence.values()],
        "forms": freeze_forms(draft.rows, draft.evidence),
        "nothing": sorted(draft.rows.nothing),
    }


def _not_applicable(submission: Submission) -> list[Content]:
    """What the city has asked to be left out, and how that stands."""
    rows = submission.not_applicable_requests.exclude(state="taken_back").select_related("indicator")
    return [{"code": row.indicator.code, "reason": row.reason, "state": row.state} for row in rows]


def left_out(content: Content) -> set[str]:
    """Codes of the indicators that do not apply, as it has been granted."""
    return {asked["code"] for asked in content.get("not_applicable", []) if asked["state"] == "approved"}


def hash_of(content: Content) -> str:
    """SHA-256 of the canonical JSON, 64 hexadecimal digits."""
    return sha256_of(content)


def evidence_ids(content: Content) -> set[int]:
    """The evidence that belongs to this version."""
    return {evidence["id"] for evidence in content["evidence"]}


def incomplete(content: Content) -> list[str]:
    """Codes of the indicators without a text or without a self-score, but those that do not apply."""
    off = left_out(content)
    wanted = [said for said in content["statements"] if said["indicator"]["code"] not in off]
    return [said["indicator"]["code"] for said in wanted if not said["text"] or said["self_score"] is None]


def _names(thing: Round | City | Area | Indicator | IndicatorSystem) -> dict[str, str]:
    return {"name_zh": thing.name_zh, "name_en": thing.name_en}


def _round(round: Round) -> Content:
    return {"slug": round.slug, **_names(round)}


def _city(city: City) -> Content:
    return {"gb_code": city.gb_code, "short_zh": city.short_zh, **_names(city)}


def _system(system: IndicatorSystem) -> Content:
    return {"version": system.version, "sha256": system.sha256, **_names(system)}


def _statement(line: StatementLine, evidence: Mapping[int, Evidence]) -> Content:
    indicator, statement, score = line.indicator, line.statement, line.self_score
    cited = [(evidence[one["evidence"]], one["pages"]) for one in line.cited]
    in_order = sorted(cited, key=lambda one: (one[0].uploaded_at, one[0].pk))
    return {
        "area": {"code": indicator.area.code, **_names(indicator.area)},
        "indicator": {
            "id": indicator.pk,
            "code": indicator.code,
            "max_points": plain_decimal(indicator.max_points),
            **_names(indicator),
        },
        "text": statement.text if statement else "",
        "self_score": None if score is None else plain_decimal(score),
        "citations": [_citation(piece, pages) for piece, pages in in_order],
    }


def _citation(evidence: Evidence, pages: str) -> Content:
    return {
        "evidence": evidence.pk,
        "title": evidence.title,
        "file_name": evidence.original_name,
        "sha256": evidence.sha256,
        "pages": pages,
    }


def _evidence(evidence: Evidence) -> Content:
    return {
        "id": evidence.pk,
        "title": evidence.title,
        "kind": evidence.kind,
        "issuer": evidence.issuer,
        "issued_on": evidence.issued_on.isoformat() if evidence.issued_on else None,
        "file_name": evidence.original_name,
        "content_type": evidence.content_type,
        "size": evidence.size,
        "sha256": evidence.sha256,
        "pages": evidence.pages,
    }
