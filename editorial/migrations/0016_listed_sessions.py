"""Everybody signs in once more: a session from before sessions were listed could not be ended from elsewhere."""

from django.db import migrations


def end_sessions(apps, schema_editor):
    apps.get_model("sessions", "Session").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0015_securityevent"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]
    operations = [migrations.RunPython(end_sessions, migrations.RunPython.noop)]
