"""Where a rule found a tie: a word and what it names, the same in every language, said in the reader's words.

What was lifted is known again by it, and what was found elsewhere is new.
"""

from django.utils.translation import gettext as _

LONGEST = 300
EMPLOYER, TIE, COMPILED = "employer", "tie", "compiled"


def employer(name: str) -> str:
    """The registry, by the name of the employer."""
    return f"{EMPLOYER} {name}"[:LONGEST]


def past_tie(organisation: str, from_year: int) -> str:
    """The registry, by a past tie. That it has ended since makes it no other tie."""
    return f"{TIE} {from_year} {organisation}"[:LONGEST]


def compiled(form: str, compiler: str) -> str:
    """A form of the city's accepted material, by who compiled what it names."""
    return f"{COMPILED} {form} {compiler}"[:LONGEST]


def said(source: str, city: object) -> str:
    """The source in words; what was written in other words is given as it stands."""
    word, _space, rest = source.partition(" ")
    first, _space, name = rest.partition(" ")
    if word == EMPLOYER:
        return _("registry of experts, employer: %(employer)s") % {"employer": rest}
    if word == TIE and first.isdigit():
        return _("registry of experts, past ties: %(organisation)s, since %(from)s") % {
            "from": first,
            "organisation": name,
        }
    if word == COMPILED:
        return _("%(city)s, form %(form)s, compiled by: %(compiler)s") % {
            "city": city,
            "form": first,
            "compiler": name,
        }
    return source
