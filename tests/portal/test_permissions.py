"""Every address asked by everybody: an address that the table does not know fails."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import User
from cities.addresses import address_for
from cities.invitation_links import token_of
from cities.models import (
    City,
    CityMembership,
    Evidence,
    Invitation,
    NotApplicableRequest,
    OfficialPaper,
    PolicyDocument,
    PresentationFile,
    ProvinceMembership,
    Submission,
    Upload,
)
from notices.models import Notice
from notices.services import Draft, hold_letters
from reports.models import Archive, BuildFile, FactRequest, Objection, Publication, ReportBuild, ReportCase
from reviews.invitation_links import token_of as panel_token_of
from reviews.models import (
    AnchorDossier,
    Assignment,
    Calibration,
    Case,
    Doubt,
    ExpertDraw,
    GradeCap,
    OnsiteQuestion,
    PanelInvitation,
    PaperSheet,
    PastTie,
    RankingSnapshot,
    Recusal,
    RecusalOverride,
    Result,
)
from reviews.ranking import bring_up_to_date
from reviews.services.counter import raise_version
from rounds.models import Indicator, Problem, Round, RoundRole
from tests.cities.files import pdf
from tests.make import (
    make_assignment,
    make_city,
    make_city_member,
    make_expert,
    make_leader,
    make_user,
)
from tests.portal import permissions as roles
from tests.portal.permissions import ALLOWED, EVERYBODY, POSTED
from tests.reports.build import store_build
from tests.reviews import build as reviews_build
from tests.reviews.onsite import make_session

pytestmark = pytest.mark.django_db(transaction=True)


def addresses(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, list[str]]]:
    """Name and parameters of every address outside the Django admin."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace != "admin":
                yield from addresses(entry, f"{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            yield space + str(entry.name), list(entry.pattern.regex.groupindex)


NAMES = dict(addresses())


def test_the_table_knows_every_address() -> None:
    assert ALLOWED.keys() == NAMES.keys()


OF_A_SESSION = {
    f"reviews:{name}"
    for name in (
        *("session", "session-live", "edit-session", "remove-session", "session-clock", "attendance"),
        *("note-question", "note-answer", "note-no-show", "take-back-no-show", "minutes", "projector"),
        *("projector-live", "session-desk"),
        *("session-desk-live", "reveal", "reveal-live", "reveal-now"),
    )
}


OF_AN_EXPERT = {
    f"reviews:{name}" for name in ("expert", "expert-pledge-pdf", "panel-remove", "password-link", "remove-tie")
}
NOTHING_IN_WORDS: dict[str, list[Any]] = {"statistics": [], "figures": [], "rules": []}


class Published:
    """A result on its way to the public and past it, with what a city said against it."""

    def __init__(
        self, round: Round, submission: Submission, indicator: Indicator, people: Mapping[str, User]
    ) -> None:
        snapshot = RankingSnapshot.objects.create(
            round=round, scores_version=-1, ranked_count=0, city_count=0, sheet_count=0, standings=b"", ranks=b"",
            started_at=timezone.now(), finished_at=timezone.now(),
        )  # fmt: skip
        result = Result.objects.create(round=round, number=1, snapshot=snapshot, frozen_by=people[roles.CHAIR])
        said = {"submission": submission, "indicator": indicator, "text": "有误", "filed_by": people[roles.FILLER]}
        self.fact = FactRequest.objects.create(used="1", proposed="2", **said)
        self.objection = Objection.objects.create(
            result=result, kind="fact", state="rejected", answer="不成立", decided_at=timezone.now(),
            decided_by=people[roles.SECRETARIAT], **said,
        )  # fmt: skip
        file = default_storage.save("archives/x.zip", ContentFile(b"PK"))
        self.archive = Archive.objects.create(
            result=result, state="done", file=file, sha256="0" * 64, finished_at=timezone.now(),
            asked_by=people[roles.SECRETARIAT],
        )  # fmt: skip
        build = ReportBuild.objects.create(
            round=round, number=90, kind="public", asked_by=people[roles.SECRETARIAT]
        )
        BuildFile.objects.create(
            build=build, name="report.pdf", role="report", sha256="0" * 64, size=1, content=b"x"
        )
        Publication.objects.create(
            round=round, number=1, result=result, build=build, content=self._content(), sha256="0" * 64,
            notice_until=timezone.localdate(), contact="秘书处", published_by=people[roles.AUTHORITY],
        )  # fmt: skip

    def _content(self) -> dict[str, Any]:
        nation = {"cities": 0, "ranked": 0, "grades": {}, "mean_total": None, "area_rates": {}}
        system = {
            "name_zh": "体系",
            "name_en": "System",
            "version": 1,
            "sha256": "",
            "areas": [],
            "indicators": [],
        }
        return {
            "list": [], "nation": nation, "objections": {"filed": 0, "upheld": 0}, "method": {"sha256": ""},
            "indicator_system": system, "words": {"zh": NOTHING_IN_WORDS, "en": NOTHING_IN_WORDS},
        }  # fmt: skip


class Scene:
    """One round with somebody in each role, and one of everything an address can name."""

    def __init__(self) -> None:
        self.assignment: Assignment = reviews_build.make_desk()
        self.round = self.assignment.round
        self.submission = self.assignment.submission
        self.city = self.submission.city
        self.evidence = reviews_build.make_evidence(self.submission, data=pdf())
        Evidence.objects.filter(pk=self.evidence.pk).update(pages=1)
        reviews_build.accept(self.submission)
        self.draft = reviews_build.draft(self.assignment)
        self.people = dict(self._people())
        self.upload = Upload.objects.create(
            submission=self.submission,
            given_name="年鉴.pdf",
            length=1,
            description={"kind": "statistics"},
            by=self.people[roles.FILLER],
        )
        self.policy = PolicyDocument.objects.create(submission=self.submission, title="条例")
        self.request = NotApplicableRequest.objects.create(
            submission=self.submission,
            indicator=Indicator.objects.filter(system=self.round.indicator_system).latest("pk"),
            reason="无",
            requested_by=self.people[roles.FILLER],
        )
        self.official_paper = OfficialPaper(
            submission=self.submission, original_name="函.pdf", content_type="application/pdf", size=1,
            sha256="0" * 64, uploaded_by=self.people[roles.SECRETARIAT],
        )  # fmt: skip
        self.official_paper.file.save("x", ContentFile(b"%PDF"))
        self.notice = Notice.objects.create(recipient=self.people[roles.FILLER], text_zh="通知", text_en="Notice")
        self.mailing = hold_letters(
            title=lambda: "反馈函",
            drafts=[
                Draft(recipient=make_user(email="a@city.example"), subject=lambda: "函", text=lambda: "得分率")
            ],
            by=self.people[roles.SECRETARIAT],
            round_id=self.round.pk,
        )
        indicator = Indicator.objects.filter(system=self.round.indicator_system, judged_max__gt=0).earliest("pk")
        self.case = Case.objects.create(
            round=self.round, submission=self.submission, indicator=indicator, opened_version=1
        )
        self.former = make_city_member(self.city).city_memberships.get()
        self.former.ended_at = timezone.now()
        self.former.save()
        self.invitation, self.province_invitation = (
            Invitation.objects.create(
                full_name="某人",
                invited_by=self.people[roles.SECRETARIAT],
                expires_at=timezone.now() + timedelta(days=1),
                **place,
            )
            for place in ({"city": self.city, "kind": "filler"}, {"province": self.city.province})
        )
        self.doubt = Doubt.objects.create(
            submission=self.submission, indicator=indicator, expert=self.assignment.expert, text="存疑"
        )
        self.cap = GradeCap.objects.create(
            round=self.round, submission=self.submission, highest=2, reason="依据", document="文号",
            capped_by=make_user(), from_version=0,
        )  # fmt: skip
        recused = {"round": self.round, "expert": self.assignment.expert, "city": make_city()}
        self.recusal = Recusal.objects.create(**recused, kind="declared", reason="亲属任职")
        self.override = RecusalOverride.objects.create(**recused, reason="同名", asked_by=make_user())
        self.paper = PaperSheet.objects.create(
            assignment=self.assignment, entries={}, scan=ContentFile(pdf(), "x.pdf"), scan_name="x.pdf",
            scan_type="application/pdf", scan_sha256="0" * 64, entered_by=make_user(),
        )  # fmt: skip
        self.tie = PastTie.objects.create(
            expert=self.assignment.expert, kind="paid", organisation="某单位", from_year=2001, to_year=2002
        )
        by = self.people[roles.SECRETARIAT]
        self.draw = ExpertDraw.objects.create(
            round=self.round, seed="1", seats={}, spares=0, pool={}, drawn={}, drawn_by=by
        )
        self.asked = PanelInvitation.objects.create(
            round=self.round, expert=make_expert(), invited_by=by, answer_by=timezone.now() + timedelta(days=1)
        )
        self.other = make_assignment(reviews_build.make_material(self.round))
        self.calibration = Calibration.objects.create(
            round=self.round, state=Calibration.State.FIRST, made_by=self.people[roles.SECRETARIAT]
        )
        self.anchor = AnchorDossier.objects.create(
            calibration=self.calibration, version=self.submission.versions.latest("number"), position=1
        )
        self.problem = Problem.objects.create(round=self.round, code="concept", name_zh="理念", name_en="Idea")
        self.session = make_session(self.round, self.submission, experts=[self.assignment.expert])
        self.place = self.session.presentations.get()
        PresentationFile.objects.create(submission=self.submission, evidence=self.evidence)
        self.question = OnsiteQuestion.objects.create(
            presentation=self.place, question="口径？", noted_by=self.people[roles.SECRETARIAT]
        )
        self.report_case = ReportCase.objects.create(
            submission=self.submission, category="plan", title="案例", text="文字。", origin="city",
            state="checked", checked_by=make_user(), checked_against="文件",
        )  # fmt: skip
        self.build = store_build(self.round, self.people[roles.SECRETARIAT])
        self.published = Published(self.round, self.submission, indicator, self.people)
        self.letters = ReportBuild.objects.create(
            round=self.round, number=2, kind="letters", asked_by=make_user(), state="cancelled"
        )
        self.letter = BuildFile.objects.create(
            build=self.letters, name="letter.pdf", role="letter", sha256="0" * 64, size=1, content=b"x"
        )

    def _people(self) -> Iterator[tuple[str, User]]:
        yield roles.NOBODY, make_user()
        for part in CityMembership.Kind:
            yield part.value, make_city_member(self.city, part)
        yield roles.CITY_ADMINISTRATOR, make_city_member(self.city, is_administrator=True)
        yield roles.STRANGER_FILLER, make_city_member(reviews_build.make_material(self.round).city)
        self.city.filing_parent = reviews_build.make_material(self.round).city
        self.city.save()
        yield roles.FILING_PARENT, make_city_member(self.city.filing_parent, is_administrator=True)
        official = make_user()
        self.province_membership = ProvinceMembership.objects.create(province=self.city.province, user=official)
        yield roles.PROVINCE, official
        yield roles.EXPERT, self.assignment.expert.user
        yield roles.STRANGER_EXPERT, make_expert(self.round).user
        for kind in RoundRole.Kind:
            yield kind.value, make_leader(self.round, kind)
        for administrator in User.Administrator:
            yield f"{administrator.value} administrator", make_user(administrator=administrator)

    def parameters(self, name: str) -> Mapping[str, Any]:
        indicator = Indicator.objects.filter(system=self.round.indicator_system).earliest("pk")
        known: dict[str, Any] = {
            "slug": self.round.slug,
            "gb_code": self.city.gb_code,
            "kind": "review",
            "role": "expert",
            "code": self._code(name, indicator),
            "group": "cities",
            "token": panel_token_of(self.asked) if name.startswith("reviews:") else token_of(self.invitation),
            "tie_pk": self.tie.pk,
            "evidence_pk": self.evidence.pk,
            "number": 2 if name == "reports:release-letters" else 1,
            "other": 1,
            "section": "1.1",
            "uidb36": "1",
            "key": self._key(name),
            "pk": self._pk(name),
            "question_pk": self.question.pk,
            "form": "policies",
            "table": "policies",
            "ending": "pdf" if name == "public-report" else "csv",
        }
        return {parameter: known[parameter] for parameter in NAMES[name]}

    def _key(self, name: str) -> str:
        if name.startswith("reports:"):
            return "provinces"
        return self.upload.key if name.startswith("cities:") else "set-password"

    def _code(self, name: str, indicator: Indicator) -> str:
        if name == "reviews:ruler":
            return self.case.indicator.code if self.case.indicator else ""
        if name.startswith("reports:statistic"):
            return "S20"
        if "province" in name:
            return self.city.province.code
        return indicator.area.code if "area" in name else indicator.code

    def _pk(self, name: str) -> int:
        name = name.removesuffix("-file") if name.removesuffix("-file") in roles.LISTS else name
        people = {
            "cities:change-kind": self.former.pk,
            "cities:hand-over": self.former.pk,
            "cities:end-membership": self.former.pk,
            "cities:password-link": self.former.pk,
            "cities:end-province-membership": self.province_membership.pk,
            "cities:withdraw-invitation": self.invitation.pk,
            "cities:withdraw-province-invitation": self.province_invitation.pk,
        }
        if name in people:
            return people[name]
        if name in {"reviews:official-paper", "reviews:take-back-not-applicable"}:
            return self.official_paper.pk if name == "reviews:official-paper" else self.request.pk
        if name in {"cities:form-row", "cities:remove-row"}:
            return self.policy.pk
        if name.endswith("mailing"):
            return self.mailing.pk
        if name.endswith("letter") or name.endswith("letter-aside"):
            return self.mailing.letters.get().pk
        if name.startswith("notices:"):
            return self.notice.pk
        if name == "reviews:withdraw-panel-invitation":
            return self.asked.pk
        if name == "reviews:draw":
            return self.draw.pk
        if name in OF_AN_EXPERT:
            return self.assignment.expert.pk
        if name in {"reviews:city-assignments", "reviews:verify-city", "reviews:verify-promises"}:
            return self.submission.pk
        if name == "reviews:lift-recusal":
            return self.recusal.pk
        if name == "reviews:decide-override":
            return self.override.pk
        if name == "reviews:keep-out":
            return self.submission.pk
        if name == "reviews:remove-assignment":
            return self.other.pk
        if name == "reviews:paper-scan":
            return self.paper.pk
        if name == "reviews:lift-cap":
            return self.cap.pk
        if name in OF_A_SESSION:
            return self.session.pk
        if name in {"reviews:anchor", "reviews:anchor-evidence"}:
            return self.anchor.pk
        if name == "rounds:problem":
            return self.problem.pk
        if name in {"reviews:discussion", "reviews:discussion-live", "reviews:city-comments"}:
            return self.submission.pk
        if name == "reviews:presentation-file":
            return self.place.pk
        if name.startswith("reviews:case"):
            return self.case.pk
        if name in {"reports:case", "reports:case-step", "reports:own-case"}:
            return self.report_case.pk
        if name == "reports:decide-fact":
            return self.published.fact.pk
        if name in {"reports:decide-objection", "reports:objection-answer"}:
            return self.published.objection.pk
        if name == "reports:archive-file":
            return self.published.archive.pk
        if name == "reports:letter-file":
            return self.letter.pk
        if name == "reports:build-file":
            return self.build.files.all()[0].pk
        if name == "reviews:answer-doubt":
            return self.doubt.pk
        if name.startswith("cities:"):
            return self.evidence.pk
        return self.assignment.pk


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_a_role_opens_its_addresses_and_no_others(role: str) -> None:
    scene = Scene()
    client = Client()
    if role != roles.ANONYMOUS:
        client.force_login(scene.people[role])
    with transaction.atomic():
        raise_version(scene.round.pk, cause="verify")
    bring_up_to_date(scene.round.pk)

    opened = {name for name in sorted(NAMES, key=lambda name: name in POSTED) if _opens(client, scene, role, name)}

    assert opened == {name for name, allowed in ALLOWED.items() if role in allowed}


MAY_LEAD_TO_SIGN_IN = {"account_logout", "mfa_authenticate"}


def _opens(client: Client, scene: Scene, role: str, name: str, below: City | None = None) -> bool:
    url = address_for(below, reverse(name, kwargs=dict(scene.parameters(name))))
    answer = client.post(url) if name in POSTED else client.get(url)
    answer.close()
    if answer.status_code == 302 and "/accounts/login/" in answer["Location"]:
        assert role == roles.ANONYMOUS or name in MAY_LEAD_TO_SIGN_IN, f"{name} asks {role} to log in"
        return False
    known = {200, 204, 302, 304, 404, 410, 422} | ({403} if name.endswith("_reauthenticate") else set())
    assert answer.status_code in known, f"{name} answers {role} with {answer.status_code}"
    if name == "account_logout" and role != roles.ANONYMOUS:
        client.force_login(scene.people[role])
    return answer.status_code != 404


def administration() -> Iterator[tuple[str, str]]:
    """Name and address of every page of the Django admin, of each model with a row of it where there is one."""
    for name in ("index", "password_change", "jsi18n"):
        yield name, reverse(f"admin:{name}")
    for model, pages in admin.site._registry.items():
        row = model._default_manager.order_by("pk").first()
        for pattern in pages.get_urls():
            if pattern.name:
                key = str(row.pk if row else 1)
                names = dict.fromkeys(pattern.pattern.regex.groupindex, key)
                names |= dict.fromkeys(getattr(pattern.pattern, "converters", {}), key)
                yield pattern.name, reverse(f"admin:{pattern.name}", kwargs=names)


def test_the_administration_opens_for_administrators_only() -> None:
    """Everybody else is led to sign in as one; who may enter without a part in it is refused every page."""
    scene = Scene()
    staff = make_user(is_staff=True)
    people = {role: scene.people.get(role) for role in EVERYBODY - roles.ADMINISTRATORS} | {"staff": staff}
    pages = dict(administration())
    assert {name.rpartition("_")[2] for name in pages} >= {"changelist", "add", "change", "delete", "history"}

    opened = set()
    for role, person in people.items():
        client = Client()
        if person:
            client.force_login(person)
        for name, url in pages.items():
            for answer in (client.get(url), client.post(url)):
                place = answer.get("Location", "")  # of a row that isn't there: the index
                if answer.status_code not in (403, 404, 405) and "/login/" not in place and place != "/admin/":
                    opened.add((role, name))

    assert opened == {("staff", "index"), ("staff", "password_change"), ("staff", "jsi18n")}


def test_the_readers_are_all_who_have_a_part() -> None:
    """Who the addresses are decided for: nobody, the owner's three roles, another city, and every other part."""
    assert set(roles.READERS) == {
        *("anonymous", *CityMembership.Kind.values, "another city", "province", "expert"),
        *(kind for kind in RoundRole.Kind.values if kind != "deputy"),
    }
    assert set(roles.READERS) <= EVERYBODY


def test_a_filing_parent_opens_the_countys_addresses_as_its_own_people_do() -> None:
    """Below ``/for/<the county>/``: what its filler opens and, as everywhere, nothing of looking after people."""
    scene, client = Scene(), Client()
    client.force_login(scene.people[roles.FILING_PARENT])
    of_cities = [name for name in NAMES if name.startswith("cities:") and name not in POSTED]

    opened = {name for name in of_cities if _opens(client, scene, roles.FILING_PARENT, name, below=scene.city)}

    assert opened == {name for name in of_cities if roles.FILLER in ALLOWED[name]}
