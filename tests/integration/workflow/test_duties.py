"""Separation of duties: who wrote or edited the present text neither accepts, nor clears, nor checks it."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from editorial.content import operations as content
from editorial.content.models import Article, Author, Excerpt, Image
from editorial.content.writers import writer_ids
from editorial.errors import NotAllowed, ReasonMissing
from editorial.factcheck.operations import dismiss_finding, record_check, record_clearance
from editorial.history.operations import restore_version
from editorial.states import Role
from editorial.workflow.comments import add_comment, resolve_comment
from editorial.workflow.models import LogEntry
from editorial.workflow.operations import GateClosed, NotYourMove, move_article
from tests import factories as f

pytestmark = pytest.mark.django_db


def everything(**fields: object) -> User:
    """A person who has every role: what bars them is what they did, not what they are."""
    return f.person(*Role, **fields)


def edit_commentary(article: Article, by: User) -> None:
    article.commentary += "<p>One more thought.</p>"
    content.save_item(item=article, by=by)


def edit_excerpt(article: Article, by: User) -> None:
    excerpt = article.excerpts.first()
    excerpt.outlet = "Another outlet"
    content.save_item(item=excerpt, by=by)


def edit_footnote(article: Article, by: User) -> None:
    note = article.footnotes.first()
    note.text = "<p>Another remark.</p>"
    content.save_item(item=note, by=by)


def edit_image(article: Article, by: User) -> None:
    image = article.images.first()
    image.caption = "Another caption"
    content.save_item(item=image, by=by)


def replace_picture(article: Article, by: User) -> None:
    image = article.images.first()
    content.put_picture(image, f.picture_file())
    content.save_item(item=image, by=by)


def delete_excerpt(article: Article, by: User) -> None:
    content.delete_item(item=article.excerpts.last(), by=by)


def delete_image(article: Article, by: User) -> None:
    content.delete_item(item=article.images.first(), by=by)


def delete_footnote(article: Article, by: User) -> None:
    content.delete_item(item=article.footnotes.last(), by=by)


def add_excerpt(article: Article, by: User) -> None:
    f.add_excerpt(article, by)


def swap_excerpts(article: Article, by: User) -> None:
    content.reorder(article=article, items=list(article.excerpts.order_by("-position")), by=by)


def change_translator(article: Article, by: User) -> None:
    excerpt = article.excerpts.first()
    excerpt.translator = f.person()
    content.save_item(item=excerpt, by=by)


def change_bylines(article: Article, by: User) -> None:
    content.set_bylines(article=article, authors=[f.author_record()], by=by)


EDITS = [
    edit_commentary, edit_excerpt, edit_footnote, edit_image, replace_picture, delete_excerpt, delete_image,
    delete_footnote, add_excerpt, swap_excerpts, change_translator, change_bylines,
]  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_an_editor_who_edited_in_review_does_not_accept(edit) -> None:
    article, by = f.walked_to("in_review"), everything()
    edit(f.fresh(article), by)
    with pytest.raises(NotYourMove, match="You wrote or edited"):
        move_article(article_id=article.pk, move="accept", by=by, override=True, reason="I insist")


@pytest.mark.parametrize("edit", EDITS)
def test_an_editor_who_edited_in_fact_check_neither_clears_nor_checks(edit) -> None:
    article, by = f.walked_to("fact_check"), everything()
    edit(f.fresh(article), by)
    with pytest.raises(NotYourMove, match="You wrote or edited"):
        move_article(article_id=article.pk, move="clear", by=by, override=True, reason="I insist")
    with pytest.raises(NotAllowed, match="somebody else checks it"):
        record_check(item=f.fresh(article), verdict="verified", by=by)


def test_an_edit_in_review_still_bars_from_clearing_afterwards() -> None:
    article, by = f.walked_to("in_review"), everything()
    edit_excerpt(article, by)
    f.walked_to("fact_check", article=article) if article.state == "draft" else f.move(
        article, "accept", f.editor()
    )
    f.check_everything(article, f.fact_checker())
    with pytest.raises(NotYourMove):
        move_article(article_id=article.pk, move="clear", by=by)


def test_a_save_that_changes_nothing_makes_nobody_a_writer() -> None:
    article, by = f.walked_to("in_review"), everything()
    content.save_item(item=f.fresh(article), by=by)
    assert by.pk not in writer_ids(article)
    assert f.move(article, "accept", by).state == "fact_check"


def test_moving_placing_and_ordering_make_nobody_a_writer() -> None:
    article, by = f.walked_to("approved"), everything()
    f.issue_of([article, f.walked_to("approved")], by=by)
    f.move(article, "reopen", by)
    assert by.pk not in writer_ids(article)


@pytest.mark.parametrize("state, move", [("in_review", "accept"), ("fact_check", "clear")])
def test_somebody_with_a_byline_decides_nothing_even_if_they_never_saved(state: str, move: str) -> None:
    writer, by = f.author(), everything()
    article = f.complete_article(writer)
    names = [Author.objects.get(user=writer), f.author_record(user=by)]
    content.set_bylines(article=article, authors=names, by=writer)
    article = f.walked_to(state, article)
    with pytest.raises(NotYourMove, match="You wrote or edited"):
        move_article(article_id=article.pk, move=move, by=by, override=True, reason="I insist")


def test_taking_an_account_off_a_byline_does_not_wash_it_clean() -> None:
    """The register of authors is open to editors: unlinking an account there must not lift the bar."""
    writer, by = f.author(), everything()
    article = f.complete_article(writer)
    name = f.author_record(user=by)
    content.set_bylines(article=article, authors=[Author.objects.get(user=writer), name], by=writer)
    article = f.walked_to("in_review", article)
    name.user = None
    name._history_user = by
    name.save()
    with pytest.raises(NotYourMove):
        move_article(article_id=article.pk, move="accept", by=by)


def test_a_byline_that_somebody_else_removed_still_counts() -> None:
    writer, by = f.author(), everything()
    article = f.complete_article(writer)
    own = Author.objects.get(user=writer)
    content.set_bylines(article=article, authors=[own, f.author_record(user=by)], by=writer)
    article = f.walked_to("in_review", article)
    content.set_bylines(article=article, authors=[own], by=f.editor())
    with pytest.raises(NotYourMove):
        move_article(article_id=article.pk, move="accept", by=by)


def test_an_edit_is_not_washed_by_a_return_and_a_blind_submission() -> None:
    article, by = f.walked_to("in_review"), f.person(Role.EDITOR, Role.FACT_CHECKER)
    edit_commentary(article, by)
    article = f.move(article, "return", by)
    article = f.move(article, "submit", article.created_by)
    with pytest.raises(NotYourMove, match="You wrote or edited this article"):
        f.move(article, "accept", by)


def test_an_editor_of_an_earlier_round_may_accept_and_clear_what_the_author_rewrote() -> None:
    article, by = f.walked_to("in_review"), f.person(Role.EDITOR, Role.FACT_CHECKER)
    edit_commentary(article, by)
    article = f.move(article, "return", by)
    edit_commentary(article, article.created_by)
    article = f.move(article, "submit", article.created_by)
    assert f.move(article, "accept", by).state == "fact_check"
    f.check_everything(article, f.fact_checker())
    assert f.move(article, "clear", by).state == "approved"


def rewritten(article: Article, by: User) -> None:
    excerpt = list(article.excerpts.all())[-1]
    excerpt.body = "<p>The author’s own translation.</p>"
    content.save_item(item=excerpt, by=by)


def taken_out(article: Article, by: User) -> None:
    content.delete_item(item=list(article.excerpts.all())[-1], by=by)


@pytest.mark.parametrize("undone", [rewritten, taken_out])
@pytest.mark.parametrize("added", [True, False])
def test_restoring_brings_the_words_back_with_those_who_wrote_them(undone, added: bool) -> None:
    article, by = f.walked_to("in_review"), f.person(Role.EDITOR, Role.FACT_CHECKER)
    excerpt = f.add_excerpt(article, by) if added else list(article.excerpts.all())[-1]
    excerpt.body = "<p>The editor’s translation.</p>"
    content.save_item(item=excerpt, by=by)
    at = timezone.now()
    article = f.move(article, "return", by)
    undone(article, article.created_by)
    restore_version(article_id=article.pk, at=at, by=article.created_by)
    assert by.pk in writer_ids(f.fresh(article))
    article = f.move(article, "submit", article.created_by)
    with pytest.raises(NotYourMove, match="You wrote or edited this article"):
        f.move(article, "accept", by)


def test_what_was_rewritten_and_brought_back_by_typing_counts_again() -> None:
    article, by = f.walked_to("in_review"), f.editor()
    for value, person, counts in (("Theirs", by, True), ("Mine", None, False), ("Theirs", None, True)):
        article.dek = value
        content.save_item(item=article, by=person or article.created_by)
        article = f.move(article, "return", f.editor()) if person else article
        assert (by.pk in writer_ids(f.fresh(article))) == counts


@pytest.mark.parametrize("removal", [delete_excerpt, delete_footnote, delete_image])
def test_a_removal_is_not_washed_by_a_return_either(removal) -> None:
    article, by = f.walked_to("in_review"), f.person(Role.EDITOR, Role.FACT_CHECKER)
    removal(article, by)
    assert by.pk in writer_ids(f.fresh(article))
    article = f.move(article, "return", by)
    assert by.pk in writer_ids(article)


def test_emptying_a_field_counts_until_somebody_fills_it() -> None:
    article, by = f.walked_to("in_review"), f.editor()
    article.dek = ""
    content.save_item(item=article, by=by)
    article = f.move(article, "return", by)
    assert by.pk in writer_ids(article)
    article.dek = "A port again"
    content.save_item(item=article, by=article.created_by)
    assert by.pk not in writer_ids(f.fresh(article))


def test_a_check_by_somebody_who_became_a_writer_no_longer_counts() -> None:
    article, checker = f.walked_to("fact_check"), f.person(Role.EDITOR, Role.FACT_CHECKER)
    f.check_everything(article, checker)
    edit_excerpt(f.fresh(article), checker)
    record_check(
        item=Excerpt.objects.filter(article=article).first(), verdict="verified", by=f.fact_checker()
    )
    with pytest.raises(GateClosed, match="who has written in this article since"):
        f.move(article, "clear", f.fact_checker())


def test_a_translator_does_not_check_their_own_excerpt_but_may_check_the_rest() -> None:
    writer, translator = f.author(), f.fact_checker()
    article = f.complete_article(writer)
    excerpt = article.excerpts.first()
    excerpt.translator = translator
    content.save_item(item=excerpt, by=writer)
    article = f.walked_to("fact_check", article)
    with pytest.raises(NotAllowed, match="You translated this excerpt"):
        record_check(item=excerpt, verdict="verified", by=translator)
    other = Excerpt.objects.filter(article=article).exclude(pk=excerpt.pk).get()
    assert record_check(item=other, verdict="verified", by=translator).by == translator


def test_changing_the_translator_voids_the_check_of_the_translation() -> None:
    """Or a translator could check their own work while somebody else stands there as the translator."""
    article, checker = f.walked_to("fact_check"), f.fact_checker()
    f.check_everything(article, checker)
    change_translator(f.fresh(article), f.editor())
    with pytest.raises(GateClosed, match="Translation of excerpt 1 was changed after its check"):
        move_article(article_id=article.pk, move="clear", by=checker)


def test_writers_clear_no_picture_and_dismiss_no_finding() -> None:
    article = f.walked_to("fact_check", f.complete_article(f.author(), dek="A date: October 3, 2026"))
    by = everything()
    edit_footnote(article, by)
    with pytest.raises(NotAllowed):
        record_clearance(image=Image.objects.get(article=article), decision="cleared", by=by, note="Mine")
    with pytest.raises(NotAllowed):
        dismiss_finding(article=article, item_kind="article", item_key=str(article.key), code="date-month-first",
                        text="October 3, 2026", reason="It is quoted", by=by)  # fmt: skip


def test_writers_do_not_resolve_a_blocking_comment_of_somebody_else() -> None:
    article, by = f.walked_to("in_review"), everything()
    edit_footnote(article, by)
    comment = add_comment(article=article, text="Who says so?", by=f.editor(), blocking=True)
    with pytest.raises(NotAllowed):
        resolve_comment(comment=comment, by=by)
    assert resolve_comment(comment=comment, by=f.editor()).resolved_at is not None


@pytest.mark.parametrize("roles", [[Role.AUTHOR], [Role.EDITOR], [Role.PUBLICATIONS], []])
def test_only_fact_checkers_record_checks(roles: list[Role]) -> None:
    article, by = f.walked_to("fact_check"), f.person(*roles)
    with pytest.raises(NotAllowed):
        record_check(item=article, verdict="verified", by=by)


@pytest.mark.parametrize("state", ["draft", "in_review", "approved", "published", "withdrawn"])
def test_checks_are_recorded_in_fact_check_only(state: str) -> None:
    article = f.walked_to(state)
    with pytest.raises(NotAllowed, match="during fact-check"):
        record_check(item=article, verdict="verified", by=f.fact_checker())


def test_an_administrator_overrides_a_gate_with_a_reason_and_the_log_keeps_it() -> None:
    article, boss = f.walked_to("fact_check"), f.administrator()
    with pytest.raises(GateClosed):
        move_article(article_id=article.pk, move="clear", by=boss, reason="No override asked for")
    for nothing in ("", "   ", "\n\t"):
        with pytest.raises(ReasonMissing):
            move_article(article_id=article.pk, move="clear", by=boss, override=True, reason=nothing)
    f.move(article, "clear", boss, override=True, reason="The minister called")
    entry = LogEntry.objects.filter(article=article).last()
    assert (entry.move, entry.by, entry.reason) == ("clear", boss, "The minister called")
    assert {found["code"] for found in entry.overridden} == {"not_verified", "image_not_cleared"}
    assert len(entry.overridden) == 8
    assert Article.history.filter(id=article.pk).first().history_change_reason == "Clear: The minister called"


def test_nobody_else_overrides() -> None:
    article = f.walked_to("fact_check")
    with pytest.raises(GateClosed):
        move_article(article_id=article.pk, move="clear", by=f.fact_checker(), override=True, reason="Please")
    assert f.fresh(article).state == "fact_check"


def test_an_override_beats_neither_the_table_nor_the_issue() -> None:
    approved, boss = f.walked_to("approved"), f.administrator()
    with pytest.raises(NotYourMove):
        move_article(article_id=approved.pk, move="publish", by=boss, override=True, reason="Now")
