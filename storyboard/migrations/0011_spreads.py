from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('storyboard', '0010_destinations_downloads_links'),
    ]

    operations = [
        migrations.AddField(
            model_name='page',
            name='spread',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='book',
            name='facing',
            field=models.BooleanField(default=False),
        ),
    ]
