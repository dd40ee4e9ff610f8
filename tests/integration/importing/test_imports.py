"""Bringing in texts and Word files: kept, read, confirmed once by their owner, and everything or nothing created."""

import io
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from PIL import Image as Pillow

from editorial.content.models import Article, Excerpt, Footnote, Image
from editorial.errors import NotAllowed
from editorial.importing.models import Import
from editorial.importing.operations import (
    NotConverted,
    OriginalGone,
    confirm_import,
    convert_word,
    import_text,
    import_word,
    picture_bytes,
    read_import,
    receive_text,
    receive_word,
)
from editorial.importing.parsed import NotAnArticle
from editorial.importing.tasks import convert
from editorial.importing.word.refusal import WordRefused
from editorial.states import ArticleState, JobStatus
from editorial.workflow.models import Comment
from tests import factories as f
from tests.unit.importing.word_files import HOUSE, docx, drawing, p, part, png, r, t

pytestmark = pytest.mark.django_db
MADE = Path(__file__).resolve().parents[2] / "files" / "made_by_libreoffice.docx"
TEXT = "\n".join(HOUSE)


def word(by, data: bytes | None = None, name: str = "sand.docx") -> Import:
    return receive_word(file=io.BytesIO(data or MADE.read_bytes()), name=name, by=by)


def converted(by, data: bytes | None = None) -> Import:
    record = word(by, data)
    convert(str(record.pk))
    record.refresh_from_db()
    return record


def test_a_received_text_is_kept_and_creates_nothing_until_it_is_confirmed() -> None:
    by = f.author()
    record = receive_text(text=TEXT, name="pasted text", by=by)
    assert (record.kind, record.status, record.confirmed_at) == ("text", JobStatus.SUCCEEDED, None)
    assert record.text == TEXT
    assert Article.objects.count() == 0
    (article,) = confirm_import(record=record, by=by)
    assert article.title == HOUSE[0]
    assert article.state == ArticleState.DRAFT
    assert list(record.articles.all()) == [article]
    record.refresh_from_db()
    assert record.confirmed_at is not None


def test_a_text_that_is_no_article_is_refused_and_not_kept() -> None:
    with pytest.raises(NotAnArticle):
        receive_text(text="Milk, bread, eggs.", name="list", by=f.author())
    assert Import.objects.count() == 0


def test_a_text_longer_than_a_field_takes_is_refused_with_what_to_do() -> None:
    lines = list(HOUSE)
    lines[4] = "All of this is sand. " * 25_000
    with pytest.raises(NotAnArticle, match="Split it"):
        receive_text(text="\n".join(lines), name="x", by=f.author())
    record = converted(f.author(), docx(t(*lines)))
    assert record.status == JobStatus.FAILED
    assert "Split it" in record.error_reason


@pytest.mark.parametrize("person", [f.editor, f.fact_checker, f.administrator])
def test_only_authors_bring_something_in(person) -> None:
    by = person()
    with pytest.raises(NotAllowed, match="Only authors"):
        receive_text(text=TEXT, name="x", by=by)
    with pytest.raises(NotAllowed, match="Only authors"):
        word(by)
    with pytest.raises(NotAllowed, match="Only authors"):
        import_word(file=io.BytesIO(MADE.read_bytes()), name="x.docx", by=by)
    assert Import.objects.count() == 0


def test_a_word_file_is_kept_as_given_and_queued() -> None:
    record = word(f.author(), name="x" * 300 + ".docx")
    assert (record.kind, record.status, record.text) == ("word", JobStatus.QUEUED, "")
    assert len(record.name) == 255
    assert record.size == len(MADE.read_bytes())
    assert record.file == f"imports/{record.sha256[:2]}/{record.sha256}.docx"
    with default_storage.open(record.file) as stored:
        assert stored.read() == MADE.read_bytes()


def test_the_same_file_twice_is_stored_once() -> None:
    first, second = word(f.author()), word(f.author())
    assert first.file == second.file
    assert first.pk != second.pk


