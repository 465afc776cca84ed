"""What arrives as a file: received without holding it whole, known by its bytes, refused with a reason."""

from cities.uploads.checks import Checked, check_at_the_door, check_upload
from cities.uploads.handler import EvidenceUpload, EvidenceUploadHandler, TooLarge
from cities.uploads.kinds import ACCEPTED, accepted_extensions
from cities.uploads.names import SafeName, safe_name

__all__ = [
    "ACCEPTED",
    "Checked",
    "EvidenceUpload",
    "EvidenceUploadHandler",
    "SafeName",
    "TooLarge",
    "accepted_extensions",
    "check_at_the_door",
    "check_upload",
    "safe_name",
]
