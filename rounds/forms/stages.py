"""Windows of stages, and the cells of the table of rights."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rounds.forms.layout import moment_field, plain_helper
from rounds.models import Action, StageRight

NAMES = ("staff_name_zh", "staff_name_en", "public_name_zh", "public_name_en")


class StageForm(forms.Form):
    opens_at = moment_field(_("Opens"), help_text=_("Beijing time. Empty: the stage has no window yet."))
    closes_at = moment_field(
        _("Closes"), help_text=_("Just before this moment is still in time. Empty: no end is set.")
    )
    may_overlap = forms.BooleanField(label=_("May run beside other stages"), required=False)
    staff_name_zh = forms.CharField(label=_("Name for staff, in Chinese"), max_length=60)
    staff_name_en = forms.CharField(label=_("Name for staff, in English"), max_length=120)
    public_name_zh = forms.CharField(label=_("Name for everybody, in Chinese"), max_length=60)
    public_name_en = forms.CharField(label=_("Name for everybody, in English"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


class RightForm(forms.Form):
    access = forms.ChoiceField(label=_("Access"), choices=StageRight.Access, widget=forms.RadioSelect)
    own_only = forms.BooleanField(label=_("Only what is their own"), required=False)
    actions = forms.MultipleChoiceField(
        label=_("What they may do"), choices=Action, required=False, widget=forms.CheckboxSelectMultiple
    )
    note_zh = forms.CharField(label=_("What exactly, in Chinese"), max_length=200, required=False)
    note_en = forms.CharField(label=_("What exactly, in English"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
