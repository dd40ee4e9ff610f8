"""What is under way for the month after the demo's issue: the desk at work, and pages with something on them.

One article is in review: the editor claimed it, and talks about it with its author. One has nobody and is late. One came
back with a reason and a comment, one is begun, and one is in the middle of its fact-check: it was given to the
fact-checker, claims are marked, an excerpt was changed after it had been verified, and the finders have something to say.
"""

import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from django.contrib.auth.models import User
from django.utils import timezone

from demo.draw_images import draw, encode
from editorial.content import richtext
from editorial.content.models import Article, Excerpt, Image
from editorial.content.operations import put_picture, save_item
from editorial.factcheck.operations import mark_claim, record_check
from editorial.importing.operations import import_text
from editorial.issues.models import Issue, Section
from editorial.issues.operations import create_issue
from editorial.search.operations import save_filter
from editorial.workflow.assignments import assign_article, claim_article, set_due_date
from editorial.workflow.comments import About, add_comment
from editorial.workflow.operations import move_article

Say = Callable[[str], None]

TEXTS = Path(__file__).resolve().parent / "next"
REASON = "The fare is the story, and we do not learn what a berth costs. Please add it with its source."
COMMENT = "Is the figure of 212 from the railways or from the newspaper’s own count?"
# What the editor and the author say about the article in review: passages of its commentary.
ASKED_ABOUT = "has carried a receiver for radio beacons since last year"
QUESTION = "Does that hold for the small boats as well? The keeper speaks of nothing else."
ANSWER = "No, for ships above 300 tons. I have asked the newspaper for the number and add it when it comes."
CLUMSY, SMOOTH = "if all of the three horns are switched off", "if all three horns fall silent"
SUGGESTED_BECAUSE = "Shorter, and the votes are about silence."
SHARED_FILTER = ("Late, and nobody has it", "late=1&assigned=none")

ORIGINALS = (
    (
        "« Nous n’avons pas déplacé les phoques ; nous avons déplacé le bac, et les phoques sont restés », a dit à ce "
        "journal la directrice du port. Le nouveau quai a coûté 14 millions de couronnes et raccourcit la traversée de "
        "six minutes.",
        "Noémie Castagnet, qui compte la colonie pour le port depuis 2019, pensait attendre tout un hiver. « Les animaux "
        "sont revenus en onze jours, et avec eux les bateaux de harenguiers », dit-elle. Douze gardes tiennent les "
        "visiteurs à trente mètres des pierres.",
    ),
    (
        "La ligue a compté les filets déchirés pendant une saison : un sur cinq porte la marque des dents. Elle avait "
        "demandé un fonds au printemps, avant la première pierre du nouveau quai. Noémie Castagnet répond que l’on "
        "déchirait autant de filets du temps de la carrière, quand il n’y avait aucun phoque sur la digue.",
    ),
)


def begin_next_month(
    *,
    after: Issue,
    sections: list[Section],
    author: User,
    editor: User,
    checker: User,
    say: Say,
) -> None:
    """Start the issue of the following month with five articles of `author`; `sections` has at least one."""
    month = (after.month + timedelta(days=32)).replace(day=1)
    if Issue.objects.filter(month=month).exists():
        return
    today = timezone.localdate()
    issue = create_issue(
        month=month, volume=after.volume, number=after.number + 1, by=editor, sections=sections, start_from_last=True,
        drafts_due_on=today - timedelta(days=6), reviews_due_on=today - timedelta(days=2),
        checks_due_on=today + timedelta(days=8),
    )  # fmt: skip
    _return_a_draft(issue, sections[0], author, editor, say)
    _review(issue, sections[0], author, editor, say)

    late = _bring_in("unclaimed.txt", issue, author)
    _submit(late, sections[min(1, len(sections) - 1)], author)
    name, query = SHARED_FILTER
    save_filter(name=name, query=query, shared=True, by=editor)
    say(
        f"Nobody has claimed “{late}”, and its review is late: {editor.get_full_name()} shares the filter “{name}”"
    )

    checked = _bring_in("checking.txt", issue, author)
    _begin_fact_check(checked, sections[-1], author, editor, checker)
    say(
        f"{editor.get_full_name()} gives “{checked}” to {checker.get_full_name()}, who is in the middle of checking it"
    )


