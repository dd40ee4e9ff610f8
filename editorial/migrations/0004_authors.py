"""What authors need: drafts without a title, Word files, proofs of one article, answers, invitations, e-mails."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def finish_imports(apps, schema_editor):
    """Every import so far was a text whose drafts were created at once."""
    imports = apps.get_model("editorial", "Import").objects
    imports.update(
        status="succeeded", queued_at=models.F("at"), finished_at=models.F("at"), confirmed_at=models.F("at")
    )


class Migration(migrations.Migration):

    dependencies = [
        ('editorial', '0003_imports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Email',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('succeeded', 'Succeeded'), ('failed', 'Failed')], default='queued', editable=False, max_length=10)),
                ('progress', models.CharField(blank=True, editable=False, help_text='What it is at, in words.', max_length=200)),
                ('progress_done', models.PositiveIntegerField(default=0, editable=False)),
                ('progress_of', models.PositiveIntegerField(default=0, editable=False, help_text='0 while the total is unknown.')),
                ('attempts', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('max_attempts', models.PositiveSmallIntegerField(default=3, editable=False)),
                ('queued_at', models.DateTimeField(editable=False)),
                ('message_sent_at', models.DateTimeField(editable=False, help_text='When a worker was last told; empty when no message got through.', null=True)),
                ('started_at', models.DateTimeField(editable=False, help_text='Start of the latest attempt.', null=True)),
                ('finished_at', models.DateTimeField(editable=False, null=True)),
                ('lease_expires_at', models.DateTimeField(editable=False, null=True)),
                ('fence', models.PositiveBigIntegerField(default=0, editable=False, help_text='Fencing token: rises with every claim and restart; who holds an older one cannot write.')),
                ('worker', models.CharField(blank=True, editable=False, max_length=200)),
                ('error_reason', models.TextField(blank=True, editable=False, help_text='Why it failed, in words for people.')),
                ('error_detail', models.TextField(blank=True, editable=False, help_text='For operators, such as a traceback.')),
                ('recipient', models.EmailField(max_length=254)),
                ('sender', models.CharField(max_length=254)),
                ('subject', models.CharField(max_length=500)),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(help_text='The person’s full name, as in bylines.', max_length=150)),
                ('roles', models.JSONField(help_text='List of roles (names of groups) that the account gets.')),
                ('token_digest', models.CharField(editable=False, help_text='SHA-256.', max_length=64, unique=True)),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-invited_at', '-pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='article',
            name='article_has_title',
        ),
        migrations.AddField(
            model_name='comment',
            name='answer_to',
            field=models.ForeignKey(blank=True, help_text='The comment that this one answers; an answer has no answers of its own.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='editorial.comment'),
        ),
        migrations.AddField(
            model_name='historicalcomment',
            name='answer_to',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='The comment that this one answers; an answer has no answers of its own.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='editorial.comment'),
        ),
        migrations.AddField(
            model_name='historicalissue',
            name='drafts_due_on',
            field=models.DateField(blank=True, help_text='The day by which authors submit their articles for this issue.', null=True),
        ),
        migrations.AddField(
            model_name='import',
            name='attempts',
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='import',
            name='confirmed_at',
            field=models.DateTimeField(blank=True, help_text='When its drafts were created.', null=True),
        ),
        migrations.AddField(
            model_name='import',
            name='error_detail',
            field=models.TextField(blank=True, editable=False, help_text='For operators, such as a traceback.'),
        ),
        migrations.AddField(
            model_name='import',
            name='error_reason',
            field=models.TextField(blank=True, editable=False, help_text='Why it failed, in words for people.'),
        ),
        migrations.AddField(
            model_name='import',
            name='fence',
            field=models.PositiveBigIntegerField(default=0, editable=False, help_text='Fencing token: rises with every claim and restart; who holds an older one cannot write.'),
        ),
        migrations.AddField(
            model_name='import',
            name='file',
            field=models.CharField(blank=True, help_text='Path of the Word file in the file store.', max_length=200),
        ),
        migrations.AddField(
            model_name='import',
            name='finished_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='import',
            name='kind',
            field=models.CharField(choices=[('text', 'Text'), ('word', 'Word file')], default='text', max_length=10),
        ),
        migrations.AddField(
            model_name='import',
            name='lease_expires_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='import',
            name='marked_up',
            field=models.JSONField(blank=True, default=dict, help_text='Of a Word file: number of a line of `text` to its rich text.'),
        ),
        migrations.AddField(
            model_name='import',
            name='max_attempts',
            field=models.PositiveSmallIntegerField(default=3, editable=False),
        ),
        migrations.AddField(
            model_name='import',
            name='message_sent_at',
            field=models.DateTimeField(editable=False, help_text='When a worker was last told; empty when no message got through.', null=True),
        ),
        migrations.AddField(
            model_name='import',
            name='pictures',
            field=models.JSONField(blank=True, default=list, help_text='Of a Word file: its embedded pictures in order.'),
        ),
        migrations.AddField(
            model_name='import',
            name='progress',
            field=models.CharField(blank=True, editable=False, help_text='What it is at, in words.', max_length=200),
        ),
        migrations.AddField(
            model_name='import',
            name='progress_done',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='import',
            name='progress_of',
            field=models.PositiveIntegerField(default=0, editable=False, help_text='0 while the total is unknown.'),
        ),
        migrations.AddField(
            model_name='import',
            name='queued_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='import',
            name='restarted_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='import',
            name='size',
            field=models.PositiveBigIntegerField(default=0, help_text='Bytes as given.'),
        ),
        migrations.AddField(
            model_name='import',
            name='started_at',
            field=models.DateTimeField(editable=False, help_text='Start of the latest attempt.', null=True),
        ),
        migrations.AddField(
            model_name='import',
            name='status',
            field=models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('succeeded', 'Succeeded'), ('failed', 'Failed')], default='queued', editable=False, max_length=10),
        ),
        migrations.AddField(
            model_name='import',
            name='worker',
            field=models.CharField(blank=True, editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='issue',
            name='drafts_due_on',
            field=models.DateField(blank=True, help_text='The day by which authors submit their articles for this issue.', null=True),
        ),
        migrations.AddField(
            model_name='rendition',
            name='article',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='editorial.article'),
        ),
        migrations.AlterField(
            model_name='article',
            name='title',
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name='historicalarticle',
            name='title',
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name='import',
            name='sha256',
            field=models.CharField(help_text='Of the text or the file as given.', max_length=64),
        ),
        migrations.AlterField(
            model_name='import',
            name='text',
            field=models.TextField(blank=True, help_text='In the house layout; of a Word file once it is converted.'),
        ),
        migrations.AlterField(
            model_name='rendition',
            name='issue',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='renditions', to='editorial.issue'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), ('state__in', ['draft', 'withdrawn']), _connector='OR'), name='article_has_title'),
        ),
        migrations.RunPython(finish_imports, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['queued', 'running', 'succeeded', 'failed'])), name='editorial_import_known_status'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lease_expires_at__isnull', False), ('started_at__isnull', False), ('status', 'running')), models.Q(models.Q(('status', 'running'), _negated=True), ('lease_expires_at__isnull', True)), _connector='OR'), name='editorial_import_leased_while_running'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', False), ('status__in', ['succeeded', 'failed'])), models.Q(('finished_at__isnull', True), ('status__in', ['queued', 'running'])), _connector='OR'), name='editorial_import_finished_when_over'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'failed'), _negated=True), models.Q(('error_reason', ''), _negated=True), _connector='OR'), name='editorial_import_failed_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('file', ''), ('kind', 'text'), ('status', 'succeeded')), models.Q(('kind', 'word'), models.Q(('file', ''), _negated=True)), _connector='OR'), name='import_of_text_or_file'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', True), ('status', 'succeeded'), _connector='OR'), name='import_confirmed_after_conversion'),
        ),
        migrations.AddConstraint(
            model_name='rendition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('article__isnull', True), ('issue__isnull', False)), models.Q(('article__isnull', False), ('issue__isnull', True), ('kind', 'proof')), _connector='OR'), name='rendition_of_issue_or_article'),
        ),
        migrations.AddField(
            model_name='email',
            name='restarted_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='accepted_by',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitation', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='invited_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='revoked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='email',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['queued', 'running', 'succeeded', 'failed'])), name='editorial_email_known_status'),
        ),
        migrations.AddConstraint(
            model_name='email',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lease_expires_at__isnull', False), ('started_at__isnull', False), ('status', 'running')), models.Q(models.Q(('status', 'running'), _negated=True), ('lease_expires_at__isnull', True)), _connector='OR'), name='editorial_email_leased_while_running'),
        ),
        migrations.AddConstraint(
            model_name='email',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', False), ('status__in', ['succeeded', 'failed'])), models.Q(('finished_at__isnull', True), ('status__in', ['queued', 'running'])), _connector='OR'), name='editorial_email_finished_when_over'),
        ),
        migrations.AddConstraint(
            model_name='email',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'failed'), _negated=True), models.Q(('error_reason', ''), _negated=True), _connector='OR'), name='editorial_email_failed_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('accepted_by__isnull', True)), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), _connector='OR'), name='invitation_accepted_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_at__isnull', True), ('revoked_at__isnull', True), _connector='OR'), name='invitation_accepted_or_revoked'),
        ),
    ]
