"""Forms. They say where a value is wrong; what is allowed, the services decide."""

from cities.forms.findings import ExplanationForm
from cities.forms.material import (
    BoardForm,
    CheckForm,
    CiteForm,
    DocumentsForm,
    EvidenceForm,
    StatementForm,
    SubmitForm,
    UploadForm,
)
from cities.forms.people import FilingParentForm, InviteForm, MemberForm, NewAccountForm

__all__ = [
    "BoardForm",
    "CheckForm",
    "CiteForm",
    "DocumentsForm",
    "EvidenceForm",
    "ExplanationForm",
    "FilingParentForm",
    "InviteForm",
    "MemberForm",
    "NewAccountForm",
    "StatementForm",
    "SubmitForm",
    "UploadForm",
]
