"""Forms of what is handed in. They say where a value is wrong; what is allowed, the services decide."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.citations import tidy_pages
from cities.errors import CityError
from cities.models import City, Evidence, PlanningDocument, Province, Statement, Step, Submission
from cities.queries import BoardFilter, DocumentFilter
from cities.services import Cited, Described
from cities.services.evidence import LONGEST_TITLE
from cities.services.signing import LONGEST_REASON as LONGEST_SEND_BACK
from cities.services.statements import LONGEST_TEXT
from rounds.models import Indicator

TOO_LONG = gettext_lazy("The text has %(show_value)d characters; at most %(limit_value)d are possible.")


class CountedText(forms.CharField):
    """Text whose line ends count once, as the person counts them, whatever the browser sends."""

    def __init__(self, *, max_length: int, rows: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.widget = forms.Textarea(
            attrs={"rows": rows, "data-count": max_length}
        )  # no maxlength: it cuts a paste
        self.validators[:] = [v for v in self.validators if not isinstance(v, MaxLengthValidator)]
        self.validators.append(MaxLengthValidator(max_length, TOO_LONG))

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


class PointsField(forms.DecimalField):
    """Points in hundredths; full-width digits are read as digits."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs say int
        plain = unicodedata.normalize("NFKC", value) if isinstance(value, str) else value
        return super().to_python(plain)


class EvidenceRow(NamedTuple):
    """One piece of evidence in a statement's form: a box to cite it and a place for pages."""

    evidence: Evidence
    cite: forms.BoundField
    pages: forms.BoundField


