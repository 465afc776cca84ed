"""Asking a worker for something, when what it is about has been committed."""

import logging
from typing import Any

from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def on_commit_ask(task: Any, pk: int) -> None:
    """Put the task into its queue after the commit. With the broker away, the sweep does it instead."""
    transaction.on_commit(lambda: _ask(task, pk), robust=True)


def _ask(task: Any, pk: int) -> None:
    try:
        task.apply_async(args=[pk])
    except OperationalError as error:
        logger.warning("%s %s not asked for, the broker is away: %s", task.name, pk, error)
