"""Making a build: facts, files, findings, in steps that can be watched and stopped."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from accounts.errors import PortalError
from notices.services import tell_people
from reports.building.gathering import LOCALES, gather
from reports.building.letters import letters_steps
from reports.building.report_files import report_steps
from reports.building.steps import Made, Prepared, Step
from reports.building.workbook_steps import prepare_workbook
from reports.models import BuildFile, ReportBuild
from scoring.canonical import sha256_of

logger = logging.getLogger(__name__)
State = ReportBuild.State
Kind = ReportBuild.Kind
LOCKS = 0x7265_706F
"""The class of our advisory locks; the build's number is the other half."""


class Cancelled(Exception):
    """Somebody stopped the build."""


def make(build_id: int) -> None:
    """Make the build unless it is over or another worker makes it. A build that was broken off begins again."""
    with _alone(build_id) as alone:
        if alone and (build := _claimed(build_id)):
            _make_and_store(build)


def make_waiting() -> None:
    """Every build that is not over, oldest first."""
    waiting = ReportBuild.objects.filter(state__in=[State.WAITING, State.RUNNING]).order_by("pk")
    for build_id in waiting.values_list("pk", flat=True):
        make(build_id)


def _make_and_store(build: ReportBuild) -> None:
    try:
        with translation.override(LOCALES[_language(build)]):
            prepared = _prepared(build)
            made = _stepped(build, prepared.steps)
    except Cancelled:
        return
    except PortalError as error:
        _over(build, State.FAILED, error=error.message)
    except Exception:
        logger.exception("build %s failed", build.pk)
        _over(build, State.FAILED, error="")
        raise
    else:
        _store(build, prepared, made)


def _prepared(build: ReportBuild) -> Prepared:
    if build.kind == Kind.WORKBOOK:
        return prepare_workbook(build.round)
    gathered = gather(build.round, kind=build.kind, language=_language(build))
    steps = letters_steps(gathered) if build.kind == Kind.LETTERS else report_steps(gathered)
    snapshot = gathered.source.snapshot if gathered.source else None
    return Prepared(steps, gathered.result, snapshot, gathered.inputs_sha256)


def _stepped(build: ReportBuild, steps: list[Step]) -> Made:
    made = Made()
    for number, step in enumerate(steps):
        _progress(build, number, len(steps))
        step(made)
    return made


def _progress(build: ReportBuild, step: int, steps: int) -> None:
    """Seen by those who wait; and seen by us, whether somebody stopped it."""
    running = ReportBuild.objects.filter(pk=build.pk, state=State.RUNNING).update(step=step, steps=steps)
    if not running:
        raise Cancelled


@transaction.atomic
def _store(build: ReportBuild, prepared: Prepared, made: Made) -> None:
    """All files at once, if nobody stopped the build meanwhile; and word to who asked for them."""
    locked = (
        ReportBuild.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=build.pk, state=State.RUNNING)
        .first()
    )
    if locked is None:
        return
    BuildFile.objects.bulk_create(
        BuildFile(
            build=locked,
            name=file.name,
            role=file.role,
            content=file.content,
            size=len(file.content),
            sha256=sha256_hex(file.content),
            position=position,
        )
        for position, file in enumerate(made.files)
    )
    locked.result, locked.snapshot = prepared.result, prepared.snapshot
    locked.inputs_sha256 = prepared.inputs_sha256 or sha256_of(
        {file.name: sha256_hex(file.content) for file in made.files}
    )
    locked.findings = [finding.to_dict() for finding in made.findings]
    locked.state, locked.step, locked.finished_at = State.DONE, locked.steps, timezone.now()
    locked.save()
    _tell(locked, _("%(what)s is ready."))


@transaction.atomic
def _over(build: ReportBuild, state: str, *, error: str) -> None:
    running = ReportBuild.objects.filter(pk=build.pk, state=State.RUNNING)
    if running.update(state=state, error=error, finished_at=timezone.now()):
        _tell(build, _("%(what)s could not be made."))


def _tell(build: ReportBuild, words: str) -> None:
    """The person who asked, in whatever language they read."""
    slug = build.round.slug
    pages = {
        Kind.LETTERS: reverse("reports:letters", args=[slug]),
        Kind.WORKBOOK: reverse("reports:downloads", args=[slug]),
    }
    link = pages.get(Kind(build.kind), reverse("reports:build", args=[slug, build.number]))
    tell_people(
        [build.asked_by],
        lambda: gettext(words) % {"what": f"{build.round.name} · {build.get_kind_display()}"},
        link=link,
        round_id=build.round_id,
    )


def sha256_hex(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _claimed(build_id: int) -> ReportBuild | None:
    """The build, now running; None if it is over."""
    claimed = ReportBuild.objects.filter(pk=build_id, state__in=[State.WAITING, State.RUNNING])
    if not claimed.update(state=State.RUNNING, step=0):
        return None
    return ReportBuild.objects.select_related("round__indicator_system").get(pk=build_id)


def _language(build: ReportBuild) -> Any:
    return "en" if build.language == ReportBuild.Language.EN else "zh"


@contextmanager
def _alone(build_id: int) -> Iterator[bool]:
    """True while nobody else makes this build."""
    key = [LOCKS, build_id % 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        has_lock = bool(cursor.fetchone()[0])
    try:
        yield has_lock
    finally:
        if has_lock:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
