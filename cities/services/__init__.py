"""Acts on what is handed in. Each refuses first, changes its rows and writes the record in one transaction."""

from cities.services.checking import accept_submission, look_early, return_submission
from cities.services.documents import ReportedDocument, load_documents
from cities.services.evidence import (
    Described,
    describe_evidence,
    hand_in_evidence,
    record_download,
    remove_evidence,
    send_evidence,
)
from cities.services.people import Person, add_member, end_membership, issue_password_link
from cities.services.statements import Cited, save_statement
from cities.services.submissions import prepare_submissions, submit_submission

__all__ = [
    "Cited",
    "Described",
    "Person",
    "ReportedDocument",
    "accept_submission",
    "add_member",
    "describe_evidence",
    "end_membership",
    "hand_in_evidence",
    "issue_password_link",
    "load_documents",
    "look_early",
    "prepare_submissions",
    "record_download",
    "remove_evidence",
    "return_submission",
    "save_statement",
    "send_evidence",
    "submit_submission",
]
