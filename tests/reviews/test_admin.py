"""The administration shows facts of judging and no mark, and looks after the registry."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import User
from reviews.models import Expert, PanelMember, PastTie, Recusal
from tests.make import (
    make_city,
    make_city_member,
    make_expert,
    make_round,
    make_submission,
    make_user,
)
from tests.reviews.build import make_desk, submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "media")]

FACTS = (
    "panelmember",
    "recusal",
    "assignment",
    "scoresheetversion",
    "verification",
    "rankingstate",
    "rankingsnapshot",
)


@pytest.fixture
def administrator(reader):
    user = make_user(is_staff=True, administrator=User.Administrator.SYSTEM)
    reader.force_login(user)
    return user


def profile(expert, **changes):
    return {
        "user": expert.user_id,
        "domains": [domain.pk for domain in expert.domains.all()],
        "employer": expert.employer,
        "employer_city": "",
        "employer_province": "",
        "title": "",
        **changes,
    }


def test_facts_are_listed_and_can_be_neither_added_nor_changed(reader, administrator):
    submit(make_desk(), comment="不公开的评语")

    for model in FACTS:
        listed = reader.get(reverse(f"admin:reviews_{model}_changelist"))
        assert listed.status_code == 200
        assert reader.get(reverse(f"admin:reviews_{model}_add")).status_code == 403


def test_no_mark_and_no_comment_of_a_signed_sheet_is_shown(reader, administrator):
    sheet = submit(make_desk(), {"B1": "33.3", "C1": "15", "E": "5"}, comment="不公开的评语")
    version = sheet.versions.get()

    page = reader.get(reverse("admin:reviews_scoresheetversion_change", args=[version.pk])).content.decode()

    assert version.policy_sha256 in page
    assert "33.3" not in page
    assert "不公开的评语" not in page


def test_drafts_are_not_in_the_administration_at_all():
    registered = {model._meta.model_name for model in admin.site._registry}

    assert not registered & {"score", "scoresheet", "scorecitation", "sheetlayout"}


def test_a_new_employer_entered_here_brings_its_recusals(
    reader, administrator, django_capture_on_commit_callbacks
):
    round = make_round()
    city = make_city()
    make_submission(round, city)
    expert = make_expert(round)

    with django_capture_on_commit_callbacks(execute=True):
        reader.post(
            reverse("admin:reviews_expert_change", args=[expert.pk]),
            profile(expert, employer="某局", employer_city=city.pk),
        )

    assert Recusal.objects.get().expert == expert
    assert PastTie.objects.get().organisation == "某研究院"


def test_the_limits_of_the_registry_hold_here_too(reader, administrator):
    expert = make_expert()
    where = reverse("admin:reviews_expert_change", args=[expert.pk])
    member = make_city_member(make_city())

    refused = reader.post(where, profile(expert, domains=[]))
    assert "domains" in refused.context["adminform"].form.errors
    add = reader.post(reverse("admin:reviews_expert_add"), profile(expert, user=member.pk))
    assert "own people do not score" in add.content.decode()
    assert Expert.objects.count() == 1
    assert not PanelMember.objects.exists()
