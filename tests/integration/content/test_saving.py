"""Field by field: what can be saved is saved, and what cannot is reported with what stands in its way."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.content import operations as content
from editorial.content import richtext, saving
from editorial.content.models import Article, Author, Excerpt, Footnote, Image
from editorial.content.saving import Change, Conflict, FieldChange, Outcome, Refused, Saved, save_changes
from editorial.content.written_fields import FIELDS, MAX_LINE, written_values
from editorial.errors import NotAllowed
from tests import factories as f

pytestmark = pytest.mark.django_db


def change(item: Any, *, removed: bool = False, version: Any = ..., **fields: tuple[Any, Any]) -> Change:
    """`before, after` by field name, for an item that is stored."""
    sent = {name: FieldChange(*pair) for name, pair in fields.items()}
    return Change(item.kind, str(item.key), item.version if version is ... else version, sent, removed)


def new(kind: str, key: str, **values: Any) -> Change:
    return Change(kind, key, None, {name: FieldChange(None, value) for name, value in values.items()})


def save(article: Article, *changes: Change, by: Any = None, **options: Any) -> Outcome:
    by = by or article.created_by
    return save_changes(article_id=article.pk, changes=changes, by=by, **options)


def stored(item: Any) -> Any:
    return type(item)._default_manager.get(pk=item.pk)


# Two people, two tabs


def test_a_field_is_saved_whatever_the_version_of_the_item() -> None:
    article = f.complete_article()
    first = save(article, change(article, title=(article.title, "A new title")))
    second = save(article, change(article, dek=(article.dek, "A new dek")))  # its page knows the old version
    assert not (*first.conflicts, *second.conflicts, *first.refused, *second.refused)
    assert (stored(article).title, stored(article).dek) == ("A new title", "A new dek")
    assert second.saved == (Saved("article", str(article.key), article.version + 2, {"dek": "A new dek"}),)


def test_two_people_who_change_one_field_see_both_and_neither_is_overwritten() -> None:
    article = f.walked_to("in_review")
    ann, ben = f.editor(), f.editor()
    excerpt = article.excerpts.first()
    assert excerpt is not None
    save(article, change(excerpt, place=("Paris", "Rome"), outlet=("Le Journal", "Il Giornale")), by=ann)
    late = save(
        article, change(excerpt, place=("Paris", "Oslo"), url=(excerpt.url, "https://x.example/")), by=ben
    )
    now = stored(excerpt)
    assert (now.place, now.outlet, now.url) == ("Rome", "Il Giornale", "https://x.example/")
    (conflict,) = late.conflicts
    row = Excerpt.history.filter(id=excerpt.pk, history_user=ann).first()
    assert conflict == Conflict(
        "excerpt", excerpt.key, now.version, ann.get_full_name(), row.history_date, {"place": "Rome"}
    )
    assert late.saved[0].values == {"url": "https://x.example/"}
    # Ben has seen both versions and picks his.
    chosen = save(article, change(excerpt, place=("Rome", "Oslo")), by=ben)
    assert not chosen.conflicts
    assert stored(excerpt).place == "Oslo"
    assert "Rome" in {row.place for row in Excerpt.history.filter(id=excerpt.pk)}


def test_two_tabs_of_one_person_conflict_like_two_people() -> None:
    article = f.complete_article()
    save(article, change(article, title=(article.title, "From the first tab")))
    late = save(article, change(article, title=(article.title, "From the second tab")))
    assert late.conflicts[0].fields == {"title": "From the first tab"}
    assert late.conflicts[0].who == article.created_by.get_full_name()
    assert not late.saved
    assert stored(article).title == "From the first tab"


def test_both_typed_the_same() -> None:
    article = f.complete_article()
    save(article, change(article, title=(article.title, "The same")))
    late = save(article, change(article, title=(article.title, " The  same")))
    assert not late.conflicts
    assert late.saved[0].values == {"title": "The same"}


def test_a_request_that_is_sent_again_changes_nothing() -> None:
    article = f.draft()
    changes = [
        change(
            article,
            title=(article.title, "Title"),
            authors=([article.created_by.get_full_name()], ["A", "B"]),
        ),
        new("excerpt", "one", place="Rome", authors=["X", "Y"], published_on="2026-10-03"),
        new("footnote", "n1", text="<p>A note.</p>"),
        new("image", "pic", caption="A boat", attribution="CC BY 4.0"),
    ]
    first = save(article, *changes)
    rows = [model.history.count() for model in (Article, Excerpt, Footnote, Image, Author)]
    again = save(article, *changes)
    assert (again.conflicts, again.refused) == ((), ())
    assert again.saved == first.saved
    assert [model.history.count() for model in (Article, Excerpt, Footnote, Image, Author)] == rows
    assert [article.excerpts.count(), article.footnotes.count(), article.images.count()] == [1, 1, 1]


def test_a_new_item_whose_key_somebody_took_with_other_words_conflicts() -> None:
    article = f.draft()
    save(article, new("footnote", "n1", text="<p>Mine.</p>"))
    late = save(article, new("footnote", "n1", text="<p>Yours.</p>"))
    assert late.conflicts[0].fields == {"text": "<p>Mine.</p>"}
    assert Footnote.objects.get(article=article).text == "<p>Mine.</p>"


def test_an_item_that_somebody_removed_is_reported_and_can_be_added_anew() -> None:
    article = f.walked_to("in_review")
    ann, ben = f.editor(), f.editor()
    excerpt = article.excerpts.first()
    assert excerpt is not None
    save(article, change(excerpt, removed=True), by=ann)
    late = save(article, change(excerpt, place=("Paris", "Oslo")), by=ben)
    (conflict,) = late.conflicts
    assert (conflict.removed, conflict.version, conflict.who) == (True, None, ann.get_full_name())
    assert not Excerpt.objects.filter(article=article, key=excerpt.key)
    back = save(article, new("excerpt", excerpt.key, place="Oslo"), by=ben)
    assert back.saved[0].values == {"place": "Oslo"}
    assert save(article, change(excerpt, removed=True, version=1), by=ben).saved[0].version is None


def test_what_somebody_changed_meanwhile_is_not_removed_unseen() -> None:
    article = f.walked_to("in_review")
    ann, ben = f.editor(), f.editor()
    excerpt = article.excerpts.first()
    assert excerpt is not None
    seen = written_values(excerpt)
    save(article, change(excerpt, place=("Paris", "Rome")), by=ann)
    late = save(article, change(excerpt, removed=True), by=ben)
    assert late.conflicts[0].fields == {**seen, "place": "Rome"}
    assert late.conflicts[0].who == ann.get_full_name()
    assert not late.saved
    # Its place in the order is no word of anybody's: who saw every value may remove it.
    stale = list(article.excerpts.all())
    content.reorder(article=article, items=stale[::-1], by=ann)
    assert stored(excerpt).place == "Rome"  # an order is no way to bring old words back
    everything = {name: (value, None) for name, value in {**seen, "place": "Rome"}.items()}
    gone = save(article, change(excerpt, removed=True, version=1, **everything), by=ben)
    assert gone.saved == (Saved("excerpt", excerpt.key, None),)
    assert Excerpt.history.filter(key=excerpt.key, history_type="-", place="Rome", history_user=ben)


def test_removing_twice_is_removing_once() -> None:
    article = f.complete_article()
    note = article.footnotes.first()
    first, second = (save(article, change(note, removed=True)) for _ in range(2))
    assert first.saved == second.saved == (Saved("footnote", "one", None),)


def test_the_conflict_names_who_wrote_that_field_and_not_who_saved_last() -> None:
    article = f.walked_to("in_review")
    ann, ben = f.editor(), f.editor()
    save(article, change(article, title=(article.title, "Ann’s")), by=ann)
    save(article, change(article, dek=(article.dek, "Ben’s")), by=ben)
    late = save(article, change(article, title=(article.title, "Ben’s")), by=ben)
    assert late.conflicts[0].who == ann.get_full_name()


# What cannot be stored is refused alone


def test_a_bad_address_is_refused_and_the_passage_is_saved() -> None:
    article = f.complete_article()
    excerpt = article.excerpts.first()
    assert excerpt is not None
    result = save(
        article,
        change(excerpt, url=(excerpt.url, "javascript:alert(1)"), body=(excerpt.body, "<p>Anew.</p>")),
    )
    assert result.refused == (
        Refused(
            "excerpt", excerpt.key, "url", "Give a full web address that begins with https:// or http://"
        ),
    )
    assert result.saved[0].values == {"body": "<p>Anew.</p>"}
    assert (stored(excerpt).url, stored(excerpt).body) == (excerpt.url, "<p>Anew.</p>")


BAD: list[tuple[str, Any]] = [
    *((name, value) for name in ("title", "commentary") for value in (None, 7, True, ["x"], {"x": 1}, 10**400)),
    *((name, "\ud800 half a character") for name in ("title", "commentary")),
    ("commentary", "x" * (richtext.MAX_LENGTH + 1)),
    ("title", "x" * (MAX_LINE + 1)),
    *(("section", value) for value in ("Africa", True, -1, 0, 1.0, 10**400, 999_999, [1], {})),
    *(("authors", value) for value in ("A", 7, [7], [["A"]], ["\ud800"], ["x" * 301], ["A"] * 101, {"A": 1}, None)),
    ("state", "approved"), ("issue", 1), ("position", 1), ("created_by", 1), ("sha256", "x"), ("id", 1), ("", "x"),
    ("__class__", "x"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), BAD)
def test_values_of_the_wrong_kind_are_refused_with_words(name: str, value: Any) -> None:
    article = f.complete_article()
    before = written_values(f.fresh(article))
    result = save(article, change(article, **{name: (before.get(name), value), "dek": (article.dek, "New")}))
    (refused,) = result.refused
    assert (refused.field, bool(refused.message)) == (name, True)
    assert result.saved[0].values == {"dek": "New"}
    assert written_values(f.fresh(article)) == {**before, "dek": "New"}


BAD_CITATION = {
    "published_on": ["yesterday", "2026-02-30", 20261003, "12345-01-01"],
    "original_language": ["klingon words", "x" * 36],
    "url": ["ftp://x", "https://x.example/" + "a" * 2000, 5],
    "translator": ["Ann", 10**30, 999_999],
    "authors": ["Ann", [None]],
}


@pytest.mark.parametrize("name", BAD_CITATION)
def test_bad_citations_are_refused_with_words(name: str) -> None:
    article = f.complete_article()
    excerpt = article.excerpts.first()
    assert excerpt is not None
    for value in BAD_CITATION[name]:
        result = save(article, change(excerpt, **{name: (FIELDS["excerpt"][name].shown(excerpt), value)}))
        assert [x.field for x in result.refused] == [name], value
        assert stored(excerpt).version == excerpt.version


@pytest.mark.parametrize("before", [None, 7, ["x"], {"a": 1}, "\ud800", "x" * (richtext.MAX_LENGTH + 1)])
def test_a_before_of_the_wrong_kind_is_a_conflict_and_no_error(before: Any) -> None:
    article = f.complete_article()
    result = save(article, change(article, title=(before, "New"), commentary=(before, "<p>New</p>")))
    assert set(result.conflicts[0].fields) == {"title", "commentary"}
    assert not result.saved


def test_what_is_stored_is_canonical_and_comes_back_so() -> None:
    article = f.draft()
    result = save(
        article,
        change(
            article,
            title=(article.title, " A\x00  title\nover lines "),
            commentary=("", "<div onclick=x>e\u0301\x00<script>alert(1)</script><b>b</b></div>"),
        ),
        new(
            "excerpt",
            "k",
            published_on=" 2026-10-03 ",
            authors=["  A  B ", "", "C"],
            url=" https://x.example/ ",
        ),
    )
    assert result.refused == ()
    values = {saved.kind: saved.values for saved in result.saved}
    assert values["article"] == {"title": "A title over lines", "commentary": "<p>é<strong>b</strong></p>"}
    assert values["excerpt"] == {
        "published_on": "2026-10-03", "authors": ["A B", "C"], "url": "https://x.example/",
    }  # fmt: skip
    excerpt = Excerpt.objects.get(article=article)
    assert (excerpt.published_on, excerpt.authors) == (date(2026, 10, 3), ["A B", "C"])
    assert values["article"] == {name: getattr(stored(article), name) for name in values["article"]}


def test_a_draft_may_lose_its_title_and_a_submitted_article_not() -> None:
    article = f.complete_article()
    assert save(article, change(article, title=(article.title, ""))).saved
    assert str(stored(article)) == "Untitled article"
    submitted = f.walked_to("in_review")
    result = save(submitted, change(submitted, title=(submitted.title, " ")), by=f.editor())
    assert result.refused[0].message == "An article that was submitted keeps a title."


# Keys


def test_items_of_another_article_are_out_of_reach() -> None:
    by = f.author()
    mine, other = f.complete_article(by), f.complete_article(by)
    excerpt, note = other.excerpts.first(), other.footnotes.first()
    assert excerpt is not None
    assert note is not None
    result = save(
        mine,
        change(excerpt, place=("Paris", "Rome")),
        change(excerpt, removed=True),
        change(other, title=(other.title, "Mine")),
        Change("article", str(other.key), other.version, {}, removed=True),
        Change("article", str(mine.key), mine.version, {}, removed=True),
    )
    assert [conflict.removed for conflict in result.conflicts] == [True]  # as if it had never been there
    assert result.conflicts[0].who == "Somebody"
    assert [refused.kind for refused in result.refused] == ["article"] * 3
    for thing in (other, excerpt, note):
        assert stored(thing).version == thing.version
    # One key in two articles is two items.
    save(mine, change(note, text=(note.text, "<p>In mine.</p>")))
    assert stored(note).text == note.text


@pytest.mark.parametrize(
    "key", ["", "a b", "ä", "x" * 41, "../../x", "a\x00", "a\n", 7, None, ["x"], "\ud800"]
)
@pytest.mark.parametrize("kind", ["excerpt", "footnote", "image"])
def test_keys_of_new_items_have_a_form(kind: str, key: Any) -> None:
    article = f.draft()
    result = save(article, Change(kind, key, None, {}))
    assert result.refused[0].field == ""
    assert not result.saved


@pytest.mark.parametrize("kind", ["byline", "", "Article", None, 7, ["x"]])
def test_other_kinds_of_items_are_refused(kind: Any) -> None:
    assert save(f.draft(), Change(kind, "x", None, {})).refused[0].field == ""


def test_there_is_an_end_to_what_one_article_and_one_request_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "MAX_ITEMS", 2)
    monkeypatch.setattr(saving, "MAX_CHANGES", 4)
    article = f.draft()
    result = save(article, *(new("footnote", f"n{number}", text="x") for number in range(5)))
    assert [saved.key for saved in result.saved] == ["n0", "n1"]
    assert [refused.key for refused in result.refused] == ["n2", "n3", "n4"]


# Order


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("cab", "cab"), ("abc", "abc"), ("c", "cab"), ("cc", "cab"), ("xcyb", "cba"), ("", "abc"),
        ([7, None, "c", ["b"]], "cab"), (None, "abc"), (7, "abc"),
    ],
)  # fmt: skip
def test_the_order_is_taken_as_far_as_it_is_one(asked: Any, given: str) -> None:
    article = f.draft()
    save(article, *(new("excerpt", key, place=key) for key in "abc"))
    order = {"excerpts": list(asked) if isinstance(asked, str) else asked, "images": ["a"], "notes": ["x"]}
    result = save(article, order=order)
    placed = list(article.excerpts.order_by("position"))
    assert "".join(excerpt.key for excerpt in placed) == given
    assert [excerpt.position for excerpt in placed] == [1, 2, 3]
    moved = {saved.key: saved.version for saved in result.saved}
    assert moved == {excerpt.key: 2 for excerpt in placed if excerpt.version == 2}


def test_new_items_can_be_put_in_order_in_the_request_that_makes_them() -> None:
    article = f.draft()
    result = save(
        article,
        change(article, title=(article.title, "T")),
        new("image", "a", caption="A"),
        new("image", "b", caption="B"),
        order={"images": ["b", "a"]},
    )
    assert [image.key for image in article.images.all()] == ["b", "a"]
    assert {(saved.key, saved.version, saved.values.get("caption")) for saved in result.saved} >= {
        ("a", 2, "A"), ("b", 2, "B")
    }  # fmt: skip


# Authors, section, translator


def test_authors_are_named_and_the_register_follows() -> None:
    article = f.draft()
    own = article.created_by.get_full_name()
    known = f.author_record("Known Before")
    result = save(article, change(article, authors=([own], ["Known Before", own, "Quite New", "Quite  New"])))
    assert result.saved[0].values == {"authors": ["Known Before", own, "Quite New"]}
    assert [b.author.name for b in article.bylines.all()] == ["Known Before", own, "Quite New"]
    assert article.bylines.first().author == known  # type: ignore[union-attr]
    made = Author.objects.get(name="Quite New")
    assert made.user is None
    assert made.history.get().history_user == article.created_by
    late = save(article, change(article, authors=([own], ["Somebody Else"])))
    assert late.conflicts[0].fields == {"authors": ["Known Before", own, "Quite New"]}
    assert late.conflicts[0].who == own


def test_two_people_of_one_name_stay_two_people() -> None:
    article = f.draft()
    by = article.created_by
    twins = [f.author_record("Kim Twin"), f.author_record("Kim Twin")]
    content.set_bylines(article=article, authors=twins, by=by)
    save(article, change(article, authors=(["Kim Twin", "Kim Twin"], ["Kim Twin", "Kim Twin", "Ann"])))
    assert [b.author for b in article.bylines.all()] == [*twins, Author.objects.get(name="Ann")]


def test_one_s_own_name_comes_before_somebody_else_s() -> None:
    f.author_record("Kim Same", user=f.author())
    by = f.author()
    own = f.author_record("Kim Same", user=by)
    article = f.draft(by)
    content.set_bylines(article=article, authors=[], by=by)
    save(article, change(article, authors=([], ["Kim Same"])))
    assert article.bylines.get().author == own


def test_whoever_takes_their_own_name_out_still_saves_the_rest() -> None:
    article = f.complete_article()
    signed = f.author()
    mark = f.author_record("Second Author", user=signed)
    first = Author.objects.get(user=article.created_by)
    content.set_bylines(article=article, authors=[first, mark], by=article.created_by)
    a, b = article.excerpts.all()
    result = save(
        article,
        change(
            article, authors=([first.name, mark.name], [first.name]), title=(article.title, "Mine no more")
        ),
        change(a, removed=True),
        order={"excerpts": [b.key]},
        by=signed,
    )
    assert (result.conflicts, result.refused) == ((), ())
    assert (stored(article).title, article.excerpts.get()) == ("Mine no more", b)
    with pytest.raises(Article.DoesNotExist):
        save(article, change(article, title=("Mine no more", "x")), by=signed)


def test_a_section_is_chosen_from_the_register() -> None:
    article = f.draft()
    section = f.section()
    assert save(article, change(article, section=(None, section.pk))).saved[0].values == {
        "section": section.pk
    }
    assert save(article, change(article, section=(None, f.section().pk))).conflicts[0].fields == {
        "section": section.pk
    }
    assert save(article, change(article, section=(section.pk, None))).saved
    assert stored(article).section_id is None


def test_a_translator_is_somebody_who_translates() -> None:
    article = f.complete_article()
    excerpt = article.excerpts.first()
    assert excerpt is not None
    for nobody in (f.publications(), f.author(is_active=False)):
        assert save(article, change(excerpt, translator=(None, nobody.pk))).refused
    translator = f.fact_checker()
    assert save(article, change(excerpt, translator=(None, translator.pk))).saved
    translator.groups.clear()  # named already, so the name may stay and be given to the other excerpt too
    other = article.excerpts.last()
    assert save(article, change(other, translator=(None, translator.pk))).saved


def test_a_license_read_from_the_attribution_follows_it_and_a_stated_one_stays() -> None:
    article = f.draft()
    typed = ["CC", "CC BY", "CC BY 4.0", "CC BY-SA 4.0"]
    result = save(article, new("image", "p", attribution=typed[0]))
    assert result.saved[0].values == {"attribution": "CC", "license": "unclear"}
    for before, after in zip(typed, typed[1:], strict=False):
        result = save(article, change(Image.objects.get(article=article), attribution=(before, after)))
    assert result.saved[0].values == {"attribution": "CC BY-SA 4.0", "license": "CC-BY-SA-4.0"}
    image = Image.objects.get(article=article)
    save(article, change(image, license=("CC-BY-SA-4.0", "LicenseRef-House")))
    result = save(article, change(image, attribution=("CC BY-SA 4.0", "CC BY 3.0")))
    assert result.saved[0].values == {"attribution": "CC BY 3.0"}
    assert stored(image).license == "LicenseRef-House"


# Who may


@pytest.mark.parametrize("state", ["draft", "in_review", "fact_check", "approved", "published", "withdrawn"])
def test_who_may_save_in_which_state(state: str) -> None:
    writer, editor = f.author(), f.editor()
    article = f.walked_to(state, author=writer)
    for user, may in (
        (writer, state == "draft"), (editor, state in ("in_review", "fact_check")), (f.fact_checker(), False),
        (f.administrator(), False), (f.author(), False), (f.publications(), False), (f.person(), False),
    ):  # fmt: skip
        sent = change(article, dek=(stored(article).dek, f"By {user.pk}"))
        if may:
            assert save(article, sent, by=user).saved
        else:
            with pytest.raises((NotAllowed, Article.DoesNotExist)):
                save(article, sent, by=user)
            assert stored(article).dek != f"By {user.pk}"


def test_what_one_may_not_know_of_does_not_exist() -> None:
    article = f.draft()
    with pytest.raises(Article.DoesNotExist):
        save(article, by=f.author())
    with pytest.raises(Article.DoesNotExist):
        save_changes(article_id=article.pk + 1000, changes=[], by=f.author())


# Cost


def test_one_field_costs_the_same_few_queries_whatever_the_article_holds() -> None:
    def cost(article: Article) -> int:
        fresh = type(article.created_by).objects.get(pk=article.created_by_id)
        title = stored(article).title
        with CaptureQueriesContext(
            connection,
        ) as made:
            save(article, change(article, title=(title, title + "x")), by=fresh)
        return len(made)

    small, large = f.complete_article(excerpts=1), f.complete_article(excerpts=9, images=5)
    for article in (small, large):
        save(article, change(article, title=(article.title, "New")))
    # Savepoint, the locked article, its bylines, the person's groups, the last row of history, the article, that row.
    assert cost(small) == cost(large) == 8


def test_one_field_of_an_item_costs_one_query_more() -> None:
    article = f.complete_article(excerpts=9)
    excerpt = article.excerpts.last()
    by = type(article.created_by).objects.get(pk=article.created_by_id)
    with CaptureQueriesContext(connection) as made:
        save(article, change(excerpt, body=(excerpt.body, "<p>New.</p>")), by=by)  # type: ignore[union-attr]
    assert len(made) == 9


def test_a_save_in_a_long_article_is_cheap() -> None:
    """A person types every few seconds: 3,000 words and 40 notes must not make the server sweat."""
    article = f.draft()
    words = "".join(
        f"<p>{'word of the commentary ' * 19}{richtext.reference(f'n{number}')}</p>" for number in range(40)
    )
    notes = [
        new("footnote", f"n{number}", text=f"<p>Note {number} {'with words ' * 30}</p>")
        for number in range(40)
    ]
    save(article, change(article, commentary=("", words)), *notes)
    began = timezone.now()
    for number in range(10):
        longer = words.replace("<p>", f"<p>{number} ", 1)
        result = save(article, change(article, commentary=(stored(article).commentary, longer)))
        assert not result.conflicts
    assert (timezone.now() - began) / 10 < timedelta(seconds=0.25)
