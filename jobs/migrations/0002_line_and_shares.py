"""Who asked for a job, its place in line, and shares of a topic."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import jobs.models


def asked_by_the_owner(apps: Any, schema_editor: Any) -> None:
    """Until now everybody worked on things of their own."""
    apps.get_model("jobs", "Job").objects.update(asked_by=models.F("owner"))


USER = settings.AUTH_USER_MODEL
CASCADE = django.db.models.deletion.CASCADE


class Migration(migrations.Migration):

    dependencies = [
        ("jobs", "0001_initial"),
        migrations.swappable_dependency(USER),
    ]

    operations = [
        migrations.RemoveIndex(model_name="job", name="queued_jobs"),
        migrations.RemoveConstraint(model_name="job", name="one_job_per_key"),
        migrations.AddField("job", "asked_by", models.ForeignKey(null=True, on_delete=CASCADE, related_name="orders", to=USER)),
        migrations.AddField("job", "priority", models.SmallIntegerField(default=0)),
        migrations.AddField("job", "place", models.PositiveBigIntegerField(default=0)),
        migrations.AlterField("job", "place", models.PositiveBigIntegerField(default=jobs.models.now_in_line)),
        migrations.AddField("job", "paused", models.BooleanField(default=False)),
        migrations.AddField("job", "seconds", models.FloatField(default=0.0)),
        migrations.RunPython(asked_by_the_owner, migrations.RunPython.noop),
        migrations.AlterField("job", "asked_by", models.ForeignKey(on_delete=CASCADE, related_name="orders", to=USER)),
        migrations.AddConstraint(
            "job", models.UniqueConstraint(fields=["asked_by", "key"], name="one_job_per_key")
        ),
        migrations.AddIndex(
            "job",
            models.Index(
                fields=["asked_by", "-priority", "place"],
                name="jobs_in_line",
                condition=models.Q(state="queued", paused=False),
            ),
        ),
        migrations.AddIndex("job", models.Index(fields=["asked_by", "-started_at"], name="jobs_served")),
        migrations.AddIndex(
            "job",
            models.Index(
                fields=["state", "lease_until"],
                name="jobs_held",
                condition=models.Q(state__in=("running", "cancelling")),
            ),
        ),
        migrations.AddIndex("job", models.Index(fields=["kind", "-finished_at"], name="jobs_past")),
        migrations.CreateModel(
            name="Share",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("topic", models.CharField(max_length=80)),
                ("role", models.PositiveSmallIntegerField(choices=[(1, "Viewer"), (2, "Editor"), (3, "Owner")])),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="shares", to=USER),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["user", "topic"], name="one_share_per_person")],
                "indexes": [models.Index(fields=["topic"], name="shares_of_topic")],
            },
        ),
    ]
