"""``count_forms``: count anew how many forms of each city are complete, as the boards say it."""

from typing import Any

from django.core.management.base import BaseCommand

from cities.models import Submission
from cities.queries.questionnaire import complete_forms


class Command(BaseCommand):
    help = "Count anew how many forms of each city are complete: once after an update that brings the number."

    def handle(self, *args: Any, **options: Any) -> None:
        submissions = Submission.objects.select_related("round", "city")
        for submission in submissions.iterator(chunk_size=100):
            Submission.objects.filter(pk=submission.pk).update(complete_forms=complete_forms(submission))
        self.stdout.write(f"{submissions.count()} submissions")
