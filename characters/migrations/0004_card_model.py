from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('characters', '0003_outfits_and_archive'),
    ]

    operations = [
        migrations.AddField(
            model_name='card',
            name='model',
            field=models.CharField(default='', max_length=100),
        ),
    ]
