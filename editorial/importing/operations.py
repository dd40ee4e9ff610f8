"""Bringing in a text or a Word file: kept as given, read, and made drafts of once its owner confirms."""

import hashlib
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, BinaryIO

from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from editorial.content.files import keep_bytes
from editorial.content.models import Article, Image
from editorial.content.permissions import roles_of
from editorial.errors import EditorialError, NotAllowed
from editorial.importing.drafts import comment_on_unplaced, create_draft
from editorial.importing.layout import may_be_an_article
from editorial.importing.models import Import
from editorial.importing.parsed import NotAnArticle, ParsedIssue, TooMuch
from editorial.importing.reading import TEXT_NOT_HOUSE_LAYOUT, Reading, not_house_layout, read
from editorial.importing.word.conversion import ConversionFailed, convert, pictures_in
from editorial.importing.word.failures import unexpected_as_failure
from editorial.importing.word.refusal import WordRefused, read_upload
from editorial.issues.assembly import place_article
from editorial.issues.models import Issue, Section
from editorial.jobs.ahead import ask_for_print_sizes
from editorial.jobs.operations import enqueue
from editorial.jobs.work import JobFailed, Lease
from editorial.states import JobStatus, Role

MAX_TEXT = 2_000_000  # characters; an issue of sixty articles has about 600,000


class NotConverted(EditorialError):
    """The Word file is not converted (yet), so nothing can be made of it. `record` is the import."""

    def __init__(self, record: Import):
        self.record = record
        words = (
            record.error_reason if record.status == JobStatus.FAILED else "The Word file is still being read."
        )
        super().__init__(words)


class OriginalGone(EditorialError):
    """The Word file is not in the file store, or not what was put there. `name` is its path."""

    def __init__(self, name: str):
        self.name = name
        super().__init__("The Word file is missing in the file store, or damaged there. Bring it in again.")


@dataclass(frozen=True)
class Imported:
    """What an import made: the record, the drafts in order, and what the parser said."""

    record: Import
    articles: list[Article]
    parsed: ParsedIssue


def receive_text(
    *, text: str, name: str, by: User, freely: bool = False, at: datetime | None = None
) -> Import:
    """Keep a text for its owner to look at and confirm; nothing else is created.

    `name` says where the text is from. `freely`: prose that is not in the house layout is taken as one article.
    Raises `NotAnArticle`, `NotAllowed`.
    """
    _require_author(by)
    return _keep_text(text, name, by, at or timezone.now(), read_pasted(text, freely=freely))


def read_pasted(text: str, *, freely: bool = False) -> Reading:
    """What a text would become, without keeping anything; see `receive_text`. Raises `NotAnArticle`."""
    if len(text) > MAX_TEXT:
        raise TooMuch(
            f"This text has {len(text):,} characters; {MAX_TEXT:,} is the most. Split it into issues."
        )
    try:
        return read(text)
    except TooMuch:
        raise
    except NotAnArticle:
        if not freely or not may_be_an_article(text):
            raise
    return read(text, findings=[asdict(not_house_layout(TEXT_NOT_HOUSE_LAYOUT, "text"))])


def _keep_text(text: str, name: str, by: User, at: datetime, reading: Reading) -> Import:
    return Import.objects.create(
        kind=Import.Kind.TEXT, name=name[:255], text=text.replace("\x00", ""), size=len(text.encode()),
        sha256=hashlib.sha256(text.encode()).hexdigest(), status=JobStatus.SUCCEEDED, queued_at=at, finished_at=at,
        findings=_as_data(reading), by=by, at=at,
    )  # fmt: skip


def receive_word(*, file: BinaryIO, name: str, by: User, at: datetime | None = None) -> Import:
    """Keep a Word file and have it converted in the background.

    Raises `word.refusal.WordRefused` for what is no Word file that may be opened, `NotStored`, `NotAllowed`.
    """
    _require_author(by)
    data = read_upload(file)
    at = at or timezone.now()
    with transaction.atomic():
        record = Import.objects.create(
            **_word_fields(data, name, by, at), status=JobStatus.QUEUED, queued_at=at
        )
        enqueue(job=record, at=at)
    return record


def _word_fields(data: bytes, name: str, by: User, at: datetime) -> dict[str, Any]:
    digest = hashlib.sha256(data).hexdigest()
    path = f"imports/{digest[:2]}/{digest}.docx"
    keep_bytes(path, data, digest)
    return {
        "kind": Import.Kind.WORD, "name": name[:255], "file": path, "sha256": digest, "size": len(data), "by": by,
        "at": at,
    }  # fmt: skip


def convert_word(record: Import, lease: Lease) -> dict[str, Any]:
    """The work of the job: the Word file of `record` to text in the house layout; returns the fields to store.

    Raises `JobFailed` with words for people, `LeaseLost` when another worker has taken over.
    """
    lease.report("Reading the Word file")
    try:
        data = _stored(record)
        with unexpected_as_failure():
            fields = convert(data).as_fields()
        lease.report("Looking for the parts of the article")
        with unexpected_as_failure():
            reading = read(**fields)
    except (WordRefused, NotAnArticle) as error:
        raise JobFailed(reason=str(error)) from error
    except ConversionFailed as error:
        raise JobFailed(reason=error.reason, detail=error.detail, retry=error.retry) from error
    except OriginalGone as error:
        raise JobFailed(reason=str(error), detail=error.name) from error
    return fields | {"findings": _as_data(reading)}


