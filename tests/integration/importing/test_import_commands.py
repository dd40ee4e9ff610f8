"""`import_text` and `import_docx`: one contract, one set of options, refusals in plain words with exit code 1."""

import io
import json
import signal
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from editorial.content.models import Article
from editorial.importing.models import Import
from tests import factories as f
from tests.unit.importing.word_files import HOUSE, docx, p, t

pytestmark = pytest.mark.django_db


def run(name: str, *args: str) -> str:
    out = io.StringIO()
    call_command(name, *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "a.txt").write_text("\n".join(HOUSE), "utf-8")
    (tmp_path / "a.docx").write_bytes(docx(t(*HOUSE)))
    return {"import_text": str(tmp_path / "a.txt"), "import_docx": str(tmp_path / "a.docx")}


def test_both_print_the_same_json(files: dict[str, str]) -> None:
    text, word = (json.loads(run(name, path, "--dry-run", "--json")) for name, path in files.items())
    assert text == word
    assert text["articles"][0]["title"] == HOUSE[0]
    assert Article.objects.count() == Import.objects.count() == 0


@pytest.mark.parametrize("name", ["import_text", "import_docx"])
def test_each_creates_drafts_of_the_account_in_the_issue(name: str, files: dict[str, str]) -> None:
    by, issue = f.author(), f.issue_of([])
    reference = f"{issue.month:%Y-%m}"
    data = json.loads(run(name, files[name], "--as", by.username, "--issue", reference, "--json"))
    article = Article.objects.get()
    assert data["articles"][0]["created"] == {"id": article.pk, "key": str(article.key)}
    assert (article.created_by, article.issue) == (by, issue)
    assert Import.objects.get().articles.get() == article


@pytest.mark.parametrize("name", ["import_text", "import_docx"])
def test_each_reports_in_lines_for_people(name: str, files: dict[str, str]) -> None:
    words = run(name, files[name], "--dry-run")
    assert HOUSE[0] in words
    assert words.endswith("1 article(s) read; nothing was created.\n")
    by = f.author(email="ada@example.org")
    words = run(name, files[name], "--as", "Ada@example.org")
    assert Article.objects.get().created_by == by
    assert f"{HOUSE[0]} (draft {Article.objects.get().pk})" in words


@pytest.mark.parametrize("name", ["import_text", "import_docx"])
@pytest.mark.parametrize(
    "args, words",
    [((), "--as EMAIL"), (("--as", "nobody"), "There is no account “nobody”"), (("--as", "editor"), "Only authors")],
)  # fmt: skip
def test_each_asks_for_an_author(name: str, args: tuple[str, ...], words: str, files: dict[str, str]) -> None:
    f.editor(username="editor")
    with pytest.raises(CommandError, match=words):
        run(name, files[name], *args)
    assert Article.objects.count() == 0


def test_a_finding_on_the_whole_file_has_no_line(tmp_path: Path) -> None:
    (tmp_path / "free.docx").write_bytes(docx(t("Sand Everywhere", "It began with one boat on the shore.")))
    assert "whole file, look at it: This Word file is not in the house layout." in run(
        "import_docx", str(tmp_path / "free.docx"), "--dry-run"
    )


@pytest.mark.parametrize(
    "content, words",
    [
        (b"%PDF-1.4", "This is a PDF"),
        (b"PK\x03\x04 cut", "damaged"),
        (docx(p()), "There is no text in this Word file"),
        (b"", "This file is empty"),
    ],
)
def test_a_refused_word_file_is_an_error_in_plain_words(content: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_bytes(content)
    with pytest.raises(CommandError, match=words) as caught:
        run("import_docx", str(tmp_path / "x.docx"), "--as", f.author().username)
    assert str(caught.value).endswith("Nothing was imported.")
    assert caught.value.returncode == 1
    assert Import.objects.count() == 0


def test_a_word_file_given_to_import_text_names_the_other_command(files: dict[str, str]) -> None:
    with pytest.raises(CommandError, match="Bring it in with import_docx"):
        run("import_text", files["import_docx"], "--dry-run")


def test_a_missing_file_is_an_error() -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run("import_docx", "/nowhere/x.docx", "--dry-run")


def test_prose_in_another_layout_becomes_a_draft_with_freely_only(tmp_path: Path) -> None:
    path = tmp_path / "free.txt"
    path.write_text("Notes From the Harbor\n\n" + "The harbor was closed for three days. " * 5, "utf-8")
    with pytest.raises(CommandError, match="house layout"):
        run("import_text", str(path), "--dry-run")
    data = json.loads(run("import_text", str(path), "--freely", "--as", f.author().username, "--json"))
    assert data["findings"][0]["code"] == "text-not-house-layout"
    assert Article.objects.get().title == "Notes From the Harbor"


def test_a_file_that_takes_longer_than_a_job_may_is_given_up(
    files: dict[str, str], monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    settings.JOB_TIME_LIMIT_SECONDS = 0.2  # type: ignore[attr-defined]
    monkeypatch.setattr("editorial.importing.operations.convert", lambda data: time.sleep(30))
    with pytest.raises(CommandError, match=r"longer than 0\.2 seconds.*Nothing was imported"):
        run("import_docx", files["import_docx"], "--dry-run")
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
