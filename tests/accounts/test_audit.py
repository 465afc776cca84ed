"""The record of acts: chained, complete, and not to be edited."""

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts.audit import broken_links, record
from accounts.models import AuditEvent, User
from tests.make import make_user

pytestmark = pytest.mark.django_db


def test_an_event_says_who_did_what_to_what() -> None:
    by, subject = make_user("王芳"), make_user()

    record(by, "deactivate_user", subject, why="调离")

    event = AuditEvent.objects.get()
    assert (event.number, event.actor_id, event.actor_name, event.verb) == (1, by.pk, "王芳", "deactivate_user")
    assert (event.subject_type, event.subject_id, event.data) == (
        "accounts.user",
        str(subject.pk),
        '{"why": "调离"}',
    )


def test_an_unbroken_chain_has_no_broken_links() -> None:
    user = make_user()
    for number in range(5):
        record(user, "look", user, number=number)

    assert list(broken_links()) == []


def test_an_edited_event_breaks_the_chain_there() -> None:
    user = make_user()
    for number in range(3):
        record(user, "look", user, number=number)
    with Unprotected():
        AuditEvent.objects.filter(number=2).update(verb="never_looked")

    assert list(broken_links()) == [2]


def test_a_removed_event_breaks_the_chain_after_it() -> None:
    user = make_user()
    for number in range(3):
        record(user, "look", user, number=number)
    with Unprotected():
        AuditEvent.objects.filter(number=2).delete()

    assert list(broken_links()) == [3]


@pytest.mark.parametrize("edit", ["UPDATE accounts_auditevent SET verb = ''", "DELETE FROM accounts_auditevent"])
def test_the_database_refuses_to_edit_events(edit: str) -> None:
    user = make_user()
    record(user, "look", user)

    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(edit)


def test_an_act_that_is_rolled_back_leaves_no_event() -> None:
    user = make_user()
    with pytest.raises(ZeroDivisionError):
        _look_and_fail(user)

    record(user, "look_again", user)

    assert list(AuditEvent.objects.values_list("number", "verb")) == [(1, "look_again")]


@transaction.atomic
def _look_and_fail(user: User) -> None:
    record(user, "look", user)
    raise ZeroDivisionError


class Unprotected:
    """What somebody with the database's own password could do."""

    def __enter__(self) -> None:
        self._run("ALTER TABLE accounts_auditevent DISABLE TRIGGER USER")

    def __exit__(self, *_: object) -> None:
        self._run("ALTER TABLE accounts_auditevent ENABLE TRIGGER USER")

    def _run(self, sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)
