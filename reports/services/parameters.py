"""Setting the thresholds of a round's statistics."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from reports.errors import ReportError
from reports.models import StatisticParameters
from rounds.models import Role, Round
from rounds.queries import leading_role
from scoring.statistics.parameters import ParameterError, Parameters


@transaction.atomic
def set_parameters(
    *, round: Round, values: Mapping[str, str], version: int, by: User
) -> StatisticParameters | None:
    """Make these the round's parameters; what is not given is the default. ``version``: the one that was opened.

    None: nothing differs from what stands. ReportError.
    """
    if leading_role(by, round) is not Role.SECRETARIAT:
        raise ReportError(_("Only the secretariat of the round can do this."))
    try:
        wanted = Parameters.from_dict(values)
    except ParameterError as error:
        raise ReportError(
            _("“%(value)s” can't be used here.") % {"value": error.value}, field=error.name
        ) from error
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    stored = StatisticParameters.objects.filter(round=round).first()
    if version != (stored.version if stored else 0):
        raise ReportError(_("Somebody else changed the parameters after you opened them. Look at theirs first."))
    before = stored.parsed if stored else Parameters()
    if wanted == before:
        return None
    kept = stored or StatisticParameters(round=round, version=0, set_by=by)
    kept.values, kept.version, kept.set_by = wanted.to_dict(), kept.version + 1, by
    kept.save()
    old, new = before.to_dict(), wanted.to_dict()
    changed = {name: [old[name], new[name]] for name in new if old[name] != new[name]}
    record(by, "set_statistic_parameters", kept, round_id=round.pk, version=kept.version, changed=changed)
    return kept
