"""Forms about who acts: adding, inviting, joining, and through whom a county files."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cities.models import City, CityMembership, Invitation
from cities.services import Invited, Organisation, Person


class MemberForm(forms.Form):
    """Somebody who shall act for a city."""

    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=150,
        help_text=gettext_lazy("Letters, digits and . - _ only. The person signs in with it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    full_name = forms.CharField(
        label=gettext_lazy("Name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    kind = forms.ChoiceField(label=gettext_lazy("Role"), choices=CityMembership.Kind.choices)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def person(self) -> Person:
        cleaned = self.cleaned_data
        return Person(cleaned["username"], cleaned["full_name"], cleaned["kind"], cleaned["email"])


class InviteForm(forms.Form):
    """Somebody who shall come to act by a link: for a city in a role, or for a province's authority."""

    full_name = forms.CharField(
        label=gettext_lazy("Name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("The link is sent there. Without one you copy it and hand it over yourself."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Role"), choices=CityMembership.Kind.choices)
    is_administrator = forms.BooleanField(
        label=gettext_lazy("Looks after the city's people"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Invites the others, changes their roles and ends their part."),
    )

    def __init__(self, data: Any = None, *, may_appoint: bool = False, to_province: bool = False) -> None:
        super().__init__(data)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        if to_province:
            del self.fields["kind"]
        if not may_appoint:
            del self.fields["is_administrator"]

    def invited(self) -> Invited:
        cleaned = self.cleaned_data
        return Invited(
            full_name=cleaned["full_name"],
            email=cleaned["email"],
            kind=cleaned.get("kind", ""),
            is_administrator=cleaned.get("is_administrator", False),
        )


class NewAccountForm(forms.Form):
    """The account that an invited person makes for themselves."""

    full_name = forms.CharField(
        label=gettext_lazy("Name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("A forgotten password is replaced by mail to this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=gettext_lazy("Letters, digits and . - _ only. You sign in with it."),
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password1 = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        help_text=gettext_lazy("At least 10 characters, not only digits and not easy to guess."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=gettext_lazy("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any = None, *, invitation: Invitation) -> None:
        super().__init__(data, initial={"full_name": invitation.full_name, "email": invitation.email})
        self.invitation = invitation
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords are not the same."))
        if first:
            self._check_password(first)
        return cleaned

    def _check_password(self, password: str) -> None:
        person = self.person()
        user = User(username=person.username, full_name=person.full_name, email=person.email)
        try:
            validate_password(password, user)
        except forms.ValidationError as error:
            self.add_error("password1", error)

    def person(self) -> Person:
        cleaned = self.cleaned_data
        return Person(
            username=cleaned.get("username", ""),
            full_name=cleaned.get("full_name", ""),
            kind=self.invitation.kind,
            email=cleaned.get("email", ""),
        )


USUAL = City.Level.PREFECTURE_LEVEL_CITY
"""What is above most counties."""


class FilingParentForm(forms.Form):
    """Through whom a county files: one that is known, one that is named here, or nobody."""

    NEW, NOBODY = "new", "nobody"
    field_order = ("parent", "reason", "gb_code", "name_zh", "name_en", "level")

    parent = forms.ChoiceField(label=gettext_lazy("Files through"))
    gb_code = forms.CharField(
        label=gettext_lazy("GB/T 2260 code of a new organisation"),
        required=False,
        max_length=6,
        help_text=gettext_lazy("Such as 530800 for the prefecture above 530802."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    name_zh = forms.CharField(label=gettext_lazy("Its Chinese name"), required=False, max_length=40)
    name_en = forms.CharField(label=gettext_lazy("Its English name"), required=False, max_length=80)
    level = forms.ChoiceField(
        label=gettext_lazy("Its level"),
        required=False,
        choices=[choice for choice in City.Level.choices if choice[0] not in City.COUNTY_LEVELS],
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        help_text=gettext_lazy("Stays on record, with your name and the time."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, city: City, organisations: Iterable[City]) -> None:
        super().__init__(data, initial={"parent": city.filing_parent_id or "", "level": USUAL})
        self.known = {str(one.pk): one for one in organisations}
        self.fields["parent"].choices = self._choices(city)  # type: ignore[attr-defined]  # a ChoiceField
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def _choices(self, city: City) -> list[tuple[str, Any]]:
        near = [one for one in self.known.values() if one.province_id == city.province_id]
        far = [one for one in self.known.values() if one.province_id != city.province_id]
        nobody = [(self.NOBODY, _("nobody: it files for itself"))] if city.filing_parent_id else []
        return [
            ("", _("Please choose")),
            *nobody,
            (self.NEW, _("an organisation that is not in the list (name it below)")),
            (str(city.province), [(str(one.pk), str(one)) for one in near]),
            (_("Other provinces"), [(str(one.pk), f"{one} · {one.province}") for one in far]),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("parent") == self.NEW:
            for name in ("gb_code", "name_zh", "name_en", "level"):
                if not cleaned.get(name):
                    self.add_error(name, _("Needed for an organisation that is not in the list."))
        return cleaned

    def chosen(self) -> City | Organisation | None:
        cleaned = self.cleaned_data
        if cleaned["parent"] == self.NEW:
            return Organisation(
                gb_code=cleaned["gb_code"],
                name_zh=cleaned["name_zh"],
                name_en=cleaned["name_en"],
                level=cleaned["level"],
            )
        return self.known.get(cleaned["parent"])