def _stored(record: Import) -> bytes:
    """The Word file as it was given. Raises `OriginalGone`."""
    try:
        with default_storage.open(record.file) as source:
            data = bytes(source.read())
    except FileNotFoundError as error:
        raise OriginalGone(record.file) from error
    if hashlib.sha256(data).hexdigest() != record.sha256:
        raise OriginalGone(record.file)
    return data


def read_import(record: Import) -> Reading:
    """The articles as they would be created, parsed again or as parsed lately. Raises `NotConverted`, `NotAnArticle`."""
    if record.status != JobStatus.SUCCEEDED:
        raise NotConverted(record)
    return _read_again(_Kept(record.pk, record.finished_at, record.text, record))


@dataclass(frozen=True)
class _Kept:
    """An import whose conversion is over: nothing of it changes any more."""

    pk: int
    finished_at: datetime | None
    text: str
    record: Import = field(compare=False)


@lru_cache(maxsize=4)
def _read_again(kept: _Kept) -> Reading:
    record = kept.record
    return read(record.text, marked_up=record.marked_up, pictures=record.pictures, findings=record.findings)


def picture_bytes(record: Import, number: int) -> tuple[bytes, str]:
    """(bytes, content type) of a picture of the Word file, re-encoded.

    Raises `KeyError` for a number it has not, `OriginalGone`.
    """
    from editorial.content.pictures import read_picture  # Pillow, where it is needed

    part = {one["number"]: one["part"] for one in record.pictures}[number]
    picture = read_picture(pictures_in(_stored(record), [part])[part])
    return picture.data, f"image/{picture.format}"


@transaction.atomic
def confirm_import(
    *,
    record: Import,
    by: User,
    issue: Issue | None = None,
    section: Section | None = None,
    at: datetime | None = None,
) -> list[Article]:
    """Create a draft for every article of an import: once, by its owner. A second call returns the same drafts.

    `issue` gives them a place there, `section` is their section. Raises `NotAllowed`, `NotConverted`, `NotInPlanning`,
    `ValidationError`; then nothing is created.
    """
    record = Import.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.by_id != by.pk:
        raise NotAllowed(by, "Only who brought the text in can confirm it.")
    if record.confirmed_at:
        return list(record.articles.order_by("pk"))
    at = at or timezone.now()
    reading = read_import(record)
    wanted = [picture for article in reading.articles for picture in article.pictures]
    pictures = _pictures(record, [picture.number for picture in wanted]) if wanted else {}
    articles = []
    for read_article in reading.articles:
        article = create_draft(read_article, by=by, kind=record.kind, pictures=pictures, section=section)
        if issue is not None:
            article = place_article(issue=issue, article=article, by=by)
        comment_on_unplaced(article, read_article.parsed, by=by, at=at)
        articles.append(article)
    record.confirmed_at = at
    record.save(update_fields=["confirmed_at"])
    record.articles.set(articles)
    if pictures:
        images = Image.objects.filter(article__in=articles).exclude(file="")
        ask_for_print_sizes(images.order_by("article_id", "position").values_list("file", flat=True))
    return articles


def _pictures(record: Import, numbers: list[int]) -> dict[int, bytes]:
    parts = {one["number"]: one["part"] for one in record.pictures}
    files = pictures_in(_stored(record), [parts[number] for number in numbers])
    return {number: files[parts[number]].read() for number in numbers}


@transaction.atomic
def import_text(
    *,
    text: str,
    name: str,
    by: User,
    issue: Issue | None = None,
    freely: bool = False,
    at: datetime | None = None,
) -> Imported:
    """Create a draft of `by` for every article of a text in the house layout; `issue` gives them a place there.

    `name` and `freely` as in `receive_text`. Raises `NotAnArticle`, `NotAllowed`, `NotInPlanning`; then nothing is
    created.
    """
    _require_author(by)
    at = at or timezone.now()
    reading = read_pasted(text, freely=freely)
    return _confirmed(_keep_text(text, name, by, at, reading), reading, by, issue, at)


def import_word(
    *, file: BinaryIO, name: str, by: User, issue: Issue | None = None, at: datetime | None = None
) -> Imported:
    """Convert a Word file in the foreground and create its drafts, as `import_text` does of a text.

    Raises `WordRefused`, `ConversionFailed`, `NotAnArticle`, `NotAllowed`, `NotInPlanning`; then nothing is created.
    """
    _require_author(by)
    at = at or timezone.now()
    data = read_upload(file)
    with unexpected_as_failure():
        fields = convert(data).as_fields()
        reading = read(**fields)
    fields["findings"] = _as_data(reading)
    with transaction.atomic():
        record = Import.objects.create(
            **_word_fields(data, name, by, at),
            **fields,
            status=JobStatus.SUCCEEDED,
            queued_at=at,
            finished_at=at,
        )
        return _confirmed(record, reading, by, issue, at)


def read_word(file: BinaryIO) -> Reading:
    """What a Word file would become, without keeping anything. Raises `WordRefused`, `ConversionFailed`, `NotAnArticle`."""
    data = read_upload(file)
    with unexpected_as_failure():
        return read(**convert(data).as_fields())


def _confirmed(record: Import, reading: Reading, by: User, issue: Issue | None, at: datetime) -> Imported:
    articles = confirm_import(record=record, by=by, issue=issue, at=at)
    record.refresh_from_db()
    return Imported(record, articles, reading.parsed)


def _require_author(by: User) -> None:
    if Role.AUTHOR not in roles_of(by):
        raise NotAllowed(by, "Only authors create articles.")


def _as_data(reading: Reading) -> list[dict[str, Any]]:
    found = [*reading.findings, *(one for article in reading.articles for one in article.parsed.findings)]
    return [asdict(finding) for finding in found]
