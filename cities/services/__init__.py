"""Acts on what is handed in. Each refuses first, changes its rows and writes the record in one transaction."""

from cities.services.checking import accept_submission, look_early
from cities.services.documents import ReportedDocument, load_documents
from cities.services.evidence import (
    Described,
    describe_evidence,
    hand_in_evidence,
    record_download,
    remove_evidence,
    send_evidence,
)
from cities.services.explaining import ExplanationProblems, Words, explain_findings, save_explanation
from cities.services.filing import Organisation, end_filing_link, link_filing_parent
from cities.services.form_pages import NEW_ROW, FormProblems, TypedRow, save_page, save_rows
from cities.services.form_rows import add_row, remove_row, save_value, say_nothing
from cities.services.invitations import (
    Invited,
    accept_as,
    accept_with_new_account,
    invitation_refusal,
    invite_to_city,
    invite_to_province,
    joining_refusal,
    withdraw_invitation,
)
from cities.services.opinions import give_opinion
from cities.services.organisations import (
    change_member_kind,
    end_membership,
    end_province_membership,
    hand_over_people,
)
from cities.services.people import Person, add_member, issue_password_link
from cities.services.proxies import end_proxy_entry, open_proxy_entry
from cities.services.signing import end_leaving_out, leave_step_out, send_back, sign_submission
from cities.services.statements import Cited, Said, save_statement, save_statement_value, save_statements
from cities.services.submissions import prepare_submissions
from cities.services.supplements import Item, extend_supplement, reopen_window, return_submission
from cities.services.typing import Conflict, Saved

__all__ = [
    "NEW_ROW",
    "Cited",
    "Conflict",
    "Described",
    "ExplanationProblems",
    "FormProblems",
    "Invited",
    "Item",
    "Organisation",
    "Person",
    "ReportedDocument",
    "Said",
    "Saved",
    "TypedRow",
    "Words",
    "accept_as",
    "accept_submission",
    "accept_with_new_account",
    "add_member",
    "add_row",
    "change_member_kind",
    "describe_evidence",
    "end_filing_link",
    "end_leaving_out",
    "end_membership",
    "end_province_membership",
    "end_proxy_entry",
    "explain_findings",
    "extend_supplement",
    "give_opinion",
    "hand_in_evidence",
    "hand_over_people",
    "invitation_refusal",
    "invite_to_city",
    "invite_to_province",
    "issue_password_link",
    "joining_refusal",
    "leave_step_out",
    "link_filing_parent",
    "load_documents",
    "look_early",
    "open_proxy_entry",
    "prepare_submissions",
    "record_download",
    "remove_evidence",
    "remove_row",
    "reopen_window",
    "return_submission",
    "save_explanation",
    "save_page",
    "save_rows",
    "save_statement",
    "save_statement_value",
    "save_statements",
    "save_value",
    "say_nothing",
    "send_back",
    "send_evidence",
    "sign_submission",
    "withdraw_invitation",
]
