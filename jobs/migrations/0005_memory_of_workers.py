from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0004_queues_of_workers'),
    ]

    operations = [
        migrations.AddField(model_name='worker', name='gpu_used', field=models.BigIntegerField(null=True)),
        migrations.AddField(model_name='worker', name='gpu_total', field=models.BigIntegerField(null=True)),
    ]
