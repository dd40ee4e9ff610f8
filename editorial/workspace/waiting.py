"""What an article is waiting for: one plain sentence for its author, and who has it."""

from dataclasses import dataclass

from django.contrib.auth.models import User

from editorial.content.models import Article
from editorial.content.permissions import is_author_of
from editorial.issues.models import Issue
from editorial.states import ArticleState, IssueState
from editorial.web.dates import count, long_date, month_and_year
from editorial.workflow.models import LogEntry

AUTHORS, EDITORS, CHECKERS = "the author", "the editors", "the fact-checkers"
OFFICE, NOBODY = "the publications office", ""


@dataclass(frozen=True)
class Facts:
    """What is known of an article. `last` is its last move; `missing` what submitting asks for, None where not looked
    up; `to_answer` and `blocking` count open comments; `checked` is how many of how many parts are verified.
    """

    article: Article
    last: LogEntry | None = None
    missing: int | None = None
    to_answer: int = 0
    blocking: int = 0
    checked: tuple[int, int] | None = None


@dataclass(frozen=True)
class Waiting:
    """`who` has the article now (blank: nobody has to do anything), and `sentence` says for what it waits."""

    who: str
    sentence: str


def waiting(facts: Facts, *, viewer: User) -> Waiting:
    """What the article waits for, said to `viewer`."""
    state = facts.article.state
    if state == ArticleState.DRAFT:
        return Waiting(AUTHORS, _draft(facts))
    if state == ArticleState.IN_REVIEW:
        return Waiting(EDITORS, _in_review(facts, viewer))
    if state == ArticleState.FACT_CHECK:
        return Waiting(CHECKERS, _fact_check(facts, viewer))
    if state == ArticleState.APPROVED:
        return _approved(facts.article.issue)
    if state == ArticleState.PUBLISHED:
        return Waiting(NOBODY, _published(facts.article.issue))
    return Waiting(NOBODY, _withdrawn(facts, viewer))


def returned(facts: Facts) -> LogEntry | None:
    """The move that sent the draft back to its author, if that was the last one."""
    last = facts.last
    back = last is not None and last.move == "return" and facts.article.state == ArticleState.DRAFT
    return last if back else None


def issue_words(issue: Issue) -> str:
    """How a newsroom calls an issue in a sentence: “the November 2026 issue”."""
    return f"the {month_and_year(issue.month)} issue"


def name_of(person: User, viewer: User | None = None) -> str:
    """A person's name; “you” for the one who reads the page."""
    if viewer is not None and person.pk == viewer.pk:
        return "you"
    return person.get_full_name() or person.get_username()


def _draft(facts: Facts) -> str:
    back = returned(facts)
    missing = f"{count(facts.missing, 'thing is', 'things are')} missing" if facts.missing else ""
    if back:
        what = "Change what the reason asks for, then submit it again."
        sentence = f"{name_of(back.by)} sent it back. {what}{f' {missing}.' if missing else ''}"
    elif facts.missing is None:
        sentence = "Its author is writing it."
    elif missing:
        sentence = f"{missing} before it can be submitted."
    else:
        sentence = "Nothing is missing. Submit it when it reads as you want it."
    if facts.blocking:
        sentence += (
            f" {count(facts.blocking, 'comment', 'comments')} must be settled before an editor accepts it."
        )
    return sentence


def _comments(facts: Facts, viewer: User) -> str | None:
    """What comments hold up; None when they hold up nothing."""
    if facts.to_answer:
        whose = "your" if is_author_of(viewer, facts.article) else "the author’s"
        them = "a comment" if facts.to_answer == 1 else f"{facts.to_answer} comments"
        return f"Waiting for {whose} answer to {them}."
    if facts.blocking:
        them = "a comment is" if facts.blocking == 1 else f"{facts.blocking} comments are"
        return f"It goes on when {them} settled."
    return None


def _in_review(facts: Facts, viewer: User) -> str:
    usual = "An editor reads it next, and accepts it or sends it back."
    return _comments(facts, viewer) or usual


def _fact_check(facts: Facts, viewer: User) -> str:
    held_up = _comments(facts, viewer)
    if held_up:
        return held_up
    again = "An editor reopened the fact-check. " if facts.last and facts.last.move == "reopen" else ""
    done, of = facts.checked or (0, 0)
    if of and done == of:
        return f"{again}Every part is verified; a fact-checker clears it next."
    if done:
        return f"{again}The fact-checkers have verified {done} of {of} parts."
    return f"{again}A fact-checker checks every excerpt, note and image next."


def _approved(issue: Issue | None) -> Waiting:
    if issue is None:
        return Waiting(EDITORS, "It is done and waits for a place in an issue.")
    day = f" It appears on {long_date(issue.publication_date)}." if issue.publication_date else ""
    into = f"It goes into {issue_words(issue)}"
    if issue.state == IssueState.PLANNING:
        return Waiting(EDITORS, f"{into}, which the editors are putting together.{day}")
    if issue.state == IssueState.CLOSED:
        return Waiting(OFFICE, f"{into}, which waits for the publications office.{day}")
    if issue.state == IssueState.PUBLISHED:
        words = f"Its correction is finished and goes into the next edition of {issue_words(issue)}."
        return Waiting(OFFICE, words)
    return Waiting(OFFICE, f"{into}, which is approved and about to appear.{day}")


def _published(issue: Issue | None) -> str:
    return f"It appeared in {issue_words(issue)}." if issue else "It appeared."


def _withdrawn(facts: Facts, viewer: User) -> str:
    if facts.last is None or facts.last.move != "withdraw":
        return "It is out of the workflow and keeps everything."
    who = name_of(facts.last.by, viewer)
    if is_author_of(facts.last.by, facts.article):
        return f"{who[:1].upper()}{who[1:]} withdrew it. It keeps everything and can be restored."
    return f"{who} withdrew it. Ask the editors if you want to go on with it."
