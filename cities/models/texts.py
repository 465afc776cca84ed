"""What the search reads. Derived from committed rows, and made again from them at any time."""

from django.db import models
from django.db.models import Q

from cities.models.evidence import Evidence
from cities.models.submissions import Submission, SubmissionVersion


class Passage(models.Model):
    """One findable part of a submitted version, or of the draft (``version`` is empty).

    ``words`` is what is looked through: title in both languages and text, in one spelling, lower case. It never
    holds a self-score.
    """

    class Part(models.TextChoices):
        STATEMENT = "statement"
        FORM = "form"
        EVIDENCE = "evidence"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="passages")
    version = models.ForeignKey(
        SubmissionVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="passages"
    )
    part = models.CharField(max_length=9, choices=Part)
    code = models.CharField(max_length=40)
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    position = models.PositiveIntegerField()
    title_zh = models.CharField(max_length=250)
    title_en = models.CharField(max_length=250)
    text = models.TextField()
    words = models.TextField()

    class Meta:
        ordering = ["submission", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(part="evidence", evidence__isnull=False) | (~Q(part="evidence") & Q(evidence=None)),
                name="a_passage_about_evidence_names_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.code}"


class DraftIndex(models.Model):
    """At which ``edit_version`` the draft was last made findable: behind it, that is to be done again."""

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, primary_key=True, related_name="draft_index"
    )
    edit_version = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.submission} {self.edit_version}"


class EvidenceText(models.Model):
    """That a checked file was read for its text. ``is_whole``: nothing was left out for its length."""

    evidence = models.OneToOneField(Evidence, on_delete=models.CASCADE, primary_key=True, related_name="kept_text")
    read_at = models.DateTimeField(auto_now=True)
    is_whole = models.BooleanField(default=True)

    def __str__(self) -> str:
        return str(self.evidence)


class EvidencePage(models.Model):
    """The text of one page of a file, 0 where the file has no pages. Pages without text have no row."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="text_pages")
    number = models.PositiveIntegerField()
    text = models.TextField()
    words = models.TextField()

    class Meta:
        ordering = ["evidence", "number"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "number"], name="a_page_of_evidence_is_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.evidence} {self.number}"
