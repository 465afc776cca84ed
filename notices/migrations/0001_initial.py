import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import notices.models.letters


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notice_preferences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("work", "Something waits for you"),
                            ("decision", "Decisions about what you handed in or do"),
                            ("reminder", "Reminders of what is due"),
                            ("stage", "Stages of the round that begin, end or pause"),
                            ("news", "Other news"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "delivery",
                    models.CharField(
                        choices=[
                            ("portal", "only in the portal"),
                            ("at_once", "e-mail at once"),
                            ("digest", "in one e-mail a day"),
                        ],
                        max_length=8,
                        verbose_name="delivery",
                    ),
                ),
            ],
            options={
                "verbose_name": "preference",
                "verbose_name_plural": "preferences",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "kind"), name="a_person_chooses_once_for_a_kind")
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminded",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("key", models.CharField(max_length=100)),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "key"), name="a_person_has_one_rhythm_for_a_thing")
                ],
            },
        ),
        migrations.CreateModel(
            name="Mailing",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("title_zh", models.CharField(max_length=150, verbose_name="title (Chinese)")),
                ("title_en", models.CharField(max_length=200, verbose_name="title (English)")),
                ("round_id", models.BigIntegerField(blank=True, null=True, verbose_name="round")),
                (
                    "state",
                    models.CharField(
                        choices=[("held", "Held"), ("released", "Released"), ("withdrawn", "Withdrawn")],
                        default="held",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="made at")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
            ],
            options={
                "verbose_name": "mailing",
                "verbose_name_plural": "mailings",
                "ordering": ["-made_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("state", "held")),
                            models.Q(models.Q(("state", "held"), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_mailing_is_held_until_somebody_decides",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "mailing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="notices.mailing",
                        verbose_name="mailing",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                ("address", models.EmailField(max_length=254, verbose_name="address")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("work", "Something waits for you"),
                            ("decision", "Decisions about what you handed in or do"),
                            ("reminder", "Reminders of what is due"),
                            ("stage", "Stages of the round that begin, end or pause"),
                            ("news", "Other news"),
                        ],
                        default="news",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("is_secret", models.BooleanField(default=False, verbose_name="secret")),
                ("round_id", models.BigIntegerField(blank=True, null=True, verbose_name="round")),
                (
                    "message_id",
                    models.CharField(
                        default=notices.models.letters.message_id,
                        max_length=300,
                        unique=True,
                        verbose_name="Message-ID",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("ready", "Waiting to leave"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                            ("unknown", "Unknown whether sent"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="ready",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="written at")),
                ("ready_at", models.DateTimeField(blank=True, null=True, verbose_name="may leave since")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="leaves at")),
                (
                    "is_put_off",
                    models.BooleanField(
                        default=False,
                        help_text="the mail server answered, and does not take it for this address yet",
                        verbose_name="put off",
                    ),
                ),
                ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="last tried at")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
            ],
            options={
                "verbose_name": "letter",
                "verbose_name_plural": "letters",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "ready")), fields=["due_at"], name="letters_waiting_to_leave"
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["sent", "withdrawn"]), _negated=True),
                        fields=["state"],
                        name="letters_that_are_not_settled",
                    ),
                    models.Index(fields=["round_id", "-created_at"], name="letters_of_a_round"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("due_at__isnull", False), ("ready_at__isnull", False), ("state", "ready")),
                            models.Q(models.Q(("state", "ready"), _negated=True), ("due_at", None)),
                            _connector="OR",
                        ),
                        name="a_letter_that_waits_says_until_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at", None)),
                            _connector="OR",
                        ),
                        name="a_sent_letter_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["sending", "unknown", "failed"]), _negated=True),
                            models.Q(("claimed_at__isnull", False), ("tries__gte", 1)),
                            _connector="OR",
                        ),
                        name="a_letter_is_tried_only_after_its_claim",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("work", "Something waits for you"),
                            ("decision", "Decisions about what you handed in or do"),
                            ("reminder", "Reminders of what is due"),
                            ("stage", "Stages of the round that begin, end or pause"),
                            ("news", "Other news"),
                        ],
                        default="news",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("text_zh", models.TextField(verbose_name="text (Chinese)")),
                ("text_en", models.TextField(verbose_name="text (English)")),
                ("link", models.CharField(blank=True, max_length=300, verbose_name="link")),
                ("round_id", models.BigIntegerField(blank=True, null=True, verbose_name="round")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                (
                    "mailing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="notices.mailing",
                        verbose_name="mailing",
                    ),
                ),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read at")),
                ("awaits_digest", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("read_at", None)),
                        fields=["recipient"],
                        name="unread_notices_of_a_person",
                    ),
                    models.Index(
                        condition=models.Q(("awaits_digest", True)),
                        fields=["created_at"],
                        name="notices_for_a_daily_letter",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attempts", to="notices.letter"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("began_at", models.DateTimeField(verbose_name="began at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "No answer was written down"),
                            ("sent", "Taken by the mail server"),
                            ("refused", "Refused"),
                            ("deferred", "Put off by the mail server"),
                            ("unreachable", "The mail server could not be reached"),
                            ("undecided", "The connection broke after the text had gone out"),
                        ],
                        default="",
                        max_length=11,
                        verbose_name="outcome",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
            ],
            options={
                "verbose_name": "try",
                "verbose_name_plural": "tries",
                "ordering": ["letter", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("letter", "number"), name="a_try_of_a_letter_has_its_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("outcome", "")),
                            models.Q(models.Q(("outcome", ""), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_try_that_ended_has_an_outcome",
                    ),
                ],
            },
        ),
    ]
