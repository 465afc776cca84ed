"""Who is asked into a panel, what they answered, and who was drawn."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from reviews.models import Expert, ExpertDraw, PanelInvitation, PanelMember
from rounds.models import Round
from scoring.draw import Drawn, draw, lot


def invitations_into(round: Round) -> QuerySet[PanelInvitation]:
    """All of them, newest first."""
    related = ("expert__user", "invited_by", "round")
    return PanelInvitation.objects.filter(round=round).select_related(*related).prefetch_related("expert__domains")


def open_panel_invitations(round: Round) -> QuerySet[PanelInvitation]:
    return PanelInvitation.objects.filter(
        round=round, answer="", withdrawn_at=None, answer_by__gt=timezone.now()
    ).order_by()


def pool_of(round: Round, domains: Iterable[str]) -> dict[str, list[str]]:
    """By domain the user names of those who can be drawn: active, and neither in the panel nor asked yet."""
    asked = PanelInvitation.objects.filter(round=round, withdrawn_at=None).values("expert")
    members = PanelMember.objects.filter(round=round).values("expert")
    free = Expert.objects.filter(user__is_active=True).exclude(pk__in=asked).exclude(pk__in=members)
    pool: dict[str, list[str]] = {domain: [] for domain in domains}
    rows = free.filter(domains__code__in=list(pool)).values_list("domains__code", "user__username")
    for domain, username in rows.order_by("user__username"):
        pool[domain].append(username)
    return pool


def drawn_of(found: Mapping[str, Drawn]) -> dict[str, object]:
    """As it is kept and hashed."""
    return {
        domain: {"chosen": list(one.chosen), "spares": list(one.spares), "short": one.short}
        for domain, one in sorted(found.items())
    }


def is_repeatable(made: ExpertDraw) -> bool:
    """Draw again from what is kept: the same people in the same order."""
    again = draw(seed=made.seed, seats=made.seats, spares=made.spares, pool=made.pool)
    return bool(drawn_of(again) == made.drawn)


def next_spare(invitation: PanelInvitation) -> Expert | None:
    """Whom to ask instead of who declined: the first spare of the same draw and domain who is not asked yet."""
    if invitation.draw is None:
        return None
    username = invitation.expert.user.username
    asked = PanelInvitation.objects.filter(round=invitation.round_id, withdrawn_at=None)
    gone = set(asked.values_list("expert__user__username", flat=True))
    for one in invitation.draw.drawn.values():
        if username in (*one["chosen"], *one["spares"]):
            free = [name for name in one["spares"] if name not in gone]
            return Expert.objects.select_related("user").filter(user__username__in=free[:1]).first()
    return None


@dataclass(frozen=True)
class Replacement:
    """Who declined, and the spare of the same draw and domain who is to be asked now."""

    declined: PanelInvitation
    spare: Expert


def replacements_due(round: Round) -> list[Replacement]:
    """One for every decline that no spare was asked for yet, as far as there are spares; the newest first."""
    rows = invitations_into(round).filter(draw__isnull=False, withdrawn_at=None).select_related("draw")
    by_draw: dict[ExpertDraw, dict[str, PanelInvitation]] = {}
    for invitation in rows.order_by("answered_at", "pk"):
        if invitation.draw:
            by_draw.setdefault(invitation.draw, {})[invitation.expert.user.username] = invitation
    pairs = [
        pair
        for made, asked in by_draw.items()
        for one in made.drawn.values()
        for pair in _due(asked, one["chosen"], one["spares"])
    ]
    names = [name for _declined, name in pairs]
    spares = {e.user.username: e for e in Expert.objects.select_related("user").filter(user__username__in=names)}
    found = [Replacement(declined, spares[name]) for declined, name in pairs if name in spares]
    return sorted(found, key=lambda one: one.declined.pk, reverse=True)


def _due(
    asked: Mapping[str, PanelInvitation], chosen: Sequence[str], spares: Sequence[str]
) -> list[tuple[PanelInvitation, str]]:
    """Of one domain: the declines that no spare has made up for, each with the spare whose turn it is."""
    declined = [asked[name] for name in (*chosen, *spares) if name in asked and asked[name].state == "declined"]
    free = [name for name in spares if name not in asked]
    made_up = len(spares) - len(free)
    return list(zip(declined[made_up:], free, strict=False))


@dataclass(frozen=True)
class DrawnPerson:
    """One line of a draw."""

    username: str
    expert: Expert | None
    lot: str
    is_chosen: bool
    place: int
    """Among the chosen, or among the spares."""


@dataclass(frozen=True)
class DrawnDomain:
    name: str
    wanted: int
    pool: int
    short: int
    people: list[DrawnPerson]


def people_of_draw(made: ExpertDraw, names: Mapping[str, str]) -> list[DrawnDomain]:
    """Domain by domain, the chosen before the spares, each with their lot."""
    everybody = [name for one in made.drawn.values() for name in (*one["chosen"], *one["spares"])]
    rows = Expert.objects.select_related("user").filter(user__username__in=everybody)
    experts = {expert.user.username: expert for expert in rows}
    return [
        DrawnDomain(
            name=names.get(code, code),
            wanted=made.seats[code],
            pool=len(made.pool.get(code, ())),
            short=one["short"],
            people=[
                DrawnPerson(name, experts.get(name), lot(made.seed, code, name), is_chosen, place)
                for is_chosen, people in ((True, one["chosen"]), (False, one["spares"]))
                for place, name in enumerate(people, 1)
            ],
        )
        for code, one in made.drawn.items()
    ]
