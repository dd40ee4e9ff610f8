"""An article of the database as the finders read it, and what the house's archive knows."""

from django.conf import settings
from django.core.cache import cache

from editorial.content import richtext
from editorial.content.models import Article, Excerpt, Footnote, Image
from editorial.content.queries import item_label, numbered_footnotes
from editorial.factcheck.finders.article_text import (
    Archive,
    ArchivedArticle,
    ArticleText,
    ExcerptText,
    NoteText,
    Passage,
    Place,
)

OWN = {"title": "Title", "dek": "Dek", "pull_quote": "Pull quote"}


def article_text(article: Article) -> ArticleText:
    """The article in passages; the keys are those of its items. Loaded by `with_content`, it asks no query."""
    own = {
        field: Passage(Place("article", "", field), getattr(article, field), label)
        for field, label in OWN.items()
        if getattr(article, field)
    }
    issue = article.issue
    return ArticleText(
        **own,
        commentary=_passages("article", "", "commentary", article.commentary, "Commentary"),
        excerpts=tuple(_excerpt(excerpt) for excerpt in article.excerpts.all()),
        notes=tuple(_note(number, note) for number, note in numbered_footnotes(article).items()),
        captions=tuple(_caption(image) for image in article.images.all() if image.caption),
        issue_month=issue.month if issue else None,
        publication_date=issue.rights_date if issue else None,
    )


def _passages(kind: str, key: str, field: str, value: str, label: str) -> tuple[Passage, ...]:
    return tuple(
        Passage(Place(kind, key, field, number), paragraph.text, label, paragraph.references)
        for number, paragraph in enumerate(richtext.marked_paragraphs(value))
    )


def _excerpt(excerpt: Excerpt) -> ExcerptText:
    label = item_label(excerpt)
    return ExcerptText(
        key=excerpt.key,
        label=label,
        citation=Passage(Place("excerpt", excerpt.key, "citation"), citation_line(excerpt), label),
        body=_passages("excerpt", excerpt.key, "body", excerpt.body, label),
        authors=tuple(excerpt.authors),
        original_title=excerpt.original_title,
        translated_title=excerpt.translated_title,
        language=excerpt.original_language,
        outlet=excerpt.outlet,
        outlet_descriptor=excerpt.outlet_descriptor,
        published_on=excerpt.published_on,
        original=_passages("excerpt", excerpt.key, "original_text", excerpt.original_text, label),
    )


def citation_line(excerpt: Excerpt) -> str:
    """The citation in one line, as the house prints it."""
    title = excerpt.original_title
    if excerpt.translated_title:
        title = f"{title} ({excerpt.translated_title})" if title else excerpt.translated_title
    outlet = excerpt.outlet
    for remark in (excerpt.outlet_note, excerpt.outlet_descriptor):
        outlet += f" ({remark})" if remark else ""
    day = f"{excerpt.published_on:%-d %B %Y}" if excerpt.published_on else ""
    parts = [", ".join(excerpt.authors), f"“{title},”" if title else "", outlet.strip(), excerpt.place, day]
    return ", ".join(part for part in parts if part).replace(",”, ", ",” ")


def _note(number: int, note: Footnote) -> NoteText:
    return NoteText(note.key, number, _passages("footnote", note.key, "text", note.text, f"Note {number}"))


def _caption(image: Image) -> Passage:
    return Passage(Place("image", image.key, "caption"), image.caption, item_label(image))


def known_archive() -> Archive:
    """What the published articles know. Kept for a minute: it only grows when an issue is published."""
    known: Archive | None = cache.get("archive")
    if known is None:
        known = _read_archive()
        cache.set("archive", known, timeout=60)
    return known


def _read_archive() -> Archive:
    published = Article.objects.filter(state="published", issue__isnull=False)
    rows = published.select_related("issue").prefetch_related("bylines__author", "excerpts")
    articles = []
    outlets: dict[str, dict[str, int]] = {}
    for article in rows:
        assert article.issue is not None, "a published article has an issue (constraint)"
        names = tuple(byline.author.name for byline in article.bylines.all())
        articles.append(ArchivedArticle(article.title, names, article.issue.month))
        for excerpt in article.excerpts.all():
            if excerpt.outlet and excerpt.outlet_descriptor:
                described = outlets.setdefault(excerpt.outlet, {})
                described[excerpt.outlet_descriptor] = described.get(excerpt.outlet_descriptor, 0) + 1
    usual = {
        outlet: tuple(sorted(described, key=lambda words: (-described[words], words)))
        for outlet, described in outlets.items()
    }
    months = frozenset(one.month for one in articles)
    digests = (settings.HOUSE["name"],) if settings.HOUSE["name"] else ()
    return Archive(tuple(articles), months, {}, usual, digests)
