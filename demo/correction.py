"""After the issue is out, a reader writes: the article is corrected and published with the next edition."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User

from demo.making import wait_for_pdf
from editorial.content.models import Article
from editorial.content.operations import save_item
from editorial.factcheck.models import Claim
from editorial.factcheck.operations import drop_claim, mark_claim, record_check
from editorial.issues.corrections import open_correction, save_erratum
from editorial.issues.models import Issue, Rendition
from editorial.issues.operations import move_issue
from editorial.issues.queries import latest_edition
from editorial.states import Role
from editorial.workflow.operations import move_article

Say = Callable[[str], None]


def correct(
    *, issue: Issue, article: Article, told: dict[str, Any], who: dict[Role, User], say: Say,
    look_after_worker: Callable[[], None],
) -> Rendition:  # fmt: skip
    """Correct the published article and return the PDF of the edition that has the correction. Raises as `story.tell`."""
    office = who[Role.PUBLICATIONS]
    opened = open_correction(article_id=article.pk, reason=told["reason"], by=office)
    say(f"{office.get_full_name()} opens a correction of “{article}”: {told['reason']}")
    _mend(article, told, who, say)
    save_erratum(correction=opened, erratum=told["erratum"], by=office, expected_version=opened.version)
    say(f"{office.get_full_name()} tells readers: {told['erratum']}")
    move_issue(issue_id=issue.pk, move="approve_correction", by=office)
    edition = latest_edition(issue)
    assert edition is not None, "approving froze it"
    say(f"{office.get_full_name()} approves the correction: edition {edition.number} is frozen")
    rendition = wait_for_pdf(edition, say, look_after_worker)
    move_issue(issue_id=issue.pk, move="publish_correction", by=office)
    say(f"{office.get_full_name()} publishes edition {edition.number}, with the erratum")
    return rendition


def _mend(article: Article, told: dict[str, Any], who: dict[Role, User], say: Say) -> None:
    """The editor mends the words. Nobody accepts their own, so the administrator does; then they are checked anew."""
    editor, checker, administrator = (
        who[role] for role in (Role.EDITOR, Role.FACT_CHECKER, Role.ADMINISTRATOR)
    )
    article = Article.objects.get(pk=article.pk)
    text: str = getattr(article, told["field"])
    assert told["was"] in text, "demo/issue.json names words of the article"
    setattr(article, told["field"], text.replace(told["was"], told["is"]))
    save_item(item=article, by=editor, reason=told["edited"])
    say(f"{editor.get_full_name()} mends it: “{told['is']}”")
    move_article(article_id=article.pk, move="accept", by=administrator)
    say(
        f"{administrator.get_full_name()} (administrator) accepts it: nobody accepts words that they wrote themselves"
    )
    article = Article.objects.get(pk=article.pk)
    gone: Claim = article.claims.get(exact__contains=told["was"])
    drop_claim(claim=gone, reason=told["dropped"], by=checker)
    claim = mark_claim(article=article, field=told["field"], exact=told["claim"], by=checker)
    record_check(item=claim, verdict="verified", by=checker, note=told["check"])
    record_check(item=article, verdict="verified", by=checker, note="Nothing else was changed.")
    move_article(article_id=article.pk, move="clear", by=checker)
    say(f"{checker.get_full_name()} verifies the new words and clears it again")
