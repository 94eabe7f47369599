from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_models_and_workers")]

    operations = [migrations.AddField("worker", "queues", models.JSONField(default=list))]
