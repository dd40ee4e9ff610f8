"""A check counts as current if and only if what it was made on is what stands today, whoever changed it and how.

A small world of words: each is written once, so that an edit can be told apart from every other.
"""

import os
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editorial.content import operations as content
from editorial.content import richtext
from editorial.content.models import Article, Excerpt, Image
from editorial.content.saving import Change, FieldChange, save_changes
from editorial.errors import EditorialError
from editorial.factcheck.models import Claim, ClaimField
from editorial.factcheck.operations import drop_claim, mark_claim, record_check
from editorial.factcheck.queries import ItemStatus, item_statuses
from editorial.workflow.operations import GateClosed, move_article
from tests import factories as f

SENTENCES = [
    "Dockers at Velm began to strike on a cold Tuesday evening in March.",
    "Nobody counted more than ninety ships outside of the breakwater.",
    "According to the harbor master, fuel for eleven days is left.",
    "Bakers have already raised what a loaf costs by one third.",
    "The ministry promised a settlement before the spring tide arrives.",
    "Few of those who wait believe a single word of it.",
]
PARAGRAPHS = [" ".join(SENTENCES[:2]), " ".join(SENTENCES[2:4]), " ".join(SENTENCES[4:])]
CLAIMS = ["more than ninety ships", "fuel for eleven days", "raised what a loaf costs by one third"]
TITLE = "A Harbor Falls Silent for Eleven Days"
EXAMPLES = int(os.environ.get("VOID_EXAMPLES") or (60 if connection.vendor == "sqlite" else 15))

kinds = st.sampled_from(["replace", "insert", "delete", "move", "emphasize", "split space"])
edits = st.lists(
    st.tuples(kinds, st.integers(0, 2), st.integers(0, 19), st.integers(0, 3)), min_size=1, max_size=4
)
paths = st.sampled_from(["desk", "workspace", "shell", "SQL"])


def edited(paragraphs: list[str], kind: str, number: int, place: int, salt: int) -> list[str]:
    words = paragraphs[number].split()
    place = min(place, len(words) - 1)
    if kind == "move":
        return [*paragraphs[number:], *paragraphs[:number]]
    if kind == "replace":
        words[place] = f"zebra{salt}"
    elif kind == "insert":
        words.insert(place, f"giraffe{salt}")
    elif kind == "delete" and len(words) > 3:
        del words[place]
    return [*paragraphs[:number], " ".join(words), *paragraphs[number + 1 :]]


def rich(paragraphs: list[str], emphasized: int | None) -> str:
    marked = [
        f"<em>{text.split()[0]}</em>{text[len(text.split()[0]) :]}" if number == emphasized else text
        for number, text in enumerate(paragraphs)
    ]
    return richtext.clean("".join(f"<p>{text}</p>" for text in marked))


def store(article: Article, commentary: str, path: str, by: Any) -> None:
    """By the desk's form, by autosave, in a shell without the operations, or past Django altogether."""
    if path == "desk":
        item = Article.objects.get(pk=article.pk)
        item.commentary = commentary
        content.save_item(item=item, by=by)
    elif path == "workspace":
        before = Article.objects.get(pk=article.pk).commentary
        change = Change("article", str(article.key), None, {"commentary": FieldChange(before, commentary)})
        outcome = save_changes(article_id=article.pk, changes=[change], by=by)
        assert not outcome.refused and not outcome.conflicts
    elif path == "shell":
        item = Article.objects.get(pk=article.pk)
        item.commentary, item._change_reason = commentary, "From a shell"
        item.save()
    else:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE editorial_article SET commentary = %s WHERE id = %s", [commentary, article.pk]
            )


def states(article: Article) -> dict[tuple[str, str], ItemStatus]:
    return {(status.kind, status.key): status for status in item_statuses(f.fresh(article))}


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Any:
    """An article in fact-check with three claims in its commentary and one in its title, everything verified."""
    with django_db_blocker.unblock():
        undo = transaction.atomic()
        undo.__enter__()
        article = f.complete_article(title=TITLE, excerpts=1)
        Article.objects.filter(pk=article.pk).update(commentary=rich(PARAGRAPHS, None))
        article.footnotes.all().delete()
        article = f.walked_to("fact_check", f.fresh(article))
        checker, desk = f.fact_checker(), f.editor()
        claims = [
            mark_claim(article=article, field="commentary", exact=words, by=checker) for words in CLAIMS
        ]
        claims.append(mark_claim(article=article, field="title", exact="Eleven Days", by=checker))
        f.check_everything(article, checker)
        assert all(status.verified for status in states(article).values())
        yield article, claims, checker, desk
        transaction.set_rollback(True)
        undo.__exit__(None, None, None)


