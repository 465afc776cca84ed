"""The table of city accounts, in and out. Passwords are in neither."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget

from accounts.imports import TableResource
from accounts.imports.resources import ChoiceWidget
from accounts.models import User
from cities.errors import CityError
from cities.models import City, CityMembership
from cities.services.people import Person, is_first_of, member_problems, open_account

ATTRIBUTES = {"username": "user__username", "full_name": "user__full_name", "email": "user__email"}


class CityWidget(ForeignKeyWidget):
    """A pilot city by its code or its Chinese name, long or short; a name that repeats needs the code."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> City:
        name = str(value or "").strip()
        found = [city for city in City.objects.all() if name in (city.gb_code, city.name_zh, city.short_zh)]
        if not name:
            raise ValueError(_("The city is missing."))
        if not found:
            raise ValueError(_("“%(name)s” is not a pilot city.") % {"name": name})
        if len(found) > 1:
            raise ValueError(_("Several pilot cities are called “%(name)s”: give the code.") % {"name": name})
        return found[0]


class MemberResource(TableResource):
    """Known by the user name; a new one gets an account without a password.

    A line gives a person a city or changes their role in it. It moves nobody to another city, ends no account and
    changes neither name nor address of an account that exists.
    """

    username = Field(attribute="user__username", column_name="username")
    full_name = Field(attribute="user__full_name", column_name="full_name")
    email = Field(attribute="user__email", column_name="email")
    city = Field(attribute="city", column_name="city", widget=CityWidget(City, "gb_code"))
    kind = Field(
        attribute="kind",
        column_name="kind",
        widget=ChoiceWidget(CityMembership.Kind, gettext_lazy("“%(value)s” is not a role.")),
    )

    labels = {
        "username": gettext_lazy("User name"),
        "full_name": gettext_lazy("full name"),
        "email": gettext_lazy("E-mail"),
        "city": gettext_lazy("city (code or Chinese name)"),
        "kind": gettext_lazy("role"),
    }
    required = ("username", "full_name", "city", "kind")

    class Meta(TableResource.Meta):
        model = CityMembership
        import_id_fields = ("username",)
        fields = ("username", "full_name", "email", "city", "kind")

    def get_queryset(self) -> QuerySet[CityMembership]:
        acting: QuerySet[CityMembership] = CityMembership.objects.filter(ended_at=None)
        return acting.select_related("user", "city").order_by("city__gb_code", "kind", "pk")

    def init_instance(self, row: Any = None) -> CityMembership:
        """A new membership: of the account with that name if there is one, else of a new account."""
        username = _cell(row, "username")
        return CityMembership(user=User.objects.filter(username=username).first() or User(username=username))

    def import_instance(self, instance: CityMembership, row: Any, **kwargs: Any) -> None:
        user = instance.user
        person = Person(_cell(row, "username"), _cell(row, "full_name"), _cell(row, "kind"), _cell(row, "email"))
        problems = _as_attributes(dict(member_problems(user, person, self._named_city(row))))
        for name in ("city", "kind"):
            try:
                self.fields[name].clean(row)
            except ValueError as error:
                problems[name] = str(error)
        if problems:
            raise ValidationError(problems)
        known = (user.full_name, user.email)
        super().import_instance(instance, row, **kwargs)
        user.full_name, user.email = known
        if user._state.adding:
            instance.user = _opened(user, person)

    def before_save_instance(self, instance: CityMembership, row: Any, **kwargs: Any) -> None:
        """Who comes first looks after the city's people, as when the secretariat adds them one by one."""
        if instance._state.adding:
            instance.is_administrator = is_first_of(instance.city)

    def _named_city(self, row: Any) -> City | None:
        try:
            city: City = self.fields["city"].clean(row)
        except ValueError:
            return None
        return city


def _cell(row: Any, column: str) -> str:
    return str((row or {}).get(column) or "").strip()


def _as_attributes(problems: dict[str, str]) -> dict[str, str]:
    """By the attribute of the column, so that its label stands before the sentence."""
    return {ATTRIBUTES.get(column, column): said for column, said in problems.items()}


def _opened(user: User, person: Person) -> User:
    try:
        return open_account(user, person)
    except CityError as error:
        field = error.field or "username"
        raise ValidationError({ATTRIBUTES.get(field, field): error.message}) from None
