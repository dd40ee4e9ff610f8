"""What was found by attacking the anchoring of claims: parallel sentences, neighbors, swaps, text past the operations."""

from collections.abc import Callable
from typing import Any

import pytest

from editorial.content.models import Article, Image
from editorial.errors import NotAllowed, ReasonMissing
from editorial.factcheck.models import Claim
from editorial.factcheck.operations import drop_claim, mark_claim, record_check
from editorial.factcheck.queries import item_statuses
from editorial.workflow.operations import GateClosed, move_article
from tests import factories as f

pytestmark = pytest.mark.django_db

EAST = "In Aldmar, the garrison fed ten pilgrims on Monday."
WEST = "In Borvik, the garrison fed ten pilgrims on Monday."
World = tuple[Article, Any]


def put(article: Article, *paragraphs: str) -> None:
    """Past every operation, as SQL would."""
    words = "".join(f"<p>{text}</p>" for text in paragraphs)
    Article.objects.filter(pk=article.pk).update(commentary=words)


@pytest.fixture
def world() -> Callable[..., World]:
    def make(*paragraphs: str, **fields: Any) -> World:
        article = f.complete_article(excerpts=1, images=fields.pop("images", 0), **fields)
        put(article, *paragraphs)
        article.footnotes.all().delete()
        return f.walked_to("fact_check", f.fresh(article)), f.fact_checker()

    return make


def mark(article: Article, by: Any, exact: str, **more: str) -> Claim:
    return mark_claim(article=article, field=more.pop("field", "commentary"), exact=exact, by=by, **more)


def open_items(article: Article) -> set[str]:
    return {status.key for status in item_statuses(f.fresh(article)) if not status.verified}


def parallel(world: Callable[..., World]) -> tuple[Article, Any, Claim, Claim]:
    article, checker = world(EAST, WEST)
    east = mark(article, checker, "ten", prefix="In Aldmar, the garrison fed ", suffix=" pilgrims")
    west = mark(article, checker, "ten", prefix="In Borvik, the garrison fed ", suffix=" pilgrims")
    assert east != west
    f.check_everything(article, checker)
    return article, checker, east, west


def test_of_parallel_sentences_the_edited_one_is_void(world: Any) -> None:
    article, _checker, _east, west = parallel(world)
    put(article, EAST, WEST.replace("ten", "eight"))
    assert open_items(article) == {west.key}


def test_figures_that_change_places_are_void_both(world: Any) -> None:
    article, checker, east, west = parallel(world)
    put(article, EAST.replace("ten", "nine"), WEST.replace("ten", "eight"))
    for claim in (east, west):
        record_check(item=claim, verdict="verified", by=checker)
    assert open_items(article) == set()
    put(article, EAST.replace("ten", "eight"), WEST.replace("ten", "nine"))
    assert open_items(article) == {east.key, west.key}
    put(article, WEST.replace("ten", "eight"), EAST.replace("ten", "nine"))
    assert open_items(article) == set(), "paragraphs may change places"


def test_a_second_claim_does_not_hide_that_the_first_is_put_back(world: Any) -> None:
    nine = WEST.replace("ten", "nine")
    article, checker = world(EAST, nine)
    claim = mark(article, checker, "ten")
    f.check_everything(article, checker)
    put(article, EAST.replace("ten", "nine"), nine)
    record_check(item=claim, verdict="verified", by=checker)
    other = mark(article, checker, "In Borvik, the garrison fed nine pilgrims")
    record_check(item=other, verdict="verified", by=checker)
    assert open_items(article) == set()
    put(article, EAST, nine)
    assert open_items(article) == {claim.key}


@pytest.mark.parametrize(
    "after, void",
    [
        ("On Monday ten men, among them three sergeants, fell near the gate of Velm when a mine went off.", {0, 1}),
        ("On Monday twelve men (some, who were there, say fourteen), died near the bridge of Aro when a mine went off.", {0}),
        ("On Monday ten men, among them two officers, died. Near the bridge of Aro when a mine went off.", {1}),
    ],
)  # fmt: skip
def test_claims_side_by_side_are_void_for_themselves(world: Any, after: str, void: set[int]) -> None:
    before = "On Monday ten men, among them two officers, died near the bridge of Aro when a mine went off."
    article, checker = world(before)
    claims = [
        mark(article, checker, "ten men, among them two officers,"),
        mark(article, checker, "died near the bridge of Aro"),
    ]
    f.check_everything(article, checker)
    put(article, after)
    assert open_items(article) == {claims[number].key for number in void}


