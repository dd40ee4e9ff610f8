"""What is checked of an article, item by item, and the content that each check is bound to.

Each item names exactly the fields that its check is about; what is not named voids nothing. The article's own text is
checked as claims, and as everything else in it: there each claim's passage counts as it was when it was marked
(`selectors.revert`), so that a changed claim voids the claim's check alone, and a change outside voids that of the rest
alone. Whatever way the text was changed, one of the two no longer agrees. The order of paragraphs, italics and language
tags are not what is checked.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from editorial.content import richtext
from editorial.content.fingerprints import excerpt_content, fingerprint, footnote_content, image_content
from editorial.content.models import Article, Excerpt, Footnote, Image
from editorial.content.queries import item_label, numbered_footnotes
from editorial.factcheck.models import Claim, ClaimField, ItemKind
from editorial.factcheck.selectors import Located, Placing, TextQuoteSelector, revert, select

Item = Article | Claim | Excerpt | Footnote | Image

REST = "Everything else in the text"
_SENTENCE_END = re.compile(r"[.!?…][”’\"')\]]*\s")
_PRINTED_WORDS = ("caption", "alt_text")  # of an image; the rest of it is its rights
_TRANSLATION = ("original_title", "translated_title", "original_language", "body", "original_text")
_TRANSLATOR = ("translator_id", "translator_name")


@dataclass(frozen=True)
class Checked:
    """One item that somebody checks. `content` is what `fingerprint` is of; `place` is where a claim stands today.

    A translation's `item` is its excerpt. `label` is how a newsroom calls it.
    """

    kind: ItemKind
    key: str
    item: Item
    label: str
    content: Mapping[str, Any]
    fingerprint: str
    place: Located | None = None


def checked_items(article: Article) -> list[Checked]:
    """Everything of the article that is checked: claims, the rest of its text, excerpts with their translations,
    footnotes, images. `article` is loaded by `factcheck.queries.with_checks`; then this asks no query.
    """
    numbers = {note.key: number for number, note in numbered_footnotes(article).items()}
    placed = _placed_claims(article)
    found = [_claim(claim, place) for claim, place in placed]
    found.append(_rest(article, placed))
    for excerpt in article.excerpts.all():
        found.append(_checked(ItemKind.EXCERPT, excerpt, item_label(excerpt), _citation_and_passage(excerpt)))
        if needs_translation_check(excerpt):
            label = f"Translation of excerpt {excerpt.position}"
            found.append(_checked(ItemKind.TRANSLATION, excerpt, label, _translation(excerpt)))
    for note in numbered_footnotes(article).values():
        found.append(_checked(ItemKind.FOOTNOTE, note, item_label(note, numbers), footnote_content(note)))
    for image in article.images.all():
        found.append(_checked(ItemKind.IMAGE, image, item_label(image), rights_content(image)))
    return found


def standing_claims(article: Article) -> list[Claim]:
    """The claims that nobody dropped."""
    loaded = "claims" in getattr(article, "_prefetched_objects_cache", {})
    claims = article.claims.all() if loaded else article.claims.select_related("dropped")
    return [claim for claim in claims if not hasattr(claim, "dropped")]


def needs_translation_check(excerpt: Excerpt) -> bool:
    """Whether the excerpt is a translation: its source is not in English, the passage is kept in its own language, or
    somebody is named as its translator.
    """
    language = excerpt.original_language.lower().split("-")[0]
    return bool(
        excerpt.original_text
        or excerpt.translator_id
        or excerpt.translator_name
        or language not in ("", "en")
    )


def field_paragraphs(article: Article, field: str) -> list[str]:
    """The plain text of a field in which claims are marked, by paragraph; all of it that would be printed."""
    value: str = getattr(article, field)
    return richtext.paragraphs(richtext.clean(value)) if field == ClaimField.COMMENTARY else [value]


def rights_content(image: Image) -> dict[str, Any]:
    """What a clearance is about: the file and what its rights depend on, not the words printed below it."""
    return {name: value for name, value in image_content(image).items() if name not in _PRINTED_WORDS}


def _checked(
    kind: ItemKind, item: Item, label: str, content: dict[str, Any], place: Located | None = None
) -> Checked:
    return Checked(
        kind, str(item.key), item, label, content, fingerprint({"kind": kind.value, **content}), place
    )


def _citation_and_passage(excerpt: Excerpt) -> dict[str, Any]:
    content = excerpt_content(excerpt)
    return {name: _json(value) for name, value in content.items() if name not in _TRANSLATOR}


def _translation(excerpt: Excerpt) -> dict[str, Any]:
    content = excerpt_content(excerpt)
    return {name: content[name] for name in (*_TRANSLATION, *_TRANSLATOR)}


def _json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


# Claims


def _placed_claims(article: Article) -> list[tuple[Claim, Located | None]]:
    """The standing claims in the order of the page, each with its place today; those that are gone come last."""
    order = list(ClaimField)
    fields = {field: Placing(field_paragraphs(article, field)) for field in order}
    anchors = _newest_anchors(article)
    placed = []
    for claim in standing_claims(article):
        field = fields[ClaimField(claim.field)]
        place = field.place(anchors[claim.key]) if claim.key in anchors else None
        if place is None or not place.text:
            place = field.place(TextQuoteSelector(claim.exact, claim.prefix, claim.suffix)) or place
        placed.append((claim, place))

    def place_of(pair: tuple[Claim, Located | None]) -> tuple[int, int, int]:
        claim, place = pair
        if place is None:
            return (len(order), 0, 0)
        return (order.index(ClaimField(claim.field)), place.paragraph, place.start)

    return sorted(placed, key=place_of)


def _newest_anchors(article: Article) -> dict[str, TextQuoteSelector]:
    """Where each claim stood when it was last checked: its passage may have been edited since it was marked."""
    found: dict[str, TextQuoteSelector] = {}
    for check in sorted(article.checks.all(), key=lambda check: check.pk):
        if check.item_kind == ItemKind.CLAIM and check.anchor:
            anchor = check.anchor
            found[check.item_key] = TextQuoteSelector(anchor["exact"], anchor["prefix"], anchor["suffix"])
    return found


def _claim(claim: Claim, place: Located | None) -> Checked:
    words = place.text if place else ""
    content = {"field": claim.field, "text": words}
    label = f"Claim “{_short(words or claim.exact)}”"
    return _checked(ItemKind.CLAIM, claim, label, content, place)


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:57].rstrip()}…"


def anchor_today(article: Article, claim: Checked) -> dict[str, str] | None:
    """The claim's selector where its passage stands now, as JSON; None where it is gone."""
    if claim.place is None or not claim.place.text:
        return None
    paragraphs = field_paragraphs(article, claim.content["field"])
    return select(paragraphs, claim.place.paragraph, claim.place.start, claim.place.end).as_json()


