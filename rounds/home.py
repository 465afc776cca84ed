"""The round's places in the rail, and what its leaders should do next."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.home import NavItem, NextStep, StatusPart
from accounts.models import User
from notices.models import Mailing
from notices.queries import MailState, mail_state
from rounds.models import Role, Round
from rounds.queries import leading_role, stages_of
from rounds.rules import opening_problems


def nav_items(user: User, round: Round | None) -> list[NavItem]:
    """The stages and the indicator system for everybody with a part, set-up for those who lead."""
    role = leading_role(user, round) if round else None
    items = list(_items(round, role)) if round and (role or round.is_open) else []
    if role == Role.SECRETARIAT or user.administrator == User.Administrator.SYSTEM:
        items.append(NavItem(label=_("New round"), url=reverse("rounds:new"), icon="plus", section="setup"))
    return items


def _items(round: Round, role: Role | None) -> Iterator[NavItem]:
    at = {"slug": round.slug}
    if role == Role.SECRETARIAT:
        overview = reverse("rounds:overview", kwargs=at)
        yield NavItem(label=_("Set-up of the round"), url=overview, icon="settings", section="setup")
        problems = reverse("rounds:problems", kwargs=at)
        yield NavItem(label=_("Common problems"), url=problems, icon="tag", section="setup")
        yield NavItem(label=_("Outbox"), url=reverse("rounds:outbox", kwargs=at), icon="mail", section="round")
    elif role:
        yield NavItem(
            label=_("Stages and rights"), url=reverse("rounds:rights", kwargs=at), icon="timeline", section="round"
        )
    yield NavItem(
        label=_("Indicator system"),
        url=reverse("rounds:system", kwargs=at),
        icon="list-details",
        section="setup" if role == Role.SECRETARIAT else "round",
        for_everybody=role is None,
    )


def next_steps(user: User, round: Round | None) -> list[NextStep]:
    """For the secretariat: opening the round, and what its timetable says now."""
    if round is None or leading_role(user, round) != Role.SECRETARIAT:
        return []
    url = reverse("rounds:overview", kwargs={"slug": round.slug})
    if not round.is_open:
        return [_opening_step(round, url)]
    return [*_timetable_steps(round, url), *_letter_steps(round)]


def _timetable_steps(round: Round, url: str) -> list[NextStep]:
    if round.is_paused:
        return [
            NextStep(text=_("The round is paused; nobody can write."), url=url, label=_("To the pause switch"))
        ]
    if not any(stage.when(now()) == "open" for stage in stages_of(round)):
        text = _("No stage is open at the moment: nobody can hand in or score.")
        return [NextStep(text=text, url=reverse("rounds:stages", args=[round.slug]), label=_("Set a window"))]
    return []


def _letter_steps(round: Round) -> Iterator[NextStep]:
    """Letters that do not leave, of which nobody knows, or that somebody has to read first."""
    url, mail = reverse("rounds:outbox", args=[round.slug]), mail_state(round.pk)
    if mail.is_stalled:
        text = ngettext(
            "%(number)d letter is not leaving: the mail server has not taken it for %(minutes)d minutes.",
            "%(number)d letters are not leaving: the mail server has not taken them for %(minutes)d minutes.",
            mail.waiting,
        )
        yield NextStep(
            text=text % {"number": mail.waiting, "minutes": _minutes(mail)}, url=url, label=_("To the outbox")
        )
    if number := mail.unknown + mail.failed:
        text = ngettext(
            "%(number)d letter failed, or nobody knows whether it arrived.",
            "%(number)d letters failed, or nobody knows whether they arrived.",
            number,
        )
        yield NextStep(text=text % {"number": number}, url=url, label=_("Look at them"), count=number)
    for mailing in Mailing.objects.filter(round_id=round.pk, state=Mailing.State.HELD):
        yield NextStep(
            text=_("Letters wait to be read and released: %(title)s") % {"title": mailing},
            url=reverse("rounds:mailing", args=[round.slug, mailing.pk]),
            label=_("Read and release"),
        )


def _minutes(mail: MailState) -> int:
    return int(mail.age.total_seconds() // 60)


def status_line(user: User, round: Round | None) -> list[StatusPart]:
    """For the secretariat, when letters need a look: the queue stands still, or some are unknown or failed."""
    if round is None or leading_role(user, round) != Role.SECRETARIAT:
        return []
    url, mail = reverse("rounds:outbox", args=[round.slug]), mail_state(round.pk)
    parts = []
    if mail.is_stalled:
        value = _("%(number)d for %(minutes)d min") % {"number": mail.waiting, "minutes": _minutes(mail)}
        parts.append(StatusPart(label=_("Letters not leaving"), value=value, url=url, alarm=True))
    if number := mail.unknown + mail.failed:
        parts.append(StatusPart(label=_("Letters to look at"), value=str(number), url=url, alarm=True))
    return parts


def _opening_step(round: Round, url: str) -> NextStep:
    if problems := opening_problems(round):
        text = ngettext(
            "%(number)d thing is missing before the round can be opened.",
            "%(number)d things are missing before the round can be opened.",
            len(problems),
        )
        return NextStep(
            text=text % {"number": len(problems)}, url=url, label=_("Continue the set-up"), count=len(problems)
        )
    return NextStep(text=_("Everything is ready: the round can be opened."), url=url, label=_("Open the round"))
