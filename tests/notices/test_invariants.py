"""What must hold of letters is noticed when it does not."""

import pytest
from django.utils import timezone

from notices.delivery import send_due
from notices.invariants import INVARIANTS
from notices.models import Letter
from notices.services import Draft, hold_letters, send_letter
from tests.make import make_user

pytestmark = pytest.mark.django_db


def broken() -> list[int]:
    return [len(list(invariant.broken())) for invariant in INVARIANTS]


def test_letters_that_took_their_way_break_nothing() -> None:
    send_letter(address="a@city.example", subject="邀请", text="https://key")
    send_due()
    draft = Draft(recipient=make_user(email="b@city.example"), subject=lambda: "函", text=lambda: "得分率")
    hold_letters(title=lambda: "函", drafts=[draft], by=make_user())

    assert broken() == [0, 0, 0]


def test_a_letter_that_jumped_the_queue_is_noticed() -> None:
    draft = Draft(recipient=make_user(email="b@city.example"), subject=lambda: "函", text=lambda: "得分率")
    hold_letters(title=lambda: "函", drafts=[draft], by=make_user())
    send_letter(address="a@city.example", subject="邀请", text="https://key")

    Letter.objects.update(state="sent", due_at=None, sent_at=timezone.now())

    assert broken() == [2, 1, 1]
