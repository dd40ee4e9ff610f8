"""What is under way for the month after the demo's issue: an author's pages with something on them.

One article came back from the editors with a reason and a comment, one is begun and not finished.
"""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from django.contrib.auth.models import User

from editorial.content.models import Article
from editorial.content.operations import save_item
from editorial.importing.operations import import_text
from editorial.issues.models import Issue, Section
from editorial.issues.operations import create_issue
from editorial.workflow.operations import add_comment, move_article

TEXTS = Path(__file__).resolve().parent / "next"
REASON = "The fare is the story, and we do not learn what a berth costs. Please add it with its source."
COMMENT = "Is the figure of 212 from the railways or from the newspaper’s own count?"


def begin_next_month(
    *, after: Issue, sections: list[Section], author: User, editor: User, say: Callable[[str], None]
) -> None:
    """Start the issue of the following month with the two articles of `author`; `sections` has at least one."""
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


def _bring_in(name: str, issue: Issue, author: User) -> Article:
    text = (TEXTS / name).read_text(encoding="utf-8")
    return import_text(text=text, name=name, by=author, issue=issue).articles[0]
