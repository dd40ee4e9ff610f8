import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from editorial.search import engines, triggers


def note_what_is_there(apps, schema_editor):
    """Articles from before are indexed in the background, or by `index_articles`."""
    ids = apps.get_model("editorial", "Article").objects.values_list("pk", flat=True).iterator()
    unindexed = apps.get_model("editorial", "Unindexed")
    unindexed.objects.bulk_create((unindexed(article_id=pk) for pk in ids), batch_size=2000)


class Migration(migrations.Migration):

    dependencies = [
        ('editorial', '0009_notifications'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchDocument',
            fields=[
                ('article', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='+', serialize=False, to='editorial.article')),
                ('title', models.TextField(blank=True)),
                ('citations', models.TextField(blank=True, help_text='Authors, titles, outlets and places of the sources.')),
                ('body', models.TextField(blank=True, help_text='Dek, pull quote, commentary, passages, notes, captions.')),
            ],
        ),
        migrations.CreateModel(
            name='CitedOutlet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Folded: `folding.same_name`.', max_length=300)),
                ('article', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='cited_outlets', to='editorial.article')),
            ],
            options={
                'indexes': [models.Index(fields=['name', 'article'], name='cited_outlet_name')],
            },
        ),
        migrations.CreateModel(
            name='Unindexed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article_id', models.BigIntegerField(db_index=True, help_text='No foreign key: the article may be gone.', null=True)),
                ('author_id', models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField()),
                ('query', models.TextField(help_text='The query string of the list.')),
                ('shared', models.BooleanField(default=False, help_text='Everybody at the desk sees it.')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_filters', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('by', 'name'), name='one_filter_per_name'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='filter_has_name')],
            },
        ),
        # What the list of articles sorts and filters by.
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['state', 'state_since', 'submitted_at'], name='article_list'),
        ),
        migrations.AddIndex(
            model_name='excerpt',
            index=models.Index(fields=['original_language', 'article'], name='excerpt_language'),
        ),
        migrations.AddIndex(
            model_name='image',
            index=models.Index(fields=['license', 'article'], name='image_license'),
        ),
        migrations.RunPython(engines.install, engines.remove),
        migrations.RunPython(triggers.install, triggers.remove),
        migrations.RunPython(note_what_is_there, migrations.RunPython.noop),
    ]
