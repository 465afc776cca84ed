"""What the secretariat knows of an expert."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import City, Province
from reviews.models import Expert
from reviews.models.experts import MOST_DOMAINS
from reviews.services.experts import Profile
from rounds.models import Domain


class ProfileForm(forms.Form):
    """Domains and employer: what an expert may judge, and what they must not."""

    domains = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Domains"),
        queryset=Domain.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("One or two."),
    )
    employer = forms.CharField(label=gettext_lazy("Employer"), max_length=150)
    employer_city = forms.ModelChoiceField(
        label=gettext_lazy("Employer belongs to the pilot city"),
        queryset=City.objects.all(),
        required=False,
        help_text=gettext_lazy("A bureau or institute of a pilot city: the expert is recused from it."),
    )
    employer_province = forms.ModelChoiceField(
        label=gettext_lazy("Employer is the authority of the province"),
        queryset=Province.objects.all(),
        required=False,
        help_text=gettext_lazy("The expert is recused from all pilot cities of the province."),
    )
    title = forms.CharField(label=gettext_lazy("Professional title"), max_length=80, required=False)

    def __init__(self, data: Any = None, *, expert: Expert) -> None:
        initial = {
            "domains": expert.domains.all(),
            "employer": expert.employer,
            "employer_city": expert.employer_city_id,
            "employer_province": expert.employer_province_id,
            "title": expert.title,
        }
        super().__init__(data, initial=initial)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_domains(self) -> list[Domain]:
        domains = list(self.cleaned_data["domains"])
        if len(domains) > MOST_DOMAINS:
            raise forms.ValidationError(
                _("An expert has one or two domains; given: %(number)s.") % {"number": len(domains)}
            )
        return domains

    def profile(self) -> Profile:
        return Profile(**self.cleaned_data)
