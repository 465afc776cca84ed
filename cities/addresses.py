"""Addresses that say for which city somebody acts: ``/for/530802/…`` is ``/…`` for that county."""

import re

from cities.models import City

ACTING = re.compile(r"/for/(?P<gb_code>\d{6})(?P<page>/.*)", re.DOTALL)


def address_for(county: City | None, address: str) -> str:
    """The same page for who acts for ``county``; None: for the own city."""
    found = ACTING.fullmatch(address)
    page = found["page"] if found else address
    return f"/for/{county.gb_code}{page}" if county else page
