"""What an expert pledges (评审承诺书): the same words on the page and on paper."""

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reviews.models import PanelMember
from reviews.queries.recusals import recusals_of


def pledge_points() -> list[str]:
    """Integrity and confidentiality, point by point."""
    return [
        _(
            "I judge independently and fairly, by the indicator system and its criteria, on the material that is "
            "before me, and answer for my own marks."
        ),
        _(
            "I have declared all ties to the cities under review; if I come to know of another, I declare it at "
            "once and stop scoring that city."
        ),
        _(
            "I keep the cities' material, my marks, the discussions and the results to myself, copy nothing and "
            "pass nothing on; unpublished figures stay unpublished."
        ),
        _(
            "I accept no gifts, meals or favours from the cities and have no contact with them about the "
            "evaluation outside this portal."
        ),
        _("I know that what I do here is recorded, and that marks given against these rules are void."),
    ]


def pledge_form(member: PanelMember) -> dict[str, Any]:
    """As texts, for paper. Not signed yet, it has only the lines to sign on."""
    round, expert = member.round, member.expert
    at = localtime(member.pledged_at or round.opened_at or now())
    signed = (
        _("Signed in the portal by %(expert)s on %(when)s, and on record there.")
        % {"expert": expert, "when": date_format(at, "DATETIME_FORMAT")}
        if member.pledged_at
        else _("Not signed in the portal yet.")
    )
    return {
        "date": [at.year, at.month, at.day],
        "language": "en" if get_language() == "en" else "zh",
        "notice": _("Demonstration data, not real") if round.is_demonstration else "",
        "heading": _("Pledge of the reviewing expert"),
        "facts": [
            [_("Round"), str(round)],
            [_("Expert"), str(expert)],
            [_("Employer"), expert.employer],
            [_("Professional title"), expert.title or "–"],
        ],
        "opening": _("As an expert of this evaluation I pledge:"),
        "points": pledge_points(),
        "recused_label": _("Cities that I do not score:"),
        "recused": [f"{recusal.city} · {recusal.reason}" for recusal in recusals_of(round, expert)],
        "none": " " + _("none"),
        "signed": signed,
        "signatures": [_("Signature:"), _("Date:")],
        "footer": str(round),
    }