def test_a_refused_word_file_is_not_kept() -> None:
    with pytest.raises(WordRefused, match="old format"):
        word(f.author(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert Import.objects.count() == 0


def test_nothing_can_be_confirmed_before_the_file_is_read() -> None:
    by = f.author()
    record = word(by)
    with pytest.raises(NotConverted, match="still being read"):
        confirm_import(record=record, by=by)
    with pytest.raises(NotConverted):
        read_import(record)


def test_a_word_file_becomes_a_draft_with_everything_in_it() -> None:
    by = f.author()
    record = converted(by)
    assert record.status == JobStatus.SUCCEEDED
    reading = read_import(record)
    assert Article.objects.count() == 0
    section = f.section()
    (article,) = confirm_import(record=record, by=by, section=section)
    article = f.fresh(article)
    assert article.title == reading.articles[0].parsed.title
    assert (article.created_by, article.section, article.issue) == (by, section, None)
    assert article.dek == "The harbor of Sandhaven at low tide."
    footnotes = {note.key: note.text for note in article.footnotes.all()}
    assert list(footnotes.values()) == [text for _marker, text in reading.articles[0].notes]
    for key in footnotes:
        assert article.commentary.count(f'<sup data-footnote="{key}"></sup>') == 1
    assert "<em>a slow tide</em>" in article.commentary
    assert [excerpt.original_language for excerpt in article.excerpts.all()] == ["en", "ar"]
    assert 'dir="rtl"' in article.excerpts.all()[1].body
    (image,) = article.images.all()
    assert (image.caption, image.license, image.creator) == (
        "The harbor of Sandhaven at low tide.", "CC-BY-4.0", "Noor Castellane",
    )  # fmt: skip
    assert (image.width, image.height, image.format) == (320, 200, "png")
    assert image.alt_text == "A sandy shore below a blue sky"
    assert Pillow.open(image.file).size == (320, 200)
    assert article.history.first().history_change_reason == "Imported from a Word file"
    assert list(article.imports.all()) == [record]


def test_confirming_twice_gives_the_same_drafts() -> None:
    by = f.author()
    record = converted(by)
    first = confirm_import(record=record, by=by)
    again = confirm_import(record=record, by=by, issue=f.issue_of([]))
    assert first == again
    assert Article.objects.count() == 1
    assert again[0].issue is None
    assert (Footnote.objects.count(), Excerpt.objects.count(), Image.objects.count()) == (3, 2, 1)


@pytest.mark.parametrize("person", [f.author, f.editor, f.administrator])
def test_only_the_owner_confirms(person) -> None:
    record = receive_text(text=TEXT, name="x", by=f.author())
    with pytest.raises(NotAllowed, match="Only who brought"):
        confirm_import(record=record, by=person())
    record.refresh_from_db()
    assert record.confirmed_at is None
    assert Article.objects.count() == 0


def test_an_issue_gives_the_drafts_a_place() -> None:
    by = f.author()
    issue = f.issue_of([])
    (article,) = confirm_import(record=receive_text(text=TEXT, name="x", by=by), by=by, issue=issue)
    article.refresh_from_db()
    assert (article.issue, article.position) == (issue, 1)


def test_what_goes_wrong_half_way_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    by = f.author()
    record = converted(by)

    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr("editorial.importing.operations.comment_on_unplaced", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        confirm_import(record=record, by=by)
    record.refresh_from_db()
    assert record.confirmed_at is None
    assert Article.objects.count() == 0


def test_a_conversion_that_fails_says_why_and_can_be_seen() -> None:
    by = f.author()
    record = converted(by, docx(p()))
    assert record.status == JobStatus.FAILED
    assert record.error_reason == "There is no text in this Word file. Write the article, or paste its text."
    with pytest.raises(NotConverted, match="There is no text in this Word file"):
        confirm_import(record=record, by=by)


def test_a_missing_file_says_so() -> None:
    record = word(f.author())
    default_storage.delete(record.file)
    convert(str(record.pk))
    record.refresh_from_db()
    assert record.status == JobStatus.FAILED
    assert "missing in the file store" in record.error_reason


def test_a_converter_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("editorial.importing.word.pandoc.pypandoc.get_pandoc_path", lambda: "/nowhere/pandoc")
    record = converted(f.author())
    assert record.status == JobStatus.FAILED
    assert "not installed" in record.error_reason


def test_the_pictures_of_a_file_are_shown_by_their_number() -> None:
    record = converted(f.author())
    data, kind = picture_bytes(record, 1)
    assert kind == "image/png"
    assert Pillow.open(io.BytesIO(data)).size == (320, 200)
    with pytest.raises(KeyError):
        picture_bytes(record, 2)


def test_words_without_a_place_become_comments() -> None:
    by = f.author()
    comment = part("comments", f'<w:comment w:id="5" w:author="Edda">{p(r("Is this right?"))}</w:comment>')
    hidden = p(
        r("secret", "<w:vanish/>")
        + r("An extra paragraph that is long enough to be commentary of the house.")
    )
    data = docx(
        t(*HOUSE[:5], "") + hidden + t("", *HOUSE[6:], "", "Something behind the end of it all."),
        ("rC", "comments", "comments.xml"), ("rH", "header", "header1.xml"),
        more={"word/comments.xml": comment, "word/header1.xml": part("hdr", p(r("Draft of May")))},
    )  # fmt: skip
    (article,) = confirm_import(record=converted(by, data), by=by)
    found = {one.text: one.blocking for one in Comment.objects.filter(article=article)}
    line = next(text for text in found if text.startswith("Line "))
    assert line.endswith(
        "of the imported text has no place in the article: Something behind the end of it all."
    )
    assert found == {
        "Comment in the Word file by Edda: Is this right?": False,
        "This stands in the Word file and has no place in the article: secret": True,
        "The top or bottom of the pages in the Word file says: Draft of May": False,
        line: True,
    }


def test_pictures_beyond_the_image_information_get_an_image_of_their_own() -> None:
    by = f.author()
    data = docx(
        t(*HOUSE) + p(drawing("rI1", "One")) + p(drawing("rI2", "Two")),
        ("rI1", "image", "media/image1.png"), ("rI2", "image", "media/image2.png"),
        more={"word/media/image1.png": png(), "word/media/image2.png": png((1, 2, 3))},
    )  # fmt: skip
    (article,) = confirm_import(record=converted(by, data), by=by)
    assert [(one.caption, one.alt_text, bool(one.file)) for one in article.images.all()] == [
        ("The quay", "One", True), ("", "Two", True),
    ]  # fmt: skip


def test_import_text_and_import_word_create_at_once() -> None:
    by = f.author()
    done = import_text(text=TEXT, name="x.txt", by=by)
    assert done.record.confirmed_at is not None
    assert [article.title for article in done.articles] == [HOUSE[0]]
    done = import_word(file=io.BytesIO(MADE.read_bytes()), name="x.docx", by=by)
    assert (done.record.kind, done.record.status) == ("word", JobStatus.SUCCEEDED)
    assert default_storage.exists(done.record.file)
    assert done.articles[0].images.get().width == 320


def test_the_findings_of_the_conversion_and_of_the_parser_are_kept() -> None:
    record = converted(f.author(), docx(t("A first line", "A second line of a text without any layout.")))
    codes = [one["code"] for one in record.findings]
    assert "word-not-house-layout" in codes
    assert "excerpts-missing" in codes
    assert len(codes) == len({(one["code"], one["line"]) for one in record.findings})
    assert read_import(record).findings[0].code == "word-not-house-layout"


def test_a_job_that_lost_its_lease_writes_nothing() -> None:
    record = word(f.author())

    class Lost:
        def report(self, _text: str) -> None:
            from editorial.jobs.work import LeaseLost

            raise LeaseLost("gone")

    from editorial.jobs.work import LeaseLost

    with pytest.raises(LeaseLost):
        convert_word(record, Lost())
    record.refresh_from_db()
    assert (record.status, record.text) == (JobStatus.QUEUED, "")


def test_a_record_is_of_a_text_or_of_a_file() -> None:
    record = receive_text(text=TEXT, name="x", by=f.author())
    with pytest.raises(IntegrityError), transaction.atomic():
        Import.objects.filter(pk=record.pk).update(kind="word")


def test_a_stored_file_that_is_cut_off_is_replaced_by_the_next_upload() -> None:
    by, data = f.author(), docx(t(*HOUSE, "Only this file ends so."))
    path = Path(default_storage.path(word(by, data).file))
    path.write_bytes(data[:100])
    record = word(by, data)
    assert path.read_bytes() == data
    convert(str(record.pk))
    record.refresh_from_db()
    assert record.status == JobStatus.SUCCEEDED


def test_a_file_that_is_damaged_in_the_store_is_not_read_and_says_so() -> None:
    record = converted(f.author(), docx(t(*HOUSE, "Damaged later.")))
    Path(default_storage.path(record.file)).write_bytes(b"PK")
    with pytest.raises(OriginalGone, match="missing in the file store, or damaged"):
        picture_bytes_of(record)


def picture_bytes_of(record: Import) -> None:
    record.pictures = [{"number": 1, "part": "word/media/x.png"}]
    picture_bytes(record, 1)


@pytest.mark.parametrize("where", ["normalize", "parse_text"])
def test_an_unexpected_error_ends_the_import_at_once_with_words_for_its_owner(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **options: object) -> None:
        raise KeyError("nobody thought of this")

    record = word(f.author())
    monkeypatch.setattr(f"editorial.importing.word.conversion.{where}", broken)
    convert(str(record.pk))
    record.refresh_from_db()
    assert (record.status, record.attempts) == (JobStatus.FAILED, 1)
    assert record.error_reason.startswith("This file could not be read.")
    assert "paste its text" in record.error_reason
    assert "nobody thought of this" in record.error_detail


def many_notes(count: int) -> list[str]:
    lines = list(HOUSE)
    at = lines.index("[i] For more on the quay see the yearbook of the town.")
    lines[at : at + 1] = [f"[{number % 1000}] A note." for number in range(1, count + 1)]
    return lines


def test_more_notes_than_an_article_takes_are_refused_in_text_and_word_alike() -> None:
    by = f.author()
    with pytest.raises(NotAnArticle, match="has 501 notes; 500 is the most that an article takes"):
        receive_text(text="\n".join(many_notes(501)), name="x", by=by)
    record = converted(by, docx(t(*many_notes(501))))
    assert record.status == JobStatus.FAILED
    assert "501 notes" in record.error_reason
    assert "house layout" not in record.error_reason
    assert receive_text(text="\n".join(many_notes(500)), name="x", by=by).status == JobStatus.SUCCEEDED


def test_a_text_of_more_characters_than_any_issue_is_refused_at_once() -> None:
    with pytest.raises(NotAnArticle, match="Split it into issues"):
        receive_text(text="x " * 1_000_001, name="x", by=f.author(), freely=True)
