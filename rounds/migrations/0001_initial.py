import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.bilingual
import rounds.models.rounds


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Domain",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("code", models.SlugField(unique=True, verbose_name="code")),
                ("name_zh", models.CharField(max_length=40, unique=True, verbose_name="Chinese name")),
                ("name_en", models.CharField(max_length=80, verbose_name="English name")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "domain",
                "verbose_name_plural": "domains",
                "ordering": ["position", "code"],
            },
            bases=(accounts.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="IndicatorSystem",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name_zh", models.CharField(max_length=100, verbose_name="Chinese name")),
                ("name_en", models.CharField(max_length=150, verbose_name="English name")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                (
                    "is_official",
                    models.BooleanField(
                        default=False,
                        help_text="Unless ticked, every page with its points says that they are our default and not official.",
                        verbose_name="points are official",
                    ),
                ),
                ("source_zh", models.TextField(blank=True, verbose_name="source (Chinese)")),
                ("source_en", models.TextField(blank=True, verbose_name="source (English)")),
                (
                    "frozen_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="frozen at"),
                ),
                ("sha256", models.CharField(blank=True, editable=False, max_length=64, verbose_name="SHA-256")),
            ],
            options={
                "verbose_name": "indicator system",
                "verbose_name_plural": "indicator systems",
                "ordering": ["name_zh", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("name_zh", "version"), name="a_system_has_each_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("frozen_at", None), ("sha256", "")),
                            models.Q(("frozen_at__isnull", False), models.Q(("sha256", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_frozen_system_has_its_hash",
                    ),
                ],
            },
            bases=(accounts.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="Area",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="areas",
                        to="rounds.indicatorsystem",
                        verbose_name="indicator system",
                    ),
                ),
                ("code", models.CharField(max_length=4, verbose_name="code")),
                ("name_zh", models.CharField(max_length=60, verbose_name="Chinese name")),
                ("name_en", models.CharField(max_length=120, verbose_name="English name")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "area",
                "verbose_name_plural": "areas",
                "ordering": ["position", "code"],
                "constraints": [
                    models.UniqueConstraint(fields=("system", "code"), name="an_area_code_is_unique_in_its_system")
                ],
            },
            bases=(accounts.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="in the address of its pages, such as 2023", unique=True, verbose_name="address"
                    ),
                ),
                ("name_zh", models.CharField(max_length=100, verbose_name="Chinese name")),
                ("name_en", models.CharField(max_length=150, verbose_name="English name")),
                ("review_start", models.PositiveSmallIntegerField(verbose_name="review period from")),
                ("review_end", models.PositiveSmallIntegerField(verbose_name="review period to")),
                ("previous_start", models.PositiveSmallIntegerField(verbose_name="previous period from")),
                ("previous_end", models.PositiveSmallIntegerField(verbose_name="previous period to")),
                (
                    "epsilon",
                    models.DecimalField(
                        decimal_places=4,
                        default=0,
                        help_text="a yearly rate up to +ε counts as stable, such as 0.005",
                        max_digits=6,
                        verbose_name="ε",
                    ),
                ),
                (
                    "reference_targets",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="used where a city has no target, by series",
                        verbose_name="reference targets",
                    ),
                ),
                (
                    "indicator_system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="rounds.indicatorsystem",
                        verbose_name="indicator system",
                    ),
                ),
                (
                    "policy",
                    models.JSONField(
                        default=rounds.models.rounds.default_policy, verbose_name="reconciliation policy"
                    ),
                ),
                (
                    "policy_frozen_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="policy frozen at"),
                ),
                (
                    "opened_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="opened at"),
                ),
                ("call_zh", models.TextField(blank=True, verbose_name="call notice (Chinese)")),
                ("call_en", models.TextField(blank=True, verbose_name="call notice (English)")),
                (
                    "contact_name",
                    models.CharField(blank=True, max_length=100, verbose_name="contact of the secretariat"),
                ),
                (
                    "contact_phone",
                    models.CharField(blank=True, max_length=40, verbose_name="telephone of the contact"),
                ),
                (
                    "estimated_hours",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="told to cities beforehand",
                        null=True,
                        verbose_name="estimated hours to fill in",
                    ),
                ),
                ("paused_because_zh", models.TextField(blank=True, verbose_name="paused because (Chinese)")),
                ("paused_because_en", models.TextField(blank=True, verbose_name="paused because (English)")),
                ("pause_announced", models.BooleanField(default=False, editable=False)),
                ("is_demonstration", models.BooleanField(default=False, verbose_name="demonstration")),
            ],
            options={
                "verbose_name": "round",
                "verbose_name_plural": "rounds",
                "ordering": ["-review_end", "slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("previous_start__lt", models.F("previous_end")),
                            ("review_start__lt", models.F("review_end")),
                        ),
                        name="a_period_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("previous_end__lte", models.F("review_start"))),
                        name="the_previous_period_comes_before",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("epsilon__gte", 0)), name="epsilon_is_not_negative"
                    ),
                ],
            },
            bases=(accounts.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="indicators",
                        to="rounds.indicatorsystem",
                        verbose_name="indicator system",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="rounds.area",
                        verbose_name="area",
                    ),
                ),
                (
                    "domain",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="rounds.domain",
                        verbose_name="domain",
                    ),
                ),
                ("code", models.CharField(max_length=6, verbose_name="code")),
                ("name_zh", models.CharField(max_length=100, verbose_name="Chinese name")),
                ("name_en", models.CharField(max_length=200, verbose_name="English name")),
                (
                    "computed_max",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="computed points"),
                ),
                ("judged_max", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="judged points")),
                ("rule", models.CharField(blank=True, max_length=40, verbose_name="rule")),
                (
                    "rule_parameters",
                    models.JSONField(blank=True, default=dict, verbose_name="parameters of the rule"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "indicator",
                "verbose_name_plural": "indicators",
                "ordering": ["position", "code"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("system", "code"), name="an_indicator_code_is_unique_in_its_system"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("computed_max__gte", 0), ("judged_max__gte", 0)),
                        name="points_are_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("computed_max__gt", 0), ("judged_max__gt", 0), _connector="OR"),
                        name="an_indicator_has_points",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("computed_max", 0), ("rule", "")),
                            models.Q(("computed_max__gt", 0), models.Q(("rule", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="computed_points_have_a_rule",
                    ),
                ],
            },
            bases=(accounts.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="RoundRole",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to="rounds.round",
                        verbose_name="round",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="round_roles",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("secretariat", "Secretariat"),
                            ("chair", "Chair"),
                            ("deputy", "Deputy chair"),
                            ("authority", "Authority"),
                            ("observer", "Observer"),
                        ],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
            ],
            options={
                "verbose_name": "role in the round",
                "verbose_name_plural": "roles in the round",
                "ordering": ["round", "kind"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("round", "user"), name="a_person_has_one_leading_role_in_a_round"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="problems",
                        to="rounds.round",
                        verbose_name="round",
                    ),
                ),
                ("code", models.SlugField(verbose_name="code")),
                ("name_zh", models.CharField(max_length=60, verbose_name="Chinese name")),
                ("name_en", models.CharField(max_length=120, verbose_name="English name")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("retired_at", models.DateTimeField(blank=True, null=True, verbose_name="retired at")),
            ],
            options={
                "verbose_name": "common problem",
                "verbose_name_plural": "common problems",
                "ordering": ["round", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("round", "code"), name="a_problem_code_is_unique_in_its_round"
                    ),
                    models.UniqueConstraint(
                        fields=("round", "name_zh"), name="a_problem_is_listed_once_in_its_round"
                    ),
                ],
            },
            bases=(accounts.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stages",
                        to="rounds.round",
                        verbose_name="round",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("preparation", "Preparation"),
                            ("filing", "Filing"),
                            ("opinion", "Provincial opinion"),
                            ("formal_check", "Formal check"),
                            ("review", "Review"),
                            ("onsite", "On-site presentation"),
                            ("revision", "Revision window"),
                            ("cases", "Cases"),
                            ("factual_check", "Factual check"),
                            ("provisional", "Provisional result"),
                            ("objection", "Objection"),
                            ("approval", "Approval"),
                            ("public_notice", "Public notice"),
                            ("archive", "Archive"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                ("staff_name_zh", models.CharField(max_length=60, verbose_name="name for staff (Chinese)")),
                ("staff_name_en", models.CharField(max_length=120, verbose_name="name for staff (English)")),
                ("public_name_zh", models.CharField(max_length=60, verbose_name="name for everybody (Chinese)")),
                ("public_name_en", models.CharField(max_length=120, verbose_name="name for everybody (English)")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="opens")),
                ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="closes")),
                (
                    "announced",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="what people have been told last: open or past",
                        max_length=6,
                    ),
                ),
                ("may_overlap", models.BooleanField(default=False, verbose_name="may overlap with others")),
            ],
            options={
                "verbose_name": "stage",
                "verbose_name_plural": "stages",
                "ordering": ["round", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "kind"), name="a_round_has_each_stage_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closes_at", None), ("opens_at", None)),
                            models.Q(("closes_at", None), ("opens_at__isnull", False)),
                            ("opens_at__lt", models.F("closes_at")),
                            _connector="OR",
                        ),
                        name="a_stage_closes_after_it_opens",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="criteria", to="rounds.indicator"
                    ),
                ),
                (
                    "share",
                    models.PositiveSmallIntegerField(
                        help_text="0, 25, 50, 75 or 100", verbose_name="share in per cent"
                    ),
                ),
                ("text_zh", models.TextField(verbose_name="criterion (Chinese)")),
                ("text_en", models.TextField(verbose_name="criterion (English)")),
            ],
            options={
                "verbose_name": "criterion",
                "verbose_name_plural": "criteria",
                "ordering": ["share"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("indicator", "share"), name="an_indicator_has_each_criterion_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("share__in", [0, 25, 50, 75, 100])), name="a_share_is_an_anchor"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StageRight",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rights", to="rounds.stage"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("city", "City"),
                            ("province", "Province"),
                            ("expert", "Expert"),
                            ("chair", "Chair"),
                            ("secretariat", "Secretariat"),
                            ("authority", "Authority"),
                            ("observer", "Observer"),
                            ("public", "Public"),
                        ],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                (
                    "access",
                    models.CharField(
                        choices=[("none", "nothing"), ("read", "read"), ("write", "write")],
                        default="none",
                        max_length=5,
                        verbose_name="access",
                    ),
                ),
                ("own_only", models.BooleanField(default=False, verbose_name="only what is their own")),
                ("actions", models.JSONField(blank=True, default=list, verbose_name="actions")),
                ("note_zh", models.CharField(blank=True, max_length=200, verbose_name="what exactly (Chinese)")),
                ("note_en", models.CharField(blank=True, max_length=300, verbose_name="what exactly (English)")),
            ],
            options={
                "verbose_name": "right in a stage",
                "verbose_name_plural": "rights in stages",
                "ordering": ["stage", "role"],
                "constraints": [
                    models.UniqueConstraint(fields=("stage", "role"), name="a_role_has_one_right_in_a_stage")
                ],
            },
        ),
    ]
