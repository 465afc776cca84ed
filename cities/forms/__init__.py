"""Forms. They say where a value is wrong; what is allowed, the services decide."""

from cities.forms.checking import CheckForm, ExtensionForm, OpinionForm, ProxyForm, ReopeningForm
from cities.forms.material import (
    BoardForm,
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
    "ExtensionForm",
    "FilingParentForm",
    "InviteForm",
    "LeaveOutForm",
    "MemberForm",
    "NewAccountForm",
    "OpinionForm",
    "ProxyForm",
    "ReopeningForm",
    "SendBackForm",
    "SignForm",
    "StatementForm",
    "UploadForm",
]
