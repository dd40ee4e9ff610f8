"""A real issue from its text to its PDF, by four people; skips where ../shared/corpus is not at hand.

The seven texts have real mistakes in them. What blocks is mended or let pass as a newsroom would do it: by the person
whose work it is, through the operations, with a reason.
"""

import io
import json
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from PIL import Image as Pillow

from editorial.content.models import Article, Excerpt
from editorial.content.operations import put_picture, save_item
from editorial.factcheck.operations import dismiss_finding
from editorial.factcheck.queries import open_blocking_findings
from editorial.importing.operations import import_text
from editorial.issues.assembly import place_article
from editorial.issues.models import Issue, Rendition
from editorial.issues.operations import create_issue, move_issue
from editorial.jobs.work import perform
from editorial.rendering.operations import render_rendition
from editorial.states import ArticleState, JobStatus
from editorial.workflow.operations import loaded, move_article
from tests import factories

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
CORPUS = SHARED / "corpus"
VERAPDF = SHARED / "tools" / "verapdf"

pytestmark = [
    pytest.mark.skipif(not CORPUS.exists(), reason="../shared/corpus is not on this machine"),
    pytest.mark.skipif(
        not shutil.which("pdfinfo"), reason="pdfinfo is not installed (Debian package poppler-utils)"
    ),
]
# Letters of scripts that are written from right to left.
RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def complete(article: Article, section: Any, author: User) -> None:
    """What the text has no place for, or lacks: section, outlets, pictures with alt text, licenses."""
    article.section = section
    save_item(item=article, by=author)
    for excerpt in article.excerpts.all():
        if not excerpt.outlet:
            excerpt.outlet = "An Outlet That Was Looked Up"
            save_item(item=excerpt, by=author, reason="Outlet looked up")
    for image in article.images.all():
        file = io.BytesIO()
        Pillow.new("RGB", (1200, 800), (120 + article.pk % 100, 140, 150)).save(file, "PNG")
        file.seek(0)
        put_picture(image, file)
        image.alt_text = "A gray area in place of the picture"
        image.creator, image.source = image.creator or "A photographer", image.source or "A picture archive"
        if image.license == "unclear":
            image.license = "CC-BY-2.0"
        if image.license == "public-domain" and not image.public_domain_basis:
            image.public_domain_basis = "flag, not subject to copyright"
        save_item(item=image, by=author, reason="Picture and rights completed")


def check_and_clear(article: Article, checker: User) -> None:
    """Let pass what cannot be mended without the source, verify everything, clear."""
    for problem in open_blocking_findings(loaded(article.pk)):
        dismiss_finding(
            article=article, item_kind=problem.item_kind, item_key=problem.item_key, code=problem.code,
            text=problem.text, fingerprint=problem.fingerprint, by=checker,
            reason="Printed like this in the original issue.",
        )  # fmt: skip
    factories.check_everything(article, checker)
    move_article(article_id=article.pk, move="clear", by=checker)


def published(text: str) -> tuple[Issue, Rendition]:
    """The whole way, as author, editor, fact-checker and publications office."""
    author, editor, checker, office = (
        factories.author(), factories.editor(), factories.fact_checker(), factories.publications()
    )  # fmt: skip
    section = factories.section("The World")
    issue = create_issue(month=timezone.datetime(2023, 12, 1).date(), volume=13, number=12, by=editor)
    for article in import_text(text=text, name="issue.txt", by=author).articles:
        complete(loaded(article.pk), section, author)
        move_article(article_id=article.pk, move="submit", by=author)
        move_article(article_id=article.pk, move="accept", by=editor)
        check_and_clear(article, checker)
        place_article(issue=issue, article=article, by=editor)
    move_issue(issue_id=issue.pk, move="close", by=editor)
    move_issue(issue_id=issue.pk, move="approve", by=office)
    rendition = Rendition.objects.get(form="pdf")
    assert perform(model=Rendition, pk=rendition.pk, work=render_rendition), Rendition.objects.get(
        form="pdf"
    ).error_reason
    move_issue(issue_id=issue.pk, move="publish", by=office)
    return Issue.objects.get(), Rendition.objects.get(form="pdf")


@pytest.fixture
def corpus_pdf(transactional_db: None) -> tuple[Rendition, Path]:
    _issue, rendition = published((CORPUS / "issue.txt").read_text("utf-8"))
    return rendition, Path(default_storage.path(rendition.file))


