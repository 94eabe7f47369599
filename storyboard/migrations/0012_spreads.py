from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('storyboard', '0009_cover_panel'),
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
