"""Authors have pages of their own: an account with no role beyond author is not staff any more."""

from django.db import migrations


def leave_the_desk(apps, schema_editor):
    users = apps.get_model("auth", "User").objects
    beyond = users.filter(groups__name__in=["editor", "fact-checker", "publications", "administrator"]).values("pk")
    authors = users.filter(groups__name="author").exclude(pk__in=beyond).exclude(is_superuser=True)
    users.filter(pk__in=authors.values("pk")).update(is_staff=False)


class Migration(migrations.Migration):
    dependencies = [("editorial", "0004_authors"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(leave_the_desk, migrations.RunPython.noop)]
