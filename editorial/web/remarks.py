"""What the desk's page and the author's pages share about comments: their marks in the text, their form, what is posted."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.http import HttpRequest

from editorial.content.models import Article
from editorial.content.passages import FIELD_NAMES, Item
from editorial.content.queries import item_label, numbered_footnotes
from editorial.web.manuscript import Place
from editorial.web.marks import Mark
from editorial.workflow.comments import About, add_comment
from editorial.workflow.conversations import PlacedThread
from editorial.workflow.models import Comment

WHOLE = "the-article"  # the choice that stands for the article as a whole


@dataclass(frozen=True)
class Choices:
    """One item of the article and its fields, to choose from: pairs of a value and its label."""

    label: str
    choices: list[tuple[str, str]]


def comment_places(article: Article) -> list[Choices]:
    """Everything of the article that a comment can be about. No queries on an article with its content."""
    numbers = {note.key: number for number, note in numbered_footnotes(article).items()}
    items: list[Item] = [
        article,
        *article.images.all(),
        *article.excerpts.all(),
        *numbered_footnotes(article).values(),
    ]
    found = []
    for item in items:
        label, key = item_label(item, numbers), "" if isinstance(item, Article) else item.key
        whole = [] if isinstance(item, Article) else [(f"{item.kind}:{key}:", f"{label}, all of it")]
        fields = [(f"{item.kind}:{key}:{field}", name) for field, name in FIELD_NAMES[item.kind].items()]
        found.append(Choices(label, whole + fields))
    return found


def place_marks(threads: Iterable[PlacedThread]) -> dict[Place, list[Mark]]:
    """The passages of the open threads as marks for `web.manuscript`; a mark is named `comment-PK`, as its thread is."""
    marks: dict[Place, list[Mark]] = {}
    for placed in threads:
        if placed.located is None or not placed.thread.is_open:
            continue
        place = (placed.item_kind, placed.item_key, placed.field, placed.located.paragraph)
        style = "remarked remarked-suggestion" if placed.is_suggestion else "remarked"
        if placed.comment.blocking:
            style += " remarked-blocks"
        name = f"comment-{placed.comment.pk}"
        marks.setdefault(place, []).append(Mark(name, placed.located.start, placed.located.end, style))
    return marks


def post_remark(
    request: HttpRequest, article: Article, by: User, *, answer_to: Comment | None = None
) -> Comment:
    """Add what was typed into the form of a comment, of a suggestion or of an answer.

    POST: `text`; `about` (`KIND:KEY:FIELD`), `passage` with `prefix` and `suffix`; `suggest` (“yes”) and `suggested`;
    `blocking` (“yes”). Raises what `workflow.comments.add_comment` raises.
    """
    post = request.POST
    kind, key, field = [*post.get("about", "").split(":"), "", ""][:3]
    about = None
    if kind and kind != WHOLE:
        passage, prefix, suffix = (post.get(name, "") for name in ("passage", "prefix", "suffix"))
        about = About(kind, key, field, passage, prefix, suffix)
    return add_comment(
        article=article,
        text=post.get("text", ""),
        by=by,
        blocking=post.get("blocking") == "yes",
        answer_to=answer_to,
        about=about,
        suggested=post.get("suggested", "") if post.get("suggest") == "yes" else None,
    )
