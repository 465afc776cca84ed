"""The secretariat's answers to what a city handed in, and the province's opinion."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext, gettext_lazy

from accounts.bilingual import in_readers_language
from cities.content import Content
from cities.forms.material import CountedText
from cities.models import ProvinceOpinion
from cities.questionnaire import FORMS
from cities.services import Item
from cities.services.checking import LONGEST_REASON
from cities.services.opinions import LONGEST_OPINION
from cities.services.supplements import item_problem


class MomentField(forms.DateTimeField):
    """A day and an hour, by the browser's own picker."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"], **kwargs)


@dataclass(frozen=True)
class Offered:
    """An item that can be named: ticked or not, with what is missing in it."""

    key: str
    label: str
    is_ticked: bool
    text: str
    error: str = ""

    @property
    def id(self) -> str:
        return f"item-{self.key.replace(':', '-')}"


class CheckForm(forms.Form):
    """The secretariat's answer to the version that was read. ``content``: what of it can be named."""

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = CountedText(
        label=gettext_lazy("What must be supplemented"), max_length=LONGEST_REASON, rows=5, required=False
    )
    due_at = MomentField(label=gettext_lazy("To be handed in by"), required=False)
    items = forms.MultipleChoiceField(label=gettext_lazy("Items"), required=False)

    def __init__(self, data: Any = None, *, content: Content | None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.groups = [(title, list(choices)) for title, choices in _groups(content)]
        choices = [choice for _title, group in self.groups for choice in group]
        self.fields["items"].choices = choices  # type: ignore[attr-defined]

    def offered(self) -> Iterator[tuple[Any, list[Offered]]]:
        ticked = set(self["items"].value() or [])
        for title, group in self.groups:
            yield title, [self._offered(key, label, ticked) for key, label in group]

    def _offered(self, key: str, label: str, ticked: set[Any]) -> Offered:
        said = self._said(key)
        return Offered(key, label, key in ticked, said, item_problem(said))

    def clean(self) -> dict[str, Any]:
        """A text beside an item that is too long is refused whole, with the item's name."""
        for _title, group in self.groups:
            for key, label in group:
                if problem := item_problem(self._said(key)):
                    self.add_error("items", f"{label}{gettext(': ')}{problem}")
        return self.cleaned_data

    def chosen(self) -> list[Item]:
        """A text beside an item names it, too."""
        keys = self.cleaned_data.get("items", [])
        known = [key for _title, group in self.groups for key, _label in group]
        return [Item(key, self._said(key)) for key in known if key in keys or self._said(key).strip()]

    def _said(self, key: str) -> str:
        return str(self.data.get(f"say_{key}", ""))


def _groups(content: Content | None) -> Iterator[tuple[Any, Sequence[tuple[str, str]]]]:
    if content is None:
        return
    yield gettext_lazy("Forms"), [(f"form:{form.code}", f"{form.code} {form.name}") for form in FORMS]
    yield (
        gettext_lazy("Indicators"),
        [
            (f"indicator:{said['indicator']['code']}", f"{said['indicator']['code']} {_named(said['indicator'])}")
            for said in content.get("statements", [])
        ],
    )
    yield (
        gettext_lazy("Evidence"),
        [(f"evidence:{piece['id']}", str(piece["title"])) for piece in content.get("evidence", [])],
    )


def _named(thing: Content) -> str:
    return in_readers_language(thing["name_zh"], thing["name_en"])


class ExtensionForm(forms.Form):
    """More time for the supplement."""

    due_at = MomentField(label=gettext_lazy("New deadline"))
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReopeningForm(forms.Form):
    """The window opened again for one city."""

    until = MomentField(label=gettext_lazy("Open until"))
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )


class ProxyForm(forms.Form):
    """The scan of a city's paper form, and why the secretariat enters it."""

    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )
    file = forms.FileField(label=gettext_lazy("Scan of the signed paper form"), max_length=255)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class OpinionForm(forms.Form):
    """The province's opinion on the version that was read."""

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=gettext_lazy("Opinion"), choices=ProvinceOpinion.Verdict.choices, widget=forms.RadioSelect
    )
    text = CountedText(label=gettext_lazy("Remarks"), max_length=LONGEST_OPINION, rows=4, required=False)
