"""Which model a job needs, which one a worker holds, and when a worker was told to stop, be it for good or not."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("jobs", "0002_line_and_shares")]

    operations = [
        migrations.RenameField("job", "cancelled_at", "stop_wished_at"),
        migrations.AddField("job", "model", models.CharField(default="", max_length=100)),
        migrations.AddField("job", "passed", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("job", "company", models.PositiveSmallIntegerField(default=1)),
        migrations.CreateModel(
            name="Worker",
            fields=[
                ("name", models.CharField(max_length=150, primary_key=True, serialize=False)),
                ("model", models.CharField(default="", max_length=100)),
                ("busy", models.BooleanField(default=False)),
                ("seen_at", models.DateTimeField()),
            ],
        ),
    ]
