"""Recusal 回避: by rule, declared, entered. It blocks assigning, reading and scoring at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.cache import cache
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.models import City
from reviews.errors import ReviewError
from reviews.models import (
    Assignment,
    Expert,
    PanelMember,
    RankingState,
    Recusal,
    ScoreSheetVersion,
    endings,
)
from reviews.queries.recusals import standing_recusals
from reviews.queries.ties import signed_pairs, ties_by_rule, undecided_key
from reviews.rules import ENTER_RECUSALS, pledge_refusal, require_lead
from reviews.services.assignments import take_back
from reviews.services.counter import has_moved, raise_version
from reviews.services.telling import tell_recused, tell_recused_by_rule, tell_taken_back, tell_voided
from rounds.models import Round

Pair = tuple[int, int]
"""An expert and a city."""


@transaction.atomic
def sign_pledge(*, member: PanelMember, by: User) -> PanelMember:
    """The expert signs the pledge 评审承诺书 of this round. Signed once; it opens the material."""
    member = (
        PanelMember.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round", "expert")
        .get(pk=member.pk)
    )
    _require_own(member, by)
    if member.pledged_at is not None:
        raise ReviewError(_("You have signed the pledge already."))
    member.pledged_at = timezone.now()
    member.save(update_fields=["pledged_at"])
    record(by, "sign_pledge", member, round_id=member.round_id)
    return member


@transaction.atomic
def declare_recusals(*, member: PanelMember, cities: Collection[City], reason: str, by: User) -> list[Recusal]:
    """The expert declares cities that they must not score, and why."""
    _require_own(member, by)
    return _by_hand(member.round, member.expert, cities, reason, Recusal.Kind.DECLARED, by)


@transaction.atomic
def enter_recusals(
    *, round: Round, expert: Expert, cities: Collection[City], reason: str, by: User
) -> list[Recusal]:
    """The secretariat enters cities that an expert must not score, and why."""
    require_lead(round, by, ENTER_RECUSALS)
    return _by_hand(round, expert, cities, reason, Recusal.Kind.SECRETARIAT, by)


@transaction.atomic
def refresh_rule_recusals(*rounds: Round, by: User | None, concerned: Collection[Expert] = ()) -> list[Recusal]:
    """Enter what follows from rules. Call it after a panel, the registry, a city list or accepted material has
    changed: signed marks are voided of the experts ``concerned`` only.
    """
    return _enter_found(rounds, by, concerned)


@transaction.atomic
def enter_found_recusals(*, round: Round, by: User) -> list[Recusal]:
    """The secretariat enters what the rules find, signed marks being voided by it too."""
    require_lead(round, by, ENTER_RECUSALS)
    return _enter_found([round], by, None)


def _enter_found(rounds: Iterable[Round], by: User | None, concerned: Collection[Expert] | None) -> list[Recusal]:
    effects = [store_found(round, by, concerned=concerned) for round in rounds]
    record_and_count(effects, by, registry_changed=True)
    return [recusal for effect in effects for recusal in effect.new]


@transaction.atomic
def enter_harmless_recusals(round: Round) -> list[Recusal]:
    """What rules find and what voids no signed mark, by the portal itself; the secretariat decides the rest."""
    effect = store_found(round, None)
    record_and_count([effect], None)
    return list(effect.new)


def store_found(round: Round, by: User | None, *, concerned: Collection[Expert] | None = ()) -> "Effect":
    """Store what rules find, and tell the experts whom it closes cities to.

    Whoever acts on an expert answers for what it does to that expert's marks: of those ``concerned`` (None:
    everybody) all is stored, of others what voids no signed mark. The rest waits for the secretariat, whose home
    names it. ``record_and_count`` follows, as after ``store_recusals``.
    """
    may_void = None if concerned is None else {expert.pk for expert in concerned}
    effect = store_recusals(round, recusals_by_rule(round, by), by, may_void=may_void)
    _tell_found(effect)
    number = len(effect.waiting)
    transaction.on_commit(lambda: cache.set(undecided_key(round), number, timeout=None), robust=True)
    return effect


def _tell_found(effect: "Effect") -> None:
    """The experts concerned learn which cities have closed to them by a rule, and why."""
    by_expert: dict[int, list[Recusal]] = defaultdict(list)
    for recusal in effect.new:
        by_expert[recusal.expert_id].append(recusal)
    for rows in by_expert.values():
        cities = {row.city_id: row.city for row in rows}
        tell_recused_by_rule(effect.round, rows[0].expert, list(cities.values()), rows[0].reason)


def recusals_by_rule(round: Round, by: User | None) -> list[Recusal]:
    """What follows from employers, past ties and who compiled what, as rows that are not stored yet.

    Nothing is ever taken away: who changes employer stays tied to the former one.
    """
    return [
        Recusal(
            round=round,
            expert=tie.expert,
            city=tie.city,
            kind=tie.kind,
            reason=tie.reason,
            source=tie.source,
            entered_by=by,
        )
        for tie in ties_by_rule(round)
    ]


def live_rounds() -> QuerySet[Round]:
    """The rounds whose result is not frozen: where a new employer matters."""
    return Round.objects.exclude(pk__in=RankingState.objects.filter(frozen=True).values("round"))


def rounds_of(expert: Expert) -> list[Round]:
    """Those of them in whose panel the expert is."""
    return list(live_rounds().filter(panel__expert=expert))


def _require_own(member: PanelMember, by: User) -> None:
    if member.expert.user_id != by.pk:
        raise ReviewError(_("An expert signs and declares for themselves."))
    if why_not := pledge_refusal(member.round):
        raise ReviewError(why_not)


def _by_hand(
    round: Round, expert: Expert, cities: Collection[City], reason: str, kind: Recusal.Kind, by: User
) -> list[Recusal]:
    if not reason.strip():
        raise ReviewError(_("Say why: a recusal needs a reason."), field="reason")
    if not cities:
        raise ReviewError(_("Choose at least one city."), field="cities")
    standing = standing_recusals().filter(round=round, expert=expert, city__in=cities)
    known = set(standing.values_list("city_id", flat=True))
    if twice := [city for city in cities if city.pk in known]:
        raise ReviewError(
            _("Recused already: %(cities)s.") % {"cities": _names(twice)},
            field="cities",
        )
    wanted = [
        Recusal(round=round, expert=expert, city=city, kind=kind, reason=reason.strip(), entered_by=by)
        for city in cities
    ]
    effect = store_recusals(round, wanted, by)
    if kind == Recusal.Kind.SECRETARIAT:
        tell_recused(round, expert, list(cities), reason.strip())
    record_and_count([effect], by)
    return list(effect.new)


@dataclass(frozen=True)
class Effect:
    """What storing recusals did in one round."""

    round: Round
    new: Sequence[Recusal] = ()
    waiting: Sequence[Recusal] = ()
    """What was not stored because it would void signed marks."""
    voided: Mapping[int, int] = field(default_factory=dict)
    """Version that counted → its expert."""
    taken_back: bool = False
    """Something deployed was taken back, which the ranking shows."""
    has_remains: bool = False
    """A sheet that was begun stays in the draft: once its expert is recused the ranking counts it as assigned."""

    @property
    def moves_the_ranking(self) -> bool:
        return bool(self.voided) or self.taken_back or self.has_remains


def store_recusals(
    round: Round, wanted: Iterable[Recusal], by: User | None, *, may_void: Collection[int] | None = None
) -> Effect:
    """Store what is not stored yet. What was assigned is taken back, what already counted is voided.

    ``may_void``: the experts whose signed marks may be voided; None: everybody's. What would void others' is left
    out. Only rows: ``record_and_count`` follows in the same transaction, after all other rows of the act.
    """
    holds = Q(override=None) | Q(kind__in=Recusal.BY_RULE)  # what is lifted, no rule brings back from its source
    stored = Recusal.objects.filter(holds, round=round)
    known = set(stored.values_list("expert_id", "city_id", "kind", "source"))
    new = [one for one in wanted if (one.expert_id, one.city_id, one.kind, one.source) not in known]
    if not new:
        return Effect(round)
    assigned = _locked_assignments(round, {_pair(recusal) for recusal in new})
    waiting: list[Recusal] = []
    if may_void is not None:
        new, waiting = _parted(new, may_void, signed_pairs(round))  # behind the locks: nobody signs meanwhile
        pairs = {_pair(recusal) for recusal in new}
        assigned = [row for row in assigned if (row.expert_id, row.submission.city_id) in pairs]
    Recusal.objects.bulk_create(new, ignore_conflicts=True)
    voided = _void(assigned, new)
    has_remains = bool(take_back(assigned))
    deployed = any(assignment.state == Assignment.State.DEPLOYED for assignment in assigned)
    return Effect(round, new, waiting, voided, deployed, has_remains)


def _pair(recusal: Recusal) -> Pair:
    return recusal.expert_id, recusal.city_id


def _parted(
    recusals: Iterable[Recusal], may_void: Collection[int], signed: Collection[Pair]
) -> tuple[list[Recusal], list[Recusal]]:
    """Those to be stored, and those that would void signed marks of who is not concerned."""
    parts: tuple[list[Recusal], list[Recusal]] = ([], [])
    for one in recusals:
        parts[_pair(one) in signed and one.expert_id not in may_void].append(one)
    return parts


def record_and_count(effects: Iterable[Effect], by: User | None, *, registry_changed: bool = False) -> None:
    """Write down what was done, then move the counters of the rounds: in this order, last before the commit.

    ``registry_changed``: an expert may know other domains now, so others may be waited for.
    """
    effects = sorted(effects, key=lambda effect: effect.round.pk)
    for effect in effects:
        if effect.voided:
            tell_voided(effect.round, len(effect.voided))
        elif effect.taken_back:
            tell_taken_back(effect.round, [recusal.city for recusal in effect.new])
    moved = {effect.round.pk for effect in effects if registry_changed and has_moved(effect.round.pk)}
    for effect in effects:
        _record(effect, by)
    for effect in effects:
        if effect.moves_the_ranking:
            version = raise_version(effect.round.pk, cause=RankingState.Cause.VOID_SHEET)
            ScoreSheetVersion.objects.filter(pk__in=effect.voided).update(to_version=version)
        elif effect.round.pk in moved:
            raise_version(effect.round.pk, cause=RankingState.Cause.SET_UP)


def _locked_assignments(round: Round, pairs: Collection[Pair]) -> list[Assignment]:
    """Every way to write a sheet locks its assignment first, so none is written while it is voided."""
    rows = (
        Assignment.objects.select_for_update(of=("self",), no_key=True)
        .filter(round=round, expert__in={expert for expert, _city in pairs})
        .select_related("submission")
        .order_by("pk")
    )
    return [row for row in rows if (row.expert_id, row.submission.city_id) in pairs]


def _void(assigned: Collection[Assignment], recusals: Sequence[Recusal]) -> dict[int, int]:
    """End the versions that count: their numbers, with the expert. ``to_version`` comes last, with the counter."""
    counting = ScoreSheetVersion.objects.filter(sheet__assignment__in=assigned, to_version=None)
    pairs = counting.values_list("pk", "sheet__assignment__expert_id", "sheet__assignment__submission__city_id")
    found = {pk: (expert, city) for pk, expert, city in pairs}
    if found:
        kinds = {_pair(recusal): recusal.kind for recusal in reversed(recusals)}
        reasons = {pk: endings.recused(kinds[pair]) for pk, pair in found.items()}
        ScoreSheetVersion.objects.filter(pk__in=found).update(
            to_version=F("from_version") + 1,
            ended_because=Case(*(When(pk=pk, then=Value(reason)) for pk, reason in reasons.items())),
        )
    return {pk: expert for pk, (expert, _city) in found.items()}


def _record(effect: Effect, by: User | None) -> None:
    by_expert: dict[int, list[Recusal]] = defaultdict(list)
    for recusal in effect.new:
        by_expert[recusal.expert_id].append(recusal)
    for expert, rows in by_expert.items():
        ended = sorted(version for version, whose in effect.voided.items() if whose == expert)
        entered = [{"city": r.city.gb_code, "kind": r.kind, "reason": r.reason, "source": r.source} for r in rows]
        record(by, "recuse", rows[0].expert, round_id=effect.round.pk, recusals=entered, voided_versions=ended)


def _names(cities: Iterable[City]) -> str:
    return _(", ").join(str(city) for city in cities)