class StatementForm(forms.Form):
    """What a city says for one indicator. ``version`` is the one the form was opened at."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    text = CountedText(label=gettext_lazy("Statement"), max_length=LONGEST_TEXT, rows=14, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        indicator: Indicator,
        statement: Statement | None,
        evidence: Sequence[Evidence],
    ) -> None:
        super().__init__(data, initial=_initial(statement))
        self.evidence = evidence
        self.fields["self_score"] = _points_field(indicator)
        for piece in evidence:
            name = {"title": piece.title}
            self.fields[f"cite_{piece.pk}"] = forms.BooleanField(label=piece.title, required=False)
            self.fields[f"pages_{piece.pk}"] = forms.CharField(
                label=_("Pages of “%(title)s”") % name, required=False, max_length=200
            )

    def evidence_rows(self) -> Iterator[EvidenceRow]:
        for piece in self.evidence:
            yield EvidenceRow(piece, self[f"cite_{piece.pk}"], self[f"pages_{piece.pk}"])

    def citations(self) -> list[Cited]:
        cited = (piece for piece in self.evidence if self.cleaned_data[f"cite_{piece.pk}"])
        return [Cited(piece.pk, self.cleaned_data[f"pages_{piece.pk}"]) for piece in cited]

    def clean(self) -> dict[str, Any]:
        """Pages are checked against their file; pages without a tick mean that the file is cited."""
        cleaned = self.cleaned_data
        if any(name.startswith("cite_") and name not in self.fields for name in self.data):
            self.add_error(
                None,
                _(
                    "A file that you cite has been removed in the meantime; it is no longer in the list below."
                    " Look at the rest, then save again."
                ),
            )
        for piece in self.evidence:
            field = f"pages_{piece.pk}"
            try:
                cleaned[field] = tidy_pages(cleaned.get(field, ""), page_count=piece.pages)
            except CityError as error:
                self.add_error(field, error.message)
            cleaned[f"cite_{piece.pk}"] |= bool(cleaned.get(field))
        return cleaned

    def carry_on_from(self, stored: Statement) -> None:
        """Keep what was typed, but let the next save stand on what is stored now."""
        self.data = {**dict(self.data.items()), "version": str(stored.version)}


def _initial(statement: Statement | None) -> dict[str, Any]:
    if statement is None:
        return {"version": 0}
    initial = {"version": statement.version, "text": statement.text, "self_score": statement.self_score}
    for citation in statement.citations.all():
        initial |= {f"cite_{citation.evidence_id}": True, f"pages_{citation.evidence_id}": citation.pages}
    return initial


def _points_field(indicator: Indicator) -> PointsField:
    most = indicator.max_points.normalize()
    off_scale = _("%(show_value)s is off the scale of this indicator, 0 to %(max)s.") % {
        "max": f"{most:f}",
        "show_value": "%(show_value)s",
    }
    return PointsField(
        label=_("Self-score"),
        required=False,
        min_value=0,
        max_value=indicator.max_points,
        max_digits=5,
        decimal_places=2,
        help_text=_("0 to %(max)s, in hundredths at most. Hidden from experts until their own sheet is in.")
        % {"max": f"{most:f}"},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "min_value": off_scale,
            "max_value": off_scale,
            "invalid": _("This is not a number. Write points such as 4.5."),
        },
    )


class DescriptionForm(forms.Form):
    """What a person says about evidence. Nothing is preselected."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[("", gettext_lazy("Choose …")), *Evidence.Kind.choices]
    )
    issuer = forms.CharField(label=gettext_lazy("Issued by"), max_length=200, required=False)
    issued_on = forms.DateField(
        label=gettext_lazy("Date of issue"), required=False, widget=forms.DateInput(format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issued_on"].widget.input_type = "date"

    def clean_issued_on(self) -> Any:
        day = self.cleaned_data["issued_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("%(day)s is in the future.") % {"day": day.isoformat()})
        return day

    def described(self) -> Described:
        cleaned = self.cleaned_data
        return Described(
            kind=cleaned["kind"],
            title=cleaned.get("title", ""),
            issuer=cleaned["issuer"],
            issued_on=cleaned["issued_on"],
        )


class UploadForm(DescriptionForm):
    """The description of the files of one upload. The files themselves are received apart."""


class CiteForm(forms.Form):
    """One more indicator for which a file is cited."""

    indicator = forms.ChoiceField(label=gettext_lazy("Indicator"))
    pages = forms.CharField(
        label=gettext_lazy("Pages that prove it"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Such as 3-5, 12. Empty means the whole file."),
    )

    def __init__(self, data: Any = None, *, indicators: Iterable[Indicator]) -> None:
        super().__init__(data)
        self.indicators = {indicator.code: indicator for indicator in indicators}
        choices = [(code, str(indicator)) for code, indicator in self.indicators.items()]
        self.fields["indicator"].choices = [("", gettext_lazy("Choose …")), *choices]  # type: ignore[attr-defined]

    def chosen(self) -> Indicator:
        return self.indicators[self.cleaned_data["indicator"]]


class EvidenceForm(DescriptionForm):
    """The description of one piece of evidence."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=LONGEST_TITLE)
    opened_at = forms.CharField(widget=forms.HiddenInput)

    field_order = ("title", "kind", "issuer", "issued_on", "opened_at")

    def carry_on_from(self, stored: Described) -> None:
        """Keep what was typed, but let the next save stand on what is stored now."""
        self.data = {**dict(self.data.items()), "opened_at": stored.fingerprint}

    @classmethod
    def of(cls, described: Described) -> "EvidenceForm":
        values = {"title": described.title, "kind": described.kind, "issuer": described.issuer}
        return cls(initial={**values, "issued_on": described.issued_on, "opened_at": described.fingerprint})


class SignForm(forms.Form):
    """One signature: the draft that was read, and the step whose button was pressed."""

    edit_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    sign = forms.ChoiceField(choices=Step.choices, widget=forms.HiddenInput)


class SendBackForm(forms.Form):
    """Why the reviewer or the approver does not sign."""

    reason = CountedText(
        label=gettext_lazy("What is to be changed"), max_length=LONGEST_SEND_BACK, rows=3, required=False
    )


class BoardForm(forms.Form):
    """The filter of the board, as it stands in the address."""

    words = forms.CharField(label=gettext_lazy("City"), required=False, max_length=40)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    batch = forms.TypedChoiceField(label=gettext_lazy("Batch"), required=False, coerce=int, empty_value=None)
    province = forms.ChoiceField(label=gettext_lazy("Province"), required=False)
    level = forms.ChoiceField(label=gettext_lazy("Level"), required=False)

    def __init__(self, data: Any, *, batches: Iterable[int], provinces: Iterable[Province]) -> None:
        super().__init__(data)
        _offer(self, "state", Submission.State.choices)
        _offer(self, "batch", [(batch, batch) for batch in batches])
        _offer(self, "province", [(province.code, province.name) for province in provinces])
        _offer(self, "level", City.Level.choices)

    def chosen(self, sort: str) -> BoardFilter:
        """What is shown; a choice that does not exist counts as none."""
        self.is_valid()
        values = {name: value for name, value in self.cleaned_data.items() if value}
        return BoardFilter(**values, sort=sort.removeprefix("-"), descending=sort.startswith("-"))


class DocumentsForm(forms.Form):
    """The filter of the register, as it stands in the address."""

    words = forms.CharField(label=gettext_lazy("City"), required=False, max_length=40)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    issuer = forms.ChoiceField(label=gettext_lazy("Issued by"), required=False)
    province = forms.ChoiceField(label=gettext_lazy("Province"), required=False)

    def __init__(self, data: Any, *, provinces: Iterable[Province]) -> None:
        super().__init__(data)
        _offer(self, "kind", PlanningDocument.Kind.choices)
        _offer(self, "status", PlanningDocument.Status.choices)
        _offer(self, "issuer", PlanningDocument.Issuer.choices)
        _offer(self, "province", [(province.code, province.name) for province in provinces])

    def chosen(self) -> DocumentFilter:
        self.is_valid()
        return DocumentFilter(**{name: value for name, value in self.cleaned_data.items() if value})


def _offer(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("All")), *choices]