def test_a_claim_that_overlaps_an_edited_one_voids_nothing(world: Any) -> None:
    article, checker = world("On Monday ten men died near the bridge of Aro when a mine went off.")
    f.check_everything(article, checker)
    claim = mark(article, checker, "ten men died")
    put(article, "On Monday nine men died near the bridge of Aro when a mine went off.")
    record_check(item=claim, verdict="verified", by=checker)
    other = mark(article, checker, "Monday nine men")
    record_check(item=other, verdict="verified", by=checker)
    assert open_items(article) == set()


def test_titles_are_found_again(world: Any) -> None:
    article, checker = world("A text.", title="Ten men die in Aro as ten men flee")
    one = mark(article, checker, "Ten men", field="title")
    two = mark(article, checker, "ten men", field="title", prefix="as ", suffix=" flee")
    f.check_everything(article, checker)
    for title, void in (
        ("Ten men die in Aro as nine men flee", {two.key}),
        ("Nine men die in Aro as ten men flee", {one.key}),
        ("Nine men die in Aro as nine men flee", {one.key, two.key}),
    ):
        Article.objects.filter(pk=article.pk).update(title=title)
        assert open_items(article) == void


@pytest.mark.parametrize(
    "raw",
    [
        "A lie outside.<p>A text.</p>", "<p>A text.</p><div>A lie</div>", "<p>A text.</p><h2>Lie</h2>", "A lie",
        "<p>A text.<sup data-footnote='x'></sup></p>", "<p>A text.</p>A lie", "<p>A <sup>text</sup>.</p>",
        '<p>A <a href="https://x.example/">text</a>.</p>',
    ],
)  # fmt: skip
def test_whatever_would_be_printed_is_checked(world: Any, raw: str) -> None:
    article, checker = world("A text.")
    f.check_everything(article, checker)
    Article.objects.filter(pk=article.pk).update(commentary=raw)
    assert open_items(article) == {str(article.key)}


def test_a_link_or_raised_letters_moved_to_other_words_are_noticed(world: Any) -> None:
    article, checker = world('See <a href="https://x.example/">the report</a> and 10<sup>6</sup> denials.')
    f.check_everything(article, checker)
    for raw in (
        'See the report <a href="https://x.example/">and</a> 10<sup>6</sup> denials.',
        'See <a href="https://x.example/">the report</a> and 106 denials.',
    ):
        put(article, raw)
        assert open_items(article) == {str(article.key)}


def test_captions_belong_to_their_pictures(world: Any) -> None:
    article, checker = world("A text.", images=2)
    one, two = article.images.all()
    Image.objects.filter(pk=one.pk).update(caption="The mayor", sha256="1" * 64)
    Image.objects.filter(pk=two.pk).update(caption="A dog", sha256="2" * 64)
    f.check_everything(article, checker)
    Image.objects.filter(pk=one.pk).update(caption="A dog")
    Image.objects.filter(pk=two.pk).update(caption="The mayor")
    assert open_items(article) == {str(article.key)}


def test_a_doubt_is_not_dropped_or_overruled_without_a_word(world: Any) -> None:
    article, checker = world("On Monday ten men died near the bridge of Aro.")
    claim = mark(article, checker, "ten men died")
    f.check_everything(article, checker)
    record_check(item=claim, verdict="disputed", note="Nine did", by=checker)
    other = f.fact_checker()
    with pytest.raises(NotAllowed, match="found this claim “Disputed”"):
        drop_claim(claim=claim, reason="x", by=other)
    with pytest.raises(ReasonMissing):
        record_check(item=claim, verdict="verified", by=other)
    record_check(item=claim, verdict="verified", note="The tenth died at night", by=other)
    assert open_items(article) == set()


def test_who_is_named_as_translator_afterwards_did_not_check_it(world: Any) -> None:
    article, checker = world("A text.")
    f.check_everything(article, checker)
    excerpt = article.excerpts.get()
    excerpt.translator = checker
    excerpt.version += 1
    excerpt._change_reason = "Named"
    excerpt.save()
    other = f.fact_checker()
    record_check(item=excerpt, translation=True, verdict="verified", by=other)
    with pytest.raises(GateClosed, match="who translated it"):
        move_article(article_id=article.pk, move="clear", by=other)
    excerpt.translator = None
    excerpt.save()
    with pytest.raises(NotAllowed, match="You translated"):
        record_check(item=excerpt, translation=True, verdict="verified", by=checker)


def test_who_bears_the_translators_name_does_not_check_it(world: Any) -> None:
    article, checker = world("A text.")
    article.excerpts.update(translator_name=checker.get_full_name().upper())
    with pytest.raises(NotAllowed, match="You translated"):
        record_check(item=article.excerpts.get(), verdict="verified", by=checker)