def inside(paragraphs: list[str], number: int, place: int, kind: str) -> str | None:
    """The claim whose words alone an edit touches; None where it touches others."""
    words = paragraphs[number].split()
    place = min(place, len(words) - 1)
    for claim in CLAIMS:
        span = claim.split()
        for start in range(len(words) - len(span) + 1):
            first, last = start, start + len(span) - 1
            if [word.strip(".,") for word in words[start : last + 1]] != span:
                continue
            # An insertion before the first word stands outside; a mark behind the last word goes with the word.
            touches = first < place <= last if kind == "insert" else first <= place <= last
            if touches and not (kind != "insert" and place == last and words[last] != span[-1]):
                return claim
    return None


@pytest.mark.django_db
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(edits=edits, path=paths)
def test_own_text_is_current_if_and_only_if_it_reads_as_it_was_checked(
    world: Any, edits: Any, path: str
) -> None:
    article, _claims, checker, desk = world
    with transaction.atomic():
        paragraphs, emphasized = list(PARAGRAPHS), None
        for kind, number, place, salt in edits:
            emphasized = number if kind == "emphasize" else emphasized
            paragraphs = edited(paragraphs, kind, number, place, salt)
        store(article, rich(paragraphs, emphasized), path, desk)
        found = states(article)
        own = [status for (kind, _key), status in found.items() if kind in ("claim", "article")]
        same = sorted(paragraphs) == sorted(PARAGRAPHS)
        assert all(status.verified for status in own) == same
        assert all(status.verified for status in found.values() if status not in own)
        for status in own:
            assert status.current == (status.last.fingerprint == status.fingerprint)
            assert bool(status.changes) == status.void
        if not same:
            with pytest.raises(GateClosed):
                move_article(article_id=article.pk, move="clear", by=checker)
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    kind=st.sampled_from(["replace", "insert", "delete"]), number=st.integers(0, 2), place=st.integers(0, 19),
    moved=st.booleans(), path=paths,
)  # fmt: skip
def test_one_edit_voids_exactly_what_it_is_in(
    world: Any, kind: str, number: int, place: int, moved: bool, path: str
) -> None:
    article, claims, _checker, desk = world
    with transaction.atomic():
        paragraphs = edited(list(PARAGRAPHS), kind, number, place, 0)
        store(article, rich(paragraphs[::-1] if moved else paragraphs, None), path, desk)
        void = {status.key for status in states(article).values() if status.void}
        touched = inside(PARAGRAPHS, number, place, kind)
        expected = {claim.key for claim in claims if claim.exact == touched} or {str(article.key)}
        assert void == expected
        transaction.set_rollback(True)


