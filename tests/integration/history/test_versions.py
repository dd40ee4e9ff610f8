"""The article at a moment, what differs between two, and what the timeline makes of it."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.content import operations as content
from editorial.content.models import Article, Byline, Excerpt, Footnote, Image
from editorial.content.saving import Change, FieldChange, save_changes
from editorial.history.comparing import ItemDifference, compare
from editorial.history.paragraphs import paragraph_changes
from editorial.history.timeline import ROWS, Event, timeline
from editorial.history.versions import NoSuchVersion, moment_named, name_of, read_versions
from editorial.workflow.comments import add_comment, resolve_comment
from tests import factories as f

pytestmark = pytest.mark.django_db


def since(article: Article, moment: datetime | None) -> list[ItemDifference]:
    before, after = read_versions(article.pk, [moment, None])
    return compare(before, after)


def events_of(article: Article) -> list[Event]:
    return list(timeline(f.fresh(article), desk=True).events)


def later_by(minutes: int, article: Article) -> None:
    """Everything written so far was written earlier."""
    for model in (Article, Byline, Excerpt, Footnote, Image):
        own = {"id" if model is Article else "article_id": article.pk}
        for row in model.history.filter(**own):
            model.history.filter(history_id=row.history_id).update(
                history_date=row.history_date - timedelta(minutes=minutes)
            )


def test_a_name_means_its_moment_and_nothing_else_does() -> None:
    moment = timezone.now()
    assert moment_named(name_of(moment)) == moment
    for bad in (
        "",
        "today",
        "20261122T231627Z",
        "20261322T231627000000Z",
        "٢0261122T231627000000Z",
        "x" * 99,
    ):
        with pytest.raises(NoSuchVersion):
            moment_named(bad)


def test_before_it_began_there_is_no_version() -> None:
    article = f.draft()
    with pytest.raises(NoSuchVersion):
        read_versions(article.pk, [timezone.now() - timedelta(days=1)])


def test_the_version_of_now_is_what_is_stored() -> None:
    article = f.walked_to("fact_check")
    now, today = read_versions(article.pk, [timezone.now(), None])
    assert compare(now, today) == []
    assert now.article.section.name == article.section.name
    assert [e.key for e in now.article.excerpts.all()] == [e.key for e in article.excerpts.all()]


def test_items_are_found_by_key_and_not_by_place() -> None:
    article = f.complete_article(excerpts=4)
    by = article.created_by
    first, second, third, fourth = article.excerpts.all()
    moment = timezone.now()
    content.delete_item(item=first, by=by)
    third.refresh_from_db()
    third.outlet = "Le Soir"
    content.save_item(item=third, by=by)
    added = f.add_excerpt(article, by, outlet="La Mer")
    stored = {e.key: e for e in Excerpt.objects.filter(article=article)}
    order = [stored[fourth.key], stored[second.key], stored[third.key], stored[added.key]]
    content.reorder(article=article, items=order, by=by)
    found = {item.key: item for item in since(article, moment)}
    assert set(found) == {first.key, third.key, fourth.key, added.key}
    assert (found[first.key].what, found[first.key].place_before) == ("removed", 1)
    assert (found[added.key].what, found[added.key].place_after) == ("added", 4)
    moved = found[fourth.key]
    assert (moved.moved, moved.place_before, moved.place_after, moved.fields) == (True, 4, 1, ())
    assert [change.field for change in found[third.key].fields] == ["outlet"]
    assert not found[third.key].moved


def test_places_are_right_though_closing_a_gap_writes_no_row() -> None:
    article = f.complete_article(excerpts=4)
    by = article.created_by
    a, b, c, d = article.excerpts.all()
    content.delete_item(item=a, by=by)
    b, c, d = Excerpt.objects.filter(article=article).order_by("position")
    content.reorder(article=article, items=[d, c, b], by=by)
    new = f.add_excerpt(article, by)
    (then,) = read_versions(article.pk, [timezone.now()])
    assert [(e.key, e.position) for e in then.article.excerpts.all()] == [
        (e.key, e.position) for e in Excerpt.objects.filter(article=article).order_by("position")
    ]
    assert [e.key for e in then.article.excerpts.all()] == [d.key, c.key, b.key, new.key]
    assert timeline(f.fresh(article), desk=True).outside == ()


def test_an_event_names_its_items_in_the_order_of_the_page() -> None:
    article = f.complete_article()
    by = article.created_by
    for number in range(5):
        f.add_excerpt(article, by, outlet=f"Outlet {number}")
    later_by(60, article)
    for item in reversed(f.fresh(article).excerpts.all()):
        item.outlet = f"{item.outlet}, again"
        content.save_item(item=item, by=by)
    for note in f.fresh(article).footnotes.order_by("-pk"):
        note.text = "<p>Another source.</p>"
        content.save_item(item=note, by=by)
    gone = f.fresh(article).excerpts.all()[2]
    content.delete_item(item=gone, by=by)
    touched = [(one.kind, one.place) for one in events_of(article)[0].touched]
    assert touched == [
        *[("excerpt", place) for place in range(1, 7)], ("excerpt", None), ("footnote", 1), ("footnote", 2),
    ]  # fmt: skip


def test_fields_are_compared_by_what_they_are() -> None:
    article = f.complete_article()
    by = article.created_by
    moment = timezone.now()
    excerpt = article.excerpts.first()
    assert excerpt is not None
    excerpt.published_on, excerpt.original_language, excerpt.authors = date(2026, 11, 4), "ar", ["A", "B"]
    excerpt.translator = f.editor()
    content.save_item(item=excerpt, by=by)
    image = article.images.get()
    content.put_picture(image, f.picture_file())
    content.save_item(item=image, by=by)
    changed, pictured = since(article, moment)
    fields = {change.field: change for change in changed.fields}
    assert (fields["published_on"].view, fields["published_on"].after) == ("date", date(2026, 11, 4))
    assert (fields["original_language"].before, fields["original_language"].after) == ("fr", "ar")
    assert fields["authors"].after == ["A", "B"]
    assert fields["translator"].after == excerpt.translator.get_full_name()
    assert [c.field for c in pictured.fields] == ["picture"]
    assert pictured.fields[0].before.sha256 != pictured.fields[0].after.sha256


def test_a_note_is_the_same_note_under_another_number() -> None:
    article = f.complete_article()
    by = article.created_by
    moment = timezone.now()
    one, two = ('<sup data-footnote="one"></sup>', '<sup data-footnote="two"></sup>')
    swapped = article.commentary.replace(one, "@").replace(two, one).replace("@", two)
    article.commentary = swapped
    content.save_item(item=article, by=by)
    found = {(item.kind, item.key): item for item in since(article, moment)}
    note = found["footnote", "two"] if ("footnote", "two") in found else found["footnote", "one"]
    assert note.what == "changed" and note.moved and note.fields == ()
    words = "".join(p.text for run in found["article", str(article.key)].fields[0].paragraphs for p in run)
    assert "[note " in words or "note" in words


@pytest.mark.parametrize(
    "before, after, runs, remarks",
    [
        ("<p>One two.</p>", "<p>One two.</p>", 0, ()),
        ("<p>One two three.</p><p>B</p>", "<p>One 2 three.</p><p>B</p>", 1, ()),
        ("<p>One two.</p>", "<p>One <em>two</em>.</p>", 0, ("formatting",)),
        ("<p>A first.</p><p>B next.</p>", "<p>B next.</p><p>A first.</p>", 0, ("order",)),
        (
            '<p>See <a href="https://a.example">it</a>.</p>',
            '<p>See <a href="https://b.example">it</a>.</p>',
            1,
            (),
        ),
        ("", "<p>New.</p>", 1, ()),
    ],
)
def test_rich_text_is_compared_paragraph_by_paragraph(
    before: str, after: str, runs: int, remarks: tuple[str, ...]
) -> None:
    paragraphs, said = paragraph_changes(before, after, {})
    assert (len(paragraphs), said) == (runs, remarks)


def test_a_note_added_before_others_changes_only_its_own_place() -> None:
    before = '<p>Words here<sup data-footnote="a"></sup> stand.</p><p>More<sup data-footnote="b"></sup>.</p>'
    after = before.replace("<p>Words", '<p>Words<sup data-footnote="new"></sup>')
    paragraphs, remarks = paragraph_changes(before, after, {"new": 1, "a": 2, "b": 3})
    (run,) = paragraphs
    assert "".join(piece.text for piece in run if piece.kind == "new") == "[note 1]"
    assert not any(piece.kind == "gone" for piece in run) and remarks == ()


def test_what_happened_is_in_one_order_and_sittings_are_one_event() -> None:
    article = f.complete_article(title="The quay")
    by, desk, checker = article.created_by, f.editor(), f.fact_checker()
    article = f.move(article, "submit", by)
    comment = add_comment(article=article, text="Which quay?", by=desk, blocking=True)
    resolve_comment(comment=comment, by=desk)
    article = f.move(article, "accept", desk)
    f.check_everything(article, checker)
    found = events_of(article)
    assert [event.head.at for event in found] == sorted((e.head.at for e in found), reverse=True)
    sources = [event.head.source for event in found if event.head.source not in ("check", "clearance")]
    assert sources[:4] == ["move", "settled", "comment", "move"]
    assert sum(event.is_edit for event in found) == 1 and not found[-1].before
    assert {"check", "clearance"} <= {event.head.source for event in found}


def test_autosave_is_one_event_with_the_fields_it_touched() -> None:
    article = f.complete_article()
    by = article.created_by
    later_by(120, article)
    for number in range(6):
        stored = f.fresh(article)
        change = FieldChange(stored.dek, f"Dek {number}")
        save_changes(
            article_id=article.pk,
            changes=[Change("article", str(article.key), None, {"dek": change})],
            by=by,
            at=timezone.now() - timedelta(minutes=60 - number * 11),
        )
    event = next(event for event in events_of(article) if event.is_edit)
    assert [(t.kind, t.what, t.fields) for t in event.touched] == [("article", "changed", ("dek",))]
    assert timedelta(minutes=50) < event.head.at - event.since < timedelta(minutes=60)
    before, after = read_versions(article.pk, [moment_named(event.before), moment_named(event.version)])
    assert [c.field for item in compare(before, after) for c in item.fields] == ["dek"]


def test_two_people_are_two_events() -> None:
    article = f.walked_to("in_review")
    for desk in (f.editor(), f.editor()):
        stored = f.fresh(article)
        stored.dek = f"Dek of {desk.pk}"
        content.save_item(item=stored, by=desk)
    first, second = events_of(article)[:2]
    assert first.head.user_id != second.head.user_id and first.is_edit and second.is_edit


def test_what_was_written_past_the_application_is_said() -> None:
    article = f.walked_to("in_review")
    assert timeline(f.fresh(article), desk=True).outside == ()
    Excerpt.objects.filter(article=article, position=1).update(outlet="Sneaked in")
    Footnote.objects.filter(article=article, key="two").delete()
    Footnote.objects.bulk_create([Footnote(article=article, key="three", text="<p>Also.</p>")])
    page = timeline(f.fresh(article), desk=True)
    kinds = {(item.kind, item.what) for item in page.outside}
    assert ("excerpt", "changed") in kinds and ("footnote", "added") in kinds
    assert not page.state_outside
    Article.objects.filter(pk=article.pk).update(state="approved")
    assert timeline(f.fresh(article), desk=True).state_outside


def many_rows(article: Article, number: int, *, minutes: int = 1) -> None:
    """History rows of the first excerpt, a minute apart each, the newest now."""
    excerpt = article.excerpts.first()
    assert excerpt is not None
    now = timezone.now()
    row = Excerpt.history.filter(id=excerpt.pk).first()
    values = {field.attname: getattr(row, field.attname) for field in Excerpt.history.model._meta.fields}
    values |= {"history_id": None, "history_type": "~"}
    Excerpt.history.bulk_create(
        Excerpt.history.model(
            **values
            | {"outlet": f"Outlet {n}", "history_date": now - timedelta(minutes=(number - n) * minutes)}
        )
        for n in range(1, number + 1)
    )
    Excerpt.objects.filter(pk=excerpt.pk).update(outlet=f"Outlet {number}")


@pytest.mark.parametrize("minutes", [1, 45])
def test_pages_follow_each_other_without_a_gap_and_read_a_page_alone(minutes: int) -> None:
    article = f.complete_article()
    number = ROWS * 2 + 30
    many_rows(article, number, minutes=minutes)
    after, seen, counts = "", [], []
    for _ in range(9):
        with CaptureQueriesContext(connection) as captured:
            page = timeline(article, after=after, desk=True)
        counts.append(len(captured))
        seen += page.events
        after = page.older
        if not after:
            break
    assert max(counts) == min(counts) == 6
    spans = [(event.since, event.head.at) for event in seen]
    assert all(older[1] <= newer[0] for newer, older in zip(spans, spans[1:], strict=False))
    if minutes == 45:
        edits = [e for e in seen if e.is_edit and e.touched[0].fields == ("outlet",)]
        # The newest belongs to the sitting in which the article was begun; the oldest has none before it.
        assert len({e.version for e in edits}) == len(edits) == number - 2


def test_rows_of_one_moment_are_paged_too() -> None:
    article = f.complete_article()
    at = timezone.now() + timedelta(seconds=1)
    many_rows(article, ROWS + 20)
    Excerpt.history.filter(article_id=article.pk, history_type="~").update(history_date=at)
    first = timeline(article, desk=True)
    second = timeline(article, after=first.older, desk=True)
    assert first.older and second.events and second.events[-1].before == ""
