"""Old code goes on working on the tables of new code (docs/operating.md, "Rules for migrations")."""

from importlib import import_module
from pathlib import Path

from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models.fields import NOT_PROVIDED

import editorial

FOLDER = Path(editorial.__file__).parent / "migrations"
# Those before the rules; the version that has 0013 is installed with the site stopped.
BEFORE = 15
NEWER = sorted(path.stem for path in FOLDER.glob("0*.py") if int(path.stem[:4]) > BEFORE)
GONE = (migrations.RenameField, migrations.RenameModel, migrations.AlterModelTable)


def breaks(operation: migrations.operations.base.Operation) -> bool:
    """True for what code of the version before cannot live with."""
    if isinstance(operation, migrations.AddField):
        field = operation.field
        may_be_left_out = field.null or field.db_default is not NOT_PROVIDED
        return not (may_be_left_out or isinstance(field, models.ManyToManyField))
    return isinstance(operation, GONE)


def test_old_code_can_go_on() -> None:
    found = {name: import_module(f"editorial.migrations.{name}").Migration for name in NEWER}
    bound = [name for name, one in found.items() if not getattr(one, "stops_the_site", False)]
    assert [name for name in bound if any(breaks(operation) for operation in found[name].operations)] == []


def test_every_migration_can_run_in_the_transaction_that_restores_an_older_backup() -> None:
    """Those of libraries too."""
    known = MigrationLoader(None).disk_migrations or {}
    assert known and [key for key, migration in known.items() if not migration.atomic] == []


def test_the_rule_tells_what_breaks() -> None:
    def added(field: models.Field) -> bool:
        return breaks(migrations.AddField("article", "more", field))

    assert added(models.TextField(default=""))
    assert not added(models.TextField(null=True))
    assert not added(models.TextField(db_default=""))
    assert breaks(migrations.RenameField("article", "dek", "summary"))
    assert not breaks(migrations.CreateModel("More", []))
