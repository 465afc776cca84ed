"""Planning sessions, drawing lots, changing the order, noting questions."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reviews.models import Expert, OnsiteSession, Presentation
from reviews.services.no_shows import LONGEST_BECAUSE
from reviews.services.onsite_day import LONGEST_QUESTION, LONGEST_REMARKS
from reviews.services.order import LONGEST_REASON
from reviews.services.sessions import Plan
from rounds.forms.layout import moment_field, plain_helper
from rounds.models import Round

if TYPE_CHECKING:
    MultipleExperts = forms.ModelMultipleChoiceField[Expert]
    OnePresentation = forms.ModelChoiceField[Presentation]
else:
    MultipleExperts, OnePresentation = forms.ModelMultipleChoiceField, forms.ModelChoiceField


class Experts(MultipleExperts):
    """Experts with their domains, so that the secretariat sees whom it seats."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} · {gettext(', ').join(str(domain) for domain in obj.domains.all())}"


class SessionForm(forms.Form):
    """A session as it is planned."""

    name = forms.CharField(
        label=_("Name of the session"), max_length=60, help_text=_("Such as: Monday morning, room A.")
    )
    room = forms.CharField(label=_("Room"), max_length=60)
    starts_at = moment_field(_("Begins"), required=True, help_text=_("Beijing time."))
    places = forms.IntegerField(label=_("Cities at most"), min_value=1, max_value=60)
    talk_minutes = forms.IntegerField(label=_("Minutes for the talk"), min_value=1, max_value=60)
    question_minutes = forms.IntegerField(label=_("Minutes for questions"), min_value=0, max_value=60)
    change_minutes = forms.IntegerField(label=_("Minutes between two cities"), min_value=0, max_value=60)
    quorum = forms.ChoiceField(
        label=_("Quorum"),
        choices=OnsiteSession.Quorum.choices,
        help_text=_(
            "How many of the experts who mark a city must hear it. Our default, not a rule of the authority."
        ),
    )
    files_lock_at = moment_field(
        _("Presentation files lock"), help_text=_("Empty: six in the evening of the day before.")
    )
    revision_closes_at = moment_field(
        _("Revision of these cities closes"),
        help_text=_(
            "After the session; from then on sheets of these cities can't be revised, and the chair may reveal "
            "the marks. Empty: when the round's revision window closes."
        ),
    )
    experts = Experts(
        label=_("Experts who sit here"),
        queryset=Expert.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one expert.")},
    )

    def __init__(self, data: Any = None, *, round: Round, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        panel = (
            Expert.objects.filter(panels__round=round, panels__left_at=None)
            .select_related("user")
            .prefetch_related("domains")
        )
        self.fields["experts"].queryset = panel.order_by("user__full_name")  # type: ignore[attr-defined]
        self.helper = plain_helper()

    def plan(self) -> Plan:
        given = dict(self.cleaned_data)
        return Plan(**{**given, "experts": list(given["experts"])})


def initial_of(session: OnsiteSession) -> dict[str, Any]:
    names = [name for name in SessionForm.base_fields if name != "experts"]
    return {**{name: getattr(session, name) for name in names}, "experts": [e.pk for e in session.experts.all()]}


class DrawForm(forms.Form):
    """The public seed, and where it comes from."""

    seed = forms.CharField(
        label=_("Public seed"),
        max_length=100,
        help_text=_("Something that nobody could choose and everybody can look up, agreed on beforehand."),
    )
    seed_source = forms.CharField(
        label=_("Where the seed comes from"),
        max_length=200,
        help_text=_("Such as: the closing value of the CSI 300 on the last trading day before the drawing."),
    )
    reason = forms.CharField(
        label=_("Why lots are drawn again"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, again: bool) -> None:
        super().__init__(data)
        if not again:
            del self.fields["reason"]
        self.helper = plain_helper()


class Places(OnePresentation):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.session} · {obj.position} · {obj.submission.city}"


class ExchangeForm(forms.Form):
    """Two cities that change places."""

    one = Places(label=_("City"), queryset=Presentation.objects.none())
    other = Places(label=_("changes places with"), queryset=Presentation.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON)

    def __init__(self, data: Any = None, *, round: Round) -> None:
        super().__init__(data)
        waiting = Presentation.objects.filter(session__round=round, talk_started_at=None, ended_at=None)
        waiting = waiting.select_related("session", "submission__city").order_by("session__starts_at", "position")
        for name in ("one", "other"):
            self.fields[name].queryset = waiting  # type: ignore[attr-defined]
        self.helper = plain_helper()


class PlaceForm(forms.Form):
    """A city without a place takes the next one of a session."""

    submission = forms.ChoiceField(label=_("City"))
    session = forms.ModelChoiceField(label=_("Session"), queryset=OnsiteSession.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON)

    def __init__(self, data: Any = None, *, round: Round, cities: Iterable[tuple[int, str]]) -> None:
        super().__init__(data, prefix="place")
        self.fields["submission"].choices = list(cities)  # type: ignore[attr-defined]
        self.fields["session"].queryset = OnsiteSession.objects.filter(round=round)  # type: ignore[attr-defined]
        self.helper = plain_helper()


class QuestionForm(forms.Form):
    question = forms.CharField(
        label=_("Question"), max_length=LONGEST_QUESTION, widget=forms.Textarea(attrs={"rows": 3})
    )
    answer = forms.CharField(
        label=_("Answer"), max_length=LONGEST_QUESTION, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class NoShowForm(forms.Form):
    """A city that does not present, and why."""

    place = forms.TypedChoiceField(label=_("City"), coerce=int)
    because = forms.CharField(
        label=_("Did not present, because"),
        max_length=LONGEST_BECAUSE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stands in the minutes."),
    )

    def __init__(self, data: Any = None, *, waiting: Iterable[Presentation]) -> None:
        super().__init__(data)
        places = [(place.pk, f"{place.position} {place.submission.city}") for place in waiting]
        self.fields["place"].choices = places  # type: ignore[attr-defined]  # of the choice field above
        self.helper = plain_helper()


class RemarksForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    remarks = forms.CharField(
        label=_("Remarks"),
        max_length=LONGEST_REMARKS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Apologies, disturbances, decisions of order. No marks: these minutes are read by all who lead."
        ),
    )


class PresenterForm(forms.Form):
    """Who speaks for the city."""

    presenter = forms.CharField(label=_("Who speaks"), max_length=50)
    post = forms.CharField(label=_("Post"), max_length=100, required=False)
