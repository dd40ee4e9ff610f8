"""Gates: named after the condition that holds. Each returns what stands in its way, in a newsroom's words.

A gate gets a `Case` and returns blockers; no blocker means that it is open. Gates read, they never write.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property

from editorial.content import richtext
from editorial.content.fingerprints import article_fingerprint
from editorial.content.models import Article, Excerpt, Image
from editorial.factcheck.models import ItemKind
from editorial.factcheck.queries import ItemStatus, item_statuses, open_blocking_findings, translator_ids
from editorial.factcheck.rights import rights_day, unmet_conditions
from editorial.states import IssueState
from editorial.workflow.frozen import correction_refusal, under_correction


@dataclass(frozen=True)
class Blocker:
    """One thing in the way. `where` names the field: “title”, “excerpt:KEY:outlet”, “image:KEY:alt_text”."""

    code: str
    message: str
    where: str = ""

    def as_dict(self) -> dict[str, str]:
        """For the log and for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Case:
    """What a gate looks at: the article as it stands, for “publish” its fingerprint in the edition, and its writers.

    `writers` are primary keys of users; None where they were not looked up (lists), and then they hold up nothing.
    """

    article: Article
    edition_fingerprint: str | None = None
    writers: frozenset[int] | None = None

    @cached_property
    def statuses(self) -> list[ItemStatus]:
        """How far each item is; several gates ask."""
        return item_statuses(self.article)

    @cached_property
    def translators(self) -> dict[str, set[int]]:
        """By the keys of the excerpts everybody who was ever named as their translator; asked with the writers alone."""
        return {} if self.writers is None else translator_ids(self.article.excerpts.all())


TRANSLATED = (ItemKind.EXCERPT, ItemKind.TRANSLATION)
Gate = Callable[[Case], list[Blocker]]


def text_complete(case: Case) -> list[Blocker]:
    """Title, section, author, pull quote, commentary, and at least one excerpt with its citation."""
    article = case.article
    missing = []
    if not article.title:
        missing.append(Blocker("title", "Give it a title.", "title"))
    if article.section_id is None:
        missing.append(Blocker("section", "Choose the section it belongs to.", "section"))
    if not article.bylines.all():
        missing.append(Blocker("author", "Name at least one author.", "authors"))
    if not article.pull_quote:
        missing.append(Blocker("pull_quote", "Add a pull quote.", "pull_quote"))
    if not richtext.plain(article.commentary):
        missing.append(Blocker("commentary", "Write the commentary.", "commentary"))
    excerpts = article.excerpts.all()
    if not excerpts:
        missing.append(Blocker("excerpt", "Add at least one excerpt.", "excerpts"))
    for excerpt in excerpts:
        missing += _citation_gaps(excerpt)
    return missing


def _citation_gaps(excerpt: Excerpt) -> list[Blocker]:
    needed = {
        "original_title": "the title of the source",
        "original_language": "the language of the source",
        "outlet": "the outlet",
        "published_on": "the date",
        "body": "the translated passage",
    }
    gaps = [
        Blocker(
            f"excerpt_{name}",
            f"Excerpt {excerpt.position}: {words} is missing.",
            f"excerpt:{excerpt.key}:{name}",
        )
        for name, words in needed.items()
        if not getattr(excerpt, name)
    ]
    foreign = excerpt.original_language and not excerpt.original_language.lower().startswith("en")
    if foreign and not excerpt.translated_title:
        message = f"Excerpt {excerpt.position}: the translated title is missing."
        gaps.append(Blocker("excerpt_translated_title", message, f"excerpt:{excerpt.key}:translated_title"))
    return gaps


def references_match(case: Case) -> list[Blocker]:
    """References and footnotes match one to one, and no footnote is empty."""
    article = case.article
    references = richtext.references(article.commentary)
    notes = {note.key: note for note in article.footnotes.all()}
    numbers = richtext.footnote_numbers(article.commentary, list(notes))
    blockers = [
        Blocker("note_missing", f"Reference {place} in the commentary has no note.", "commentary")
        for place, key in enumerate(references, 1)
        if key not in notes
    ]
    blockers += [
        Blocker("reference_twice", f"Note {numbers[key]} is referred to more than once.", "commentary")
        for key, times in Counter(references).items()
        if times > 1 and key in notes
    ]
    referred = set(references)
    for key, note in notes.items():
        words = richtext.plain(note.text)
        where = f"footnote:{key}:text"
        if key not in referred:
            # It has no number on the page of its author.
            name = f"The note “{note}”" if words else "An empty note"
            message = f"{name} is not referred to in the commentary."
            blockers.append(Blocker("reference_missing", message, where))
        elif not words:
            blockers.append(Blocker("note_empty", f"Note {numbers[key]} is empty.", where))
    return blockers


