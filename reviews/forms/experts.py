"""What the secretariat knows of an expert."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy

from cities.models import City, Province, Submission
from reviews.models import Assignment, Expert, PastTie
from reviews.models.experts import MOST_MARKS
from reviews.services.experts import EARLIEST_TIE, Profile, Tie
from rounds.models import Domain, Round


class ProfileForm(forms.Form):
    """Domains and employer: what an expert may judge, and what they must not."""

    domains = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Domains"),
        queryset=Domain.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("One or more: they decide what the expert scores."),
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
    province = forms.ModelChoiceField(
        label=gettext_lazy("Province of the employer"),
        queryset=Province.objects.all(),
        required=False,
        help_text=gettext_lazy("Cities there fit less well; nothing is closed by it."),
    )
    main_domain = forms.ModelChoiceField(
        label=gettext_lazy("Main domain"),
        queryset=Domain.objects.all(),
        required=False,
        help_text=gettext_lazy("Where the expert fits best; empty: all alike."),
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Highest load in a round"),
        required=False,
        min_value=1,
        max_value=MOST_MARKS,
        help_text=gettext_lazy("One city in one domain counts as one. Empty: as the round has it."),
    )
    languages = forms.CharField(label=gettext_lazy("Languages"), max_length=120, required=False)
    title = forms.CharField(label=gettext_lazy("Professional title"), max_length=80, required=False)

    def __init__(self, data: Any = None, *, expert: Expert) -> None:
        initial = {
            "domains": expert.domains.all(),
            "employer": expert.employer,
            "employer_city": expert.employer_city_id,
            "employer_province": expert.employer_province_id,
            "title": expert.title,
            "province": expert.province_id,
            "main_domain": expert.main_domain_id,
            "languages": expert.languages,
            "capacity": expert.capacity,
        }
        super().__init__(data, initial=initial)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def profile(self) -> Profile:
        return Profile(**self.cleaned_data)


class TieForm(forms.Form):
    """What tied an expert to an organisation. The last three years recuse."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=PastTie.Kind.choices)
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=150,
        help_text=gettext_lazy("A bureau of a city or province is recognised by its name."),
    )
    from_year = forms.IntegerField(label=gettext_lazy("From year"), min_value=EARLIEST_TIE, max_value=2100)
    to_year = forms.IntegerField(
        label=gettext_lazy("To year"),
        required=False,
        min_value=EARLIEST_TIE,
        max_value=2100,
        help_text=gettext_lazy("Empty: it lasts."),
    )
    city = forms.ModelChoiceField(
        label=gettext_lazy("Of the pilot city"), queryset=City.objects.all(), required=False
    )
    province = forms.ModelChoiceField(
        label=gettext_lazy("Authority of the province"), queryset=Province.objects.all(), required=False
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="tie")
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def tie(self) -> Tie:
        return Tie(**self.cleaned_data)


class LeaveForm(forms.Form):
    """Why an expert leaves in mid-round, and who goes on."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why the expert leaves.")},
    )
    successor = forms.ModelChoiceField(
        label=gettext_lazy("Successor"),
        queryset=Expert.objects.none(),
        required=False,
        help_text=gettext_lazy(
            "Takes over the cities that are not signed, as a draft. Empty: top up the assignment afterwards."
        ),
    )

    def __init__(self, data: Any = None, *, round: Round, expert: Expert) -> None:
        super().__init__(data, prefix="leave")
        others = Expert.objects.filter(panels__round=round, panels__left_at=None).exclude(pk=expert.pk)
        chosen = others.select_related("user").order_by("user__full_name")
        self.fields["successor"].queryset = chosen  # type: ignore[attr-defined]  # of the choice field above
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class CitiesForm(forms.Form):
    """Cities to add to one expert at once, by hand."""

    submissions = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Cities"),
        queryset=Submission.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one city.")},
    )
    domain = forms.ModelChoiceField(
        label=gettext_lazy("Domain"), queryset=Domain.objects.none(), required=False,
        help_text=gettext_lazy("Empty: all domains of the expert."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, round: Round, expert: Expert) -> None:
        super().__init__(data, prefix="add")
        taken = Assignment.objects.filter(round=round, expert=expert, case=None).values("submission")
        cities = Submission.objects.filter(round=round).exclude(state=Submission.State.WITHDRAWN)
        free = cities.exclude(pk__in=taken).select_related("city").order_by("city__gb_code")
        self.fields["submissions"].queryset = free  # type: ignore[attr-defined]  # of the choice field above
        self.fields["submissions"].label_from_instance = _city_of  # type: ignore[attr-defined]
        self.fields["domain"].queryset = expert.domains.all()  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


def _city_of(submission: Submission) -> str:
    return submission.city.short_name
