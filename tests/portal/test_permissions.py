"""Every address asked by everybody: an address that the table does not know fails."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from cities.models import ProvinceMembership
from notices.models import Notice
from reviews.models import Assignment, Case
from reviews.ranking import bring_up_to_date
from reviews.services.counter import raise_version
from rounds.models import Indicator, RoundRole
from tests.make import (
    make_assignment,
    make_city_member,
    make_expert,
    make_leader,
    make_user,
)
from tests.portal import permissions as roles
from tests.portal.permissions import ALLOWED, EVERYBODY, POSTED
from tests.reviews import build as reviews_build

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


class Scene:
    """One round with somebody in each role, and one of everything an address can name."""

    def __init__(self) -> None:
        self.assignment: Assignment = reviews_build.make_desk()
        self.round = self.assignment.round
        self.submission = self.assignment.submission
        self.city = self.submission.city
        self.evidence = reviews_build.make_evidence(self.submission)
        reviews_build.accept(self.submission)
        self.draft = reviews_build.draft(self.assignment)
        self.people = dict(self._people())
        self.notice = Notice.objects.create(recipient=self.people[roles.FILLER], text_zh="通知", text_en="Notice")
        indicator = Indicator.objects.filter(system=self.round.indicator_system, judged_max__gt=0).earliest("pk")
        self.case = Case.objects.create(
            round=self.round, submission=self.submission, indicator=indicator, opened_version=1
        )
        self.other = make_assignment(reviews_build.make_material(self.round))

    def _people(self) -> Iterator[tuple[str, User]]:
        yield roles.NOBODY, make_user()
        yield roles.FILLER, make_city_member(self.city)
        other_city = reviews_build.make_material(self.round).city
        yield roles.STRANGER_FILLER, make_city_member(other_city)
        official = make_user()
        ProvinceMembership.objects.create(province=self.city.province, user=official)
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
            "code": indicator.area.code if "area" in name else indicator.code,
            "evidence_pk": self.evidence.pk,
            "number": 1,
            "uidb36": "1",
            "key": "set-password",
            "pk": self._pk(name),
        }
        return {parameter: known[parameter] for parameter in NAMES[name]}

    def _pk(self, name: str) -> int:
        if name.startswith("notices:"):
            return self.notice.pk
        if name in {"reviews:expert", "reviews:panel-remove", "reviews:password-link"}:
            return self.assignment.expert.pk
        if name in {"reviews:city-assignments", "reviews:verify-city"}:
            return self.submission.pk
        if name == "reviews:remove-assignment":
            return self.other.pk
        if name in {"cities:end-membership", "cities:password-link"}:
            return self.city.memberships.get().pk
        if name.startswith("reviews:case"):
            return self.case.pk
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


def _opens(client: Client, scene: Scene, role: str, name: str) -> bool:
    url = reverse(name, kwargs=dict(scene.parameters(name)))
    answer = client.post(url) if name in POSTED else client.get(url)
    answer.close()
    if answer.status_code == 302 and "/accounts/login/" in answer["Location"]:
        assert role == roles.ANONYMOUS or name == "account_logout", f"{name} asks {role} to log in"
        return False
    known = {200, 204, 302, 304, 404} | ({403} if name == "account_reauthenticate" else set())
    assert answer.status_code in known, f"{name} answers {role} with {answer.status_code}"
    if name == "account_logout" and role != roles.ANONYMOUS:
        client.force_login(scene.people[role])
    return answer.status_code != 404
