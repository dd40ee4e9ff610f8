"""Imports of texts become imports of texts and Word files."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("editorial", "0002_roles")]
    operations = [migrations.RenameModel("TextImport", "Import")]
