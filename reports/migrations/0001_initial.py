import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("cities", "0001_initial"),
        ("reviews", "0001_initial"),
        ("rounds", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Archive",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="archives", to="reviews.result"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("done", "Sealed"), ("failed", "Failed")],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("file", models.CharField(blank=True, max_length=200)),
                ("size", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="size in bytes")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256 of the package")),
                (
                    "signer",
                    models.CharField(blank=True, max_length=64, verbose_name="fingerprint of the signing key"),
                ),
                ("error", models.TextField(blank=True, verbose_name="error")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="asked at")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished at")),
            ],
            options={
                "verbose_name": "archive package",
                "verbose_name_plural": "archive packages",
                "ordering": ["result", "-asked_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("result",),
                        name="one_package_of_a_result_is_made_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            models.Q(
                                models.Q(("file", ""), _negated=True),
                                models.Q(("sha256", ""), _negated=True),
                                ("finished_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_sealed_package_is_there",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportBuild",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report_builds",
                        to="rounds.round",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("public", "Public edition"),
                            ("ministry", "Edition for the ministry"),
                            ("letters", "Letters to the cities"),
                        ],
                        max_length=10,
                        verbose_name="edition",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("zh", "Chinese"), ("en", "English")],
                        default="zh",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reviews.result",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reviews.rankingsnapshot",
                    ),
                ),
                ("inputs_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("step", models.PositiveSmallIntegerField(default=0)),
                ("steps", models.PositiveSmallIntegerField(default=1)),
                ("findings", models.JSONField(default=list, verbose_name="findings")),
                ("error", models.TextField(blank=True, verbose_name="error")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="asked at")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished at")),
            ],
            options={
                "verbose_name": "build of the report",
                "verbose_name_plural": "builds of the report",
                "ordering": ["round", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "number"), name="a_build_has_its_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            models.Q(
                                ("finished_at__isnull", False), models.Q(("inputs_sha256", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="a_build_that_is_done_says_from_what",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report_cases",
                        to="cities.submission",
                    ),
                ),
                ("row", models.CharField(blank=True, editable=False, max_length=80)),
                (
                    "category",
                    models.CharField(
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
                        max_length=20,
                        verbose_name="part of the report",
                    ),
                ),
                ("title", models.CharField(max_length=100, verbose_name="title")),
                ("place", models.CharField(blank=True, max_length=100, verbose_name="place within the city")),
                ("text", models.TextField(verbose_name="text as printed")),
                (
                    "origin",
                    models.CharField(
                        choices=[("city", "the city's own form"), ("secretariat", "the secretariat")],
                        max_length=12,
                        verbose_name="nominated by",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("nominated", "Nominated"),
                            ("checked", "Facts checked"),
                            ("confirmed", "Confirmed by the city"),
                            ("selected", "In the report"),
                            ("dropped", "Not taken"),
                        ],
                        default="nominated",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("remark", models.TextField(blank=True, verbose_name="remark of the city")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("checked_against", models.TextField(blank=True, verbose_name="checked against")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed at")),
            ],
            options={
                "verbose_name": "case in the report",
                "verbose_name_plural": "cases in the report",
                "ordering": ["category", "position", "submission__city__gb_code", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("row", ""), _negated=True),
                        fields=("submission", "row"),
                        name="a_case_is_nominated_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="a_case_has_a_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["confirmed", "selected"]), _negated=True),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_case_in_the_report_was_confirmed_by_its_city",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["checked", "confirmed", "selected"]), _negated=True),
                            models.Q(
                                ("checked_by__isnull", False), models.Q(("checked_against", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="a_checked_case_says_against_what",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FactRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="cities.submission",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rounds.indicator",
                        verbose_name="indicator",
                    ),
                ),
                ("text", models.TextField(verbose_name="what is wrong, and why")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("filed", "Waits for a decision"),
                            ("upheld", "Upheld"),
                            ("rejected", "Not upheld"),
                        ],
                        default="filed",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("filed_at", models.DateTimeField(auto_now_add=True, verbose_name="filed at")),
                ("answer", models.TextField(blank=True, verbose_name="answer to the city")),
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
                ("used", models.TextField(verbose_name="fact that is used")),
                ("proposed", models.CharField(max_length=300, verbose_name="what it should be")),
                (
                    "evidence",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="cities.evidence", verbose_name="evidence"
                    ),
                ),
            ],
            options={
                "verbose_name": "correction of a fact",
                "verbose_name_plural": "corrections of facts",
                "ordering": ["submission__city__gb_code", "indicator__position", "filed_at"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "filed")),
                        fields=("submission", "indicator"),
                        name="one_fact_request_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""), ("decided_at", None), ("decided_by", None), ("state", "filed")
                            ),
                            models.Q(
                                models.Q(("state", "filed"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_decided_fact_request_says_by_whom_and_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="cities.submission",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rounds.indicator",
                        verbose_name="indicator",
                    ),
                ),
                ("text", models.TextField(verbose_name="what is wrong, and why")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("filed", "Waits for a decision"),
                            ("upheld", "Upheld"),
                            ("rejected", "Not upheld"),
                        ],
                        default="filed",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("filed_at", models.DateTimeField(auto_now_add=True, verbose_name="filed at")),
                ("answer", models.TextField(blank=True, verbose_name="answer to the city")),
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
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="objections", to="reviews.result"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fact", "A fact was overlooked"),
                            ("arithmetic", "The arithmetic is wrong"),
                            ("procedure", "The procedure was not kept"),
                            ("conflict", "An expert had a conflict of interest"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "effect",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("arithmetic", "Arithmetic is wrong"),
                            ("out_of_range", "A mark is out of range"),
                            ("objective_cells", "Marks for something objective differ"),
                            ("extreme", "Extremely high or low, confirmed by the panel"),
                        ],
                        max_length=16,
                        verbose_name="reason for the correction",
                    ),
                ),
                (
                    "evidence",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="cities.evidence", verbose_name="evidence"
                    ),
                ),
            ],
            options={
                "verbose_name": "objection",
                "verbose_name_plural": "objections",
                "ordering": ["submission__city__gb_code", "indicator__position", "filed_at"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("submission", "indicator", "kind"), name="a_city_objects_to_a_matter_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""), ("decided_at", None), ("decided_by", None), ("state", "filed")
                            ),
                            models.Q(
                                models.Q(("state", "filed"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_decided_objection_says_by_whom_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "upheld"), models.Q(("effect", ""), _negated=True)),
                            models.Q(models.Q(("state", "upheld"), _negated=True), ("effect", "")),
                            _connector="OR",
                        ),
                        name="an_upheld_objection_has_one_of_the_four_reasons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("filed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_decides_their_own_objection",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letter_comments",
                        to="cities.submission",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rounds.area"
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="comment")),
                ("is_approved", models.BooleanField(default=False, verbose_name="approved")),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "edited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("edited_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "comment in a letter",
                "verbose_name_plural": "comments in letters",
                "ordering": ["submission", "area__code"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("submission", "area"), name="a_letter_has_one_comment_an_area"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_approved", False),
                            models.Q(("approved_by__isnull", False), models.Q(("text", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_comment_is_approved_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatisticParameters",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statistic_parameters",
                        to="rounds.round",
                    ),
                ),
                ("values", models.JSONField(default=dict, verbose_name="values")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("set_at", models.DateTimeField(auto_now=True, verbose_name="set at")),
            ],
            options={
                "verbose_name": "parameters of the statistics",
                "verbose_name_plural": "parameters of the statistics",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="parameters_that_are_set_have_a_version"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnResults",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "result",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="own_results",
                        to="reviews.result",
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("released_at", models.DateTimeField(auto_now_add=True, verbose_name="released at")),
            ],
            options={
                "verbose_name": "results told to the cities",
                "verbose_name_plural": "results told to the cities",
            },
        ),
        migrations.CreateModel(
            name="Countersignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "result",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="countersignature",
                        to="reviews.result",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("signed_at", models.DateTimeField(auto_now_add=True, verbose_name="signed at")),
            ],
            options={
                "verbose_name": "countersignature",
                "verbose_name_plural": "countersignatures",
            },
        ),
        migrations.CreateModel(
            name="ReportSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report_settings",
                        to="rounds.round",
                    ),
                ),
                ("title_zh", models.CharField(max_length=100, verbose_name="title (Chinese)")),
                ("title_en", models.CharField(max_length=200, verbose_name="title (English)")),
                ("executor_zh", models.CharField(max_length=100, verbose_name="carried out by (Chinese)")),
                ("executor_en", models.CharField(max_length=200, verbose_name="carried out by (English)")),
                (
                    "dated",
                    models.DateField(
                        help_text="Printed in every file instead of today's date.",
                        verbose_name="date of the edition",
                    ),
                ),
                (
                    "city_order",
                    models.TextField(
                        blank=True,
                        help_text="Short names, one a line or separated by 、: these come first, the others by their codes.",
                        verbose_name="order of the cities",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "edited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("edited_at", models.DateTimeField(auto_now=True, verbose_name="edited at")),
            ],
            options={
                "verbose_name": "settings of the report",
                "verbose_name_plural": "settings of the report",
            },
        ),
        migrations.CreateModel(
            name="SectionText",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="section_texts",
                        to="rounds.round",
                    ),
                ),
                ("section", models.CharField(max_length=12, verbose_name="section")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("text_zh", models.TextField(blank=True, verbose_name="text (Chinese)")),
                ("text_en", models.TextField(blank=True, verbose_name="text (English)")),
                (
                    "edited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("edited_at", models.DateTimeField(auto_now_add=True, verbose_name="edited at")),
            ],
            options={
                "verbose_name": "text of a section",
                "verbose_name_plural": "texts of sections",
                "ordering": ["round", "section", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("round", "section", "number"), name="a_version_of_a_section_has_its_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="versions_of_a_section_begin_at_1"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BuildFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "build",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="reports.reportbuild"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("role", models.CharField(max_length=20)),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveIntegerField(verbose_name="bytes")),
                ("content", models.BinaryField()),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name": "file of a build",
                "verbose_name_plural": "files of builds",
                "ordering": ["build", "position", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=("build", "name"), name="a_build_names_each_file_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AcceptedFinding",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "build",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="accepted",
                        to="reports.reportbuild",
                    ),
                ),
                ("key", models.CharField(max_length=16)),
                ("words", models.TextField(verbose_name="why it may stand")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("accepted_at", models.DateTimeField(auto_now_add=True, verbose_name="accepted at")),
            ],
            options={
                "verbose_name": "accepted finding",
                "verbose_name_plural": "accepted findings",
                "constraints": [
                    models.UniqueConstraint(fields=("build", "key"), name="a_finding_is_accepted_once"),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="an_accepted_finding_says_why"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="publications", to="rounds.round"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                (
                    "result",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publication",
                        to="reviews.result",
                    ),
                ),
                (
                    "build",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="reports.reportbuild",
                        verbose_name="report",
                    ),
                ),
                ("content", models.JSONField(verbose_name="content")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("notice_until", models.DateField(verbose_name="public notice until")),
                ("contact", models.CharField(max_length=200, verbose_name="contact for remarks")),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("published_at", models.DateTimeField(auto_now_add=True, verbose_name="published at")),
                (
                    "final_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("final_at", models.DateTimeField(blank=True, null=True, verbose_name="final since")),
            ],
            options={
                "verbose_name": "publication",
                "verbose_name_plural": "publications",
                "ordering": ["round", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "number"), name="a_publication_has_its_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("final_at", None), ("final_by", None)),
                            models.Q(("final_at__gt", models.F("published_at")), ("final_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_result_is_final_after_its_publication",
                    ),
                ],
            },
        ),
    ]
