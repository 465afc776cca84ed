"""Editing the report's texts, cover and order of cities."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from reports.errors import ReportError
from reports.models import ReportSettings, SectionText
from reports.queries.texts import current_texts, settings_of
from reports.rules import require_editing
from reports.template import section_keys
from rounds.models import Round

LONGEST_TEXT = 20_000


class StaleText(ReportError):
    """Somebody saved after this form was opened; nothing was stored. ``stored`` is theirs."""

    def __init__(self, message: object, stored: SectionText) -> None:
        super().__init__(message)
        self.stored = stored


class StaleSettings(ReportError):
    """Somebody saved the settings after this form was opened; nothing was stored. ``stored`` is theirs."""

    def __init__(self, message: object, stored: ReportSettings) -> None:
        super().__init__(message)
        self.stored = stored


@transaction.atomic
def save_section(*, round: Round, section: str, base: int, text_zh: str, text_en: str, by: User) -> SectionText:
    """A new version of a section. ``base`` is the number that was read; 0: the text that the portal ships."""
    require_editing(round, by)
    if section not in section_keys():
        raise ReportError(_("The report has no such section."))
    for field, text in (("text_zh", text_zh), ("text_en", text_en)):
        if len(text) > LONGEST_TEXT:
            raise ReportError(
                _("The text has %(length)d characters; at most %(limit)d are possible.")
                % {"length": len(text), "limit": LONGEST_TEXT},
                field=field,
            )
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    newest = current_texts(round).get(section)
    number = newest.number if newest else 0
    if newest and number != base:
        raise StaleText(
            _("%(person)s saved this section after you opened it. Nothing of yours was stored yet.")
            % {"person": newest.edited_by},
            newest,
        )
    stored = SectionText.objects.create(
        round=round, section=section, number=number + 1, text_zh=text_zh, text_en=text_en, edited_by=by
    )
    record(by, "edit_report_section", stored, round_id=round.pk, section=section, number=stored.number)
    return stored


@transaction.atomic
def save_settings(*, round: Round, base: int, values: Mapping[str, Any], by: User) -> ReportSettings:
    """The cover and the order of the cities. ``base`` is the version that was read."""
    require_editing(round, by)
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    settings = settings_of(round)
    if settings.version != base:
        raise StaleSettings(
            _("%(person)s saved these settings after you opened them. Nothing of yours was stored yet.")
            % {"person": settings.edited_by},
            settings,
        )
    before = {name: _plain(getattr(settings, name)) for name in values}
    for name, value in values.items():
        setattr(settings, name, value)
    settings.version += 1
    settings.edited_by = by
    settings.save()
    changed = {
        name: [before[name], _plain(values[name])] for name in values if before[name] != _plain(values[name])
    }
    record(by, "edit_report_settings", settings, round_id=round.pk, changed=changed)
    return settings


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")
