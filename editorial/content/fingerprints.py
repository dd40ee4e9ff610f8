"""Fingerprints: SHA-256 of an item's canonical content. A check holds while its fingerprint equals today's.

Canonical content is JSON with sorted keys, without white space between tokens, text in Unicode NFC. Each `*_content`
function names exactly the fields that are checked; what is not named (positions, times, states) voids nothing.
"""

import hashlib
import json
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from editorial.content.models import Article, Excerpt, Footnote, Image


def _canonical(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {key: _canonical(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    return value


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and NFC text: equal content gives equal bytes. Dates are given as ISO strings."""
    return json.dumps(
        _canonical(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )


def fingerprint(value: Any) -> str:
    """64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def text_content(article: "Article") -> dict[str, Any]:
    """What is checked when the article's own text is checked: who signs it, and its words."""
    return {
        "authors": [byline.author.name for byline in article.bylines.all()],
        "title": article.title,
        "dek": article.dek,
        "pull_quote": article.pull_quote,
        "commentary": article.commentary,
    }


def excerpt_content(excerpt: "Excerpt") -> dict[str, Any]:
    """The passage, its citation and the original; also who translated it, because that person may not check it."""
    fields = (
        "authors original_title original_language translated_title outlet outlet_descriptor outlet_note place "
        "published_on url archived_url translator_id translator_name body original_text"
    ).split()
    return {name: getattr(excerpt, name) for name in fields}


def footnote_content(footnote: "Footnote") -> dict[str, Any]:
    """The note's text; its number is computed and not part of it."""
    return {"key": footnote.key, "text": footnote.text}


def image_content(image: "Image") -> dict[str, Any]:
    """The file and everything its rights depend on, and the words printed with it."""
    fields = (
        "sha256 caption alt_text title creator source source_url attribution license license_url public_domain_basis "
        "changes"
    ).split()
    return {name: getattr(image, name) for name in fields}


CONTENT_OF: dict[str, Callable[[Any], dict[str, Any]]] = {
    "article": text_content,
    "excerpt": excerpt_content,
    "footnote": footnote_content,
    "image": image_content,
}


def item_fingerprint(item: Any) -> str:
    """Today's fingerprint of an article's own text, an excerpt, a footnote or an image."""
    return fingerprint({"kind": item.kind, **CONTENT_OF[item.kind](item)})


def article_fingerprint(article: "Article") -> str:
    """Everything of an article that reaches the page, in its order: text, bylines, excerpts, notes, images.

    Its section and place belong to the issue: moving an article in the order voids nothing.
    """
    return fingerprint(
        {
            "text": text_content(article),
            "affiliations": [byline.author.affiliation for byline in article.bylines.all()],
            "excerpts": [item_fingerprint(e) for e in article.excerpts.all()],
            "footnotes": sorted(item_fingerprint(f) for f in article.footnotes.all()),
            "images": [item_fingerprint(i) for i in article.images.all()],
        }
    )
