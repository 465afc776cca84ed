"""The letter that answers an objection (复核答复函)."""

from typing import Literal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports.blocks import Block, Document, Heading, Paragraph, Title, runs
from reports.models import Objection
from reports.writing.printable import printed


def answer_letter(objection: Objection) -> bytes:
    """As PDF, in the language that is active, dated with the decision."""
    assert objection.decided_at is not None
    decided = timezone.localtime(objection.decided_at)
    round, city = objection.submission.round, objection.submission.city
    outcome = _("The objection is upheld: %(effect)s. The score sheets concerned are corrected on record.") % {
        "effect": objection.get_effect_display()
    }
    if objection.effect == Objection.NOT_APPLICABLE:
        outcome = _(
            "The objection is upheld: %(code)s does not apply to your city. The total is worked out anew without"
            " it."
        ) % {"code": objection.indicator.code}
    rejected = _("The objection is not upheld. The result stands.")
    blocks: list[Block] = [
        Title(_("Answer to an objection"), round.name),
        Paragraph(runs(_("%(city)s:") % {"city": city.name}), is_indented=False),
        Heading(1, _("I. What was objected")),
        Paragraph(
            runs(
                _("On %(code)s %(indicator)s (%(kind)s): %(text)s")
                % {
                    "code": objection.indicator.code,
                    "indicator": objection.indicator.name,
                    "kind": objection.get_kind_display(),
                    "text": objection.text,
                }
            )
        ),
        Heading(1, _("II. Decision")),
        Paragraph(runs(outcome if objection.effect else rejected)),
        Heading(1, _("III. Reasons")),
        *(Paragraph(runs(line)) for line in objection.answer.splitlines() if line.strip()),
        Paragraph(runs(_("Evaluation secretariat")), align="right"),
        Paragraph(runs(date_format(decided, "DATE_FORMAT")), align="right"),
    ]
    language: Literal["zh", "en"] = "en" if (get_language() or "").startswith("en") else "zh"
    title = f"{_('Answer to an objection')} {city.name} {objection.indicator.code}"
    author = _("Evaluation secretariat")
    return printed(Document(title, author, language, decided.date(), tuple(blocks)))
