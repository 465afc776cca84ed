"""The evaluation workbook 评估工作簿: everything behind one version of the ranking, in one file.

What belongs to a city whose sheets are not all in stays out, as on the ranking's page.
"""

from reports.workbook.conduct import add_assignments, add_cases, add_sheets
from reports.workbook.data import WorkbookData, file_name, notes_of, workbook_data
from reports.workbook.results import add_area_rates, add_ranking, add_scores, score_columns, scores
from reports.workbook.rules import add_policy, add_system, add_verification

__all__ = [
    "WorkbookData",
    "add_area_rates",
    "add_assignments",
    "add_cases",
    "add_policy",
    "add_ranking",
    "add_scores",
    "add_sheets",
    "add_system",
    "add_verification",
    "file_name",
    "notes_of",
    "score_columns",
    "scores",
    "workbook_data",
]
