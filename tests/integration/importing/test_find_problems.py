"""`find_problems`: importer and finders over a file, for people and for programs; the archive where there is one."""

import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from editorial.content.models import Article
from editorial.factcheck.finders.article_text import Archive, ArticleText
from editorial.importing import problems
from editorial.importing.models import Import
from tests.unit.importing.word_files import docx, t

ROOT = Path(__file__).parents[3]
PLANTED = ROOT / "tests" / "files" / "finders"
ALTERED = PLANTED / "planted_altered_quotes.txt"


def run(*args: str | Path) -> str:
    out = io.StringIO()
    call_command("find_problems", *map(str, args), stdout=out)
    return out.getvalue()


def findings(*args: str | Path) -> list[dict[str, Any]]:
    data = json.loads(run(*args, "--json"))
    return [finding for article in data["articles"] for finding in article["findings"]]


@pytest.mark.django_db
def test_its_findings_are_those_of_import_text_and_more() -> None:
    out = io.StringIO()
    call_command("import_text", str(ALTERED), "--dry-run", "--json", stdout=out)
    imported = json.loads(out.getvalue())
    data = json.loads(run(ALTERED, "--json"))
    assert set(data) == {"articles", "findings"}
    assert data["findings"] == imported["findings"]
    (article,) = data["articles"]
    assert article["title"] == imported["articles"][0]["title"]
    found = article["findings"]
    assert all(finding in found for finding in imported["articles"][0]["findings"])
    assert {"quotation-altered", "quotation-not-found"} <= {finding["code"] for finding in found}
    assert [finding["line"] for finding in found] == sorted(finding["line"] for finding in found)
    keys = [(finding["code"], finding["line"], finding["text"]) for finding in found]
    assert len(keys) == len(set(keys))


@pytest.mark.django_db
def test_nothing_is_created() -> None:
    run(ALTERED)
    assert Article.objects.count() == Import.objects.count() == 0


@pytest.mark.django_db
def test_people_read_the_difference_to_the_nearest_passage() -> None:
    words = run(ALTERED)
    assert "line 7, blocks:" in words
    assert "[-motors-]{+engines+}" in words
    assert "Excerpt 1, line 14" in words
    assert words.splitlines()[-1].startswith("1 article(s) read, ")


@pytest.mark.any_database
def test_it_works_without_a_database_and_a_cache() -> None:
    away = {"DATABASE_URL": "sqlite:////nowhere/db.sqlite3", "REDIS_URL": "redis://127.0.0.1:1/0"}
    done = subprocess.run(
        [sys.executable, "manage.py", "find_problems", str(ALTERED), "--json"],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env=os.environ | away,
    )
    (article,) = json.loads(done.stdout)["articles"]
    assert "quotation-altered" in {finding["code"] for finding in article["findings"]}


@pytest.mark.any_database
@pytest.mark.parametrize("option", [[], ["--json"]])
def test_a_reader_who_leaves_early_gets_no_traceback(option: list[str]) -> None:
    away = {"DATABASE_URL": "sqlite:////nowhere/db.sqlite3", "REDIS_URL": "redis://127.0.0.1:1/0"}
    command = [sys.executable, "manage.py", "find_problems", str(ALTERED), *option]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=os.environ | away
    )
    assert running.stdout is not None
    running.stdout.close()
    running.stdout = None
    _, errors = running.communicate(timeout=60)
    assert b"Error" not in errors and b"Traceback" not in errors
    assert running.returncode == 0


@pytest.mark.django_db
def test_an_empty_database_knows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    archives: list[Archive] = []

    def keep(article: ArticleText, archive: Archive) -> list[Any]:
        archives.append(archive)
        return []

    monkeypatch.setattr(problems, "find_everything", keep)
    run(ALTERED)
    assert archives[0].articles == () and archives[0].outlets == {}


@pytest.mark.django_db
def test_the_day_of_the_issue_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[ArticleText] = []
    monkeypatch.setattr(problems, "find_everything", lambda article, archive: seen.append(article) or [])
    run(ALTERED, "--issue-date", "2025-02-28")
    assert (seen[0].issue_month, seen[0].publication_date) == (date(2025, 2, 1), date(2025, 2, 28))
    with pytest.raises(CommandError, match="“March” is no day"):
        run(ALTERED, "--issue-date", "March")


@pytest.mark.django_db
def test_a_word_file_gives_the_findings_of_its_text(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(docx(t(*ALTERED.read_text(encoding="utf-8").rstrip().split("\n"))))
    assert findings(tmp_path / "a.docx") == findings(ALTERED)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content, words",
    [
        (b"%PDF-1.4", "is a PDF"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"PK\x03\x04 cut", "damaged"),
        (b"", "empty|no text"),
        (b"a;b;c\n1;2;3\n", "house layout"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    content: bytes, words: str, tmp_path: Path
) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(CommandError, match=words) as caught:
        run(tmp_path / "x")
    assert caught.value.returncode == 1
    assert "imported" not in str(caught.value)


def test_a_missing_file_is_an_error() -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run("/nowhere/x.txt")


@pytest.mark.django_db
def test_prose_in_another_layout_is_read_with_freely_only(tmp_path: Path) -> None:
    path = tmp_path / "free.txt"
    path.write_text("Notes From the Harbor\n\n" + "The harbor was closed for three days. " * 5, "utf-8")
    with pytest.raises(CommandError, match="house layout"):
        run(path)
    data = json.loads(run(path, "--freely", "--json"))
    assert data["findings"][0]["code"] == "text-not-house-layout"
