"""Tables of provinces, cities and the people who act for cities, in and out."""

from cities.resources.people import MemberResource
from cities.resources.places import CityResource, ProvinceResource

__all__ = ["CityResource", "MemberResource", "ProvinceResource"]