def _return_a_draft(issue: Issue, section: Section, author: User, editor: User, say: Say) -> None:
    """One article came back with a reason, a comment and a new day; another is begun."""
    returned, begun = (_bring_in(name, issue, author) for name in ("returned.txt", "begun.txt"))
    returned = _submit(returned, section, author)
    add_comment(article=returned, text=COMMENT, by=editor)
    move_article(article_id=returned.pk, move="return", by=editor, reason=REASON)
    set_due_date(article_id=returned.pk, due_on=_in_days(4), by=editor)
    say(
        f"{author.get_full_name()} works on the next month: “{returned}” came back with a reason, “{begun}” is begun"
    )


def _review(issue: Issue, section: Section, author: User, editor: User, say: Say) -> None:
    """The editor claims an article, asks about a passage, is answered, and suggests a change that nobody decided about."""
    article = _submit(_bring_in("reviewing.txt", issue, author), section, author)
    claim_article(article_id=article.pk, by=editor)
    set_due_date(article_id=article.pk, due_on=_in_days(3), by=editor)
    about = About("article", field="commentary", exact=ASKED_ABOUT)
    question = add_comment(article=article, text=QUESTION, by=editor, about=about)
    add_comment(article=article, text=ANSWER, by=author, answer_to=question)
    clumsy = About("article", field="commentary", exact=CLUMSY)
    add_comment(article=article, text=SUGGESTED_BECAUSE, by=editor, about=clumsy, suggested=SMOOTH)
    say(
        f"{editor.get_full_name()} claims “{article}”, asks about a passage, gets an answer, and suggests a change"
    )


def _submit(article: Article, section: Section, author: User) -> Article:
    article.section = section
    save_item(item=article, by=author, reason="Section chosen")
    move_article(article_id=article.pk, move="submit", by=author)
    return Article.objects.get(pk=article.pk)


def _in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def _begin_fact_check(article: Article, section: Section, author: User, editor: User, checker: User) -> None:
    """Submit and accept it, check some of it, and let the editor change what was verified."""
    article.section = section
    save_item(item=article, by=author, reason="Section chosen")
    image: Image = article.images.get()
    image.creator = "Gwenaëlle Tromeur"
    image.alt_text = (
        "A harbor from straight above: two curved breakwaters enclose a basin with ships at the quays."
    )
    put_picture(image, io.BytesIO(encode(draw("01-port-naseem"))))
    save_item(item=image, by=author, reason="Picture added")
    for excerpt, original in zip(article.excerpts.all(), ORIGINALS, strict=True):
        excerpt.original_text = richtext.from_paragraphs(list(original))
        save_item(item=excerpt, by=author, reason="The original added")
    move_article(article_id=article.pk, move="submit", by=author)
    move_article(article_id=article.pk, move="accept", by=editor)
    assign_article(article_id=article.pk, person=checker, by=editor, due_on=_in_days(5))
    article = Article.objects.get(pk=article.pk)
    cost, nets = (
        mark_claim(article=article, field="commentary", exact=words, by=checker)
        for words in ("the new berth cost 14 million crowns", "the seals tear one net in five")
    )
    record_check(item=cost, verdict="verified", by=checker, note="So it stands in the port’s report.")
    record_check(
        item=nets, verdict="disputed", by=checker, note="The league counted one season only. Say so."
    )
    first: Excerpt = article.excerpts.get(position=1)
    record_check(item=first, verdict="verified", by=checker, evidence_url="https://le-phare.example/phoques")
    first.refresh_from_db()
    first.body = first.body.replace("thirty meters", "forty meters")
    save_item(item=first, by=editor, reason="The newspaper corrected the distance")


def _bring_in(name: str, issue: Issue, author: User) -> Article:
    text = (TEXTS / name).read_text(encoding="utf-8")
    return import_text(text=text, name=name, by=author, issue=issue).articles[0]
