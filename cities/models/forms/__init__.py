"""The rows of the city's forms F0 to F15. F4 is ``PlanningDocument``, F13 is ``Statement``."""

from cities.models.forms.base import FormRow
from cities.models.forms.designated import PresentationFile, TruthfulnessLetter
from cities.models.forms.funding import FundingYear
from cities.models.forms.governance import LeadingBody
from cities.models.forms.innovation import GoodPractice, Innovation, InnovationPromise, PracticeFact
from cities.models.forms.inventories import InventoryMechanism, InventoryYear
from cities.models.forms.nothing import NothingToReport
from cities.models.forms.policies import PolicyDocument
from cities.models.forms.profile import CityProfile
from cities.models.forms.responsibility import TargetResponsibility
from cities.models.forms.statistics import StatisticsSystem
from cities.models.forms.targets import PeakingTarget, Target
from cities.models.forms.tasks import TaskFigure, TaskProgress
from cities.models.forms.yearly import FuelUse, YearlyData

__all__ = [
    "CityProfile",
    "FormRow",
    "FuelUse",
    "FundingYear",
    "GoodPractice",
    "Innovation",
    "InnovationPromise",
    "InventoryMechanism",
    "InventoryYear",
    "LeadingBody",
    "NothingToReport",
    "PeakingTarget",
    "PolicyDocument",
    "PracticeFact",
    "PresentationFile",
    "StatisticsSystem",
    "Target",
    "TargetResponsibility",
    "TaskFigure",
    "TaskProgress",
    "TruthfulnessLetter",
    "YearlyData",
]
