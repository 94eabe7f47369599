from typing import Any

from django.db import migrations

from characters import studio


def read_files(apps: Any, _: object) -> None:
    """What was learnt before rows named the model says it in its file. Broken off, it goes on where it was."""
    cards = apps.get_model('characters', 'Card').objects.filter(model='')
    for pk, file in list(cards.values_list('pk', 'file')):
        cards.filter(pk=pk).update(model=studio.card_model(file))


class Migration(migrations.Migration):

    atomic = False  # files may have to be fetched, and nothing slow is done inside a transaction

    dependencies = [
        ('characters', '0004_card_model'),
    ]

    operations = [
        migrations.RunPython(read_files, migrations.RunPython.noop),
    ]
