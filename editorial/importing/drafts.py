"""From a parsed article to a draft with its items; the caller holds the transaction."""

from datetime import datetime
from io import BytesIO

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from editorial.content import richtext
from editorial.content.fields import fold
from editorial.content.models import Article, Excerpt, Footnote, Image, new_key, web_address
from editorial.content.operations import create_article, put_picture, save_item
from editorial.importing.parsed import ParsedArticle, ParsedCitation, ParsedExcerpt, ParsedImage, UnplacedText
from editorial.importing.reading import ReadArticle
from editorial.issues.models import Section
from editorial.workflow.comments import add_comment

REASONS = {"text": "Imported from text", "word": "Imported from a Word file"}
UNDETERMINED = "und"
# Page numbers, running heads and remarks that Word kept beside the text need nobody's attention to go on.
_NOT_BLOCKING = {"furniture", "comment", "aside"}
_INTRODUCED = {
    "comment": "Comment in the Word file by {text}",
    "aside": "From the Word file, set aside: {text}",
    "left-out": "This stands in the Word file and has no place in the article: {text}",
}


def create_draft(
    read: ReadArticle, *, by: User, kind: str, pictures: dict[int, bytes], section: Section | None = None
) -> Article:
    """A draft of `by` with footnotes, excerpts and images; `pictures` holds the bytes of the numbered ones."""
    reason = REASONS[kind]
    parsed = read.parsed
    keys = {marker: new_key() for marker, _text in read.notes}
    article = create_article(
        by=by,
        title=fold(parsed.title) or f"(No title: line {parsed.line} of the imported text)",
        dek=fold(parsed.caption or ""),
        pull_quote=fold(parsed.pull_quote or ""),
        commentary=richtext.replace_references(
            read.commentary, lambda marker: richtext.reference(keys[marker])
        ),
        section=section,
        reason=reason,
    )
    for marker, text in read.notes:
        save_item(item=Footnote(article=article, key=keys[marker], text=text), by=by, reason=reason)
    for excerpt, body in zip(parsed.excerpts, read.excerpts, strict=True):
        save_item(item=_excerpt(article, excerpt, body), by=by, reason=reason)
    for image in _images(article, read, pictures):
        save_item(item=image, by=by, reason=reason)
    return article


def comment_on_unplaced(article: Article, parsed: ParsedArticle, *, by: User, at: datetime) -> None:
    """Keep what has no place in the article as comments; all but furniture and remarks block until resolved."""
    for unplaced in parsed.unplaced:
        add_comment(
            article=article,
            text=_words(unplaced),
            by=by,
            blocking=unplaced.reason not in _NOT_BLOCKING,
            at=at,
        )


def _words(unplaced: UnplacedText) -> str:
    if unplaced.reason in _INTRODUCED:
        return _INTRODUCED[unplaced.reason].format(text=unplaced.text)
    if not unplaced.line:
        return f"The top or bottom of the pages in the Word file says: {unplaced.text}"
    return f"Line {unplaced.line} of the imported text has no place in the article: {unplaced.text}"


def _excerpt(article: Article, parsed: ParsedExcerpt, body: str) -> Excerpt:
    citation = parsed.citation
    language = citation.original_language
    url, residue = _address(citation)
    archived = citation.archived_url or ""
    return Excerpt(
        article=article,
        authors=[fold(name) for name in citation.authors],
        original_title=citation.original_title or "",
        original_language="" if language == UNDETERMINED else language,
        translated_title=citation.translated_title or "",
        outlet=citation.outlet or "",
        outlet_descriptor=citation.outlet_descriptor or "",
        outlet_note=citation.outlet_note or "",
        place=citation.place or "",
        published_on=citation.published_on,
        url=url,
        archived_url=archived if _is_address(archived) else "",
        url_residue=residue,
        body=body,
        citation_as_given=citation.as_given,
    )


def _address(citation: ParsedCitation) -> tuple[str, str]:
    """The web address, or what is left of one that cannot be used."""
    url, residue = citation.url or "", citation.url_residue or ""
    if url and not _is_address(url):
        with_scheme = f"https://{url}"
        if url.startswith("www.") and _is_address(with_scheme):
            return with_scheme, residue
        return "", f"{url} {residue}".strip()
    return url, residue


def _is_address(value: str) -> bool:
    try:
        web_address(value)
    except ValidationError:
        return False
    return len(value) <= 2000


def _images(article: Article, read: ReadArticle, pictures: dict[int, bytes]) -> list[Image]:
    """The image blocks with the pictures in order; pictures beyond them get an image of their own."""
    images = [_image(article, parsed) for parsed in read.parsed.images]
    images += [Image(article=article) for _ in read.pictures[len(images) :]]
    for image, picture in zip(images, read.pictures, strict=False):
        put_picture(image, BytesIO(pictures[picture.number]))
        image.alt_text = fold(picture.alt)
    return images


def _image(article: Article, parsed: ParsedImage) -> Image:
    return Image(
        article=article,
        caption=parsed.caption,
        creator=parsed.creator or "",
        source=parsed.source or "",
        attribution=parsed.attribution or "",
        license=parsed.reading.license if parsed.attribution else "",
        public_domain_basis=parsed.reading.basis or "",
        information_as_given=parsed.information_as_given,
    )