# The rest of the article's own text


def _rest(article: Article, placed: Sequence[tuple[Claim, Located | None]]) -> Checked:
    claims: dict[str, list[tuple[TextQuoteSelector, Located | None]]] = {field: [] for field in ClaimField}
    # The oldest first: of two that overlap it is the one that earlier checks of the rest knew.
    for claim, place in sorted(placed, key=lambda pair: pair[0].pk):
        claims[claim.field].append((TextQuoteSelector(claim.exact, claim.prefix, claim.suffix), place))
    lines = {
        field.value: revert(field_paragraphs(article, field), claims[field]).paragraphs[0]
        for field in ClaimField
        if field != ClaimField.COMMENTARY
    }
    bylines = [byline.author for byline in article.bylines.all()]
    content: dict[str, Any] = {
        "authors": [", ".join(filter(None, (author.name, author.affiliation))) for author in bylines],
        **lines,
        "commentary": sorted(_commentary(article.commentary, claims[ClaimField.COMMENTARY])),
        # With its picture: the words are checked against what it shows.
        "captions": sorted([image.caption, image.alt_text, image.sha256] for image in article.images.all()),
    }
    return _checked(ItemKind.ARTICLE, article, REST if any(claims.values()) else item_label(article), content)


def _commentary(value: str, claims: Sequence[tuple[TextQuoteSelector, Located | None]]) -> list[list[str]]:
    """Each paragraph: its words with the claims as they were marked, then its links and raised or lowered letters, and its
    notes with their sentence.
    """
    marked = richtext.marked_paragraphs(richtext.clean(value))
    reverted = revert([paragraph.text for paragraph in marked], claims)
    return [
        [
            text,
            *paragraph.marks,
            *(
                f"note {key} in sentence {_sentence(text, reverted.at(number, at))}"
                for at, key in paragraph.references
            ),
        ]
        for number, (text, paragraph) in enumerate(zip(reverted.paragraphs, marked, strict=True))
    ]


def _sentence(text: str, at: int) -> int:
    """The number of the sentence that a position is in, from 1; a mark behind a sentence's end belongs to it."""
    return 1 + sum(1 for end in _SENTENCE_END.finditer(text) if end.end() <= at)
