"""A PDF for each article of an edition: whose it is, that it is accessible, and the same bytes each time."""

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pytest

from editorial.rendering.failures import RenderingFailed
from editorial.rendering.forms import Made
from editorial.rendering.html import build, fingerprint
from editorial.rendering.pdf.articles import make_article_pdfs
from editorial.rendering.print_views.article_of_edition import cut
from editorial.rendering.snapshots import current
from tests.unit.rendering import builders
from tests.unit.rendering.hostile import hostile_snapshot
from tests.unit.rendering.other_forms import members
from tests.unit.rendering.test_verapdf import VERAPDF


class Articles(NamedTuple):
    snapshot: dict[str, Any]
    pictures: Path
    made: Made
    files: dict[str, bytes]
    steps: list[tuple[str, int, int]]


def make(snapshot: dict[str, Any], pictures: Path, path: Path) -> Articles:
    steps: list[tuple[str, int, int]] = []
    made = make_article_pdfs(snapshot, pictures, path, on_progress=lambda *step: steps.append(step))
    return Articles(snapshot, pictures, made, members(path), steps)


def small_snapshot(folder: Path) -> dict[str, Any]:
    first = builders.article(images=[builders.picture(folder)])
    return builders.snapshot(("Harbours", [first]), ("", [builders.article("A Garden at the Pass")]))


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Articles:
    folder = tmp_path_factory.mktemp("articles")
    return make(small_snapshot(folder / "i"), folder / "i", folder / "articles.zip")


def words_of(data: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_one_file_per_article_and_the_sum_of_their_pages(articles: Articles):
    assert len(articles.files) == 2 and all(name.endswith(".pdf") for name in articles.files)
    pages = [len(pikepdf.open(io.BytesIO(data)).pages) for data in articles.files.values()]
    assert articles.made.pages == sum(pages)
    assert articles.made.problems == []
    assert articles.made.made_with["fonts"]


def test_each_says_what_it_was_taken_from(articles: Articles):
    html = build(
        cut(current(articles.snapshot), articles.snapshot["sections"][0]["articles"][0]["key"], "f" * 64)
    ).html
    assert "From The Garden Courier, November 2026, edition 1" in html and "f" * 64 in html
    assert "proof" not in html.lower()
    with pikepdf.open(io.BytesIO(next(iter(articles.files.values())))) as pdf:
        assert (
            str(pdf.docinfo["/Title"]) == "Gardeners Reclaim the Harbour – The Garden Courier, November 2026"
        )


def test_the_fingerprint_is_that_of_the_whole_edition(articles: Articles):
    for data in articles.files.values():
        assert fingerprint(articles.snapshot) in words_of(data).replace(" ", "")


def test_progress_goes_from_article_to_article(articles: Articles):
    counted = [done for _, done, _ in articles.steps]
    assert counted == sorted(counted) and set(counted) == {0, 1}
    assert articles.steps[-1][0] == "Article 2 of 2: A Garden at the Pass"


def test_making_them_again_gives_the_same_bytes(articles: Articles, tmp_path: Path):
    # Every child has another order of its sets, as PYTHONHASHSEED is not passed on.
    assert (
        make(articles.snapshot, articles.pictures, tmp_path / "again.zip").made.sha256 == articles.made.sha256
    )


def test_a_failure_and_a_problem_name_their_article(tmp_path: Path):
    snapshot = small_snapshot(tmp_path / "i")
    snapshot["sections"][0]["articles"][0]["commentary"] = '<p>x<sup data-footnote="lost"></sup></p>'
    with pytest.raises(
        RenderingFailed, match=r"“Gardeners Reclaim the Harbour”: .* a note that does not exist"
    ):
        make(snapshot, tmp_path / "i", tmp_path / "x.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["i"]


def test_cutting_keeps_the_article_and_its_corrections_only(tmp_path: Path):
    snapshot = hostile_snapshot(tmp_path)
    article = snapshot["sections"][0]["articles"][0]
    alone = cut(snapshot, article["key"], "0" * 64)
    assert [len(section["articles"]) for section in alone["sections"]] == [1]
    assert len(alone["errata"]) == 1 and alone["parts"] == []
    assert all(image["sha256"] for image in alone["sections"][0]["articles"][0]["images"])
    assert len(article["images"]) == 2  # the edition itself is untouched
    with pytest.raises(KeyError):
        cut(snapshot, "no such article", "")


@pytest.mark.serial
@pytest.mark.skipif(
    not VERAPDF, reason="no veraPDF: ../shared/tools/verapdf is not there and VERAPDF is not set"
)
@pytest.mark.skipif(not shutil.which("java"), reason="veraPDF needs Java")
def test_articles_of_a_hostile_issue_pass_the_reference_validator(tmp_path: Path, settings: Any):
    settings.VERAPDF = VERAPDF
    made = make(hostile_snapshot(tmp_path / "i"), tmp_path / "i", tmp_path / "x.zip").made
    # One picture has no text alternative, so that its caption is heard twice, in both articles that show it.
    assert len(made.problems) == 2
    assert [problem for problem in made.problems if "repeats the caption" not in problem] == []