def folded(text: str) -> str:
    """Letters and marks alone: no white space, no hyphens (lines are hyphenated), no marks of direction."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\u00ad\u2010\u2011\u200b-\u200f\u2066-\u2069-]", "", text)


def read_aloud(pdf: Path) -> list[str]:
    """The strings of the structure tree in reading order; running heads and page numbers are not in it."""
    done = subprocess.run(["pdfinfo", "-struct-text", pdf], capture_output=True, check=True)
    # Alternative texts come out as raw UTF-16; the strings themselves are UTF-8.
    return re.findall(r'^\s*"(.*)"$', done.stdout.decode("utf-8", "replace"), re.MULTILINE)


def expected_texts(article: dict[str, Any]) -> list[str]:
    """Every text of an article that is printed in one piece."""
    texts = [article["title"], article["caption"], article["pull_quote"]]
    texts += [re.sub(r"\s*\[([ivx]+)\]", r"\1", paragraph) for paragraph in article["commentary"]]
    for excerpt in article["excerpts"]:
        texts += excerpt["authors"]
        texts += [
            excerpt[name] for name in ("original_title", "translated_title", "outlet", "outlet_descriptor")
        ]
        texts += excerpt["paragraphs"]
    texts += [line for note in article["footnotes"] for line in note["text"].split("\n")]
    return [text for text in texts if text]


@pytest.mark.serial
@pytest.mark.any_database
def test_the_corpus_becomes_a_published_accessible_pdf(corpus_pdf: tuple[Rendition, Path]) -> None:
    rendition, path = corpus_pdf
    articles = json.loads((CORPUS / "expected.json").read_text("utf-8"))["articles"]
    assert rendition.status == JobStatus.SUCCEEDED
    assert rendition.problems == []
    assert set(Article.objects.values_list("state", flat=True)) == {ArticleState.PUBLISHED}

    strings = read_aloud(path)
    printed = folded("".join(strings))
    words = [folded(word) for string in strings if RTL.search(string) for word in string.split()]
    # Letters run from the right, numbers inside them from the left.
    from_right = {word if word.isdigit() else word[::-1] for word in words}
    for text in (text for article in articles for text in expected_texts(article)):
        if RTL.search(text):  # written to the page in visual order: compared word by word
            assert {folded(word) for word in text.split()} <= from_right, text
        else:
            assert folded(text) in printed, text

    notes = sum(len(article["footnotes"]) for article in articles)
    assert links(path) == {"to notes": notes, "back": notes, "broken": 0}
    if VERAPDF.exists() and shutil.which("java"):
        done = subprocess.run([VERAPDF, "ua1,2a", path], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def links(path: Path) -> dict[str, int]:
    """Links to notes and back, and how many lead nowhere."""
    with pikepdf.open(path) as pdf:
        names = {str(name) for name in pikepdf.NameTree(pdf.Root.Names.Dests)}
        found = [str(a.Dest) for page in pdf.pages for a in page.get("/Annots", []) if "/Dest" in a]
    return {
        "to notes": sum("-note-" in name for name in found),
        "back": sum("-ref-" in name for name in found),
        "broken": sum(name not in names for name in found),
    }


def test_import_text_prints_the_expected_json(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_text", str(CORPUS / "issue.txt"), "--dry-run", "--json")
    given = json.loads(capsys.readouterr().out)["articles"]
    expected = json.loads((CORPUS / "expected.json").read_text("utf-8"))["articles"]
    pairs = list(leaves(expected, given))
    assert len(pairs) >= 288
    assert [pair for pair in pairs if pair[1] != pair[2]] == []
    assert not Excerpt.objects.exists()


def leaves(expected: Any, given: Any, where: str = "") -> Any:
    """Place, expected and given value of every leaf of `expected`; texts in NFC with white space folded."""
    if isinstance(expected, dict):
        for key, value in expected.items():
            yield from leaves(value, given.get(key) if given else None, f"{where}.{key}")
    elif isinstance(expected, list) and expected:
        same = isinstance(given, list) and len(given) == len(expected)
        yield f"{where}.length", len(expected), len(given or [])
        for place, value in enumerate(expected):
            yield from leaves(value, given[place] if same else None, f"{where}[{place}]")
    else:
        yield where, _flat(expected), _flat(given)


def _flat(value: Any) -> Any:
    return " ".join(unicodedata.normalize("NFC", value).split()) if isinstance(value, str) else value
