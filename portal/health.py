"""The true state of the installation: what answers, what waits, how old it is."""

import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from accounts.errors import PortalError
from accounts.models import User, UserRequest
from notices.models import Letter
from notices.queries import mail_state, needing_a_person
from notices.services import resend_letter, set_aside
from portal.celery import app
from portal.invariants import ask_and_remember, last_answers
from reviews.models import RankingSnapshot, RankingState
from reviews.queries.ranking import RankingStatus
from rounds.models import Round

QUEUES = {
    "ranking": gettext_lazy("ranking"),
    "files": gettext_lazy("files"),
    "mail": gettext_lazy("letters"),
    "default": gettext_lazy("everything else"),
}
PATIENCE = 0.7
"""Seconds that workers and broker have to answer."""
MOST_LETTERS = 50
LITTLE_SPACE = 2 * 1024**3


@dataclass(frozen=True)
class Check:
    """One line: what, whether it is well, and the figure."""

    label: str
    is_well: bool
    detail: str


@dataclass(frozen=True)
class RoundHealth:
    round: Round
    status: RankingStatus
    last: RankingSnapshot | None


@dataclass
class Health:
    checks: list[Check] = field(default_factory=list)
    rounds: list[RoundHealth] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        return all(check.is_well for check in self.checks) and not any(r.status.is_stalled for r in self.rounds)


@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """For a supervisor: this process answers. Nothing more is said to whoever asks."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@login_required
def health(request: UserRequest) -> HttpResponse:
    """For administrators; for everybody else the page does not exist."""
    if not (isinstance(request.user, User) and request.user.administrator):
        raise Http404
    astray = needing_a_person().order_by("-created_at")
    context = {"health": examine(), "at": now(), "letters": astray[:MOST_LETTERS], "may_decide": _decides(request)}
    return render(request, "portal/health.html", context)


def _decides(request: UserRequest) -> bool:
    return request.user.administrator == User.Administrator.SYSTEM


@login_required
@require_POST
def decide_letter(request: UserRequest, pk: int) -> HttpResponse:
    """The system administrator sends a letter again or sets it aside, without reading it."""
    if not _decides(request):
        raise Http404
    letter = get_object_or_404(Letter, pk=pk)
    decide = set_aside if "aside" in request.POST else resend_letter
    try:
        decide(letter=letter, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Done: %(letter)s") % {"letter": letter.address})
    return redirect("health")


@never_cache
@login_required
def invariants(request: UserRequest) -> HttpResponse:
    """What must always hold, as beat last found it; asked again at the press of the button."""
    if not (isinstance(request.user, User) and request.user.administrator):
        raise Http404
    answers = ask_and_remember() if request.method == "POST" else last_answers()
    return render(request, "portal/invariants.html", {"answers": answers})


def examine() -> Health:
    """Asks everything there is to ask, each for a short time only."""
    checks = [_database(), *_broker(), _workers(), *_mail(), *_disks(), _invariants()]
    return Health(checks, _rounds())


def _database() -> Check:
    label = _("Database")
    began = time.perf_counter()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0]
    except DatabaseError as error:
        return Check(label, False, str(error))
    took = (time.perf_counter() - began) * 1000
    return Check(
        label, True, _("PostgreSQL %(version)s answers in %(ms).1f ms") % {"version": version, "ms": took}
    )


def _broker() -> list[Check]:
    """Whether the broker answers, and how many tasks wait in each queue."""
    label = _("Message broker")
    try:
        with app.connection_for_read(connect_timeout=PATIENCE) as broker:
            client = broker.default_channel.client
            version = client.info("server").get("valkey_version") or client.info("server").get("redis_version")
            waiting = {queue: int(client.llen(queue)) for queue in QUEUES}
            taken = int(client.hlen("unacked"))
    except (OperationalError, RedisError, OSError) as error:
        return [Check(label, False, _("does not answer: %(error)s") % {"error": error})]
    answers = Check(label, True, _("version %(version)s answers; %(count)s tasks in work") % {
        "version": version, "count": taken
    })  # fmt: skip
    lines = [
        Check(
            _("Queue “%(queue)s”") % {"queue": QUEUES[queue]},
            count < 100,
            _("%(count)s tasks wait") % {"count": count},
        )
        for queue, count in waiting.items()
    ]
    return [answers, *lines]


def _workers() -> Check:
    label = _("Workers")
    try:
        answers: dict[str, Any] = app.control.inspect(timeout=PATIENCE).ping() or {}
    except (OperationalError, RedisError, OSError) as error:
        return Check(label, False, _("can't be asked: %(error)s") % {"error": error})
    if not answers:
        return Check(label, False, _("none answers; those at work may be busy"))
    return Check(label, True, ", ".join(sorted(answers)))


def _mail() -> list[Check]:
    """How old the queue of letters is, and those that only a person can decide about."""
    mail = mail_state()
    waiting = _("%(count)d wait, the oldest for %(minutes)d min; %(put_off)d more put off for a while") % {
        "count": mail.waiting - mail.put_off,
        "minutes": int(mail.age.total_seconds() // 60),
        "put_off": mail.put_off,
    }
    if mail.last_words:
        waiting = _("%(state)s. Last answer: %(words)s") % {"state": waiting, "words": mail.last_words}
    astray = _("%(unknown)d unknown, %(failed)d failed, %(held)d held") % {
        "unknown": mail.unknown,
        "failed": mail.failed,
        "held": mail.held,
    }
    return [
        Check(_("Letters waiting to leave"), not mail.is_stalled, waiting),
        Check(_("Letters that need a person"), not (mail.unknown or mail.failed), astray),
    ]


def _disks() -> list[Check]:
    return [
        _disk(_("Space for evidence"), settings.MEDIA_ROOT),
        _disk(_("Space for the portal's own files"), settings.VAR_DIR),
    ]


def _disk(label: str, place: Path) -> Check:
    while not place.exists():
        place = place.parent
    usage = shutil.disk_usage(place)
    detail = _("%(free).1f GB of %(all).1f GB free") % {"free": usage.free / 1024**3, "all": usage.total / 1024**3}
    return Check(label, usage.free > LITTLE_SPACE, detail)


def _invariants() -> Check:
    label = _("What must always hold")
    answers = last_answers()
    if answers is None:
        return Check(label, True, _("has not been asked yet"))
    detail = _("%(broken)d of %(all)d do not hold, asked %(when)s") % {
        "broken": answers.broken,
        "all": len(answers.held),
        "when": localtime(answers.at).strftime("%Y-%m-%d %H:%M"),
    }
    return Check(label, not answers.broken, detail)


def _rounds() -> list[RoundHealth]:
    """Each round's counter with its newest snapshot; two queries."""
    states = RankingState.objects.select_related("round").order_by("-round__pk")
    newest = RankingSnapshot.objects.order_by("round_id", "-scores_version").distinct("round_id")
    last = {snapshot.round_id: snapshot for snapshot in newest.defer("standings", "ranks")}
    at = now()
    return [
        RoundHealth(
            state.round,
            RankingStatus(state.requested, state.built, state.behind_since, state.frozen, at),
            last.get(state.round_id),
        )
        for state in states
    ]
