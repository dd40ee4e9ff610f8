"""What is under way for the month after the demo's issue: pages with something on them.

One article came back from the editors with a reason and a comment, one is begun and not finished, and one is in the middle
of its fact-check: claims are marked, an excerpt was changed after it had been verified, and the finders have something to
say.
"""

import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from django.contrib.auth.models import User

from demo.draw_images import draw, encode
from editorial.content import richtext
from editorial.content.models import Article, Excerpt, Image
from editorial.content.operations import put_picture, save_item
from editorial.factcheck.operations import mark_claim, record_check
from editorial.importing.operations import import_text
from editorial.issues.models import Issue, Section
from editorial.issues.operations import create_issue
from editorial.workflow.comments import add_comment
from editorial.workflow.operations import move_article

TEXTS = Path(__file__).resolve().parent / "next"
REASON = "The fare is the story, and we do not learn what a berth costs. Please add it with its source."
COMMENT = "Is the figure of 212 from the railways or from the newspaper’s own count?"

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
    say: Callable[[str], None],
) -> None:
    """Start the issue of the following month with three articles of `author`; `sections` has at least one."""
    month = (after.month + timedelta(days=32)).replace(day=1)
    if Issue.objects.filter(month=month).exists():
        return
    issue = create_issue(
        month=month, volume=after.volume, number=after.number + 1, by=editor, sections=sections,
        drafts_due_on=date(month.year, month.month, 10),
    )  # fmt: skip
    returned, begun = (_bring_in(name, issue, author) for name in ("returned.txt", "begun.txt"))
    returned.section = sections[0]
    save_item(item=returned, by=author, reason="Section chosen")
    move_article(article_id=returned.pk, move="submit", by=author)
    returned.refresh_from_db()
    add_comment(article=Article.objects.get(pk=returned.pk), text=COMMENT, by=editor)
    move_article(article_id=returned.pk, move="return", by=editor, reason=REASON)
    say(
        f"{author.get_full_name()} works on the next month: “{returned}” came back with a reason, “{begun}” is begun"
    )

    checked = _bring_in("checking.txt", issue, author)
    _begin_fact_check(checked, sections[-1], author, editor, checker)
    say(f"{checker.get_full_name()} is in the middle of checking “{checked}”")


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
