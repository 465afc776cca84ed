"""Tables in and out."""

from reviews.resources.assignments import AssignmentResource
from reviews.resources.experts import ExpertResource
from reviews.resources.ties import TieResource
from reviews.resources.weights import WeightResource

__all__ = ["AssignmentResource", "ExpertResource", "TieResource", "WeightResource"]
