"""Why a version of a score sheet ceased to count: a word and what it names, said in the reader's words."""

from django.utils.translation import gettext as _

from reviews.models.experts import Recusal

REPLACED, RESTORED, RECUSED = "replaced", "restored", "recused"


def replaced_by(number: int) -> str:
    """A newer version of the same sheet, by its number."""
    return f"{REPLACED} {number}"


def restored_to(version: int) -> str:
    """The round's scores were restored to an earlier ``scores_version``."""
    return f"{RESTORED} {version}"


def recused(kind: str) -> str:
    """A recusal of this kind stands against the expert."""
    return f"{RECUSED} {kind}"


def said(ended_because: str) -> str:
    """The reason as a sentence; what was written in other words is given as it stands."""
    word, _space, named = ended_because.partition(" ")
    if word == REPLACED and named.isdigit():
        return _("replaced by version %(number)s") % {"number": named}
    if word == RESTORED and named.isdigit():
        return _("scores restored to version %(version)d") % {"version": int(named)}
    if word == RECUSED and named in Recusal.Kind.values:
        return _("Recusal: %(kind)s") % {"kind": Recusal.Kind(named).label}
    return ended_because
