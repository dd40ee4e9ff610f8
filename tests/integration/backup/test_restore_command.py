"""What `manage.py restore` refuses before it looks at the backup; a database that is away, for it and others."""

import fcntl
from pathlib import Path

import pytest

from editorial.backup.making import make_backup
from tests import factories as f
from tests.integration.backup.sites import Site, empty_site

pytestmark = [pytest.mark.serial, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        (
            "DATABASE_URL",
            "mysql://ada@localhost/oewatch",
            "DATABASE_URL is no address that begins with postgres",
        ),
        ("S3_BUCKET", '"ours"', 'S3_BUCKET is “"ours"”, which is in quotes'),
    ],
)
def test_settings_that_cannot_be_used_restore_to_no_other_place(
    tmp_path: Path, name: str, value: str, words: str
) -> None:
    (tmp_path / "new").mkdir(mode=0o700)
    site = Site(tmp_path / "new", "", {name: value})
    code, said = site.tried("restore", tmp_path)
    assert code == 1 and words in said and "Traceback" not in said
    assert said.startswith("CommandError: Nothing was restored: the settings cannot be used.")


def test_a_site_that_nobody_asks_for_anything_is_in_use_all_the_same(tmp_path: Path) -> None:
    """As `serve` without visitors, which has no connection open."""
    f.author()
    folder = make_backup(destination=tmp_path / "backup").folder
    lock = tmp_path / "new" / "queue" / "owner.lock"
    with empty_site(tmp_path / "new", REDIS_URL="") as site:
        lock.parent.mkdir()
        with lock.open("w") as held:
            held.write("4711\n")
            held.flush()
            fcntl.flock(held, fcntl.LOCK_EX)
            code, said = site.tried("restore", folder)
        assert code == 1 and "process 4711 keeps its queue" in said and "Nothing was changed." in said
        assert "Restored" in site.manage("restore", folder)


@pytest.mark.parametrize("words", [("backup", "next"), ("verify_log",), ("restore", "backup"), ("migrate",)])
def test_a_database_that_is_away_is_said_in_a_sentence(tmp_path: Path, words: tuple[str, ...]) -> None:
    away = {"SECRET_KEY": "k" * 50, "REDIS_URL": "redis://127.0.0.1:1/0"}
    site = Site(tmp_path, "postgres://oewatch@127.0.0.1:1/oewatch", away)
    code, said = site.tried(words[0], *(tmp_path / name for name in words[1:]))
    assert code == 1 and "The database does not answer: " in said and "Traceback" not in said
