"""Questions about what is handed in. Visibility is here, and the only way to reach rows."""

from cities.queries.board import BoardFilter, board, cities_without_submission
from cities.queries.documents import DocumentFilter, documents_of, issuer_counts
from cities.queries.overview import AreaLines, Overview, StatementLine, complete, overview_of
from cities.queries.people import city_of, members_of, province_of, secretariat_of
from cities.queries.submissions import (
    early_looks,
    evidence_of,
    latest_version,
    province_submissions,
    reader_role,
    submission_of,
    submissions_for,
    submissions_led,
    submissions_of_member,
    used_bytes,
    versions_citing,
)

__all__ = [
    "AreaLines",
    "BoardFilter",
    "DocumentFilter",
    "Overview",
    "StatementLine",
    "board",
    "cities_without_submission",
    "city_of",
    "complete",
    "documents_of",
    "early_looks",
    "evidence_of",
    "issuer_counts",
    "latest_version",
    "members_of",
    "overview_of",
    "province_of",
    "province_submissions",
    "reader_role",
    "secretariat_of",
    "submission_of",
    "submissions_for",
    "submissions_led",
    "submissions_of_member",
    "used_bytes",
    "versions_citing",
]
