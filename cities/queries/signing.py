"""How far the signing of a draft has come: step by step, who may sign, who has."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q

from accounts.models import User
from cities.models import CityMembership, ProxyEntry, SignOff, Step, StepLeftOut, Submission, SubmissionVersion
from cities.queries.people import acting_members, secretariat_of

Kind = CityMembership.Kind

ROLES = {Step.PREPARED: Kind.FILLER, Step.REVIEWED: Kind.REVIEWER, Step.APPROVED: Kind.APPROVER}
"""Who signs which step."""


@dataclass(frozen=True)
class ChainStep:
    """One step: ``people`` may sign it; ``left_out`` is the decision to go without it."""

    step: Step
    people: Sequence[User]
    signature: SignOff | None = None
    left_out: StepLeftOut | None = None

    @property
    def is_open(self) -> bool:
        return self.signature is None and self.left_out is None

    @property
    def lacks_people(self) -> bool:
        """Nobody can sign it, and nobody has decided to go without it."""
        return self.is_open and not self.people

    @property
    def role(self) -> str:
        return str(ROLES[self.step].label) if self.step in ROLES else ""

    @property
    def title(self) -> str:
        return str(self.step.label)


@dataclass(frozen=True)
class Chain:
    """The signing of one draft. ``lapsed``: signatures that a change or a sending back has made void."""

    steps: Sequence[ChainStep]
    lapsed: Sequence[SignOff] = ()

    @property
    def next(self) -> ChainStep | None:
        return next((step for step in self.steps if step.is_open), None)

    @property
    def signatures(self) -> list[SignOff]:
        return [step.signature for step in self.steps if step.signature]

    @property
    def is_begun(self) -> bool:
        return bool(self.signatures)

    def is_last(self, step: ChainStep) -> bool:
        """With its signature the material is handed in."""
        return [other for other in self.steps if other.is_open] == [step]

    @property
    def next_is_last(self) -> bool:
        return self.next is not None and self.is_last(self.next)

    @property
    def left_out(self) -> list[StepLeftOut]:
        return [step.left_out for step in self.steps if step.left_out]

    def with_signature(self, signature: SignOff) -> "Chain":
        """The same chain once its next step is signed."""
        steps = [replace(step, signature=signature) if step == self.next else step for step in self.steps]
        return replace(self, steps=steps)

    def signed_by(self, user: User) -> SignOff | None:
        """The step that this person has signed: one person signs one step."""
        return next((found for found in self.signatures if found.signed_by_id == user.pk), None)


def chain_of(submission: Submission, sha256: str | None = None) -> Chain:
    """``sha256``: of the draft's content; a signature under other content doesn't stand. Three queries."""
    signed = list(submission.sign_offs.filter(version=None).select_related("signed_by", "voided_by"))
    standing = {
        found.step: found
        for found in signed
        if found.voided_at is None and (sha256 is None or found.sha256 == sha256)
    }
    if ProxyEntry.objects.filter(submission=submission, ended_at=None).exists():
        return Chain(_proxy_steps(submission, standing), [one for one in signed if one != standing.get(one.step)])
    people = _people(submission)
    left_out = {
        one.step: one for one in submission.steps_left_out.filter(ended_at=None).select_related("decided_by")
    }
    steps = [_step(step, people, standing, left_out) for step in ROLES]
    return Chain(steps, [found for found in signed if found.step not in standing or found != standing[found.step]])


def _proxy_steps(submission: Submission, standing: dict[str, SignOff]) -> list[ChainStep]:
    """On a city's behalf: one person of the secretariat signs, another confirms the entry by the scan."""
    people = list(secretariat_of(submission.round))
    return [ChainStep(step, people, standing.get(step)) for step in (Step.PREPARED, Step.CONFIRMED)]


def _step(
    step: Step,
    people: dict[Kind, list[User]],
    standing: dict[str, SignOff],
    left_out: dict[str, StepLeftOut],
) -> ChainStep:
    able = people[ROLES[step]]
    return ChainStep(step, able, standing.get(step), None if able else left_out.get(step))


def _people(submission: Submission) -> dict[Kind, list[User]]:
    """By role, of the city and its filing parent. Without a filler everybody prepares, as all may write."""
    places = [submission.city_id, submission.city.filing_parent_id]
    members = list(acting_members().filter(city__in=places, user__is_active=True))
    found = {kind: [one.user for one in members if one.kind == kind] for kind in Kind}
    if not found[Kind.FILLER]:
        found[Kind.FILLER] = [one.user for one in members]
    return found


def has_signatures(submission: Submission) -> bool:
    """Whether a change now would void somebody's signature."""
    return submission.sign_offs.filter(version=None, voided_at=None).exists()


def left_out_of(version: SubmissionVersion) -> list[StepLeftOut]:
    """The decisions by which steps were left out when the version was handed in."""
    signed = set(version.sign_offs.values_list("step", flat=True))
    decisions = version.submission.steps_left_out.filter(decided_at__lte=version.submitted_at)
    stood = decisions.filter(Q(ended_at=None) | Q(ended_at__gt=version.submitted_at))
    return [decision for decision in stood.select_related("decided_by") if decision.step not in signed]