FIELDS: list[tuple[Any, str, Any, set[str]]] = [
    (Article, "title", "A Harbor Falls Silent for Twelve Days", {"claim"}),
    (Article, "title", "One Harbor Falls Silent for Eleven Days", {"article"}),
    (Article, "dek", "Another dek", {"article"}),
    (Article, "pull_quote", "“Another.”", {"article"}),
    (Excerpt, "body", "<p>Other words.</p>", {"excerpt", "translation"}),
    (Excerpt, "original_text", "<p>D’autres mots.</p>", {"excerpt", "translation"}),
    (Excerpt, "outlet", "Another outlet", {"excerpt"}),
    (Excerpt, "url", "https://elsewhere.example/", {"excerpt"}),
    (Excerpt, "published_on", "2026-09-30", {"excerpt"}),
    (Excerpt, "translator_name", "Somebody Else", {"translation"}),
    (Excerpt, "position", 7, set()),
    (Image, "creator", "Somebody Else", {"image"}),
    (Image, "license", "CC-BY-SA-4.0", {"image"}),
    (Image, "sha256", "0" * 64, {"image", "article"}),
    (Image, "source_url", "https://elsewhere.example/", {"image"}),
    (Image, "caption", "Another caption", {"article"}),
    (Image, "alt_text", "Other words for it", {"article"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize("model, field, value, void", FIELDS)
def test_each_field_voids_the_checks_that_are_about_it(
    world: Any, model: Any, field: str, value: Any, void: set[str]
) -> None:
    article = world[0]
    with transaction.atomic():
        rows = (
            model.objects.filter(pk=article.pk) if model is Article else model.objects.filter(article=article)
        )
        rows.update(**{field: value})
        found = states(article)
        assert {kind for (kind, _key), status in found.items() if status.void} == void
        assert {status.word for status in found.values() if status.void} <= {"Changed since"}
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_claim_whose_passage_is_deleted_is_gone_and_says_so(world: Any) -> None:
    article, claims, checker, desk = world
    with transaction.atomic():
        without = PARAGRAPHS[0].replace(" more than ninety ships", "")
        store(article, rich([without, *PARAGRAPHS[1:]], None), "workspace", desk)
        void = [status for status in states(article).values() if status.void]
        assert [(status.key, status.gone, status.word) for status in void] == [
            (claims[0].key, True, "Passage gone")
        ]
        with pytest.raises(GateClosed, match="has lost its passage"):
            move_article(article_id=article.pk, move="clear", by=checker)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_claim_that_was_mended_and_verified_follows_its_passage_from_there(world: Any) -> None:
    article, claims, checker, desk = world
    with transaction.atomic():
        mended = [
            text.replace("ninety ships", "some ninety-five coasters and trawlers") for text in PARAGRAPHS
        ]
        store(article, rich(mended, None), "desk", desk)
        status = states(article)["claim", claims[0].key]
        assert (status.word, status.checked.content["text"]) == (
            "Changed since", "more than some ninety-five coasters and trawlers",
        )  # fmt: skip
        assert [
            piece.text for change in status.changes for piece in change.pieces if piece.kind == "gone"
        ] == ["ninety ships"]
        record_check(item=claims[0], verdict="verified", by=checker, seen=status.fingerprint)
        assert all(status.verified for status in states(article).values())
        # Now around it too: the mended words are what is looked for.
        again = [
            text.replace("Nobody counted", "The port counts").replace("outside of", "beyond")
            for text in mended
        ]
        store(article, rich(again, None), "SQL", desk)
        void = {(status.kind, status.word) for status in states(article).values() if status.void}
        assert void == {("article", "Changed since")}
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_marking_and_dropping_claims_voids_nothing(world: Any) -> None:
    article, claims, checker, _desk = world
    with transaction.atomic():
        new = mark_claim(article=article, field="commentary", exact="promised a settlement", by=checker)
        found = states(article)
        assert [key for key, status in found.items() if not status.verified] == [("claim", new.key)]
        drop_claim(claim=new, reason="Marked by mistake", by=checker)
        drop_claim(claim=claims[1], reason="It is part of the sentence before", by=checker)
        assert all(status.verified for status in states(article).values())
        assert Claim.objects.filter(article=article).count() == 5
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "field, exact",
    [
        ("commentary", "no such words"), ("commentary", ""), ("commentary", "   "), ("byline", "A"),
        ("commentary", "breakwater. According"), ("title", "ninety ships"), ("commentary", "x" * 2001),
    ],
)  # fmt: skip
def test_only_a_passage_that_stands_there_is_marked(world: Any, field: str, exact: str) -> None:
    article, _claims, checker, _desk = world
    with pytest.raises(EditorialError, match="is not in the text as it stands now"):
        mark_claim(article=article, field=field, exact=exact, by=checker)


@pytest.mark.django_db
def test_the_same_words_twice_are_told_apart_by_what_stands_around_them(world: Any) -> None:
    article, _claims, checker, desk = world
    with transaction.atomic():
        twice = ["Ten men went to Aro in spring. In the hot summer ten men came back from there."]
        store(article, rich(twice, None), "SQL", desk)
        claim = mark_claim(
            article=article, field=ClaimField.COMMENTARY, exact="men", prefix="In the hot summer ten ",
            suffix=" came back from there.", by=checker,
        )  # fmt: skip
        place = states(article)["claim", claim.key].checked.place
        assert place and twice[0][: place.start].endswith("summer ten ")
        store(article, rich([twice[0].replace("ten men came", "ten women came")], None), "SQL", desk)
        assert states(article)["claim", claim.key].checked.content["text"] == "women"
        transaction.set_rollback(True)
