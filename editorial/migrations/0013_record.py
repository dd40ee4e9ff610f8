from django.db import migrations, models

from editorial.record import triggers
from editorial.record.queries import Head
from editorial.record.models import FIRST
from editorial.record.sealing import next_seals

BATCH = 500
# In the order in which they are sealed, with the columns that they had: layout 0 of `record.tables`.
TABLES = [
    'logentry', 'claim', 'droppedclaim', 'check', 'clearance', 'dismissal', 'releasereview', 'edition', 'publication',
    'correction',
]


def seal_what_is_there(apps, schema_editor):
    """Rows from before: from here on nobody changes them unseen."""
    seal = apps.get_model('editorial', 'Seal')
    head = Head(0, FIRST)
    for name in TABLES:
        rows = apps.get_model('editorial', name).objects.order_by('pk').values_list('pk', flat=True)
        last = 0
        while some := list(rows.filter(pk__gt=last)[:BATCH]):
            entries = [(f'editorial_{name}', pk) for pk in some]
            made = [seal(**values) for values in next_seals(schema_editor.connection, head, entries, layout=0)]
            seal.objects.bulk_create(made)
            head, last = Head(made[-1].number, made[-1].hash), some[-1]
    apps.get_model('editorial', 'SealHead').objects.create(pk=1, number=head.number, hash=head.hash)


class Migration(migrations.Migration):

    dependencies = [
        ('editorial', '0012_rendered_parts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.PositiveBigIntegerField(help_text='1, 2, 3 … without gaps.', primary_key=True, serialize=False)),
                ('entry_table', models.CharField(help_text='The table of the row.', max_length=60)),
                ('entry_id', models.BigIntegerField(help_text="The row's primary key.")),
                ('layout', models.PositiveSmallIntegerField(help_text='Which columns the digest is of (`record.tables`).')),
                ('digest', models.CharField(help_text='SHA-256 of the row; blank: it was gone before it was sealed.', max_length=64)),
                ('previous', models.CharField(help_text='`hash` of the seal before it.', max_length=64)),
                ('hash', models.CharField(help_text='SHA-256 of all the columns above, and of the time.', max_length=64)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('entry_table', 'entry_id'), name='one_seal_per_entry'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='seals_are_counted_from_one')],
            },
        ),
        migrations.CreateModel(
            name='SealHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(default=0, help_text='How many seals there are.')),
                ('hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', help_text='Of the last seal.', max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_seal_head')],
            },
        ),
        migrations.CreateModel(
            name='Unsealed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry_table', models.CharField(max_length=60)),
                ('entry_id', models.BigIntegerField()),
                ('noted_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('entry_table', 'entry_id'), name='entry_waits_once')],
            },
        ),
        migrations.RunPython(seal_what_is_there, migrations.RunPython.noop),
        migrations.RunPython(triggers.install, triggers.remove),
    ]
