import django.contrib.postgres.fields
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import reviews.models.paper


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("cities", "0001_initial"),
        ("rounds", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Advice",
            fields=[
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="advice",
                        serialize=False,
                        to="rounds.round",
                    ),
                ),
                ("scores_version", models.BigIntegerField(verbose_name="scores version")),
                ("content", models.BinaryField()),
                ("built_at", models.DateTimeField(auto_now=True, verbose_name="built at")),
                ("milliseconds", models.PositiveIntegerField(verbose_name="milliseconds it took")),
            ],
            options={
                "verbose_name": "advice",
                "verbose_name_plural": "advice",
            },
        ),
        migrations.CreateModel(
            name="Expert",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expert",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                ("employer", models.CharField(max_length=150, verbose_name="employer")),
                (
                    "employer_city",
                    models.ForeignKey(
                        blank=True,
                        help_text="a bureau or institute of a pilot city: the expert is recused from it",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.city",
                        verbose_name="employer belongs to the city",
                    ),
                ),
                (
                    "employer_province",
                    models.ForeignKey(
                        blank=True,
                        help_text="the expert is recused from all of the province's cities",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.province",
                        verbose_name="employer is the authority of the province",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=80, verbose_name="title")),
                (
                    "main_domain",
                    models.ForeignKey(
                        blank=True,
                        help_text="where the expert fits best; empty: all alike",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rounds.domain",
                        verbose_name="main domain",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        blank=True,
                        help_text="cities there fit less well; nothing is closed by it",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.province",
                        verbose_name="province of the employer",
                    ),
                ),
                ("languages", models.CharField(blank=True, max_length=120, verbose_name="languages")),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="of one round; one city in one domain counts as one. Empty: as the round has it",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5000),
                        ],
                        verbose_name="highest load",
                    ),
                ),
                (
                    "domains",
                    models.ManyToManyField(related_name="experts", to="rounds.domain", verbose_name="domains"),
                ),
            ],
            options={
                "verbose_name": "expert",
                "verbose_name_plural": "experts",
                "ordering": ["user__full_name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("capacity", None), ("capacity__gte", 1), _connector="OR"),
                        name="a_highest_load_is_at_least_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ApprovedComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approved_comments",
                        to="cities.submission",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rounds.area"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("comment", models.TextField(blank=True, verbose_name="comment")),
                ("suggestion", models.TextField(blank=True, verbose_name="suggestion")),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("approved_at", models.DateTimeField(auto_now_add=True, verbose_name="approved at")),
            ],
            options={
                "verbose_name": "approved comment",
                "verbose_name_plural": "approved comments",
                "ordering": ["submission", "area__position", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("submission", "area", "number"), name="an_approved_comment_has_its_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="approved_comments_are_numbered_from_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssignmentRules",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignment_rules",
                        to="rounds.round",
                    ),
                ),
                (
                    "highest_load",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="for experts without a highest load of their own; empty: no limit",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5000),
                        ],
                        verbose_name="highest load",
                    ),
                ),
                (
                    "lowest_load",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(5000)],
                        verbose_name="lowest load",
                    ),
                ),
                ("even_loads", models.BooleanField(default=True, verbose_name="loads as even as possible")),
                (
                    "one_of_a_province",
                    models.BooleanField(
                        default=False, verbose_name="at most one expert of a province for each city and domain"
                    ),
                ),
                (
                    "raise_lowest",
                    models.BooleanField(
                        default=False,
                        help_text="the worst-served city gains, the rest lose a little",
                        verbose_name="raise the lowest match",
                    ),
                ),
                ("seed", models.BigIntegerField(blank=True, null=True, verbose_name="public seed")),
                ("seed_drawn_at", models.DateTimeField(blank=True, null=True, verbose_name="seed drawn at")),
                (
                    "seed_drawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "anchors",
                    models.ManyToManyField(
                        blank=True,
                        help_text="at most three, marked by every able expert: they tie panels together",
                        related_name="+",
                        to="cities.city",
                        verbose_name="anchor cities",
                    ),
                ),
            ],
            options={
                "verbose_name": "rules of assignment",
                "verbose_name_plural": "rules of assignment",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("highest_load", None),
                            models.Q(("highest_load__gte", models.F("lowest_load")), ("highest_load__gte", 1)),
                            _connector="OR",
                        ),
                        name="the_highest_load_is_not_below_the_lowest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seed", None), ("seed_drawn_at", None), ("seed_drawn_by", None)),
                            models.Q(
                                ("seed__gte", 0),
                                ("seed_drawn_at__isnull", False),
                                ("seed_drawn_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_drawn_seed_says_when_and_by_whom",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssignmentRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignment_runs",
                        to="rounds.round",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("anew", "Anew"), ("top_up", "Top-up")], max_length=8, verbose_name="kind"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Not done"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("read", "Reading experts, cities and recusals"),
                            ("solve", "Solving and proving"),
                            ("levers", "Working out what would mend the gaps"),
                            ("store", "Storing the draft"),
                        ],
                        max_length=8,
                        verbose_name="step",
                    ),
                ),
                ("seed", models.BigIntegerField(blank=True, null=True, verbose_name="public seed")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="asked at")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished at")),
                ("problem", models.TextField(blank=True, verbose_name="why not")),
                ("question_sha256", models.CharField(blank=True, max_length=64)),
                ("outcome", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "verbose_name": "solving of the assignment",
                "verbose_name_plural": "solvings of the assignment",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at", None), ("state__in", ["waiting", "running"])),
                            models.Q(("finished_at__isnull", False), ("problem", ""), ("state", "done")),
                            models.Q(
                                ("finished_at__isnull", False),
                                ("state", "failed"),
                                models.Q(("problem", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_finished_solving_says_when_and_why_not",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Calibration",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="calibration", to="rounds.round"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "Being prepared"),
                            ("first", "First marks"),
                            ("discussion", "Discussion"),
                            ("second", "Second marks"),
                            ("closed", "Closed"),
                        ],
                        default="prepared",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="made at")),
            ],
            options={
                "verbose_name": "calibration exercise",
                "verbose_name_plural": "calibration exercises",
            },
        ),
        migrations.CreateModel(
            name="GradeCap",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grade_caps", to="rounds.round"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grade_caps",
                        to="cities.submission",
                    ),
                ),
                (
                    "highest",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Not qualified"), (2, "Qualified"), (3, "Good")], verbose_name="highest grade"
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "document",
                    models.CharField(help_text="title, number and date", max_length=200, verbose_name="document"),
                ),
                (
                    "capped_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("capped_at", models.DateTimeField(auto_now_add=True, verbose_name="capped at")),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("lifted_because", models.TextField(blank=True, verbose_name="lifted because")),
                ("from_version", models.BigIntegerField()),
                ("to_version", models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "cap of a grade",
                "verbose_name_plural": "caps of grades",
                "ordering": ["round", "submission", "from_version"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("to_version", None)),
                        fields=("submission",),
                        name="one_cap_of_a_city_is_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True), models.Q(("document", ""), _negated=True)
                        ),
                        name="a_cap_has_reason_and_document",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="rounds.round"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="cities.submission"
                    ),
                ),
                (
                    "domain",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rounds.domain",
                    ),
                ),
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
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waits for a further expert"),
                            ("further", "Further expert is scoring"),
                            ("reasons", "Experts give reasons"),
                            ("chair", "Waits for the chair"),
                            ("signing", "Waits for the second signature"),
                            ("settled", "Settled"),
                            ("converged", "Converged"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("opened_at", models.DateTimeField(auto_now_add=True, verbose_name="opened at")),
                ("opened_version", models.BigIntegerField(verbose_name="opened by version")),
                (
                    "no_further_because",
                    models.CharField(blank=True, max_length=500, verbose_name="why no further expert"),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
            ],
            options={
                "verbose_name": "case",
                "verbose_name_plural": "cases",
                "ordering": ["round", "submission__city__gb_code", "domain", "indicator"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["settled", "converged"]), _negated=True),
                        fields=("submission", "domain", "indicator"),
                        name="one_case_is_open_for_a_divergence",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("domain__isnull", False), ("indicator__isnull", False), _connector="OR"
                        ),
                        name="a_case_is_about_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state__in", ["settled", "converged"])),
                            models.Q(
                                models.Q(("state__in", ["settled", "converged"]), _negated=True),
                                ("closed_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="a_closed_case_has_its_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExpertDraw",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="draws", to="rounds.round"
                    ),
                ),
                ("seed", models.CharField(max_length=100, verbose_name="public seed")),
                (
                    "seed_source",
                    models.CharField(blank=True, max_length=200, verbose_name="where the seed comes from"),
                ),
                ("seats", models.JSONField(verbose_name="experts wanted")),
                ("spares", models.PositiveSmallIntegerField(verbose_name="spares for each domain")),
                ("pool", models.JSONField(verbose_name="drawn from")),
                ("drawn", models.JSONField(verbose_name="order of the lots")),
                ("result_sha256", models.CharField(max_length=64)),
                (
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("drawn_at", models.DateTimeField(auto_now_add=True, verbose_name="drawn at")),
            ],
            options={
                "verbose_name": "draw of experts",
                "verbose_name_plural": "draws of experts",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("seed", ""), _negated=True), name="a_draw_of_experts_has_a_seed"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderDraw",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="order_draws", to="rounds.round"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("seed", models.CharField(max_length=100, verbose_name="public seed")),
                ("seed_source", models.CharField(max_length=200, verbose_name="where the seed comes from")),
                ("reason", models.TextField(blank=True, verbose_name="why it was drawn again")),
                ("inputs", models.JSONField()),
                ("outcome", models.JSONField()),
                (
                    "sha256",
                    models.CharField(help_text="of seed, inputs and outcome in canonical JSON", max_length=64),
                ),
                (
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("drawn_at", models.DateTimeField(auto_now_add=True, verbose_name="drawn at")),
            ],
            options={
                "verbose_name": "drawing of lots",
                "verbose_name_plural": "drawings of lots",
                "ordering": ["round", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "number"), name="a_drawing_has_its_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seed", ""), _negated=True), models.Q(("seed_source", ""), _negated=True)
                        ),
                        name="a_drawing_names_its_seed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number", 1), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="drawing_again_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SheetLayout",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rounds.round"
                    ),
                ),
                (
                    "indicator_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("round", "indicator_ids"), name="a_layout_is_stored_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RankingState",
            fields=[
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="ranking_state",
                        serialize=False,
                        to="rounds.round",
                    ),
                ),
                ("requested", models.BigIntegerField(default=0)),
                ("built", models.BigIntegerField(default=0)),
                ("frozen", models.BooleanField(default=False, verbose_name="frozen")),
                ("behind_since", models.DateTimeField(blank=True, null=True, verbose_name="behind since")),
                ("cause", models.CharField(blank=True, max_length=200, verbose_name="cause")),
                ("cases_version", models.BigIntegerField(db_default=0, default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("built__lte", models.F("requested"))),
                        name="nothing_is_built_before_it_is_asked_for",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RankingSnapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="snapshots", to="rounds.round"
                    ),
                ),
                ("scores_version", models.BigIntegerField(verbose_name="scores version")),
                ("policy_sha256", models.CharField(max_length=64)),
                ("system_sha256", models.CharField(max_length=64)),
                ("inputs_sha256", models.CharField(max_length=64)),
                ("cause", models.CharField(blank=True, max_length=200, verbose_name="cause")),
                ("ranked_count", models.PositiveIntegerField(verbose_name="cities ranked")),
                ("city_count", models.PositiveIntegerField(verbose_name="cities")),
                ("sheet_count", models.PositiveIntegerField(verbose_name="sheets that count")),
                ("standings", models.BinaryField()),
                ("ranks", models.BinaryField()),
                ("findings", models.JSONField(default=list, verbose_name="findings")),
                ("started_at", models.DateTimeField(verbose_name="started at")),
                ("finished_at", models.DateTimeField(verbose_name="finished at")),
                ("worker", models.CharField(max_length=120, verbose_name="worker")),
            ],
            options={
                "verbose_name": "ranking snapshot",
                "verbose_name_plural": "ranking snapshots",
                "ordering": ["round", "-scores_version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("round", "scores_version"), name="one_version_has_one_snapshot"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="cities.submissionversion",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rounds.indicator"
                    ),
                ),
                (
                    "points",
                    models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name="computed points"),
                ),
                ("applies", models.BooleanField(default=True, verbose_name="applies")),
                ("is_flagged", models.BooleanField(default=False, verbose_name="to be looked at")),
                ("computed", models.JSONField(verbose_name="arithmetic")),
                ("sha256", models.CharField(max_length=64)),
                ("basis_sha256", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "proposed value",
                "verbose_name_plural": "proposed values",
                "ordering": ["version", "indicator__position"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "indicator"), name="one_proposal_for_a_version"),
                    models.CheckConstraint(
                        condition=models.Q(("points", None), ("points__gte", 0), _connector="OR"),
                        name="proposed_points_are_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verifications",
                        to="cities.submission",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rounds.indicator"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("accepted", "accepted as computed"),
                            ("corrected", "corrected"),
                            ("entered", "entered by hand"),
                        ],
                        default="entered",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("points", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="computed points")),
                ("applies", models.BooleanField(default=True, verbose_name="applies")),
                ("source", models.TextField(blank=True, verbose_name="source and arithmetic")),
                ("computed", models.JSONField(blank=True, default=dict, verbose_name="arithmetic")),
                ("computed_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "material_version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.submissionversion",
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("verified_at", models.DateTimeField(verbose_name="verified at")),
                ("from_version", models.BigIntegerField()),
                ("to_version", models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "verification",
                "verbose_name_plural": "verifications",
                "ordering": ["submission", "indicator__position", "from_version"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("to_version", None)),
                        fields=("submission", "indicator"),
                        name="one_verification_counts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("points__gte", 0), models.Q(("applies", True), ("points", 0), _connector="OR")
                        ),
                        name="verified_points_fit_what_applies",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", ""), _negated=True),
                            models.Q(("kind", "accepted"), models.Q(("computed_sha256", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_verification_names_its_source",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PastTie",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ties", to="reviews.expert"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("employed", "Employed"),
                            ("paid", "Paid work or advice"),
                            ("seat", "Seat or shareholding"),
                            ("other", "Other tie"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("organisation", models.CharField(max_length=150, verbose_name="organisation")),
                (
                    "city",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.city",
                        verbose_name="of the city",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.province",
                        verbose_name="authority of the province",
                    ),
                ),
                ("from_year", models.PositiveSmallIntegerField(verbose_name="from year")),
                (
                    "to_year",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="empty: still", null=True, verbose_name="to year"
                    ),
                ),
            ],
            options={
                "verbose_name": "past tie",
                "verbose_name_plural": "past ties",
                "ordering": ["expert", "-from_year", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("expert", "organisation", "kind", "from_year"), name="a_past_tie_is_entered_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("organisation", ""), _negated=True),
                        name="a_past_tie_names_the_organisation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_year__range", (1950, 2100)),
                            models.Q(("to_year", None), ("to_year__gte", models.F("from_year")), _connector="OR"),
                        ),
                        name="a_past_tie_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PanelMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="panel", to="rounds.round"
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="panels", to="reviews.expert"
                    ),
                ),
                ("weight", models.PositiveSmallIntegerField(default=1, verbose_name="weight")),
                ("pledged_at", models.DateTimeField(blank=True, null=True, verbose_name="pledge signed at")),
                ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="left at")),
                ("left_because", models.CharField(blank=True, max_length=500, verbose_name="left because")),
                (
                    "replaced_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reviews.expert",
                        verbose_name="replaced by",
                    ),
                ),
            ],
            options={
                "verbose_name": "panel member",
                "verbose_name_plural": "panel members",
                "ordering": ["round", "expert"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "expert"), name="an_expert_is_in_a_panel_once"),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 1)), name="a_weight_is_at_least_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("left_at", None), ("left_because", ""), ("replaced_by", None)),
                            models.Q(("left_at__isnull", False), models.Q(("left_because", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="who_left_the_panel_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecusalOverride",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recusal_overrides",
                        to="rounds.round",
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recusal_overrides",
                        to="reviews.expert",
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="asked at")),
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
                ("is_granted", models.BooleanField(blank=True, null=True, verbose_name="granted")),
            ],
            options={
                "verbose_name": "override of recusals",
                "verbose_name_plural": "overrides of recusals",
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="an_override_of_recusals_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="an_override_of_recusals_needs_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("is_granted", None)),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("is_granted__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_decided_override_says_when_and_by_whom",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)),
                        fields=("round", "expert", "city"),
                        name="one_override_of_a_pair_is_asked_for_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="rounds.round"
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="reviews.expert",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="cities.submission",
                    ),
                ),
                (
                    "domain",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rounds.domain",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="further",
                        to="reviews.case",
                        verbose_name="for the case",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("deployed", "Deployed")],
                        default="draft",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "is_pinned",
                    models.BooleanField(
                        default=False, help_text="stays when the draft is made anew", verbose_name="pinned"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        help_text="the solving that proposed it; empty: by hand",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="reviews.assignmentrun",
                        verbose_name="proposed by",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="made at")),
                ("deployed_at", models.DateTimeField(blank=True, null=True, verbose_name="deployed at")),
            ],
            options={
                "verbose_name": "assignment",
                "verbose_name_plural": "assignments",
                "ordering": ["round", "submission__city__gb_code", "expert"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("case", None)),
                        fields=("round", "expert", "submission"),
                        name="an_expert_scores_a_city_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("case__isnull", False)),
                        fields=("case",),
                        name="a_case_has_one_further_expert",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deployed_at", None), ("state", "draft")),
                            models.Q(("deployed_at__isnull", False), ("state", "deployed")),
                            _connector="OR",
                        ),
                        name="a_deployed_assignment_has_its_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptOut",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kept_out", to="rounds.round"
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kept_out", to="reviews.expert"
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="since")),
            ],
            options={
                "verbose_name": "pair kept out",
                "verbose_name_plural": "pairs kept out",
                "constraints": [
                    models.UniqueConstraint(fields=("round", "expert", "city"), name="a_pair_is_kept_out_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AnchorDossier",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "calibration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers",
                        to="reviews.calibration",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.submissionversion",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
            ],
            options={
                "verbose_name": "anchor dossier",
                "verbose_name_plural": "anchor dossiers",
                "ordering": ["calibration", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("calibration", "version"), name="a_dossier_is_an_anchor_once"),
                    models.UniqueConstraint(fields=("calibration", "position"), name="anchors_stand_in_an_order"),
                    models.CheckConstraint(
                        condition=models.Q(("position__range", (1, 3))), name="three_anchors_at_most"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseOpinion",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="opinions", to="reviews.case"
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reviews.expert"
                    ),
                ),
                ("keeps", models.BooleanField(verbose_name="keeps the marks")),
                ("reason", models.TextField(verbose_name="reason")),
                ("given_at", models.DateTimeField(auto_now_add=True, verbose_name="given at")),
            ],
            options={
                "verbose_name": "opinion on a case",
                "verbose_name_plural": "opinions on cases",
                "ordering": ["case", "given_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "expert"), name="an_expert_answers_a_case_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="an_opinion_says_why"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="settlements", to="reviews.case"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rounds.indicator"
                    ),
                ),
                ("points", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="points")),
                (
                    "marks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), size=None, verbose_name="marks it replaces"
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "settled_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("settled_at", models.DateTimeField(auto_now_add=True, verbose_name="settled at")),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="signed at")),
                ("from_version", models.BigIntegerField(blank=True, null=True)),
                ("lapsed_at", models.DateTimeField(blank=True, null=True, verbose_name="lapsed at")),
            ],
            options={
                "verbose_name": "settlement",
                "verbose_name_plural": "settlements",
                "ordering": ["case", "indicator", "settled_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lapsed_at", None)),
                        fields=("case", "indicator"),
                        name="a_case_settles_an_indicator_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="a_settlement_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("signed_by", models.F("settled_by")), _negated=True),
                        name="two_persons_settle",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("points__gte", 0)), name="settled_points_are_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PanelInvitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panel_invitations",
                        to="rounds.round",
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panel_invitations",
                        to="reviews.expert",
                    ),
                ),
                (
                    "draw",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="reviews.expertdraw",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("invited_at", models.DateTimeField(auto_now_add=True, verbose_name="invited at")),
                ("answer_by", models.DateTimeField(verbose_name="answer until")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("accepted", "Accepted"), ("declined", "Declined")],
                        max_length=8,
                        verbose_name="answer",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
            ],
            options={
                "verbose_name": "invitation into a panel",
                "verbose_name_plural": "invitations into panels",
                "ordering": ["-invited_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None)),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="an_answered_panel_invitation_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "declined"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_declined_panel_invitation_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer", ""), ("withdrawn_at", None), _connector="OR"),
                        name="a_panel_invitation_ends_in_one_way",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("answer", ""), ("withdrawn_at", None)),
                        fields=("round", "expert"),
                        name="an_expert_is_asked_into_a_panel_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OnsiteSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="onsite_sessions",
                        to="rounds.round",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name of the session")),
                ("room", models.CharField(max_length=60, verbose_name="room")),
                ("starts_at", models.DateTimeField(verbose_name="begins")),
                ("places", models.PositiveSmallIntegerField(default=10, verbose_name="cities at most")),
                (
                    "talk_minutes",
                    models.PositiveSmallIntegerField(default=12, verbose_name="minutes for the talk"),
                ),
                (
                    "question_minutes",
                    models.PositiveSmallIntegerField(default=8, verbose_name="minutes for questions"),
                ),
                (
                    "change_minutes",
                    models.PositiveSmallIntegerField(default=2, verbose_name="minutes between two cities"),
                ),
                (
                    "quorum",
                    models.CharField(
                        choices=[
                            ("half", "half of the city's experts"),
                            ("two_thirds", "two thirds of the city's experts"),
                            ("all", "all of the city's experts"),
                        ],
                        default="two_thirds",
                        max_length=10,
                        verbose_name="quorum",
                    ),
                ),
                ("files_lock_at", models.DateTimeField(verbose_name="presentation files lock")),
                (
                    "revision_closes_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="revision of these cities closes"),
                ),
                ("remarks", models.TextField(blank=True, verbose_name="remarks for the minutes")),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "experts",
                    models.ManyToManyField(
                        related_name="onsite_sessions", to="reviews.expert", verbose_name="experts who sit here"
                    ),
                ),
            ],
            options={
                "verbose_name": "session of presentations",
                "verbose_name_plural": "sessions of presentations",
                "ordering": ["round", "starts_at", "room", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "name"), name="a_session_has_a_name_of_its_own"),
                    models.UniqueConstraint(
                        fields=("round", "room", "starts_at"), name="a_room_holds_one_session_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("places__gte", 1), ("question_minutes__gte", 0), ("talk_minutes__gte", 1)
                        ),
                        name="a_session_has_time_and_places",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("files_lock_at__lte", models.F("starts_at"))),
                        name="files_lock_before_the_session_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revision_closes_at", None),
                            ("revision_closes_at__gt", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="revision_closes_after_the_session_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="cities.submission",
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="questions", to="reviews.expert"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rounds.indicator",
                    ),
                ),
                ("text", models.TextField(verbose_name="question")),
                ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="asked at")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "With the secretariat"),
                            ("passed", "With the city"),
                            ("answered", "Answered"),
                            ("declined", "Not passed on"),
                        ],
                        default="asked",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("passed_text", models.TextField(blank=True, verbose_name="question as passed on")),
                ("declined_because", models.TextField(blank=True, verbose_name="not passed on because")),
                (
                    "handled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("handled_at", models.DateTimeField(null=True, verbose_name="handled at")),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
            ],
            options={
                "verbose_name": "question to a city",
                "verbose_name_plural": "questions to cities",
                "ordering": ["asked_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="a_question_to_a_city_has_words"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handled_at", None), ("handled_by", None), ("state", "asked")),
                            models.Q(
                                models.Q(("state", "asked"), _negated=True),
                                ("handled_at__isnull", False),
                                ("handled_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_handled_question_says_by_whom_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("declined_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_declined_question_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["passed", "answered"]), _negated=True),
                            models.Q(("passed_text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_passed_question_has_words_for_the_city",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                ("state", "answered"),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "answered"), _negated=True),
                                ("answer", ""),
                                ("answered_at", None),
                                ("answered_by", None),
                            ),
                            _connector="OR",
                        ),
                        name="an_answered_question_says_by_whom_and_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Result",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="results", to="rounds.round"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reviews.rankingsnapshot"
                    ),
                ),
                (
                    "frozen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("frozen_at", models.DateTimeField(auto_now_add=True, verbose_name="frozen at")),
            ],
            options={
                "verbose_name": "frozen result",
                "verbose_name_plural": "frozen results",
                "ordering": ["round", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "number"), name="a_result_has_its_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="Doubt",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="doubts", to="cities.submission"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rounds.indicator"
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="doubts", to="reviews.expert"
                    ),
                ),
                ("text", models.TextField(verbose_name="what is doubtful")),
                ("raised_at", models.DateTimeField(auto_now_add=True, verbose_name="raised at")),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
            ],
            options={
                "verbose_name": "doubt about a computed value",
                "verbose_name_plural": "doubts about computed values",
                "ordering": ["raised_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)),
                        fields=("submission", "indicator", "expert"),
                        name="an_expert_has_one_open_doubt_about_a_value",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                            models.Q(
                                ("answered_at__gte", models.F("raised_at")),
                                ("answered_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_answered_doubt_says_who_when_and_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="a_doubt_has_words"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recusal",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recusals", to="rounds.round"
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recusals", to="reviews.expert"
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recusals", to="cities.city"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("employer", "Works for the city"),
                            ("province", "Works for the province's authority"),
                            ("tie", "Past tie within three years"),
                            ("compiled", "Compiled the city's plan or inventory"),
                            ("declared", "Declared by the expert"),
                            ("secretariat", "Entered by the secretariat"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        help_text="what it was found in: register, form, document",
                        max_length=300,
                        verbose_name="source",
                    ),
                ),
                (
                    "override",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lifted",
                        to="reviews.recusaloverride",
                        verbose_name="lifted by",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("entered_at", models.DateTimeField(auto_now_add=True, verbose_name="entered at")),
            ],
            options={
                "verbose_name": "recusal",
                "verbose_name_plural": "recusals",
                "ordering": ["round", "city", "expert"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("override", None)),
                        fields=("round", "expert", "city", "kind"),
                        name="a_recusal_is_entered_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="a_recusal_says_why"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appraisal",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraisals",
                        to="reviews.assignment",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("comments", models.JSONField(default=dict, verbose_name="comments")),
                ("problem_note", models.TextField(blank=True, verbose_name="what the problems show in")),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("saved_at", models.DateTimeField(auto_now_add=True, verbose_name="saved at")),
                (
                    "problems",
                    models.ManyToManyField(
                        related_name="appraisals", to="rounds.problem", verbose_name="common problems"
                    ),
                ),
            ],
            options={
                "verbose_name": "appraisal of a city",
                "verbose_name_plural": "appraisals of cities",
                "ordering": ["assignment", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("assignment", "number"), name="an_appraisal_has_its_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="AnchorSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="reviews.anchordossier",
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="anchor_sheets",
                        to="reviews.expert",
                    ),
                ),
                (
                    "attempt",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "before the discussion"), (2, "after the discussion")], verbose_name="attempt"
                    ),
                ),
                ("marks", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=0)),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="submitted at")),
            ],
            options={
                "verbose_name": "sheet of an anchor dossier",
                "verbose_name_plural": "sheets of anchor dossiers",
                "ordering": ["dossier", "expert", "attempt"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("dossier", "expert", "attempt"), name="an_anchor_is_marked_once_each_time"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="cities.submission",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="reviews.anchordossier",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("text", models.TextField(verbose_name="text")),
                ("said_at", models.DateTimeField(auto_now_add=True, verbose_name="said at")),
                ("mentioned", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "contribution to a discussion",
                "verbose_name_plural": "contributions to discussions",
                "ordering": ["said_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dossier__isnull", False), ("submission", None)),
                            models.Q(("dossier", None), ("submission__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_remark_is_about_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="a_remark_has_words"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Presentation",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="presentations",
                        to="reviews.onsitesession",
                    ),
                ),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="presentation",
                        to="cities.submission",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="place in the order")),
                ("talk_started_at", models.DateTimeField(blank=True, null=True, verbose_name="talk began")),
                (
                    "questions_started_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="questions began"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                ("talk_seconds", models.PositiveIntegerField(default=0, verbose_name="seconds of the talk")),
                (
                    "question_seconds",
                    models.PositiveIntegerField(default=0, verbose_name="seconds of the questions"),
                ),
            ],
            options={
                "verbose_name": "presentation",
                "verbose_name_plural": "presentations",
                "ordering": ["session", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("session", "position"),
                        name="one_city_speaks_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("position__gte", 1)), name="places_in_the_order_begin_with_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reveal",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reveal",
                        to="reviews.onsitesession",
                    ),
                ),
                (
                    "revealed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("revealed_at", models.DateTimeField(auto_now_add=True, verbose_name="revealed at")),
            ],
            options={
                "verbose_name": "reveal of marks",
                "verbose_name_plural": "reveals of marks",
            },
        ),
        migrations.CreateModel(
            name="Minutes",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minutes",
                        to="reviews.onsitesession",
                    ),
                ),
                ("content", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "closed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("closed_at", models.DateTimeField(auto_now_add=True, verbose_name="closed at")),
            ],
            options={
                "verbose_name": "minutes of a session",
                "verbose_name_plural": "minutes of sessions",
            },
        ),
        migrations.CreateModel(
            name="ScoreSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "assignment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheet", to="reviews.assignment"
                    ),
                ),
                (
                    "layout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reviews.sheetlayout"
                    ),
                ),
                (
                    "material_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.submissionversion",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("submitted", "Submitted"), ("returned", "Returned")],
                        default="draft",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("edit_version", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "score sheet",
                "verbose_name_plural": "score sheets",
            },
        ),
        migrations.CreateModel(
            name="EvidenceReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="reviews.assignment",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.evidence"
                    ),
                ),
                ("first_at", models.DateTimeField(auto_now_add=True, verbose_name="first read at")),
            ],
            options={
                "verbose_name": "reading of evidence",
                "verbose_name_plural": "readings of evidence",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assignment", "evidence"), name="a_reading_of_evidence_is_kept_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "result",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="correction", to="reviews.result"
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="asked at")),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="signed at")),
            ],
            options={
                "verbose_name": "correction of a result",
                "verbose_name_plural": "corrections of results",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="a_correction_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at", None), ("signed_by", None)),
                            models.Q(("signed_at__isnull", False), ("signed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_signature_has_its_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("signed_by", models.F("asked_by")), _negated=True),
                        name="two_persons_sign_a_correction",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SessionClock",
            fields=[
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="clock",
                        serialize=False,
                        to="reviews.onsitesession",
                    ),
                ),
                (
                    "presentation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reviews.presentation",
                    ),
                ),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("waiting", "Not begun"),
                            ("called", "Next city"),
                            ("talk", "Talk"),
                            ("questions", "Questions"),
                            ("break", "Between two cities"),
                            ("over", "Session over"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="phase",
                    ),
                ),
                ("running_since", models.DateTimeField(null=True)),
                ("elapsed_ms", models.PositiveBigIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("running_since", None), ("phase__in", ["talk", "questions"]), _connector="OR"
                        ),
                        name="the_clock_runs_only_in_talk_and_questions",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("phase__in", ["called", "talk", "questions"]), _negated=True),
                            ("presentation__isnull", False),
                            _connector="OR",
                        ),
                        name="the_clock_knows_who_speaks",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "presentation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendance",
                        to="reviews.presentation",
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attendance", to="reviews.expert"
                    ),
                ),
                ("is_present", models.BooleanField(verbose_name="present")),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("noted_at", models.DateTimeField(auto_now=True, verbose_name="noted at")),
            ],
            options={
                "verbose_name": "attendance",
                "verbose_name_plural": "attendance",
                "ordering": ["presentation", "expert"],
                "constraints": [
                    models.UniqueConstraint(fields=("presentation", "expert"), name="attendance_is_noted_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="OnsiteQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "presentation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="reviews.presentation",
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reviews.expert",
                    ),
                ),
                ("question", models.TextField(verbose_name="question")),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("noted_at", models.DateTimeField(auto_now_add=True, verbose_name="noted at")),
            ],
            options={
                "verbose_name": "question after a presentation",
                "verbose_name_plural": "questions after presentations",
                "ordering": ["presentation", "noted_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("question", ""), _negated=True), name="a_question_has_words"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="scores", to="reviews.scoresheet"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rounds.indicator"
                    ),
                ),
                (
                    "points",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="points"
                    ),
                ),
                ("unable", models.BooleanField(default=False, verbose_name="unable to judge")),
                ("comment", models.TextField(blank=True, verbose_name="comment")),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "score",
                "verbose_name_plural": "scores",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sheet", "indicator"), name="a_sheet_scores_an_indicator_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("points", None), models.Q(("points__gte", 0), ("unable", False)), _connector="OR"
                        ),
                        name="a_score_has_points_or_is_unable",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScoreSheetVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="reviews.scoresheet",
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        db_index=False,
                        help_text="the sheet's own, kept here so that a national round is read without joining its sheets",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reviews.assignment",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                (
                    "layout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reviews.sheetlayout"
                    ),
                ),
                (
                    "material_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.submissionversion",
                    ),
                ),
                ("points", models.BinaryField(verbose_name="points")),
                ("mask", models.BinaryField(verbose_name="mask")),
                ("comments", models.JSONField(help_text="by indicator code", verbose_name="comments")),
                (
                    "citations",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="pages by number of the evidence, by indicator code",
                        verbose_name="cited evidence",
                    ),
                ),
                ("policy_sha256", models.CharField(max_length=64)),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("submitted_at", models.DateTimeField(verbose_name="submitted at")),
                ("from_version", models.BigIntegerField()),
                ("to_version", models.BigIntegerField(blank=True, null=True)),
                (
                    "ended_because",
                    models.CharField(blank=True, max_length=200, verbose_name="ceased to count because"),
                ),
            ],
            options={
                "verbose_name": "signed score sheet",
                "verbose_name_plural": "signed score sheets",
                "ordering": ["sheet", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("sheet", "number"), name="sheet_version_number_is_unique"),
                    models.UniqueConstraint(
                        condition=models.Q(("to_version", None)),
                        fields=("sheet",),
                        name="one_version_of_a_sheet_counts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_because", ""), ("to_version", None)),
                            models.Q(
                                ("to_version__gt", models.F("from_version")),
                                models.Q(("ended_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_version_ends_after_it_began_and_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SheetReopening",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reopenings",
                        to="reviews.scoresheet",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("arithmetic", "Arithmetic is wrong"),
                            ("out_of_range", "A mark is out of range"),
                            ("objective_cells", "Marks for something objective differ"),
                            ("extreme", "Extremely high or low, confirmed by the panel"),
                        ],
                        max_length=16,
                        verbose_name="reason",
                    ),
                ),
                ("because", models.TextField(verbose_name="what exactly")),
                ("after_number", models.PositiveSmallIntegerField(verbose_name="after version")),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("opened_at", models.DateTimeField(auto_now_add=True, verbose_name="opened at")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
            ],
            options={
                "verbose_name": "reopening of a score sheet",
                "verbose_name_plural": "reopenings of score sheets",
                "ordering": ["opened_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("sheet",),
                        name="a_sheet_is_reopened_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("because", ""), _negated=True), name="a_reopening_says_what_exactly"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at", None), ("closed_at__gte", models.F("opened_at")), _connector="OR"
                        ),
                        name="a_reopening_closes_after_it_opened",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScoreCitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "score",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="citations", to="reviews.score"
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.evidence"
                    ),
                ),
                ("pages", models.CharField(blank=True, max_length=60, verbose_name="pages")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("score", "evidence"), name="a_score_cites_evidence_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper_sheets",
                        to="reviews.assignment",
                    ),
                ),
                ("entries", models.JSONField(verbose_name="entries")),
                ("scan", models.FileField(max_length=200, upload_to=reviews.models.paper.scan_key)),
                ("scan_name", models.CharField(max_length=255, verbose_name="file name")),
                ("scan_type", models.CharField(max_length=100, verbose_name="type")),
                ("scan_sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("entered_at", models.DateTimeField(auto_now_add=True, verbose_name="entered at")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                ("refused_because", models.TextField(blank=True, verbose_name="sent back because")),
                (
                    "version",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper",
                        to="reviews.scoresheetversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "paper sheet",
                "verbose_name_plural": "paper sheets",
                "ordering": ["entered_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)),
                        fields=("assignment",),
                        name="one_paper_sheet_waits_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None)),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_decided_paper_sheet_says_by_whom_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="a_second_person_compares_a_paper_sheet",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("refused_because", ""), ("version", None)),
                            models.Q(
                                ("decided_at__isnull", False), ("refused_because", ""), ("version__isnull", False)
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("version", None),
                                models.Q(("refused_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_compared_paper_sheet_became_a_version_or_says_why_not",
                    ),
                ],
            },
        ),
    ]
