"""The counter of a round: raised by everything that changes what counts, last before the commit."""

import logging
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from accounts.audit import APPEND, entry
from accounts.models import User
from accounts.prepared import run_prepared
from reviews.errors import ReviewError
from reviews.models import RankingSnapshot, RankingState, ScoreSheetVersion
from reviews.ranking.reading import read_inputs
from reviews.tasks import rebuild_ranking

logger = logging.getLogger(__name__)

# A frozen round answers no row. behind_since keeps the moment from which readers have been waiting. Of many who
# come while a rebuild is due, the first two, the eighth, the 64th … ask for it, and all once it is two seconds
# late: hardly anybody waits for the broker, and of two or more changes no message is the only one that asks. What
# they leave, the sweep finds.
RAISE = """
INSERT INTO reviews_rankingstate AS s (round_id, requested, built, frozen, behind_since, cause)
SELECT %(round)s, 1, 0, FALSE, now(), %(cause)s {after}
ON CONFLICT (round_id) DO UPDATE
  SET requested = s.requested + 1, behind_since = COALESCE(s.behind_since, now()), cause = %(cause)s
  WHERE NOT s.frozen
RETURNING requested, requested - built NOT IN (1, 2, 8, 64, 512, 4096)
  AND behind_since BETWEEN clock_timestamp() - interval '2 seconds' AND clock_timestamp() AS is_asked
"""

SIGNED = {
    field.attname: field
    for field in ScoreSheetVersion._meta.concrete_fields
    if field.name not in ("id", "from_version")
}
"""Of a signed version, what is known before the counter is raised."""

SIGN = f"""
{APPEND},
raised AS ({RAISE.format(after="FROM event")}),
ended AS (
  UPDATE reviews_scoresheetversion SET to_version = requested FROM raised WHERE id = ANY(%(ended)s::bigint[])
),
signed AS (
  INSERT INTO reviews_scoresheetversion (from_version, {", ".join(SIGNED)})
  SELECT requested, {", ".join(f"%({column})s" for column in SIGNED)} FROM raised
  RETURNING id
),
submitted AS (
  UPDATE reviews_scoresheet SET state = 'submitted', edit_version = edit_version + 1, updated_at = %(at)s
  FROM raised WHERE reviews_scoresheet.id = %(sheet_id)s
)
SELECT requested, is_asked, signed.id FROM raised, signed
"""  # noqa: S608 - of our own statements


def raise_version(round_id: int, *, cause: str) -> int:
    """The round's next scores_version, taken in the transaction of the change, which asks for a rebuild.

    Call it after the change's own rows and its record(), last before the commit: the row is locked until then.
    ``cause`` is a value of ``RankingState.Cause``, with the number of what changed behind a space if that helps
    ("submit_sheet 12"). Refused while the result is frozen.
    """
    (requested,) = _raised(RAISE.format(after=""), round_id, {"cause": cause[:200]})
    return requested


def sign_and_count(version: ScoreSheetVersion, by: User, *, ended: Collection[int], **data: Any) -> None:
    """Store a signed version with its record, its sheet and the round's counter, in one statement.

    Everybody who signs waits for the record's lock until the commit, and between two statements this process may
    be busy with other people's pages. The versions in ``ended`` cease to count where this one begins.
    """
    sheet, round_id = version.sheet, version.layout.round_id
    stored = {name: field.get_db_prep_save(getattr(version, name), connection) for name, field in SIGNED.items()}
    cause = f"{RankingState.Cause.SUBMIT_SHEET} {sheet.pk}"
    values = entry(by, "submit_sheet", sheet, round_id=round_id, **data) | stored
    version.from_version, version.pk = _raised(SIGN, round_id, values | {"cause": cause, "ended": list(ended)})
    version._state.adding, version._state.db = False, connection.alias


def _raised(statement: str, round_id: int, values: Mapping[str, Any]) -> Sequence[int]:
    """The version and whatever follows it in the statement's answer."""
    row = run_prepared(statement, {**values, "round": round_id})
    if row is None:
        raise ReviewError(_("The result of this round is frozen: nothing that counts can change any more."))
    requested, is_asked, *more = row
    if not is_asked:
        transaction.on_commit(lambda: ask_for_rebuild(round_id), robust=True)
    return requested, *more


def raise_if_moved(round_id: int) -> None:
    """The same for an act that need not touch what counts, such as one in the registry: if something moved."""
    if has_moved(round_id):
        raise_version(round_id, cause=RankingState.Cause.SET_UP)


def has_moved(round_id: int) -> bool:
    """Whether a rebuild would read something else than the newest snapshot was made of.

    Where the newest version is not built yet nobody knows what its rebuild has read: that counts as moved. While
    the result is frozen nothing moves. It reads the whole round: ask before the record is written, which everybody
    waits for.
    """
    state = RankingState.objects.filter(round=round_id, frozen=False, requested__gt=0).first()
    if state is None:
        return False
    newest = RankingSnapshot.objects.filter(round=round_id, scores_version=state.requested)
    built_from = newest.values_list("inputs_sha256", flat=True).first()
    return built_from != read_inputs(round_id).sha256()


def ask_for_rebuild(round_id: int) -> bool:
    """Put the rebuild into the queue. False: the broker is away, and the sweep will do it instead."""
    try:
        rebuild_ranking.apply_async(args=[round_id])
    except OperationalError as error:
        logger.warning("No rebuild asked for round %s, the broker is away: %s", round_id, error)
        return False
    return True
