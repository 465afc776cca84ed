import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.bilingual
import cities.models.evidence
import cities.models.papers
import cities.models.uploads


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("rounds", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Province",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=6,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^\\d{6}\\Z", "A code has six digits.")],
                        verbose_name="GB/T 2260 code",
                    ),
                ),
                ("name_zh", models.CharField(max_length=40, unique=True, verbose_name="Chinese name")),
                ("name_en", models.CharField(max_length=80, verbose_name="English name")),
                ("authority_zh", models.CharField(blank=True, max_length=80, verbose_name="authority (Chinese)")),
                ("pinyin", models.CharField(blank=True, editable=False, max_length=120, verbose_name="pinyin")),
            ],
            options={
                "verbose_name": "province",
                "verbose_name_plural": "provinces",
                "ordering": ["code"],
            },
            bases=(accounts.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="City",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "gb_code",
                    models.CharField(
                        max_length=6,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^\\d{6}\\Z", "A code has six digits.")],
                        verbose_name="GB/T 2260 code",
                    ),
                ),
                ("name_zh", models.CharField(max_length=40, verbose_name="Chinese name")),
                ("name_en", models.CharField(max_length=80, verbose_name="English name")),
                ("short_zh", models.CharField(max_length=40, verbose_name="short name in reports")),
                (
                    "pinyin",
                    models.CharField(
                        blank=True, db_index=True, editable=False, max_length=120, verbose_name="pinyin"
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cities",
                        to="cities.province",
                        verbose_name="province",
                    ),
                ),
                (
                    "batch",
                    models.PositiveSmallIntegerField(
                        help_text="year of the notice: 2010, 2012 or 2017",
                        validators=[
                            django.core.validators.MinValueValidator(2010),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="batch",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("municipality", "Municipality"),
                            ("sub_provincial", "Sub-provincial city"),
                            ("prefecture_level_city", "Prefecture-level city"),
                            ("prefecture_area", "Prefecture"),
                            ("province_governed_county_city", "County-level city under the province"),
                            ("xpcc_city", "City of the Production and Construction Corps"),
                            ("county_level_city", "County-level city"),
                            ("county", "County"),
                            ("autonomous_county", "Autonomous county"),
                            ("urban_district", "Urban district"),
                        ],
                        max_length=32,
                        verbose_name="level",
                    ),
                ),
                (
                    "lat",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=8,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-90),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="latitude",
                    ),
                ),
                (
                    "lon",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=8,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-180),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="longitude",
                    ),
                ),
                (
                    "is_pilot",
                    models.BooleanField(
                        default=True,
                        help_text="takes part in rounds; otherwise it only files for others",
                        verbose_name="pilot",
                    ),
                ),
                (
                    "filing_parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files_for",
                        to="cities.city",
                        verbose_name="files through",
                    ),
                ),
            ],
            options={
                "verbose_name": "city",
                "verbose_name_plural": "cities",
                "ordering": ["gb_code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("filing_parent", None),
                            models.Q(("filing_parent", models.F("pk")), _negated=True),
                            _connector="OR",
                        ),
                        name="a_city_does_not_file_through_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_pilot", True), ("filing_parent", None), _connector="OR"),
                        name="only_a_pilot_files_through_another",
                    ),
                ],
            },
            bases=(accounts.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="ProvinceMembership",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="cities.province",
                        verbose_name="province",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="province_memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
            ],
            options={
                "verbose_name": "province member",
                "verbose_name_plural": "province members",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("user",),
                        name="a_person_acts_for_one_province_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CityMembership",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="cities.city",
                        verbose_name="city",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="city_memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("filler", "Filler"), ("reviewer", "Reviewer"), ("approver", "Approver")],
                        default="filler",
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                (
                    "is_administrator",
                    models.BooleanField(default=False, verbose_name="administrator of the city's people"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
            ],
            options={
                "verbose_name": "city member",
                "verbose_name_plural": "city members",
                "ordering": ["city", "kind"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("user",),
                        name="a_person_acts_for_one_city_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("is_administrator", True)),
                        fields=("city",),
                        name="a_city_has_one_administrator_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "city",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="cities.city",
                        verbose_name="city",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="cities.province",
                        verbose_name="province",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("filler", "Filler"), ("reviewer", "Reviewer"), ("approver", "Approver")],
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                (
                    "is_administrator",
                    models.BooleanField(default=False, verbose_name="administrator of the city's people"),
                ),
                ("full_name", models.CharField(max_length=100, verbose_name="name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("invited_at", models.DateTimeField(auto_now_add=True, verbose_name="invited at")),
                ("expires_at", models.DateTimeField(verbose_name="expires at")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="used at")),
                (
                    "used_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "ordering": ["-invited_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("city", None),
                                ("is_administrator", False),
                                ("kind", ""),
                                ("province__isnull", False),
                            ),
                            models.Q(
                                ("city__isnull", False), ("province", None), models.Q(("kind", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="an_invitation_is_to_a_city_in_a_role_or_to_a_province",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("used_at", None), ("used_by", None)),
                            models.Q(("used_at__isnull", False), ("used_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_used_invitation_says_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("used_at", None), ("withdrawn_at", None), _connector="OR"),
                        name="an_invitation_ends_in_one_way",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="rounds.round",
                        verbose_name="round",
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="cities.city",
                        verbose_name="city",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("accepted", "Accepted"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("edit_version", models.PositiveIntegerField(default=0, verbose_name="edit version")),
                ("return_reason", models.TextField(blank=True, verbose_name="what must be supplemented")),
                (
                    "presentation_locks_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="presentation file locks at"),
                ),
                ("last_activity_at", models.DateTimeField(blank=True, null=True, verbose_name="last activity")),
            ],
            options={
                "verbose_name": "submission",
                "verbose_name_plural": "submissions",
                "ordering": ["round", "city__gb_code"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "city"), name="a_city_has_one_submission_in_a_round"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            models.Q(("return_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_returned_submission_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SubmissionVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="cities.submission",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("content", models.JSONField(verbose_name="content")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("submitted_at", models.DateTimeField(auto_now_add=True, verbose_name="submitted at")),
            ],
            options={
                "verbose_name": "submitted version",
                "verbose_name_plural": "submitted versions",
                "ordering": ["submission", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("submission", "number"), name="a_submitted_version_number_is_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statements",
                        to="cities.submission",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rounds.indicator"
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="statement")),
                (
                    "self_score",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="self-score"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "updated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "statement",
                "verbose_name_plural": "statements",
                "ordering": ["submission", "indicator__position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("submission", "indicator"), name="one_statement_for_an_indicator"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("self_score", None), ("self_score__gte", 0), _connector="OR"),
                        name="a_self_score_is_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="cities.submission",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("normative", "Normative document"),
                            ("explanation", "Explanatory note"),
                            ("statistics", "Statistical table"),
                            ("photograph", "Photograph of the site"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("issuer", models.CharField(blank=True, max_length=200, verbose_name="issued by")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="date of issue")),
                ("file", models.FileField(max_length=200, upload_to=cities.models.evidence.random_key)),
                ("original_name", models.CharField(max_length=255, verbose_name="file name")),
                ("content_type", models.CharField(blank=True, max_length=100, verbose_name="type")),
                ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("pages", models.PositiveIntegerField(blank=True, null=True, verbose_name="pages")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded at")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="removed at")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Being checked"), ("checked", "Checked"), ("refused", "Refused")],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "hold",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_scanner", "The malware scanner does not answer"),
                            ("too_large", "The malware scanner does not take files of this size"),
                        ],
                        max_length=12,
                        verbose_name="why it waits",
                    ),
                ),
                ("examined_at", models.DateTimeField(blank=True, null=True, verbose_name="last examined at")),
                ("reason_zh", models.TextField(blank=True, verbose_name="why it was refused (Chinese)")),
                ("reason_en", models.TextField(blank=True, verbose_name="why it was refused (English)")),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="newer",
                        to="cities.evidence",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("replaced_at", models.DateTimeField(blank=True, null=True, verbose_name="replaced at")),
            ],
            options={
                "verbose_name": "evidence",
                "verbose_name_plural": "evidence",
                "ordering": ["submission", "uploaded_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None), models.Q(("state", "refused"), _negated=True)),
                        fields=("submission", "sha256"),
                        name="a_city_hands_in_a_file_once",
                    ),
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="evidence_is_not_empty"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("reason_zh", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_refused_file_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "checked"), _negated=True),
                            models.Q(("content_type", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_checked_file_has_a_type",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("replaced_at", None), ("state", "checked"), _connector="OR"),
                        name="only_a_checked_file_is_replaced",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NothingToReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="nothing_to_report",
                        to="cities.submission",
                    ),
                ),
                ("table", models.CharField(max_length=40)),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("said_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "nothing to report",
                "verbose_name_plural": "nothing to report",
                "ordering": ["submission", "table"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("submission", "table"), name="nothing_is_reported_once_a_register"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NotApplicableRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="not_applicable_requests",
                        to="cities.submission",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rounds.indicator"
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Requested"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("taken_back", "Taken back"),
                        ],
                        default="requested",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("requested_at", models.DateTimeField(auto_now_add=True, verbose_name="requested at")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("decision_reason", models.TextField(blank=True, verbose_name="reason of the decision")),
                ("from_version", models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "request that an indicator does not apply",
                "verbose_name_plural": "requests that an indicator does not apply",
                "ordering": ["submission", "indicator__position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["requested", "approved"])),
                        fields=("submission", "indicator"),
                        name="an_indicator_is_asked_to_be_left_out_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="a_request_to_leave_out_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("state", "requested")),
                            models.Q(
                                models.Q(("state", "requested"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_decided_request_says_by_whom_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("decision_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_refused_request_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_version", None), ("state", "approved"), _connector="OR"),
                        name="only_an_approved_request_counts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficialPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="cities.submission"
                    ),
                ),
                ("file", models.FileField(max_length=200, upload_to=cities.models.papers.paper_key)),
                ("original_name", models.CharField(max_length=255, verbose_name="file name")),
                ("content_type", models.CharField(max_length=100, verbose_name="type")),
                ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded at")),
            ],
            options={
                "verbose_name": "official paper",
                "verbose_name_plural": "official papers",
                "ordering": ["submission", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0)), name="an_official_paper_is_not_empty"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlausibilityExplanation",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="explanations",
                        to="cities.submission",
                    ),
                ),
                ("finding_key", models.CharField(max_length=200)),
                ("fingerprint", models.CharField(max_length=64)),
                ("text", models.TextField(verbose_name="explanation")),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("written_at", models.DateTimeField(auto_now=True, verbose_name="written at")),
            ],
            options={
                "verbose_name": "explanation of a finding",
                "verbose_name_plural": "explanations of findings",
                "ordering": ["submission", "finding_key"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("submission", "finding_key"), name="a_finding_has_one_explanation"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="an_explanation_has_words"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StepLeftOut",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps_left_out",
                        to="cities.submission",
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("prepared", "Prepared"),
                            ("reviewed", "Reviewed"),
                            ("approved", "Issued"),
                            ("confirmed", "Entry confirmed"),
                        ],
                        max_length=10,
                        verbose_name="step",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("decided_at", models.DateTimeField(auto_now_add=True, verbose_name="decided at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
            ],
            options={
                "verbose_name": "step left out",
                "verbose_name_plural": "steps left out",
                "ordering": ["submission", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("submission", "step"),
                        name="a_step_is_left_out_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("step__in", ["reviewed", "approved"])),
                        name="only_review_and_issue_are_left_out",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="a_step_left_out_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reopening",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reopenings",
                        to="cities.submission",
                    ),
                ),
                ("until", models.DateTimeField(verbose_name="open until")),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("opened_at", models.DateTimeField(auto_now_add=True, verbose_name="opened at")),
            ],
            options={
                "verbose_name": "window opened again",
                "verbose_name_plural": "windows opened again",
                "ordering": ["submission", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="a_window_reopens_for_a_reason"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftIndex",
            fields=[
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="draft_index",
                        serialize=False,
                        to="cities.submission",
                    ),
                ),
                ("edit_version", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="cities.statement",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="citations", to="cities.evidence"
                    ),
                ),
                (
                    "pages",
                    models.CharField(blank=True, help_text="such as 3-5, 12", max_length=60, verbose_name="pages"),
                ),
            ],
            options={
                "verbose_name": "citation",
                "verbose_name_plural": "citations",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("statement", "evidence"), name="a_statement_cites_evidence_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TruthfulnessLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="cities.submission",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="cities.evidence",
                        verbose_name="source",
                    ),
                ),
                ("pages", models.CharField(blank=True, max_length=200, verbose_name="pages of the source")),
                ("signed_by", models.CharField(blank=True, max_length=50, verbose_name="signed by")),
                ("post", models.CharField(blank=True, max_length=100, verbose_name="post")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signed on")),
            ],
            options={
                "verbose_name": "letter of truthfulness",
                "ordering": ["submission", "position", "pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("submission",), name="a_city_has_one_sealed_letter")
                ],
            },
        ),
        migrations.CreateModel(
            name="PresentationFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="cities.submission",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="cities.evidence",
                        verbose_name="source",
                    ),
                ),
                ("pages", models.CharField(blank=True, max_length=200, verbose_name="pages of the source")),
                ("presenter", models.CharField(blank=True, max_length=50, verbose_name="who speaks")),
                ("post", models.CharField(blank=True, max_length=100, verbose_name="post")),
            ],
            options={
                "verbose_name": "file of the presentation",
                "ordering": ["submission", "position", "pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("submission",), name="a_city_has_one_presentation_file")
                ],
            },
        ),
        migrations.CreateModel(
            name="FundingYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="cities.submission",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="cities.evidence",
                        verbose_name="source",
                    ),
                ),
                ("pages", models.CharField(blank=True, max_length=200, verbose_name="pages of the source")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "budget_line",
                    models.BooleanField(blank=True, null=True, verbose_name="the budget has a line of its own"),
                ),
                (
                    "line_name",
                    models.CharField(blank=True, max_length=100, verbose_name="name of the budget line"),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="10,000 yuan",
                        max_digits=18,
                        null=True,
                        verbose_name="amount from the city's budget",
                    ),
                ),
                (
                    "other_amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="10,000 yuan",
                        max_digits=18,
                        null=True,
                        verbose_name="other public and private money",
                    ),
                ),
                ("used_for", models.CharField(blank=True, max_length=200, verbose_name="used for")),
            ],
            options={
                "verbose_name": "funding of a year",
                "ordering": ["submission", "year"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "year"), name="funding_has_one_row_a_year"),
                    models.CheckConstraint(
                        condition=models.Q(("year", None), ("year__range", (1990, 2100)), _connector="OR"),
                        name="a_year_of_funding_makes_sense",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount", None), ("amount__gte", 0), _connector="OR"),
                            models.Q(("other_amount", None), ("other_amount__gte", 0), _connector="OR"),
                        ),
                        name="funding_is_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeadingBody",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="cities.submission",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="cities.evidence",
                        verbose_name="source",
                    ),
                ),
                ("pages", models.CharField(blank=True, max_length=200, verbose_name="pages of the source")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("leading_group", "Leading group"),
                            ("joint_meeting", "Joint meeting of departments"),
                            ("office", "Office or special team"),
                            ("experts", "Expert committee"),
                            ("other", "Other"),
                        ],
                        max_length=40,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                (
                    "head_level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("both", "Party secretary and mayor"),
                            ("secretary", "Party secretary"),
                            ("mayor", "Mayor"),
                            ("deputy", "Deputy mayor"),
                            ("department", "Head of a department"),
                        ],
                        max_length=40,
                        verbose_name="headed by",
                    ),
                ),
                ("document", models.CharField(blank=True, max_length=200, verbose_name="founding document")),
                ("document_number", models.CharField(blank=True, max_length=80, verbose_name="document number")),
                ("founded_on", models.DateField(blank=True, null=True, verbose_name="founded on")),
                (
                    "meetings_a_year",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="meetings a year"),
                ),
                (
                    "departments",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="departments taking part"),
                ),
                ("office", models.CharField(blank=True, max_length=100, verbose_name="where its office is")),
            ],
            options={
                "verbose_name": "leading body",
                "ordering": ["submission", "position", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InnovationPromise",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="cities.submission",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="cities.evidence",
                        verbose_name="source",
                    ),
                ),
                ("pages", models.CharField(blank=True, max_length=200, verbose_name="pages of the source")),
                ("promise", models.TextField(blank=True, max_length=300, verbose_name="the promise in its words")),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("model", "Model of low-carbon development"),
                            ("legislation", "Local legislation"),
                            ("dual_control", "Control of total and intensity, and responsibility"),
                            ("research", "Research in core technologies"),
                            ("application", "Spread of advanced technologies"),
                            ("neutral_project", "Carbon-neutral demonstration project"),
                            ("near_zero", "Near-zero carbon area"),
                            ("sinks", "Carbon sink project"),
                            ("trading", "Carbon trading"),
                            ("finance", "Climate investment and finance"),
                            ("impact_assessment", "Carbon in environmental impact assessment"),
                            ("monitoring", "Carbon monitoring"),
                            ("synergy", "Synergy of pollution and carbon reduction"),
                        ],
                        max_length=40,
                        verbose_name="kind of innovation",
                    ),
                ),
                (
                    "document",
                    models.CharField(blank=True, max_length=200, verbose_name="document in which it was promised"),
                ),
                (
                    "document_page",
                    models.CharField(blank=True, max_length=40, verbose_name="page of that document"),
                ),
                (
                    "fulfilment",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_started", "Not started"),
                            ("under_way", "Under way"),
                            ("partly", "Done in part"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=40,
                        verbose_name="what became of it",
                    ),
                ),
                ("progress", models.TextField(blank=True, max_length=500, verbose_name="what was done")),
                ("completed_on", models.DateField(blank=True, null=True, verbose_name="completed on")),
            ],
            options={
                "verbose_name": "promise of innovation",
                "ordering": ["submission", "position", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="GoodPractice",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="cities.submission",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="cities.evidence",
                        verbose_name="source",
                    ),
                ),
                ("pages", models.CharField(blank=True, max_length=200, verbose_name="pages of the source")),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("plan", "1.1 Low-carbon development plan"),
                            ("climate_plan", "1.2 Climate change plan"),
                            ("ghg_plan", "1.3 Plan for controlling greenhouse gas emissions"),
                            ("guidance", "2.1 Guiding documents"),
                            ("policies", "2.2 System of policies"),
                            ("work_points", "2.3 Work points of the year"),
                            ("new_industry", "3.1 Digital economy and new industries"),
                            ("transition", "3.2 Exit and transition of traditional industries"),
                            ("circular", "3.3 Circular development of local industries"),
                            ("leading_industry", "3.4 Leading low-carbon industries"),
                            ("data_sharing", "4.1 Sharing of energy data"),
                            ("report_forms", "4.2 Statistical report forms"),
                            ("verification", "4.3 Standards of verification"),
                            ("platform", "4.4 Platform for carbon data"),
                            ("inventories", "4.5 Regular inventories"),
                            ("district_targets", "5.1 Responsibility of districts"),
                            ("assessment", "5.2 Targets in assessments"),
                            ("publicity", "6.1 Publicity for low-carbon living"),
                            ("inclusion", "6.2 Carbon inclusion"),
                            ("travel", "6.3 Green travel"),
                            ("procurement", "6.4 Green procurement"),
                            ("model", "Model of low-carbon development"),
                            ("legislation", "Local legislation"),
                            ("dual_control", "Control of total and intensity, and responsibility"),
                            ("research", "Research in core technologies"),
                            ("application", "Spread of advanced technologies"),
                            ("neutral_project", "Carbon-neutral demonstration project"),
                            ("near_zero", "Near-zero carbon area"),
                            ("sinks", "Carbon sink project"),
                            ("trading", "Carbon trading"),
                            ("finance", "Climate investment and finance"),
                            ("impact_assessment", "Carbon in environmental impact assessment"),
                            ("monitoring", "Carbon monitoring"),
                            ("synergy", "Synergy of pollution and carbon reduction"),
                        ],
                        max_length=40,
                        verbose_name="part of the report",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=100, verbose_name="title")),
                ("place", models.CharField(blank=True, max_length=100, verbose_name="place within the city")),
                ("text", models.TextField(blank=True, max_length=500, verbose_name="the case")),
            ],
            options={
                "verbose_name": "case of good practice",
                "ordering": ["submission", "position", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InventoryYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="cities.submission",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="cities.evidence",
                        verbose_name="source",
                    ),
                ),
                ("pages", models.CharField(blank=True, max_length=200, verbose_name="pages of the source")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1990),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="year of the inventory",
                    ),
                ),
                (
                    "gases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("co2", "CO₂"),
                                ("ch4", "CH₄"),
                                ("n2o", "N₂O"),
                                ("hfcs", "HFCs"),
                                ("pfcs", "PFCs"),
                                ("sf6", "SF₆"),
                                ("nf3", "NF₃"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="gases",
                    ),
                ),
                (
                    "sectors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("energy", "Energy activities"),
                                ("processes", "Industrial processes"),
                                ("agriculture", "Agriculture"),
                                ("land", "Land use and forestry"),
                                ("waste", "Waste"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="sectors",
                    ),
                ),
                (
                    "standard",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("provincial", "Guidelines for provincial inventories"),
                            ("city", "Guidelines of the province for cities"),
                            ("ipcc", "IPCC guidelines"),
                            ("gpc", "GPC for cities"),
                            ("other", "Other"),
                        ],
                        max_length=40,
                        verbose_name="standard",
                    ),
                ),
                (
                    "total",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="10,000 t CO₂ equivalent",
                        max_digits=18,
                        null=True,
                        verbose_name="total emissions without sinks",
                    ),
                ),
                ("compiled_by", models.CharField(blank=True, max_length=200, verbose_name="compiled by")),
                (
                    "is_verified",
                    models.BooleanField(blank=True, null=True, verbose_name="verified by a third party"),
                ),
                ("completed_on", models.DateField(blank=True, null=True, verbose_name="completed on")),
            ],
            options={
                "verbose_name": "inventory of a year",
                "ordering": ["submission", "year", "pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("submission", "year"),
                        name="an_inventory_is_listed_once_a_year",
                        violation_error_message="The inventory of this year is listed already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year", None), ("year__range", (1990, 2100)), _connector="OR"),
                        name="a_year_of_an_inventory_makes_sense",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("total", None), ("total__gte", 0), _connector="OR"),
                        name="an_inventory_total_is_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InventoryMechanism",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="cities.submission",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="cities.evidence",
                        verbose_name="source",
                    ),
                ),
                ("pages", models.CharField(blank=True, max_length=200, verbose_name="pages of the source")),
                (
                    "regular_mechanism",
                    models.BooleanField(blank=True, null=True, verbose_name="inventories are made regularly"),
                ),
                ("document", models.CharField(blank=True, max_length=200, verbose_name="document that rules it")),
                ("document_number", models.CharField(blank=True, max_length=80, verbose_name="document number")),
                (
                    "cycle",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yearly", "Every year"),
                            ("two_years", "Every two years"),
                            ("irregular", "Without a fixed cycle"),
                        ],
                        max_length=40,
                        verbose_name="cycle",
                    ),
                ),
                (
                    "budget_a_year",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="10,000 yuan",
                        max_digits=18,
                        null=True,
                        verbose_name="budget a year",
                    ),
                ),
                (
                    "county_inventories",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="districts and counties make inventories too"
                    ),
                ),
                (
                    "counties",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="districts and counties with an inventory"
                    ),
                ),
            ],
            options={
                "verbose_name": "mechanism of inventories",
                "ordering": ["submission", "position", "pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("submission",), name="a_city_has_one_mechanism_of_inventories"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("budget_a_year", None), ("budget_a_year__gte", 0), _connector="OR"),
                        name="a_budget_of_inventories_is_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="cities.submission",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="cities.evidence",
                        verbose_name="source",
                    ),
                ),
                ("pages", models.CharField(blank=True, max_length=200, verbose_name="pages of the source")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
                ("document_number", models.CharField(blank=True, max_length=80, verbose_name="document number")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("law", "Local law"),
                            ("rule", "Rule of the government"),
                            ("normative", "Normative document"),
                            ("standard", "Local standard"),
                            ("incentive", "Incentive or subsidy"),
                            ("other", "Other"),
                        ],
                        max_length=40,
                        verbose_name="kind",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("city", "City"),
                            ("district", "District or county"),
                            ("department", "Department"),
                        ],
                        max_length=40,
                        verbose_name="level",
                    ),
                ),
                (
                    "theme",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("general", "Low-carbon development in general"),
                            ("industry", "Industry"),
                            ("energy", "Energy"),
                            ("buildings", "Buildings"),
                            ("transport", "Transport"),
                            ("living", "Green living and consumption"),
                            ("sinks", "Carbon sinks"),
                            ("data", "Data, statistics and verification"),
                            ("market", "Carbon market and finance"),
                            ("technology", "Technology"),
                        ],
                        max_length=40,
                        verbose_name="theme",
                    ),
                ),
                ("issuer", models.CharField(blank=True, max_length=200, verbose_name="issued by")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="date of issue")),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="public address")),
            ],
            options={
                "verbose_name": "policy or law",
                "ordering": ["submission", "position", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CityProfile",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="cities.submission",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="cities.evidence",
                        verbose_name="source",
                    ),
                ),
                ("pages", models.CharField(blank=True, max_length=200, verbose_name="pages of the source")),
                ("department", models.CharField(blank=True, max_length=100, verbose_name="department in charge")),
                (
                    "city_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("industrial", "Industrial city"),
                            ("service", "Service city"),
                            ("comprehensive", "Comprehensive city"),
                            ("resource", "Resource-based city"),
                            ("ecological", "Ecological priority city"),
                            ("agricultural", "Agricultural city"),
                            ("tourism", "Tourism city"),
                        ],
                        max_length=40,
                        verbose_name="type of city",
                    ),
                ),
                (
                    "area",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="km²",
                        max_digits=12,
                        null=True,
                        verbose_name="land area",
                    ),
                ),
                (
                    "districts",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="districts and counties below the city"
                    ),
                ),
                ("summary", models.TextField(blank=True, max_length=500, verbose_name="the city in brief")),
                ("leader_name", models.CharField(blank=True, max_length=50, verbose_name="responsible leader")),
                (
                    "leader_post",
                    models.CharField(blank=True, max_length=100, verbose_name="post of the responsible leader"),
                ),
                ("contact_name", models.CharField(blank=True, max_length=50, verbose_name="contact person")),
                (
                    "contact_post",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="department and post of the contact person"
                    ),
                ),
                ("contact_phone", models.CharField(blank=True, max_length=40, verbose_name="office telephone")),
                (
                    "contact_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="e-mail of the contact person"),
                ),
            ],
            options={
                "verbose_name": "profile",
                "ordering": ["submission", "position", "pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("submission",), name="a_city_has_one_profile"),
                    models.CheckConstraint(
                        condition=models.Q(("area", None), ("area__gte", 0), _connector="OR"),
                        name="a_land_area_is_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TargetResponsibility",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="cities.submission",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="cities.evidence",
                        verbose_name="source",
                    ),
                ),
                ("pages", models.CharField(blank=True, max_length=200, verbose_name="pages of the source")),
                (
                    "decomposed_to_districts",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="the target is passed on to districts and counties"
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("intensity", "CO₂ per unit of GDP"),
                            ("total", "Total CO₂"),
                            ("both", "Both"),
                            ("energy", "Energy only"),
                        ],
                        max_length=40,
                        verbose_name="what is passed on",
                    ),
                ),
                (
                    "districts",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="districts and counties with a target"
                    ),
                ),
                (
                    "decomposition_document",
                    models.CharField(blank=True, max_length=200, verbose_name="document that passes it on"),
                ),
                (
                    "in_annual_assessment",
                    models.BooleanField(blank=True, null=True, verbose_name="it is part of a yearly assessment"),
                ),
                (
                    "schemes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("ecology", "Ecological civilisation"),
                                ("quality", "High-quality development"),
                                ("energy", "Energy saving"),
                                ("carbon", "An assessment of its own for carbon"),
                                ("other", "Other"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="which assessment",
                    ),
                ),
                (
                    "weight",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="%",
                        max_digits=5,
                        null=True,
                        verbose_name="weight in the assessment",
                    ),
                ),
                ("results_used", models.BooleanField(blank=True, null=True, verbose_name="the results are used")),
                ("use", models.TextField(blank=True, max_length=300, verbose_name="how the results are used")),
                (
                    "assessment_document",
                    models.CharField(blank=True, max_length=200, verbose_name="document of the assessment"),
                ),
            ],
            options={
                "verbose_name": "target responsibility",
                "ordering": ["submission", "position", "pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("submission",), name="a_city_states_its_responsibility_once"),
                    models.CheckConstraint(
                        condition=models.Q(("weight", None), ("weight__range", (0, 100)), _connector="OR"),
                        name="a_weight_is_between_0_and_100",
                        violation_error_message="A weight lies between 0 and 100.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatisticsSystem",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="cities.submission",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="cities.evidence",
                        verbose_name="source",
                    ),
                ),
                ("pages", models.CharField(blank=True, max_length=200, verbose_name="pages of the source")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("data_sharing", "Sharing of energy data"),
                            ("report_forms", "Statistical report forms of departments"),
                            ("energy_balance", "Regular energy balance table"),
                            ("enterprises", "Reports of enterprises"),
                            ("verification", "Standards of verification"),
                            ("platform", "Platform for carbon data"),
                            ("other", "Other"),
                        ],
                        max_length=40,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                ("legal_basis", models.CharField(blank=True, max_length=200, verbose_name="legal basis")),
                (
                    "since",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1990),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="in force since",
                    ),
                ),
                (
                    "cycle",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("monthly", "Monthly"),
                            ("quarterly", "Quarterly"),
                            ("yearly", "Every year"),
                            ("continuous", "Continuous"),
                            ("irregular", "Without a fixed cycle"),
                        ],
                        max_length=40,
                        verbose_name="cycle",
                    ),
                ),
                ("tables", models.PositiveIntegerField(blank=True, null=True, verbose_name="tables")),
                (
                    "indicators",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="statistical indicators"),
                ),
                ("sectors", models.PositiveIntegerField(blank=True, null=True, verbose_name="industries covered")),
            ],
            options={
                "verbose_name": "statistics system",
                "ordering": ["submission", "position", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("since", None), ("since__range", (1990, 2100)), _connector="OR"),
                        name="a_year_of_statistics_makes_sense",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="cities.submission",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="cities.evidence",
                        verbose_name="source",
                    ),
                ),
                ("pages", models.CharField(blank=True, max_length=200, verbose_name="pages of the source")),
                (
                    "series",
                    models.CharField(
                        choices=[
                            ("gdp_growth", "Growth of GDP"),
                            ("co2_intensity_reduction", "Reduction of CO₂ per unit of GDP"),
                            ("energy_intensity_reduction", "Reduction of energy per unit of GDP"),
                        ],
                        max_length=40,
                        verbose_name="series",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(default=0, verbose_name="year")),
                (
                    "target",
                    models.DecimalField(
                        blank=True, decimal_places=4, help_text="%", max_digits=8, null=True, verbose_name="target"
                    ),
                ),
                (
                    "actual",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="%",
                        max_digits=8,
                        null=True,
                        verbose_name="completed",
                    ),
                ),
                (
                    "set_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("province", "Set by the province"),
                            ("outline", "Five-year outline of the city"),
                            ("government_report", "Report on the work of the government"),
                            ("plan", "Other plan of the city"),
                        ],
                        max_length=40,
                        verbose_name="set by",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="remark")),
            ],
            options={
                "verbose_name": "target",
                "ordering": ["submission", "series", "year"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("submission", "series", "year"), name="one_target_of_a_series_a_year"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year", 0), ("year__range", (1990, 2100)), _connector="OR"),
                        name="a_target_year_makes_sense",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PeakingTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="cities.submission",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="cities.evidence",
                        verbose_name="source",
                    ),
                ),
                ("pages", models.CharField(blank=True, max_length=200, verbose_name="pages of the source")),
                (
                    "target_set",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="a target for low-carbon development or peaking is set"
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("peaking", "Year of peaking"),
                            ("total", "Limit on total emissions"),
                            ("intensity", "Reduction of intensity"),
                            ("neutrality", "Carbon neutrality"),
                        ],
                        max_length=40,
                        verbose_name="what the target is about",
                    ),
                ),
                (
                    "peak_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1990),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="year of peaking",
                    ),
                ),
                ("wording", models.TextField(blank=True, max_length=500, verbose_name="the target in its words")),
                (
                    "in_outline_or_plan",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="it stands in the five-year outline or a plan"
                    ),
                ),
                (
                    "adopted_in",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("outline", "Outline of the five-year plan"),
                            ("special_plan", "Special plan"),
                            ("pilot_plan", "Work plan of the pilot"),
                            ("other", "Other document"),
                        ],
                        max_length=40,
                        verbose_name="where it stands",
                    ),
                ),
                ("document", models.CharField(blank=True, max_length=200, verbose_name="title of the document")),
                ("adopted_on", models.DateField(blank=True, null=True, verbose_name="date of adoption")),
            ],
            options={
                "verbose_name": "target of peaking",
                "ordering": ["submission", "position", "pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("submission",), name="a_city_states_its_peaking_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("peak_year", None), ("peak_year__range", (1990, 2100)), _connector="OR"
                        ),
                        name="a_year_of_peaking_makes_sense",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskProgress",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="cities.submission",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="cities.evidence",
                        verbose_name="source",
                    ),
                ),
                ("pages", models.CharField(blank=True, max_length=200, verbose_name="pages of the source")),
                (
                    "task",
                    models.CharField(
                        choices=[
                            ("C1", "C1 Economic structure"),
                            ("C2", "C2 Energy structure"),
                            ("C3", "C3 Energy saving and efficiency"),
                            ("C4", "C4 Buildings"),
                            ("C5", "C5 Transport"),
                            ("C6", "C6 Green living and consumption"),
                            ("C7", "C7 Carbon sinks"),
                        ],
                        max_length=2,
                        verbose_name="task",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=1500, verbose_name="progress and effect")),
            ],
            options={
                "verbose_name": "progress of a task",
                "ordering": ["submission", "task"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "task"), name="one_progress_for_a_task")
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="cities.submission",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="cities.evidence",
                        verbose_name="source",
                    ),
                ),
                ("pages", models.CharField(blank=True, max_length=200, verbose_name="pages of the source")),
                ("metric", models.CharField(max_length=40, verbose_name="figure")),
                (
                    "at_start",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="in the unit of the figure",
                        max_digits=18,
                        null=True,
                        verbose_name="at the beginning of the review period",
                    ),
                ),
                (
                    "at_end",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="in the unit of the figure",
                        max_digits=18,
                        null=True,
                        verbose_name="at the end of the review period",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="remark")),
            ],
            options={
                "verbose_name": "figure of a task",
                "ordering": ["submission", "metric"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "metric"), name="a_figure_is_given_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("at_start", None), ("at_start__gte", 0), _connector="OR"),
                            models.Q(("at_end", None), ("at_end__gte", 0), _connector="OR"),
                        ),
                        name="a_figure_of_a_task_is_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="YearlyData",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="cities.submission",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="cities.evidence",
                        verbose_name="source",
                    ),
                ),
                ("pages", models.CharField(blank=True, max_length=200, verbose_name="pages of the source")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "population",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="10,000 persons",
                        max_digits=18,
                        null=True,
                        verbose_name="permanent population",
                    ),
                ),
                (
                    "gdp_current",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="100 million yuan",
                        max_digits=18,
                        null=True,
                        verbose_name="GDP at current prices",
                    ),
                ),
                (
                    "gdp_constant",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="100 million yuan",
                        max_digits=18,
                        null=True,
                        verbose_name="GDP at constant prices",
                    ),
                ),
                (
                    "price_base",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1990),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="base year of constant prices",
                    ),
                ),
                (
                    "primary",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="100 million yuan",
                        max_digits=18,
                        null=True,
                        verbose_name="value added of the primary sector",
                    ),
                ),
                (
                    "secondary",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="100 million yuan",
                        max_digits=18,
                        null=True,
                        verbose_name="value added of the secondary sector",
                    ),
                ),
                (
                    "tertiary",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="100 million yuan",
                        max_digits=18,
                        null=True,
                        verbose_name="value added of the tertiary sector",
                    ),
                ),
                (
                    "energy_total",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="10,000 tce",
                        max_digits=18,
                        null=True,
                        verbose_name="energy consumption, total",
                    ),
                ),
                (
                    "coal",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="10,000 tce",
                        max_digits=18,
                        null=True,
                        verbose_name="coal",
                    ),
                ),
                (
                    "oil",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="10,000 tce",
                        max_digits=18,
                        null=True,
                        verbose_name="oil",
                    ),
                ),
                (
                    "gas",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="10,000 tce",
                        max_digits=18,
                        null=True,
                        verbose_name="natural gas",
                    ),
                ),
                (
                    "non_fossil",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="10,000 tce",
                        max_digits=18,
                        null=True,
                        verbose_name="non-fossil energy",
                    ),
                ),
                (
                    "other_energy",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="10,000 tce",
                        max_digits=18,
                        null=True,
                        verbose_name="net import of electricity and other energy",
                    ),
                ),
                (
                    "energy_basis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("calorific", "Calorific value"),
                            ("equivalent", "Equivalent value of generation"),
                        ],
                        max_length=40,
                        verbose_name="coefficient of electricity",
                    ),
                ),
                (
                    "co2_total",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="10,000 t CO₂",
                        max_digits=18,
                        null=True,
                        verbose_name="CO₂ emissions, total",
                    ),
                ),
                (
                    "co2_method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("direct", "Direct emissions only"),
                            ("with_electricity", "With emissions of purchased electricity and heat"),
                        ],
                        max_length=40,
                        verbose_name="method of CO₂",
                    ),
                ),
                (
                    "co2_origin",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("inventory", "From an inventory"),
                            ("province", "Stated by the province"),
                            ("estimate", "Own estimate"),
                        ],
                        max_length=40,
                        verbose_name="source of the CO₂ figure",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="remark")),
            ],
            options={
                "verbose_name": "yearly data",
                "ordering": ["submission", "year"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "year"), name="yearly_data_has_one_row_a_year"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("year", None), ("year__range", (1990, 2100)), _connector="OR"),
                            models.Q(("price_base", None), ("price_base__range", (1990, 2100)), _connector="OR"),
                        ),
                        name="a_year_of_data_makes_sense",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("population", None), ("population__gte", 0), _connector="OR"),
                            models.Q(("gdp_current", None), ("gdp_current__gte", 0), _connector="OR"),
                            models.Q(("gdp_constant", None), ("gdp_constant__gte", 0), _connector="OR"),
                            models.Q(("primary", None), ("primary__gte", 0), _connector="OR"),
                            models.Q(("secondary", None), ("secondary__gte", 0), _connector="OR"),
                            models.Q(("tertiary", None), ("tertiary__gte", 0), _connector="OR"),
                            models.Q(("energy_total", None), ("energy_total__gte", 0), _connector="OR"),
                            models.Q(("coal", None), ("coal__gte", 0), _connector="OR"),
                            models.Q(("oil", None), ("oil__gte", 0), _connector="OR"),
                            models.Q(("gas", None), ("gas__gte", 0), _connector="OR"),
                            models.Q(("non_fossil", None), ("non_fossil__gte", 0), _connector="OR"),
                            models.Q(("co2_total", None), ("co2_total__gte", 0), _connector="OR"),
                        ),
                        name="yearly_data_are_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FuelUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="cities.submission",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="cities.evidence",
                        verbose_name="source",
                    ),
                ),
                ("pages", models.CharField(blank=True, max_length=200, verbose_name="pages of the source")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1990),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="year",
                    ),
                ),
                (
                    "fuel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("raw_coal", "Raw coal"),
                            ("cleaned_coal", "Cleaned coal"),
                            ("coke", "Coke"),
                            ("crude_oil", "Crude oil"),
                            ("petrol", "Petrol"),
                            ("kerosene", "Kerosene"),
                            ("diesel", "Diesel"),
                            ("fuel_oil", "Fuel oil"),
                            ("lpg", "Liquefied petroleum gas"),
                            ("natural_gas", "Natural gas"),
                            ("electricity", "Electricity"),
                            ("heat", "Heat"),
                            ("other", "Other"),
                        ],
                        max_length=40,
                        verbose_name="fuel",
                    ),
                ),
                (
                    "quantity",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="in the unit beside it",
                        max_digits=18,
                        null=True,
                        verbose_name="quantity",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("10kt", "10,000 t; coefficient in tce/t"),
                            ("100Mm3", "100 million m³; coefficient in kgce/m³"),
                            ("100MkWh", "100 million kWh; coefficient in kgce/kWh"),
                            ("10kGJ", "10,000 GJ; coefficient in kgce/MJ"),
                        ],
                        max_length=40,
                        verbose_name="unit",
                    ),
                ),
                (
                    "coefficient",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="see the unit",
                        max_digits=18,
                        null=True,
                        verbose_name="coefficient to coal equivalent",
                    ),
                ),
            ],
            options={
                "verbose_name": "fuel",
                "ordering": ["submission", "year", "position", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quantity", None), ("quantity__gte", 0), _connector="OR"),
                            models.Q(("coefficient", None), ("coefficient__gte", 0), _connector="OR"),
                        ),
                        name="fuel_is_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year", None), ("year__range", (1990, 2100)), _connector="OR"),
                        name="a_year_of_fuel_makes_sense",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanningDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="cities.evidence",
                        verbose_name="source",
                    ),
                ),
                ("pages", models.CharField(blank=True, max_length=200, verbose_name="pages of the source")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planning_documents",
                        to="rounds.round",
                        verbose_name="round",
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planning_documents",
                        to="cities.city",
                        verbose_name="city",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="planningdocument_rows",
                        to="cities.submission",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("plan", "Low-carbon development plan"),
                            ("climate_plan", "Climate change plan"),
                            ("ghg_control_plan", "Work plan for controlling greenhouse gas emissions"),
                            ("pilot_work_plan", "Work plan of the pilot"),
                            ("work_points", "Work points of the year"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("started", "Started"),
                            ("compiled", "Compiled"),
                            ("started_or_compiled", "Started or compiled (not told apart)"),
                            ("issued", "Issued"),
                            ("repealed", "Repealed"),
                        ],
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "issuer_classes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("government", "People's government"),
                                ("drc_eeb", "Development and reform commission or ecology and environment bureau"),
                                ("leading_group", "Leading group"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="issued by",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
                ("document_number", models.CharField(blank=True, max_length=80, verbose_name="document number")),
                ("compiled_by", models.CharField(blank=True, max_length=200, verbose_name="compiled by")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="date of issue")),
                (
                    "first_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1990),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="first year that it covers",
                    ),
                ),
                (
                    "last_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1990),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="last year that it covers",
                    ),
                ),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="public address")),
                (
                    "source",
                    models.CharField(
                        choices=[("published_report", "Published report"), ("city", "City's material")],
                        max_length=20,
                        verbose_name="origin of the entry",
                    ),
                ),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            ("certain", "certain"),
                            ("medium_high", "fairly certain"),
                            ("medium", "probable"),
                            ("low", "uncertain"),
                        ],
                        max_length=12,
                        verbose_name="confidence",
                    ),
                ),
            ],
            options={
                "verbose_name": "planning document",
                "verbose_name_plural": "planning documents",
                "ordering": ["round", "kind", "city__gb_code", "status"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source", "published_report")),
                        fields=("round", "city", "kind", "status"),
                        name="the_published_report_names_a_document_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", "published_report"), ("status", "issued"), _negated=True),
                            models.Q(("issuer_classes", []), _negated=True),
                            _connector="OR",
                        ),
                        name="an_issued_document_has_an_issuer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", "city"), ("submission__isnull", False)),
                            models.Q(
                                ("source", "published_report"),
                                ("submission", None),
                                models.Q(("kind", ""), _negated=True),
                                models.Q(("status", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_document_is_the_citys_or_the_reports",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_year", None), ("first_year__range", (1990, 2100)), _connector="OR"),
                            models.Q(("last_year", None), ("last_year__range", (1990, 2100)), _connector="OR"),
                        ),
                        name="a_period_of_a_plan_makes_sense",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="cities.submission",
                    ),
                ),
                ("document", models.CharField(max_length=200, verbose_name="document")),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "paper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="cities.officialpaper",
                    ),
                ),
                (
                    "state_before",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("accepted", "Accepted"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=10,
                        verbose_name="state before",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(auto_now_add=True, verbose_name="withdrawn at")),
            ],
            options={
                "verbose_name": "withdrawal",
                "verbose_name_plural": "withdrawals",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True), models.Q(("document", ""), _negated=True)
                        ),
                        name="a_withdrawal_names_its_document",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProxyEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proxy_entries",
                        to="cities.submission",
                    ),
                ),
                (
                    "paper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proxy_entry",
                        to="cities.officialpaper",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("opened_at", models.DateTimeField(auto_now_add=True, verbose_name="opened at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "version",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proxy_entry",
                        to="cities.submissionversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry on a city's behalf",
                "verbose_name_plural": "entries on a city's behalf",
                "ordering": ["submission", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("submission",),
                        name="a_city_is_entered_for_by_one_paper",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="an_entry_on_behalf_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version", None), ("ended_at__isnull", False), _connector="OR"),
                        name="an_entry_ends_when_it_is_handed_in",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_offs",
                        to="cities.submission",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_offs",
                        to="cities.submissionversion",
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("prepared", "Prepared"),
                            ("reviewed", "Reviewed"),
                            ("approved", "Issued"),
                            ("confirmed", "Entry confirmed"),
                        ],
                        max_length=10,
                        verbose_name="step",
                    ),
                ),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 of the content that was signed")),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("signed_at", models.DateTimeField(auto_now_add=True, verbose_name="signed at")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="void since")),
                (
                    "voided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("void_reason", models.TextField(blank=True, verbose_name="why it was sent back")),
            ],
            options={
                "verbose_name": "signature",
                "verbose_name_plural": "signatures",
                "ordering": ["submission", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("version", None), ("voided_at", None)),
                        fields=("submission", "step"),
                        name="a_step_is_signed_once",
                    ),
                    models.UniqueConstraint(fields=("version", "step"), name="a_version_has_one_signature_a_step"),
                    models.CheckConstraint(
                        condition=models.Q(("voided_at", None), ("version", None), _connector="OR"),
                        name="a_void_signature_hands_nothing_in",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("void_reason", ""), ("voided_at", None), ("voided_by", None)),
                            ("voided_at__isnull", False),
                            _connector="OR",
                        ),
                        name="only_a_void_signature_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupplementRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplement",
                        to="cities.submission",
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplement",
                        to="cities.submissionversion",
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="to be handed in by")),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("requested_at", models.DateTimeField(auto_now_add=True, verbose_name="returned at")),
            ],
            options={
                "verbose_name": "request for supplement",
                "verbose_name_plural": "requests for supplement",
            },
        ),
        migrations.CreateModel(
            name="ProvinceOpinion",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinion",
                        to="cities.submissionversion",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("agrees", "agrees"),
                            ("with_remarks", "agrees, with remarks"),
                            ("disagrees", "does not agree"),
                        ],
                        max_length=12,
                        verbose_name="opinion",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="remarks")),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("given_at", models.DateTimeField(auto_now_add=True, verbose_name="given at")),
            ],
            options={
                "verbose_name": "provincial opinion",
                "verbose_name_plural": "provincial opinions",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict", "agrees"), models.Q(("text", ""), _negated=True), _connector="OR"
                        ),
                        name="an_opinion_that_does_not_simply_agree_says_why",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passages",
                        to="cities.submission",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passages",
                        to="cities.submissionversion",
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[("statement", "Statement"), ("form", "Form"), ("evidence", "Evidence")],
                        max_length=9,
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cities.evidence",
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("title_zh", models.CharField(max_length=250)),
                ("title_en", models.CharField(max_length=250)),
                ("text", models.TextField()),
                ("words", models.TextField()),
            ],
            options={
                "ordering": ["submission", "position"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("evidence__isnull", False), ("part", "evidence")),
                            models.Q(models.Q(("part", "evidence"), _negated=True), ("evidence", None)),
                            _connector="OR",
                        ),
                        name="a_passage_about_evidence_names_it",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceText",
            fields=[
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="kept_text",
                        serialize=False,
                        to="cities.evidence",
                    ),
                ),
                ("read_at", models.DateTimeField(auto_now=True)),
                ("is_whole", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="EvidencePage",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="text_pages",
                        to="cities.evidence",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("words", models.TextField()),
            ],
            options={
                "ordering": ["evidence", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("evidence", "number"), name="a_page_of_evidence_is_read_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("key", models.CharField(default=cities.models.uploads.new_key, max_length=32, unique=True)),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uploads", to="cities.submission"
                    ),
                ),
                ("given_name", models.CharField(max_length=1000, verbose_name="file name")),
                ("length", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("offset", models.PositiveBigIntegerField(default=0, verbose_name="arrived bytes")),
                ("description", models.JSONField(verbose_name="description")),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.evidence",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("arriving", "Arriving"),
                            ("arrived", "Being put together"),
                            ("done", "Handed in"),
                            ("refused", "Refused"),
                        ],
                        default="arriving",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("reason_zh", models.TextField(blank=True, verbose_name="why it was refused (Chinese)")),
                ("reason_en", models.TextField(blank=True, verbose_name="why it was refused (English)")),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.evidence",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("begun_at", models.DateTimeField(auto_now_add=True, verbose_name="begun at")),
                ("touched_at", models.DateTimeField(auto_now_add=True, verbose_name="last part at")),
            ],
            options={
                "verbose_name": "upload",
                "verbose_name_plural": "uploads",
                "ordering": ["begun_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("offset__lte", models.F("length"))),
                        name="no_more_arrives_than_was_announced",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "arrived"), _negated=True),
                            ("offset", models.F("length")),
                            _connector="OR",
                        ),
                        name="an_arrived_upload_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("reason_zh", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_refused_upload_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PracticeFact",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="cities.submission",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="cities.evidence",
                        verbose_name="source",
                    ),
                ),
                ("pages", models.CharField(blank=True, max_length=200, verbose_name="pages of the source")),
                (
                    "practice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="facts",
                        to="cities.goodpractice",
                        verbose_name="case",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=100, verbose_name="what was measured")),
                (
                    "value",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="in the unit beside it",
                        max_digits=18,
                        null=True,
                        verbose_name="value",
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=40, verbose_name="unit")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1990),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="year",
                    ),
                ),
            ],
            options={
                "verbose_name": "fact of a case",
                "ordering": ["submission", "position", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("year", None), ("year__range", (1990, 2100)), _connector="OR"),
                        name="a_year_of_a_fact_makes_sense",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SupplementItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="cities.supplementrequest",
                    ),
                ),
                ("form", models.CharField(blank=True, max_length=4, verbose_name="form")),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rounds.indicator",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.evidence",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="what is missing")),
            ],
            options={
                "verbose_name": "item to be supplemented",
                "verbose_name_plural": "items to be supplemented",
                "ordering": ["request", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("evidence", None), ("indicator", None), models.Q(("form", ""), _negated=True)
                            ),
                            models.Q(("evidence", None), ("form", ""), ("indicator__isnull", False)),
                            models.Q(("evidence__isnull", False), ("form", ""), ("indicator", None)),
                            _connector="OR",
                        ),
                        name="an_item_names_one_thing",
                    ),
                    models.UniqueConstraint(
                        fields=("request", "form", "indicator", "evidence"),
                        name="an_item_is_named_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupplementExtension",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="cities.supplementrequest",
                    ),
                ),
                ("before", models.DateTimeField(verbose_name="due before")),
                ("due_at", models.DateTimeField(verbose_name="to be handed in by")),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "extended_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("extended_at", models.DateTimeField(auto_now_add=True, verbose_name="extended at")),
            ],
            options={
                "verbose_name": "extension",
                "verbose_name_plural": "extensions",
                "ordering": ["request", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="an_extension_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_at__gt", models.F("before"))), name="an_extension_gives_more_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UploadPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="cities.upload"
                    ),
                ),
                ("offset", models.PositiveBigIntegerField()),
                ("size", models.PositiveBigIntegerField()),
                ("file", models.FileField(max_length=200, upload_to=cities.models.uploads.part_key)),
            ],
            options={
                "ordering": ["upload", "offset"],
                "constraints": [
                    models.UniqueConstraint(fields=("upload", "offset"), name="parts_follow_each_other"),
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="a_part_is_not_empty"),
                ],
            },
        ),
        migrations.AddField(
            model_name="submission",
            name="accepted_version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cities.submissionversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "accepted"), _negated=True),
                    ("accepted_version__isnull", False),
                    _connector="OR",
                ),
                name="an_accepted_submission_names_its_version",
            ),
        ),
    ]
