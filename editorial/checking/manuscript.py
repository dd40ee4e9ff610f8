"""The article as it reads, with the passages that are checked or were found marked in it."""

from collections import defaultdict

from django.utils.html import format_html

from editorial.checking.entries import Entries, FindingEntry, ItemEntry
from editorial.content.models import Article
from editorial.web.manuscript import Manuscript, Marks, Place, Reader, manuscript_of
from editorial.web.marks import Mark

_SIGNS = {"done": "✓", "changed": "↻", "bad": "✗", "open": "?"}


def manuscript(article: Article, entries: Entries) -> Manuscript:
    """The article with the marks of its entries. No queries on an article with its content."""
    return manuscript_of(article, Reader(_marks(entries)))


def _marks(entries: Entries) -> Marks:
    """The marks by where they stand."""
    found: dict[Place, list[Mark]] = defaultdict(list)
    for entry in entries:
        if isinstance(entry, FindingEntry):
            problem = entry.problem
            key = "" if problem.item_kind == "article" else problem.item_key
            # What was let pass, and what is only good to know, is not in the way of reading.
            style = f"finding finding-{entry.tone}" if entry.waits else "quiet-finding"
            mark = Mark(entry.id, problem.start, problem.end, style)
            found[problem.item_kind, key, problem.field, problem.paragraph].append(mark)
        elif entry.claim and entry.status.checked.place:
            place = entry.status.checked.place
            mark = Mark(entry.id, place.start, place.end, f"claim claim-{entry.tone}", _sign(entry))
            found["article", "", entry.claim.field, place.paragraph].append(mark)
    return found


def _sign(entry: ItemEntry) -> str:
    return format_html(
        '<a class="claim-sign claim-{}" data-no-text data-entry="{}" href="#{}">'
        '<span class="visually-hidden">Claim: {}</span><span aria-hidden="true">{}</span></a>',
        entry.tone,
        entry.id,
        f"at-{entry.id}",
        entry.word,
        _SIGNS[entry.tone],
    )
