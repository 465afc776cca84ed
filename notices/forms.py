"""How a person wants to hear."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import LANGUAGES, User
from notices.models import Delivery, Kind
from notices.queries import preferences_of


def ways() -> forms.RadioSelect:
    return forms.RadioSelect(attrs={"class": "form-check-input"})


class PreferencesForm(forms.Form):
    """For every kind of notice one way, and the language of letters."""

    language = forms.ChoiceField(label=_("Language of your e-mail"), choices=LANGUAGES, widget=ways())

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, initial={"language": user.language})
        for kind, delivery in preferences_of(user).items():
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label, choices=Delivery.choices, initial=delivery.value, widget=ways()
            )

    @property
    def kinds(self) -> list[forms.BoundField]:
        return [self[kind.value] for kind in Kind]

    def chosen(self) -> dict[Kind, Delivery]:
        return {kind: Delivery(self.cleaned_data[kind.value]) for kind in Kind}
