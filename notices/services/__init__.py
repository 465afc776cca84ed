"""Telling people, and letters."""

from notices.services.digests import send_digests
from notices.services.outbox import (
    Draft,
    ask_for_sending,
    hold_letters,
    release_mailing,
    resend_letter,
    send_letter,
    set_aside,
    withdraw_mailing,
)
from notices.services.preferences import choose_deliveries, remember_language
from notices.services.reading import mark_all_read, mark_read
from notices.services.reminding import Reminder, note_reminded, remind
from notices.services.telling import tell, tell_people

__all__ = [
    "Draft",
    "Reminder",
    "ask_for_sending",
    "choose_deliveries",
    "hold_letters",
    "mark_all_read",
    "mark_read",
    "note_reminded",
    "release_mailing",
    "remember_language",
    "remind",
    "resend_letter",
    "send_digests",
    "send_letter",
    "set_aside",
    "tell",
    "tell_people",
    "withdraw_mailing",
]
