"""Each gate closes on its condition and says so in words that somebody in a newsroom can act on."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from editorial.content import operations as content
from editorial.content import richtext
from editorial.content.models import Article, Excerpt, Footnote, Image
from editorial.factcheck.operations import (
    ItemChanged,
    NothingToDismiss,
    dismiss_finding,
    record_check,
    record_clearance,
)
from editorial.factcheck.queries import findings
from editorial.issues.assembly import take_out_article
from editorial.issues.models import Issue
from editorial.workflow.comments import add_comment, resolve_comment
from editorial.workflow.gates import GATES, Case
from editorial.workflow.operations import GateClosed, NotYourMove, available_moves, move_article
from editorial.workflow.transitions import TRANSITIONS
from tests import factories as f

pytestmark = pytest.mark.django_db


def words(gate: str, article: Article) -> list[str]:
    return [blocker.message for blocker in GATES[gate](Case(f.fresh(article)))]


def test_every_gate_of_the_table_exists_and_every_gate_is_used() -> None:
    assert {gate for move in TRANSITIONS.values() for gate in move.gates} == set(GATES)


@pytest.mark.parametrize(
    "gate", sorted(set(GATES) - {"items_verified", "images_cleared", "same_as_in_edition"})
)
def test_a_complete_draft_closes_no_gate_of_its_own(gate: str) -> None:
    assert words(gate, f.complete_article()) == []


@pytest.mark.parametrize(
    "fields, said",
    [
        ({"section": None}, "Choose the section it belongs to."),
        ({"pull_quote": ""}, "Add a pull quote."),
        ({"commentary": ""}, "Write the commentary."),
        ({"commentary": "<p> &nbsp; </p>"}, "Write the commentary."),
    ],
)
def test_text_complete_asks_for_what_an_article_needs(fields: dict, said: str) -> None:
    article = f.complete_article()
    Article.objects.filter(pk=article.pk).update(**fields)
    assert said in words("text_complete", article)


def test_text_complete_asks_for_an_author_and_an_excerpt() -> None:
    article = f.complete_article(excerpts=0)
    article.bylines.all().delete()
    assert words("text_complete", article) == ["Name at least one author.", "Add at least one excerpt."]


@pytest.mark.parametrize(
    "fields, said",
    [
        ({"original_title": ""}, "Excerpt 1: the title of the source is missing."),
        ({"original_language": ""}, "Excerpt 1: the language of the source is missing."),
        ({"outlet": ""}, "Excerpt 1: the outlet is missing."),
        ({"published_on": None}, "Excerpt 1: the date is missing."),
        ({"body": ""}, "Excerpt 1: the translated passage is missing."),
        ({"translated_title": ""}, "Excerpt 1: the translated title is missing."),
    ],
)
def test_text_complete_asks_for_the_citation(fields: dict, said: str) -> None:
    article = f.complete_article()
    Excerpt.objects.filter(article=article, position=1).update(**fields)
    assert words("text_complete", article) == [said]


def test_a_source_in_english_needs_no_translated_title() -> None:
    article = f.complete_article()
    article.excerpts.update(original_language="en-GB", translated_title="")
    assert words("text_complete", article) == []


def test_references_match_one_to_one() -> None:
    article = f.complete_article()
    Article.objects.filter(pk=article.pk).update(
        commentary=f"<p>A{richtext.reference('one')} b{richtext.reference('one')} c{richtext.reference('gone')}</p>"
    )
    Footnote.objects.filter(article=article, key="one").update(text="<p> </p>")
    assert words("references_match", article) == [
        "Reference 3 in the commentary has no note.",
        "Note 1 is referred to more than once.",
        "Note 1 is empty.",
        "The note “A remark of our own.” is not referred to in the commentary.",
    ]


@pytest.mark.parametrize(
    "fields, said",
    [
        ({"file": "", "sha256": ""}, "Image 1: the picture itself is missing. Upload it."),
        ({"alt_text": ""}, "Image 1: describe what it shows (alt text)."),
        (
            {"alt_text": "the harbour, at dawn!"},
            "Image 1: the alt text repeats the caption, so a listener hears it twice. Describe what the image shows.",
        ),
        ({"attribution": ""}, "Image 1: the license as its source states it (the attribution) is missing."),
        ({"license": ""}, "Image 1: the license is missing."),
        (
            {"license": "unclear", "attribution": "Courtesy"},
            "Image 1: it is unclear which license “Courtesy” means. State it.",
        ),
    ],
)
def test_images_described(fields: dict, said: str) -> None:
    article = f.complete_article()
    article.images.update(**fields)
    assert words("images_described", article) == [said]


def test_no_blocking_comments_until_it_is_resolved() -> None:
    article, desk = f.walked_to("in_review"), f.editor()
    add_comment(article=article, text="By the way", by=desk)
    comment = add_comment(article=article, text="Who says so?", by=desk, blocking=True)
    assert words("no_blocking_comments", article) == ["A blocking comment is open: “Who says so?”"]
    with pytest.raises(GateClosed):
        move_article(article_id=article.pk, move="accept", by=desk)
    resolve_comment(comment=comment, by=desk)
    assert f.move(article, "accept", desk).state == "fact_check"


def test_items_verified_says_what_is_missing_for_each_item() -> None:
    article, checker = f.walked_to("fact_check"), f.fact_checker()
    assert words("items_verified", article) == [
        "The article’s own text is not checked yet.",
        "Excerpt 1 is not checked yet.",
        "Translation of excerpt 1 is not checked yet.",
        "Excerpt 2 is not checked yet.",
        "Translation of excerpt 2 is not checked yet.",
        "Note 1 is not checked yet.",
        "Note 2 is not checked yet.",
    ]
    f.check_everything(article, checker)
    assert words("items_verified", article) == []
    record_check(item=article.excerpts.first(), verdict="disputed", by=checker, note="The minister denies it")
    assert words("items_verified", article) == ["Excerpt 1 is “Disputed”."]


def edit_text(article: Article) -> None:
    article.title += " again"
    content.save_item(item=article, by=f.editor())


def edit_second_excerpt(article: Article) -> None:
    excerpt = article.excerpts.last()
    excerpt.body = "<p>Other words.</p>"
    content.save_item(item=excerpt, by=f.editor())


def edit_second_note(article: Article) -> None:
    note = article.footnotes.last()
    note.text = "<p>Other words.</p>"
    content.save_item(item=note, by=f.editor())


def edit_by_sql(article: Article) -> None:
    Excerpt.objects.filter(pk=article.excerpts.last().pk).update(place="Rome")


@pytest.mark.parametrize(
    "edit, said",
    [
        (edit_text, ["The article’s own text was changed after its check. Check it again."]),
        (
            edit_second_excerpt,
            [
                "Excerpt 2 was changed after its check. Check it again.",
                "Translation of excerpt 2 was changed after its check. Check it again.",
            ],
        ),
        (edit_second_note, ["Note 2 was changed after its check. Check it again."]),
        (edit_by_sql, ["Excerpt 2 was changed after its check. Check it again."]),
    ],
)
def test_an_edit_after_a_check_unchecks_exactly_that_item(
    edit: Callable[[Article], None], said: list[str]
) -> None:
    article = f.walked_to("fact_check")
    f.check_everything(article, f.fact_checker())
    edit(f.fresh(article))
    assert words("items_verified", article) == said
    assert words("images_cleared", article) == []


def test_a_text_that_is_put_back_is_verified_again() -> None:
    article = f.walked_to("fact_check")
    f.check_everything(article, f.fact_checker())
    title = article.title
    Article.objects.filter(pk=article.pk).update(title="Other")
    assert words("items_verified", article) != []
    Article.objects.filter(pk=article.pk).update(title=title)
    assert words("items_verified", article) == []


def test_images_cleared_by_a_named_person_for_what_stands_today() -> None:
    article, checker = f.walked_to("fact_check"), f.fact_checker()
    image = article.images.get()
    assert words("images_cleared", article) == ["Image 1: nobody has cleared its rights yet."]
    record_clearance(image=image, decision="refused", by=checker, note="The museum says no")
    assert words("images_cleared", article) == ["Image 1: it was refused."]
    record_clearance(image=image, decision="cleared", by=checker, note="The museum says yes")
    assert words("images_cleared", article) == []
    Image.objects.filter(pk=image.pk).update(alt_text="Other words")
    assert words("images_cleared", article) == []
    Image.objects.filter(pk=image.pk).update(creator="Somebody else")
    assert words("images_cleared", article) == [
        "Image 1: it was changed after it was cleared. Clear it again."
    ]


def test_images_cleared_obeys_the_policy_whoever_clears() -> None:
    article, checker = f.walked_to("fact_check"), f.fact_checker()
    article.images.update(license="CC-BY-NC-4.0", creator="")
    record_clearance(image=article.images.get(), decision="cleared", by=checker, note="Never mind")
    said = words("images_cleared", article)
    assert said[0].startswith("Image 1: CC-BY-NC-4.0 forbids commercial use")
    assert said[1].endswith("asks for the creator in the credit. Find out who made the picture.")


def test_images_cleared_for_the_day_on_which_the_issue_appears() -> None:
    article, checker = f.walked_to("fact_check"), f.fact_checker()
    issue = f.issue_of([article])
    image, last_day = article.images.get(), issue.rights_date
    before = last_day - timedelta(days=1)
    record_clearance(image=image, decision="cleared", by=checker, note="Seen", expires_on=last_day)
    assert words("images_cleared", article) == []
    record_clearance(image=image, decision="cleared", by=checker, note="Seen", expires_on=before)
    (said,) = words("images_cleared", article)
    assert f"ends on {before:%B %-d, %Y}, before the issue appears on {last_day:%B %-d, %Y}" in said
    take_out_article(article=article, by=f.editor())
    assert words("images_cleared", article) == [], "in no issue there is no day"


def test_no_blocking_findings_until_somebody_lets_it_pass_and_until_the_text_changes() -> None:
    article = f.complete_article()
    note = article.footnotes.get(key="one")
    note.text = "<p>For more, see</p>"
    content.save_item(item=note, by=article.created_by)
    article, checker = f.walked_to("fact_check", article), f.fact_checker()
    assert words("no_blocking_findings", article) == [
        "Note 1: The footnote breaks off: its target or web address is lost. Find it and complete the footnote."
    ]
    problem = next(p for p, _ in findings(article) if p.severity == "block")
    asked = {
        "article": article,
        "item_kind": problem.item_kind,
        "item_key": problem.item_key,
        "code": problem.code,
    }
    dismiss_finding(**asked, text=problem.text, reason="It stands so in the source", by=checker)
    assert words("no_blocking_findings", article) == []
    with pytest.raises(NothingToDismiss):
        dismiss_finding(**asked, text="Other words", reason="Why not", by=checker)
    note.text = "<p>For even more, see</p>"
    content.save_item(item=note, by=f.editor())
    assert len(words("no_blocking_findings", article)) == 1


@pytest.mark.parametrize("move", ["return", "reopen", "withdraw"])
@pytest.mark.parametrize("state", ["approved", "published"])
def test_issue_not_approved_keeps_what_is_frozen(state: str, move: str) -> None:
    article = f.walked_to("approved")
    issue = f.issue_of([article])
    Issue.objects.filter(pk=issue.pk).update(state=state)
    assert words("issue_not_approved", article) == [f"Its issue ({issue}) is {state}. Reopen that first."]
    with pytest.raises((GateClosed, NotYourMove)):
        move_article(article_id=article.pk, move=move, by=f.editor(), reason="Please")


def test_same_as_in_edition_or_it_is_not_published() -> None:
    article = f.fresh(f.walked_to("approved"))
    gate = GATES["same_as_in_edition"]
    assert [b.code for b in gate(Case(article))] == ["not_in_edition"]
    assert [b.code for b in gate(Case(article, "0" * 64))] == ["not_in_edition"]


@pytest.mark.parametrize(
    "name", [name for name, move in TRANSITIONS.items() if move.gates and name not in ("publish", "keep")]
)
def test_a_move_is_refused_with_the_words_that_the_page_shows(name: str) -> None:
    move = TRANSITIONS[name]
    state = "in_review" if "in_review" in move.sources else next(iter(move.sources))
    article = f.walked_to(state)
    Article.objects.filter(pk=article.pk).update(pull_quote="")
    if "issue_not_approved" in move.gates:
        Issue.objects.filter(pk=f.issue_of([article]).pk).update(state="approved")
    by = article.created_by if name == "submit" else f.administrator()
    shown = next(m for m in available_moves(by, f.fresh(article)) if m.move.name == name)
    with pytest.raises(GateClosed) as refused:
        move_article(article_id=article.pk, move=name, by=by, reason="Please")
    assert refused.value.blockers == shown.blockers
    assert refused.value.blockers


def test_a_verdict_on_what_is_gone_is_refused() -> None:
    article, checker = f.walked_to("fact_check"), f.fact_checker()
    with pytest.raises(ItemChanged, match="changed while you were checking"):
        record_check(item=article, verdict="verified", by=checker, seen="0" * 64)
    with pytest.raises(ItemChanged):
        record_clearance(
            image=article.images.get(), decision="cleared", by=checker, note="Seen", seen="0" * 64
        )
    assert not article.checks.exists()


def test_a_check_sees_what_is_stored_and_not_what_the_caller_holds() -> None:
    article, checker = f.walked_to("fact_check"), f.fact_checker()
    held = article.excerpts.first()
    held.body = "<p>Words that nobody saved.</p>"
    record_check(item=held, verdict="verified", by=checker)
    assert "Excerpt 1 is not checked yet." not in words("items_verified", article)


def test_the_rights_date_is_the_end_of_the_month_unless_the_issue_says_otherwise() -> None:
    assert Issue(month=date(2026, 2, 1)).rights_date == date(2026, 2, 28)
    assert Issue(month=date(2026, 12, 1)).rights_date == date(2026, 12, 31)
    assert Issue(month=date(2026, 2, 1), publication_date=date(2026, 2, 9)).rights_date == date(2026, 2, 9)
