"""The table of experts, in and out."""

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget, ManyToManyWidget

from accounts.imports import TableResource
from accounts.models import User
from cities.models import City, Province
from reviews.models import Expert
from reviews.services.experts import account_refusal, keep_former_employer
from rounds.models import Domain

BETWEEN = re.compile(r"[、，,；;/|]+")


class DomainsWidget(ManyToManyWidget):
    """Domains by Chinese name or code, such as “能源、建筑”: one at least."""

    def __init__(self) -> None:
        super().__init__(Domain, separator="、", field="name_zh")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[Domain]:
        names = list(dict.fromkeys(name.strip() for name in BETWEEN.split(str(value or "")) if name.strip()))
        known = {key: domain for domain in Domain.objects.all() for key in (domain.name_zh, domain.code)}
        if unknown := [name for name in names if name not in known]:
            raise ValueError(_("No such domain: %(names)s.") % {"names": ", ".join(unknown)})
        domains = list(dict.fromkeys(known[name] for name in names))
        if not domains:
            raise ValueError(_("Name at least one domain: it decides what the expert scores."))
        return domains

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else "、".join(domain.name_zh for domain in value.all())


class MainDomainWidget(ForeignKeyWidget):
    """One of the line's domains, by Chinese name or code; empty: all alike."""

    def __init__(self) -> None:
        super().__init__(Domain, field="name_zh")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Domain | None:
        name = str(value or "").strip()
        if not name:
            return None
        own = BETWEEN.split(str((row or {}).get("domains") or ""))
        found = Domain.objects.filter(Q(name_zh=name) | Q(code=name)).first()
        if found is None or not {found.name_zh, found.code} & {one.strip() for one in own}:
            raise ValueError(_("The main domain is one of the expert's domains."))
        return found


class CityWidget(ForeignKeyWidget):
    """A pilot city by its code or its Chinese name, long or short; a name that repeats needs the code."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> City | None:
        name = str(value or "").strip()
        if not name:
            return None
        found = [city for city in City.objects.all() if name in (city.gb_code, city.name_zh, city.short_zh)]
        if len(found) > 1:
            raise ValueError(_("Several pilot cities are called “%(name)s”: give the code.") % {"name": name})
        if not found:
            raise ValueError(
                _("“%(name)s” is not a pilot city. Leave the cell empty if none is.") % {"name": name}
            )
        return found[0]


class ProvinceWidget(ForeignKeyWidget):
    """A province by its code or Chinese name, or by the name of its authority."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Province | None:
        name = str(value or "").strip()
        if not name:
            return None
        for province in Province.objects.all():
            if name in (province.code, province.name_zh, province.authority_zh):
                return province
        raise ValueError(_("“%(name)s” is no province and no authority of one.") % {"name": name})


class ExpertResource(TableResource):
    """Known by the user name; a new one gets an account without a password.

    Names and mail addresses of accounts that exist are not changed from a table: they decide who can log in.
    """

    full_name = Field(attribute="user__full_name", column_name="full_name")
    username = Field(attribute="user__username", column_name="username")
    email = Field(attribute="user__email", column_name="email")
    domains = Field(attribute="domains", column_name="domains", widget=DomainsWidget())
    employer_city = Field(
        attribute="employer_city", column_name="employer_city", widget=CityWidget(City, "gb_code")
    )
    employer_province = Field(
        attribute="employer_province", column_name="employer_province", widget=ProvinceWidget(Province, "name_zh")
    )

    main_domain = Field(attribute="main_domain", column_name="main_domain", widget=MainDomainWidget())
    province = Field(attribute="province", column_name="province", widget=ProvinceWidget(Province, "name_zh"))

    labels = {
        "full_name": gettext_lazy("full name"),
        "username": gettext_lazy("user name"),
        "email": gettext_lazy("e-mail"),
        "domains": gettext_lazy("domains"),
        "employer": gettext_lazy("employer"),
        "employer_city": gettext_lazy("employer belongs to the city"),
        "employer_province": gettext_lazy("employer is the authority of the province"),
        "title": gettext_lazy("professional title"),
        "main_domain": gettext_lazy("main domain"),
        "province": gettext_lazy("province of the employer"),
        "languages": gettext_lazy("languages"),
        "capacity": gettext_lazy("highest load"),
    }
    required = ("full_name", "username", "domains", "employer")

    class Meta(TableResource.Meta):
        model = Expert
        import_id_fields = ("username",)
        fields = (
            "full_name",
            "username",
            "email",
            "domains",
            "employer",
            "employer_city",
            "employer_province",
            "title",
            "main_domain",
            "province",
            "languages",
            "capacity",
        )

    def get_queryset(self) -> QuerySet[Expert]:
        found: QuerySet[Expert] = Expert.objects.select_related(
            "user", "employer_city", "employer_province", "main_domain", "province"
        )
        return found.prefetch_related("domains")

    def init_instance(self, row: Any = None) -> Expert:
        """A new expert: of the account with that name if there is one, else of a new account."""
        username = str((row or {}).get("username") or "").strip()
        return Expert(user=User.objects.filter(username=username).first() or User(username=username))

    def import_instance(self, instance: Expert, row: Any, **kwargs: Any) -> None:
        problems = dict(_account_problems(instance.user, row))
        try:
            self.fields["domains"].clean(row)
        except ValueError as error:
            problems["domains"] = str(error)
        if problems:
            raise ValidationError(problems)
        super().import_instance(instance, row, **kwargs)
        instance.user.email = instance.user.email or ""
        if instance.user._state.adding:
            instance.user = _open_account(instance.user)

    def before_save_instance(self, instance: Expert, row: Any, **kwargs: Any) -> None:
        """A former employer stays on record as a past tie."""
        keep_former_employer(instance)


def _account_problems(user: User, row: Any) -> Iterable[tuple[str, str]]:
    """By the attribute of the field, so that the label stands before the sentence."""
    full_name, email = (str(row.get(column) or "").strip() for column in ("full_name", "email"))
    if not full_name:
        yield "user__full_name", _("The name is missing.")
    if not user.username:
        yield "user__username", _("The user name is missing.")
    if not user._state.adding and full_name and user.full_name != full_name:
        yield (
            "user__full_name",
            _("The account %(username)s belongs to %(right)s, not to %(wrong)s.")
            % {"username": user.username, "right": user.full_name, "wrong": full_name},
        )
    if not user._state.adding and email and user.email.lower() != email.lower():
        yield "user__email", _("The account has another address; only its owner or an administrator changes it.")
    if email and User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
        yield "user__email", _("“%(email)s” belongs to another account.") % {"email": email}
    if why_not := account_refusal(user):
        yield "user__username", why_not


def _open_account(user: User) -> User:
    """Without a password: the secretariat hands over a link by which the person sets one."""
    user.set_unusable_password()
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        raise ValidationError({f"user__{name}": said for name, said in error.message_dict.items()}) from None
    user.save()
    return user
