"""Evidence on the score sheet: every piece stands there once for each indicator."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.templatetags.icons import icon
from reviews.forms.sheets import CitedRow
from reviews.queries.material import Piece
from reviews.queries.sheets import Desk

register = template.Library()

CITE = (
    '<div class="cite" data-field="{field}" data-kind="cite" data-base="{base}"><label class="form-check">'
    '<input class="form-check-input" type="checkbox" name="{group}" value="{pk}"{checked}>'
    '<span class="form-check-label">{title}</span></label>'
    '<a class="cite-look" href="{address}?for={code}" data-view tabindex="-1">{look}</a>'
    '<input class="form-control form-control-sm cite-pages" name="{name}" value="{pages}"'
    ' placeholder="{placeholder}" autocomplete="off" aria-label="{pages_of}"></div>\n'
)


@dataclass(frozen=True)
class Drawn:
    """What of a piece of evidence is the same in every card. All of it is safe HTML."""

    title: SafeString
    address: SafeString
    look: SafeString
    pages_of: SafeString


@register.simple_tag
def drawn_evidence(desk: Desk, evidence: Mapping[int, Piece]) -> dict[int, Drawn]:
    """By evidence: what ``cites`` repeats."""
    slug, assignment = desk.assignment.round.slug, desk.assignment.pk
    return {
        pk: Drawn(
            title=escape(piece.title),
            address=escape(reverse("reviews:read-evidence", args=[slug, assignment, pk])),
            look=icon("eye", label=_("Look into %(title)s") % {"title": piece.title}),
            pages_of=escape(_("Pages of %(title)s") % {"title": piece.title}),
        )
        for pk, piece in evidence.items()
    }


@register.simple_tag
def cites(rows: Iterable[CitedRow], group: str, code: str, drawn: Mapping[int, Drawn]) -> SafeString:
    """``rows`` to tick, each with its pages; ``group`` is the name that their boxes share."""
    checked, placeholder, quoted = SafeString(" checked"), escape(_("pages")), escape(quote(code))
    return format_html_join(
        "",
        CITE,
        (
            {
                **vars(drawn[row.piece.id]),
                "field": row.field,
                "base": row.base,
                "group": group,
                "pk": row.piece.id,
                "checked": checked if row.ticked else "",
                "code": quoted,
                "name": row.name,
                "pages": row.pages,
                "placeholder": placeholder,
            }
            for row in rows
        ),
    )