def images_described(case: Case) -> list[Blocker]:
    """Every image has its file, alt text that is not its caption, attribution and a stated license."""
    needed = {
        "file": "the picture itself is missing. Upload it",
        "alt_text": "describe what it shows (alt text)",
        "attribution": "the license as its source states it (the attribution) is missing",
        "license": "the license is missing",
    }
    blockers = []
    for image in case.article.images.all():
        for name, words in needed.items():
            if not getattr(image, name):
                message = f"Image {image.position}: {words}."
                blockers.append(Blocker(f"image_{name}", message, f"image:{image.key}:{name}"))
        if image.alt_text and _letters(image.alt_text) == _letters(image.caption):
            message = (
                f"Image {image.position}: the alt text repeats the caption, so a listener hears it twice. "
                "Describe what the image shows."
            )
            blockers.append(Blocker("image_alt_text_is_caption", message, f"image:{image.key}:alt_text"))
        if image.license == "unclear":
            message = (
                f"Image {image.position}: it is unclear which license “{image.attribution}” means. State it."
            )
            blockers.append(Blocker("image_license_unclear", message, f"image:{image.key}:license"))
    return blockers


def _letters(text: str) -> str:
    """Text as it is compared: its letters and digits, whatever their case and the marks between them."""
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def no_blocking_comments(case: Case) -> list[Blocker]:
    """Every blocking comment is resolved."""
    return [
        Blocker("comment", f"A blocking comment is open: “{comment}”", f"comment:{comment.pk}")
        for comment in case.article.comments.all()
        if comment.blocking and comment.resolved_at is None
    ]


def items_verified(case: Case) -> list[Blocker]:
    """Every claim, the rest of the article's own text, every excerpt, translation and footnote has a current “verified”
    check.
    """
    blockers = []
    for status in case.statuses:
        if status.kind == ItemKind.IMAGE:
            continue
        if status.verified:
            blockers += _checked_by_a_writer(status, case)
            continue
        if status.gone:
            words = "has lost its passage. Drop the claim, or mark what stands there now"
        elif status.last is None:
            words = "is not checked yet"
        elif not status.current:
            words = "was changed after its check. Check it again"
        else:
            words = f"is “{status.word}”"
        blockers.append(Blocker("not_verified", f"{status.label} {words}.", _where(status, "check")))
    return blockers


def _where(status: ItemStatus, act: str) -> str:
    return f"{status.kind}:{status.key}:{act}"


def _checked_by_a_writer(status: ItemStatus, case: Case) -> list[Blocker]:
    if status.last is None:
        return []
    name = status.last.by.get_full_name() or status.last.by.get_username()
    if status.last.by_id in (case.writers or ()):
        words = f"{status.label} was checked by {name}, who has written in this article since. Somebody else checks it."
    elif status.kind in TRANSLATED and status.last.by_id in case.translators.get(status.key, ()):
        words = f"{status.label} was checked by {name}, who translated it. Somebody else checks it."
    else:
        return []
    return [Blocker("checked_by_writer", words, _where(status, "check"))]


def images_cleared(case: Case) -> list[Blocker]:
    """Every image meets its license's conditions and the house's, on the day of publication, and a named person cleared it."""
    blockers = []
    for status in case.statuses:
        image = status.item
        if not isinstance(image, Image):
            continue
        blockers += [
            Blocker(
                f"rights_{unmet.code}", f"{status.label}: {unmet.message}", _rights_field(image, unmet.field)
            )
            for unmet in unmet_conditions(image, status, rights_day(case.article))
            if unmet.blocks
        ]
        if status.verified:
            blockers += _checked_by_a_writer(status, case)
        else:
            words = f"{status.label}: {_clearance_words(status)}"
            blockers.append(Blocker("image_not_cleared", words, _where(status, "clearance")))
    return blockers


def _rights_field(image: Image, field: str) -> str:
    return f"image:{image.key}:{'clearance' if field == 'expires_on' else field}"


def _clearance_words(status: ItemStatus) -> str:
    if status.last is None:
        return "nobody has cleared its rights yet."
    return "it was refused." if status.current else "it was changed after it was cleared. Clear it again."


def no_blocking_findings(case: Case) -> list[Blocker]:
    """Every blocking finding is mended or dismissed with a reason."""
    return [
        Blocker("finding", f"{p.label}: {p.message}", f"{p.item_kind}:{p.item_key}:finding")
        for p in open_blocking_findings(case.article)
    ]


def issue_not_approved(case: Case) -> list[Blocker]:
    """The article's issue is not approved or published: what is frozen stays as it is. An article that is being corrected
    is free until its correction is approved.
    """
    issue = case.article.issue
    if issue is None or issue.state not in (IssueState.APPROVED, IssueState.PUBLISHED):
        return []
    if not under_correction(case.article):
        return [
            Blocker(
                "issue_frozen",
                f"Its issue ({issue}) is {issue.get_state_display().lower()}. Reopen that first.",
            )
        ]
    refusal = correction_refusal(case.article)
    return [Blocker("issue_frozen", refusal)] if refusal else []


def same_as_in_edition(case: Case) -> list[Blocker]:
    """The article is, word for word, what the edition froze."""
    if case.edition_fingerprint is not None and article_fingerprint(case.article) == case.edition_fingerprint:
        return []
    return [
        Blocker(
            "not_in_edition",
            f"“{case.article}” is not what the issue's edition holds. Approve the issue anew.",
        )
    ]


GATES: dict[str, Gate] = {
    gate.__name__: gate
    for gate in (
        text_complete, references_match, images_described, no_blocking_comments, items_verified, images_cleared,
        no_blocking_findings, issue_not_approved, same_as_in_edition,
    )
}  # fmt: skip


def blockers(names: tuple[str, ...], case: Case) -> list[Blocker]:
    """Everything that the named gates find in the way, in their order."""
    return [blocker for name in names for blocker in GATES[name](case)]
