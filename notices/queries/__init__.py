"""Whose notices, which are new, and how the outbox stands."""

from notices.queries.letters import MailState, letters_of_round, mail_state, needing_a_person, only_standing
from notices.queries.notices import counted_unread, notices_of, unread_count
from notices.queries.preferences import preferences_of

__all__ = [
    "MailState",
    "counted_unread",
    "letters_of_round",
    "mail_state",
    "needing_a_person",
    "notices_of",
    "only_standing",
    "preferences_of",
    "unread_count",
]
