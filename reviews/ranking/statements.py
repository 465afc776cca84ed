"""The queries of a ranking. What is many arrives as one string of bytes; nothing here does arithmetic."""

CITIES = """
SELECT s.id, s.city_id, s.state, s.accepted_version_id IS NOT NULL
FROM cities_submission s JOIN cities_city c ON c.id = s.city_id
WHERE s.round_id = %s
ORDER BY c.gb_code
"""

# One row per layout, its sheets in no order: sorting them here is cheaper than there, and nothing is joined, so
# that an index that holds all of it answers (``counting_sheets_by_layout``). Last the shortest and longest of what
# is packed: a layout in which something does not fit is read again, sheet by sheet.
SHEETS = """
SELECT v.layout_id, string_agg(int8send(v.assignment_id) || v.points || v.mask, ''::bytea),
  ARRAY[min(octet_length(v.points)), max(octet_length(v.points))],
  ARRAY[min(octet_length(v.mask)), max(octet_length(v.mask))]
FROM reviews_scoresheetversion v
WHERE v.to_version IS NULL AND v.layout_id = ANY(%s)
GROUP BY v.layout_id
ORDER BY v.layout_id
"""

# A sheet that holds more or fewer marks than its layout is named and left out.
FITTING = """
SELECT
  string_agg(int8send(v.assignment_id) || v.points || v.mask, ''::bytea)
    FILTER (WHERE octet_length(v.points) = 2 * %s AND octet_length(v.mask) = %s),
  array_agg(v.assignment_id)
    FILTER (WHERE octet_length(v.points) <> 2 * %s OR octet_length(v.mask) <> %s)
FROM reviews_scoresheetversion v
WHERE v.to_version IS NULL AND v.layout_id = %s
"""

LAYOUTS = "SELECT id, indicator_ids FROM reviews_sheetlayout WHERE round_id = %s"

# Who was ever given which city. What is packed costs by the piece: assignment and submission share a number; so do
# expert, domain, whether it is deployed and whether the expert is a case's further one.
ASSIGNED = """
SELECT string_agg(
  int8send((a.id << 24) | a.submission_id) || int8send(
    (a.expert_id << 21) | (coalesce(a.domain_id, 0) << 2) | ((a.state = %s)::int << 1) | (a.case_id IS NULL)::int
  ), ''::bytea)
FROM reviews_assignment a
WHERE a.round_id = %s
"""

EXPERTS = """
SELECT d.expert_id, d.domain_id
FROM reviews_expert_domains d
WHERE d.expert_id = ANY(%s)
ORDER BY d.expert_id, d.domain_id
"""

RECUSED = """
SELECT DISTINCT expert_id, city_id FROM reviews_recusal
WHERE round_id = %s AND override_id IS NULL
ORDER BY expert_id, city_id
"""

VERIFIED = """
SELECT string_agg(
  int8send(v.submission_id) || int8send(v.indicator_id) || int4send((v.points * 100)::int)
    || int4send(v.applies::int),
  ''::bytea)
FROM reviews_verification v JOIN cities_submission s ON s.id = v.submission_id
WHERE s.round_id = %s AND v.to_version IS NULL
"""

SETTLED = """
SELECT c.submission_id, t.indicator_id, (t.points * 100)::int, t.marks
FROM reviews_settlement t JOIN reviews_case c ON c.id = t.case_id
WHERE c.round_id = %s AND t.from_version IS NOT NULL AND t.lapsed_at IS NULL
ORDER BY c.submission_id, t.indicator_id, t.id
"""

LEFT_OUT = """
SELECT n.submission_id, n.indicator_id
FROM cities_notapplicablerequest n JOIN cities_submission s ON s.id = n.submission_id
WHERE s.round_id = %s AND n.from_version IS NOT NULL
ORDER BY n.submission_id, n.indicator_id
"""

CAPS = """
SELECT g.submission_id, g.highest FROM reviews_gradecap g
WHERE g.round_id = %s AND g.to_version IS NULL ORDER BY g.submission_id
"""

WEIGHTS = "SELECT expert_id, weight FROM reviews_panelmember WHERE round_id = %s ORDER BY expert_id"

COUNTS_NOW = {
    "g": "g.to_version IS NULL",
    "n": "n.from_version IS NOT NULL",
    "v": "v.to_version IS NULL",
    "t": "t.from_version IS NOT NULL AND t.lapsed_at IS NULL",
}
COUNTED_THEN = {
    "n": "n.from_version <= {at}",
    "g": "g.from_version <= {at} AND (g.to_version IS NULL OR g.to_version > {at})",
    "v": "v.from_version <= {at} AND (v.to_version IS NULL OR v.to_version > {at})",
    "t": "t.from_version <= {at} AND (t.lapsed_at IS NULL OR t.to_version > {at})",
}


def as_of(sql: str, version: int | None) -> str:
    """The query as it would have answered when ``version`` was the newest; None: as it answers now."""
    if version is None:
        return sql
    for table, now in COUNTS_NOW.items():
        sql = sql.replace(now, COUNTED_THEN[table].format(at=int(version)))
    return sql
