from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0005_memory_of_workers'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='job', name='jobs_held'),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(fields=['state', 'asked_by'], name='jobs_by_state'),
        ),
    ]
