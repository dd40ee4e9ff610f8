"""Restoring: what is checked first, what is refused, and what a process that is killed leaves behind."""

import io
import json
import os
import signal
import sqlite3
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.backup import loading_postgresql, making, restoring
from editorial.backup.errors import CannotBackUp, CannotRestore, NotABackup, NotEmpty
from editorial.backup.folders import FILES, MANIFEST, SECRET_KEY, SUMS
from editorial.backup.making import make_backup
from editorial.backup.restoring import restore_backup
from editorial.backup.verifying import read_backup, verify_backup
from editorial.issues.models import Rendition
from editorial.record import operations as record
from editorial.record import triggers
from editorial.record.models import Unsealed
from tests import factories as f
from tests.integration.backup.sites import LIMIT_S, Site, empty_site, reseal, this_site
from tests.processes import make_roles

pytestmark = [pytest.mark.serial, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The backup of a site with an article in review."""
    make_roles()
    f.walked_to("in_review")
    return make_backup(destination=tmp_path / "backup").folder


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with empty_site(tmp_path / "new") as made:
        yield made


@pytest.fixture
def migrated_site(tmp_path: Path) -> Iterator[Site]:
    with empty_site(tmp_path / "migrated", migrated=True) as made:
        yield made


def people(site: Site) -> int | None:
    """How many accounts the site has; None where it has not even the table."""
    if site.database:
        with psycopg.connect(site.database) as database:
            row = database.execute("SELECT to_regclass('auth_user')").fetchone()
            if row is None or row[0] is None:
                return None
            row = database.execute("SELECT COUNT(*) FROM auth_user").fetchone()
    else:
        path = site.folder / "db.sqlite3"
        if not path.exists():
            return None
        with closing(sqlite3.connect(path)) as database:
            row = database.execute("SELECT COUNT(*) FROM sqlite_master WHERE name = 'auth_user'").fetchone()
            if row == (0,):
                return None
            row = database.execute("SELECT COUNT(*) FROM auth_user").fetchone()
    return int(row[0]) if row else None


def killed_when(process: subprocess.Popen[str], ready: Callable[[], bool]) -> None:
    """Kill a process with SIGKILL in the middle of what it does."""
    end = time.monotonic() + LIMIT_S
    while not ready():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def begun(site: Site) -> bool:
    """Whether the restored database is growing."""
    if not site.database:
        return (site.folder / "db.sqlite3.restoring").exists()
    with psycopg.connect(site.database) as database:
        row = database.execute(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL"
        ).fetchone()
        return bool(row and row[0])


@pytest.mark.parametrize("kind", ["site", "migrated_site"])
def test_a_restoration_that_is_killed_leaves_an_empty_site_that_can_be_restored_into(
    folder: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    site: Site = request.getfixturevalue(kind)
    killed_when(site.start("restore", folder), lambda: begun(site))
    assert people(site) == (0 if kind == "migrated_site" else None)
    assert "Restored" in site.manage("restore", folder)
    assert people(site) == read_backup(folder).manifest.rows["auth_user"]
    assert not list(site.folder.glob("*.restoring*"))


def test_a_backup_that_is_killed_is_none_and_the_next_one_goes_on(tmp_path: Path) -> None:
    for _ in range(3):
        f.complete_article(images=3)
    goal, partial = tmp_path / "backup", tmp_path / "backup.partial"
    killed_when(this_site().start("backup", goal), lambda: any((partial / FILES).rglob("*.png")))
    assert not goal.exists()
    with pytest.raises(NotABackup, match="not finished"):
        verify_backup(partial)
    made = make_backup(destination=goal)
    assert made.reused >= 1 and made.manifest.files["count"] == made.copied + made.reused == 9
    verify_backup(goal)
    assert not partial.exists()


def test_nothing_of_a_backup_is_for_others_to_read(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_sha256sum_reads_the_list_too(folder: Path) -> None:
    done = subprocess.run(["sha256sum", "-c", "--quiet", SUMS], cwd=folder, check=False)
    assert done.returncode == 0


def test_what_an_earlier_backup_has_is_linked_to(folder: Path, tmp_path: Path) -> None:
    f.complete_article()
    made = make_backup(destination=tmp_path / "next", previous=folder)
    assert (made.copied, made.reused) == (1, 1)
    [old] = read_backup(folder).stored
    assert (made.folder / FILES / old).stat().st_ino == (folder / FILES / old).stat().st_ino
    verify_backup(made.folder)
    # What was damaged there is taken from the store again.
    (folder / FILES / old).unlink()
    (folder / FILES / old).write_bytes(b"something else")
    assert make_backup(destination=tmp_path / "third", previous=folder).missing == []


def test_an_installation_with_people_is_refused(folder: Path) -> None:
    with pytest.raises(NotEmpty, match=r"it has \d+ accounts"):
        restore_backup(source=folder)


@contextmanager
def in_use(site: Site) -> Iterator[None]:
    """Somebody who reads the empty site, as a worker or a web server does."""
    if site.database:
        with psycopg.connect(site.database) as database:
            database.execute("SELECT COUNT(*) FROM auth_user")
            yield
    else:
        with closing(sqlite3.connect(site.folder / "db.sqlite3")) as database:
            database.execute("SELECT COUNT(*) FROM auth_user")
            yield


def test_a_site_that_somebody_uses_is_not_restored_into(folder: Path, migrated_site: Site) -> None:
    with in_use(migrated_site):
        code, said = migrated_site.tried("restore", folder)
    assert code == 1 and "restore again. Nothing was changed." in said
    assert people(migrated_site) == 0
    assert "Restored" in migrated_site.manage("restore", folder)


def test_somebody_who_signs_up_while_a_backup_is_being_restored_loses_nothing(
    folder: Path, migrated_site: Site
) -> None:
    code = (
        "import json; from pathlib import Path; from django.contrib.auth.models import User\n"
        "from editorial.backup import restoring; from editorial.backup.errors import NotEmpty\n"
        "put = restoring._put_files\n"
        "restoring._put_files = lambda backup: (put(backup), User.objects.create(username='early'))\n"
        f"try: restoring.restore_backup(source=Path({str(folder)!r})); print('0')\n"
        "except NotEmpty as error: print(json.dumps(str(error)))"
    )
    assert "it has 1 accounts" in migrated_site.ask(code)
    assert people(migrated_site) == 1


def test_triggers_that_somebody_took_away_are_there_again(tmp_path: Path, site: Site) -> None:
    f.author()
    taken = "record_editorial_logentry_update"
    with connection.cursor() as cursor:
        on = " ON editorial_logentry" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {taken}{on}")
    try:
        folder = make_backup(destination=tmp_path / "backup").folder
    finally:
        triggers.restore(connection)
    said = site.manage("restore", folder)
    assert "1 triggers were missing in the backup and were made again" in said
    ask = "import json; from django.db import connection; from editorial.record import triggers\n"
    assert site.ask(f"{ask}print(json.dumps(triggers.missing(connection)))") == []


def test_tables_of_another_program_are_left_alone(folder: Path, site: Site) -> None:
    if site.database:
        with psycopg.connect(site.database) as database:
            database.execute("CREATE TABLE ledger (amount int)")
    else:
        with closing(sqlite3.connect(site.folder / "db.sqlite3")) as database:
            database.execute("CREATE TABLE ledger (amount int)")
    code, said = site.tried("restore", folder)
    assert code == 1 and "another program (ledger)" in said


def test_a_backup_of_a_newer_version_is_refused(folder: Path, site: Site) -> None:
    migrations = [*read_backup(folder).manifest.migrations, "editorial.9999_later"]
    reseal(folder, migrations=migrations, oewatch="9.9")
    code, said = site.tried("restore", folder)
    assert code == 1 and "newer version of oewatch (9.9; unknown here: editorial.9999_later)" in said
    assert people(site) is None


def test_a_backup_of_another_format_or_kind_of_database_is_refused(folder: Path, site: Site) -> None:
    other = "sqlite" if connection.vendor == "postgresql" else "postgresql"
    reseal(folder, vendor=other)
    assert "and this installation has" in site.tried("restore", folder)[1]
    reseal(folder, format=2)
    assert "reads format 1" in site.tried("restore", folder)[1]


def test_a_backup_whose_rows_are_not_those_of_its_manifest_is_refused(folder: Path, site: Site) -> None:
    rows = read_backup(folder).manifest.rows
    reseal(folder, rows=rows | {"auth_user": 77})
    code, said = site.tried("restore", folder)
    assert code == 1 and "auth_user has" in said
    reseal(folder, rows=rows, log_head=f"5:{'a' * 64}")
    assert "The log ends at" in site.tried("restore", folder)[1]
    lines = (folder / "fingerprints.txt").read_text()
    (folder / "fingerprints.txt").write_text(lines[:-2] + ("0" if lines[-2] != "0" else "1") + "\n")
    reseal(folder)
    assert "fingerprints differ" in site.tried("restore", folder)[1]
    assert people(site) is None
    assert not list(site.folder.glob("*.restoring*"))


def test_an_older_backup_is_brought_up_to_date(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_roles()
    f.walked_to("in_review")
    call_command("migrate", "mfa", "0002", verbosity=0)
    try:
        with monkeypatch.context() as patched:
            patched.setattr(making.MigrationExecutor, "migration_plan", lambda *given: [])
            folder = make_backup(destination=tmp_path / "backup").folder
    finally:
        call_command("migrate", verbosity=0)
    said = site.manage("restore", folder)
    assert "mfa.0003_authenticator_type_uniq" in said
    assert site.manage("migrate", "--check", "--verbosity", "0") == ""


def test_the_secret_key_comes_along_where_it_is_asked_for(tmp_path: Path) -> None:
    f.author()
    folder = make_backup(destination=tmp_path / "backup", with_secret_key=True).folder
    with empty_site(tmp_path / "new") as site:
        assert "SECRET_KEY is set" in site.manage("restore", folder)
    if connection.vendor == "postgresql":
        return  # there a key is always set
    with empty_site(tmp_path / "other", SECRET_KEY="") as site:
        assert "is that of the backup" in site.manage("restore", folder)
        key = site.folder / "secret_key"
        assert key.read_text() == os.environ["SECRET_KEY"] == (folder / SECRET_KEY).read_text()
        assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_backup_without_a_key_voids_nothing_where_the_key_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    backup = read_backup(make_backup(destination=tmp_path / "backup").folder)
    for given, words in (
        ("k" * 50, "SECRET_KEY is set. Links"),
        ("", "has no secret key: everybody signs in anew"),
    ):
        settings.SECRET_KEY_SET = given
        with restoring._secret_key(backup) as said:
            assert words in said


def test_the_secret_key_stays_while_the_database_is_not_restored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    f.author()
    folder = make_backup(destination=tmp_path / "backup", with_secret_key=True).folder
    settings.DATA_DIR, settings.SECRET_KEY_SET = tmp_path, False
    key = tmp_path / "secret_key"
    key.write_text("ours")

    def full(_backup: Any) -> None:
        raise OSError("the disk is full")

    for name in ("require_empty", "_put_files"):
        monkeypatch.setattr(restoring, name, lambda *given: None)
    monkeypatch.setattr(restoring, "_loaded", full)
    with pytest.raises(CannotRestore, match="as empty as before"):
        restore_backup(source=folder)
    assert key.read_text() == "ours" and not list(tmp_path.glob("*.restoring"))


def test_what_waited_to_be_sealed_is_sealed(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long ago the backup was made, its record is whole."""
    make_roles()
    with monkeypatch.context() as patched:
        patched.setattr(record, "seal_what_waits", lambda: 0)
        f.walked_to("in_review")
    waited = Unsealed.objects.update(noted_at=timezone.now() - timedelta(hours=1))
    folder = make_backup(destination=tmp_path / "backup").folder
    said = site.manage("restore", folder)
    assert waited and f"verify_log    {waited} entries, all as they were sealed" in said
    assert site.ask("from editorial.record.models import Unsealed\nprint(Unsealed.objects.count())") == 0


def test_a_setting_that_older_servers_do_not_know_is_left_out() -> None:
    script = b"\\restrict abc\nSET transaction_timeout = 0;\nSELECT 1;\n"
    with CaptureQueriesContext(connection) as asked:
        loading_postgresql._run_script(io.BytesIO(script), "public")
    assert [query["sql"].strip() for query in asked.captured_queries] == ["SELECT 1;"]


def test_room_is_needed_on_the_disk_of_the_store_for_what_it_lacks(
    folder: Path, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = read_backup(folder)
    looked: list[Path] = []

    def usage(path: Path) -> Any:
        looked.append(path)
        return SimpleNamespace(free=restoring.SPARE + room)

    monkeypatch.setattr(restoring.shutil, "disk_usage", usage)
    database = 2 * backup.database.stat().st_size if connection.vendor == "sqlite" else 0
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path / "nowhere", tmp_path / "store" / "files"
    room = database + backup.manifest.files["bytes"] - 1
    with pytest.raises(CannotRestore, match="too little room"):
        restoring._require_space(backup)
    assert looked[0] == tmp_path
    for name in backup.stored:
        default_storage.save(name, ContentFile((folder / FILES / name).read_bytes()))
    room = database
    restoring._require_space(backup)


def test_a_link_to_the_database_stays_one(folder: Path, site: Site, tmp_path: Path) -> None:
    if site.database:
        return  # a database on a server is no file
    link, elsewhere = site.folder / "db.sqlite3", tmp_path / "elsewhere"
    elsewhere.mkdir()
    link.symlink_to(elsewhere / "site.sqlite3")
    site.manage("restore", folder)
    assert link.is_symlink() and people(site) == read_backup(folder).manifest.rows["auth_user"]
    assert [path.name for path in elsewhere.iterdir()] == ["site.sqlite3"]


def test_two_backups_into_one_folder_do_not_mix(tmp_path: Path) -> None:
    with making._held(tmp_path / "backup.partial"), pytest.raises(CannotBackUp, match="Another backup"):
        make_backup(destination=tmp_path / "backup")
    made = make_backup(destination=tmp_path / "backup")
    with pytest.raises(CannotBackUp, match="there already"):
        make_backup(destination=made.folder)


def test_sessions_and_what_is_made_again_are_left_out(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    assert "django_session" in manifest["left_out"] and "editorial_renderedpart" in manifest["left_out"]
    assert not set(manifest["left_out"]) & set(manifest["rows"])
    assert {"auth_user", "editorial_article", "editorial_logentry", "editorial_seal"} <= set(manifest["rows"])


def test_a_failed_rendition_without_its_file_is_no_hole(tmp_path: Path) -> None:
    issue = f.approved_issue()
    made = f.finish_rendition(f.pdf_of(issue))
    Rendition.objects.filter(pk=made.pk).update(status="failed", error_reason="Removed")
    folder = make_backup(destination=tmp_path / "backup").folder
    assert made.file not in read_backup(folder).stored
