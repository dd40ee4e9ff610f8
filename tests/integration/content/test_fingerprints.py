"""A fingerprint changes with every named field and with nothing else."""

import unicodedata
from datetime import date

import pytest

from editorial.content import fingerprints
from editorial.content.fingerprints import article_fingerprint, item_fingerprint
from editorial.content.models import Article, Author, Byline, Excerpt, Footnote, Image
from tests import factories as f

pytestmark = pytest.mark.django_db

# Per kind: what is printed or decides about rights, and so must be checked anew when it changes.
NAMED = {
    "article": {"title": "X", "dek": "X", "pull_quote": "X", "commentary": "<p>X</p>"},
    "excerpt": {
        "authors": ["X"], "original_title": "X", "original_language": "de", "translated_title": "X", "outlet": "X",
        "outlet_descriptor": "X", "outlet_note": "X", "place": "X", "published_on": date(2020, 1, 1),
        "url": "https://x.example", "archived_url": "https://x.example", "translator_name": "X", "translator": None,
        "body": "<p>X</p>", "original_text": "<p>X</p>",
    },
    "footnote": {"key": "X", "text": "<p>X</p>"},
    "image": {
        "sha256": "f" * 64, "caption": "X", "alt_text": "X", "title": "X", "creator": "X", "source": "X",
        "source_url": "https://x.example", "attribution": "X", "license": "CC0-1.0", "license_url": "https://x.example",
        "public_domain_basis": "X", "changes": "X",
    },
}  # fmt: skip
UNNAMED = {
    "article": {
        "version", "state", "state_since", "submitted_at", "created_at", "created_by", "section", "issue", "position",
        "key", "id", "authors", "slug",
    },
    "excerpt": {"id", "article", "key", "position", "version", "citation_as_given", "url_residue"},
    "footnote": {"id", "article", "version"},
    "image": {"id", "article", "key", "position", "version", "information_as_given", "file", "format", "width", "height"},
}  # fmt: skip
MODELS = {"article": Article, "excerpt": Excerpt, "footnote": Footnote, "image": Image}


@pytest.fixture
def article() -> Article:
    made = f.complete_article()
    Excerpt.objects.filter(article=made).update(translator=f.person())
    return f.fresh(made)


def part(article: Article, kind: str) -> Article | Excerpt | Footnote | Image:
    pk = article.pk if kind == "article" else getattr(article, f"{kind}s").first().pk
    return MODELS[kind]._default_manager.get(pk=pk)


@pytest.mark.parametrize("kind", MODELS)
def test_every_field_is_either_named_or_deliberately_not(kind: str) -> None:
    fields = {field.name for field in [*MODELS[kind]._meta.fields, *MODELS[kind]._meta.many_to_many]}
    assert fields == set(NAMED[kind]) | UNNAMED[kind]


@pytest.mark.parametrize("kind, name", [(kind, name) for kind, fields in NAMED.items() for name in fields])
def test_a_named_field_changes_the_fingerprints_of_the_item_and_the_article(
    article, kind: str, name: str
) -> None:
    before = item_fingerprint(part(article, kind)), article_fingerprint(f.fresh(article))
    item = part(article, kind)
    if (kind, name) == ("footnote", "key"):
        Footnote.objects.filter(pk=item.pk).update(key="X")
    else:
        type(item)._default_manager.filter(pk=item.pk).update(**{name: NAMED[kind][name]})
    after = item_fingerprint(part(article, kind)), article_fingerprint(f.fresh(article))
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_positions_states_and_places_change_no_items_fingerprint(article: Article) -> None:
    before = [item_fingerprint(part(article, kind)) for kind in MODELS]
    whole = article_fingerprint(article)
    for item in [*article.excerpts.all(), *article.images.all()]:
        type(item).objects.filter(pk=item.pk).update(position=50 + item.position)
    Article.objects.filter(pk=article.pk).update(version=99, state="in_review", section=f.section())
    f.issue_of([f.fresh(article)])
    assert [item_fingerprint(part(article, kind)) for kind in MODELS] == before
    assert article_fingerprint(f.fresh(article)) == whole


def test_the_order_of_excerpts_and_the_bylines_are_the_articles(article: Article) -> None:
    before = article_fingerprint(article)
    first, second = article.excerpts.all()
    Excerpt.objects.filter(pk=first.pk).update(position=9)
    swapped = article_fingerprint(f.fresh(article))
    assert swapped != before or item_fingerprint(first) == item_fingerprint(second)
    Author.objects.filter(bylines__article=article).update(affiliation="Elsewhere")
    changed = article_fingerprint(f.fresh(article))
    assert changed != swapped
    Byline.objects.create(article=article, author=f.author_record(), position=5)
    assert article_fingerprint(f.fresh(article)) != changed


def test_composed_and_decomposed_letters_are_the_same_text() -> None:
    for text in ("é ü", "ی ک ﻻ", "Й", "각"):
        composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
        assert fingerprints.fingerprint({"a": [composed]}) == fingerprints.fingerprint({"a": (decomposed,)})


def test_a_fingerprint_read_from_memory_is_the_one_of_the_stored_row() -> None:
    article = f.complete_article()
    excerpt = f.add_excerpt(
        article, article.created_by, body="<b>e\u0301</b> ", place=" a  b", published_on="2026-01-02"
    )
    assert item_fingerprint(excerpt) == item_fingerprint(Excerpt.objects.get(pk=excerpt.pk))


def test_keys_in_any_order_are_the_same_content() -> None:
    assert fingerprints.canonical_json({"b": 1, "a": {"d": 2, "c": "x"}}) == '{"a":{"c":"x","d":2},"b":1}'
