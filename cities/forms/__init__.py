"""Forms. They say where a value is wrong; what is allowed, the services decide."""

from cities.forms.findings import ExplanationForm
from cities.forms.material import (
    BoardForm,
    CheckForm,
    CiteForm,
    DocumentsForm,
    EvidenceForm,
    SendBackForm,
    SignForm,
    StatementForm,
    UploadForm,
)
from cities.forms.people import FilingParentForm, InviteForm, MemberForm, NewAccountForm
from cities.forms.signing import LeaveOutForm

__all__ = [
    "BoardForm",
    "CheckForm",
    "CiteForm",
    "DocumentsForm",
    "EvidenceForm",
    "ExplanationForm",
    "FilingParentForm",
    "InviteForm",
    "LeaveOutForm",
    "MemberForm",
    "NewAccountForm",
    "SendBackForm",
    "SignForm",
    "StatementForm",
    "UploadForm",
]
