"""The administration: three administrators with different rights, facts that nobody changes."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook

from accounts.audit import record
from accounts.models import AuditEvent, User
from rounds.models import RoundRole
from tests.make import make_round, make_system, make_user

pytestmark = pytest.mark.django_db
Kind = User.Administrator


def administrator(kind: Kind) -> User:
    return make_user(administrator=kind, is_staff=True)


@pytest.mark.parametrize(
    ("address", "may_open"),
    [
        ("accounts/user/", {Kind.SECURITY, Kind.AUDIT}),
        ("accounts/user/add/", {Kind.SECURITY}),
        ("accounts/auditevent/", {Kind.AUDIT}),
        ("accounts/auditevent/add/", set()),
        ("rounds/domain/", set(Kind)),
        ("rounds/domain/add/", {Kind.SYSTEM}),
        ("rounds/indicatorsystem/add/", {Kind.SYSTEM}),
        ("rounds/indicator/import/", {Kind.SYSTEM}),
        ("rounds/indicator/export/", set(Kind)),
        ("rounds/round/", set(Kind)),
        ("rounds/round/add/", set()),
        ("rounds/stage/", set(Kind)),
        ("rounds/stage/add/", set()),
    ],
)
def test_each_page_is_for_its_administrators(client: Client, address: str, may_open: set[Kind]) -> None:
    opened = set()
    for kind in Kind:
        client.force_login(administrator(kind))
        if client.get(f"/admin/{address}").status_code == 200:
            opened.add(kind)

    assert opened == may_open


def test_the_administration_is_closed_to_everybody_else(client: Client) -> None:
    client.force_login(make_user())
    assert client.get("/admin/").status_code == 302


def test_nobody_deletes_a_person_or_an_event(client: Client) -> None:
    person = make_user()
    record(None, "look", person)
    for kind in Kind:
        client.force_login(administrator(kind))
        assert client.post(f"/admin/accounts/user/{person.pk}/delete/", {"post": "yes"}).status_code == 403
        assert client.post("/admin/accounts/auditevent/1/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=person.pk).exists()
    assert AuditEvent.objects.filter(number=1).exists()


def test_making_an_account_is_on_record_without_its_password(client: Client) -> None:
    security = administrator(Kind.SECURITY)
    client.force_login(security)
    secret = "a-quite-different-one-7"

    client.post(
        "/admin/accounts/user/add/",
        {
            "username": "wang", "full_name": "王芳", "email": "", "usable_password": "true",
            "password1": secret, "password2": secret,
        },
    )  # fmt: skip

    event = AuditEvent.objects.get(verb="create_user")
    assert (event.actor_id, event.subject_id) == (security.pk, str(User.objects.get(username="wang").pk))
    assert secret not in event.data


def test_who_leads_a_round_is_given_by_the_security_administrator_on_record(client: Client) -> None:
    round, person = make_round(), make_user()
    client.force_login(administrator(Kind.SECURITY))

    client.post(
        f"/admin/rounds/round/{round.pk}/change/",
        {
            "roles-TOTAL_FORMS": "1", "roles-INITIAL_FORMS": "0", "roles-MIN_NUM_FORMS": "0",
            "roles-MAX_NUM_FORMS": "1000", "roles-0-user": str(person.pk), "roles-0-kind": "chair",
            "roles-0-round": str(round.pk), "roles-0-id": "",
        },
    )  # fmt: skip

    assert RoundRole.objects.get(round=round).user == person
    assert AuditEvent.objects.get(verb="give_role").round_id == round.pk


def test_a_frozen_system_is_not_changed_in_the_administration(client: Client) -> None:
    frozen = make_system(frozen_at=timezone.now(), sha256="0" * 64)
    indicator = frozen.indicators.get(code="B1")
    client.force_login(administrator(Kind.SYSTEM))

    page = client.get(f"/admin/rounds/indicator/{indicator.pk}/change/")
    assert 'name="_save"' not in page.content.decode()
    assert client.post(f"/admin/rounds/indicator/{indicator.pk}/change/", {"code": "B9"}).status_code == 403


def test_a_table_that_leaves_the_administration_is_harmless_and_on_record(client: Client) -> None:
    User.objects.filter(pk=make_user().pk).update(full_name="=1+1", username="formula")
    client.force_login(administrator(Kind.SECURITY))

    chosen = {f"userresource_{field}": "on" for field in ("full_name", "username")}
    answer = client.post("/admin/accounts/user/export/", {"format": "0", "resource": "0", **chosen})

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert [line for line in lines if "1+1" in line] == ["formula,'=1+1"]
    event = AuditEvent.objects.get(verb="export_table")
    assert json.loads(event.data) == {"table": "accounts.user", "rows": User.objects.count()}


def test_indicators_come_in_as_a_table_and_a_frozen_system_takes_none(client: Client) -> None:
    system, frozen = make_system(), make_system(frozen_at=timezone.now(), sha256="0" * 64)
    client.force_login(administrator(Kind.SYSTEM))
    header = "system,code,area,name_zh,name_en,computed_max,judged_max,domain,rule,rule_parameters,position\n"

    def tried(number: int) -> list[str]:
        table = f"{header}{number},C9,C,新指标,New,0,5,全体,,,9\n".encode()
        answer = client.post(
            "/admin/rounds/indicator/import/",
            {"format": "0", "import_file": SimpleUploadedFile("table.csv", table, "text/csv")},
        )
        result = answer.context["result"]
        return [str(error.error) for _line, errors in result.row_errors() for error in errors]

    assert tried(system.pk) == []
    assert len(tried(frozen.pk)) == 1


def test_a_workbook_with_formulas_is_refused_in_the_administration_too(client: Client) -> None:
    client.force_login(administrator(Kind.SYSTEM))
    book = Workbook()
    book.active.append(["code", "name_zh"])
    book.active.append(["440000", '="广东"&"省"'])
    buffer = io.BytesIO()
    book.save(buffer)

    answer = client.post(
        "/admin/cities/province/import/",
        {"format": "1", "import_file": SimpleUploadedFile("table.xlsx", buffer.getvalue())},
    )

    [said] = answer.context["form"].errors["import_file"]
    assert "B2" in said
