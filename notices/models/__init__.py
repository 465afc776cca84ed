"""What people are told: in the portal, and by letters that leave through the outbox."""

from notices.models.letters import Attempt, Letter, Mailing
from notices.models.notices import Notice
from notices.models.preferences import DEFAULTS, Delivery, Kind, Preference, Reminded

__all__ = ["DEFAULTS", "Attempt", "Delivery", "Kind", "Letter", "Mailing", "Notice", "Preference", "Reminded"]
