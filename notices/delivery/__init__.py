"""Letters on their way: claimed, handed to the mail server, and what came of it written down."""

from notices.delivery.sending import mark_lost, send_due

__all__ = ["mark_lost", "send_due"]
