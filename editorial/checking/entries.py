"""What is left to check of an article, and what is done: one entry for each finding and each item."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.urls import reverse

from editorial.content import richtext
from editorial.content.credit import credit_of
from editorial.content.differences import Piece, word_difference
from editorial.content.models import Article, Excerpt, Footnote, Image
from editorial.factcheck.models import Check, Claim, Clearance, Decision, Dismissal, ItemKind, Verdict
from editorial.factcheck.operations import drop_refusal, translator_refusal
from editorial.factcheck.problems import Problem
from editorial.factcheck.queries import ItemStatus, findings, item_statuses, translator_ids
from editorial.factcheck.rights import policy_answer, rights_day, unmet_conditions
from editorial.licensing.policy import Decision as Answer
from editorial.licensing.rights import RightsProblem
from editorial.web.differences import Changed, changes_since, shortened
from editorial.web.marks import finding_id

SEVERITIES = ("block", "warn", "info")
_NEAR_IS_LONG = 600  # characters; beyond, the nearest passage is shown without a difference
_VERBS: dict[str, str] = {
    Verdict.VERIFIED: "verified",
    Verdict.DISPUTED: "disputed",
    Verdict.CANNOT_VERIFY: "could not verify",
    Verdict.NEEDS_CHANGE: "asked for a change in",
    Decision.CLEARED: "cleared",
    Decision.REFUSED: "refused",
}
_WORDS = {"block": "Blocks", "warn": "Look at it", "info": "Good to know"}


@dataclass(frozen=True)
class FindingEntry:
    """One finding of the automatic checks; `dismissal` is set when somebody let it pass."""

    problem: Problem
    dismissal: Dismissal | None
    kind = "finding"

    @property
    def id(self) -> str:
        return finding_id(self.problem)

    @property
    def word(self) -> str:
        """For the badge."""
        return "Let pass" if self.dismissal else _WORDS[self.problem.severity]

    @property
    def tone(self) -> str:
        return "done" if self.dismissal else self.problem.severity

    @property
    def is_left(self) -> bool:
        """Whether the article cannot be cleared before something happens to it."""
        return self.problem.severity == "block" and self.dismissal is None

    @property
    def waits(self) -> bool:
        """Whether somebody has to look at it."""
        return self.problem.severity != "info" and self.dismissal is None

    @property
    def near(self) -> tuple[Piece, ...]:
        """From the passage that it was compared with to the passage itself, word by word; empty where there is none."""
        near, text = self.problem.near, self.problem.text
        if not near or max(len(near), len(text)) > _NEAR_IS_LONG:
            return ()
        return shortened(word_difference(near, text))

    @property
    def place(self) -> str:
        """Where in the article it stands: an id of the page."""
        problem = self.problem
        return (
            f"mark-{self.id}" if problem.end > problem.start else part_id(problem.item_kind, problem.item_key)
        )


@dataclass(frozen=True)
class ItemEntry:
    """One item with its status. `refusal` says why this person does not check it, beyond what holds for the article.

    `drop_refusal` says why this person does not drop the claim.
    """

    status: ItemStatus
    refusal: str | None = None
    drop_refusal: str | None = None

    @property
    def id(self) -> str:
        return f"{self.status.kind}-{self.status.key}"

    @property
    def kind(self) -> str:
        return self.status.kind

    @property
    def tone(self) -> str:
        """“done”, “changed”, “bad” (a verdict other than yes) or “open”."""
        if self.status.verified:
            return "done"
        if self.status.last is None:
            return "open"
        return "bad" if self.status.current else "changed"

    @property
    def word(self) -> str:
        return self.status.word

    @property
    def in_doubt(self) -> bool:
        """Whether a verdict other than “verified” stands on it: to verify it against that takes a note."""
        return self.tone == "bad" and isinstance(self.status.last, Check)

    @property
    def doubt(self) -> str:
        """In which words it stands in doubt: “it stands disputed”."""
        last = self.status.last
        if not self.in_doubt or not isinstance(last, Check):
            return ""
        disputed = last.verdict == Verdict.DISPUTED
        return "it stands disputed" if disputed else f"it stands at “{last.get_verdict_display()}”"

    @property
    def original_missing(self) -> bool:
        """Whether it is a translation whose original passage is not kept with the excerpt."""
        item = self.status.item
        if self.kind != ItemKind.TRANSLATION or not isinstance(item, Excerpt):
            return False
        return not any(richtext.paragraphs(item.original_text))

    @property
    def is_left(self) -> bool:
        return not self.status.verified

    @property
    def waits(self) -> bool:
        """Whether nobody has said anything about it as it stands."""
        return not self.status.current

    @property
    def changes(self) -> list[Changed]:
        return changes_since(self.status)

    @property
    def earlier(self) -> Check | Clearance | None:
        """The statement whose evidence and note still serve when it is verified again: the newest, if it said yes."""
        last = self.status.last
        said = getattr(last, "verdict", None) or getattr(last, "decision", None)
        return last if said in (Verdict.VERIFIED, Decision.CLEARED) else None

    @property
    def place(self) -> str:
        if self.status.kind == ItemKind.CLAIM:
            return f"mark-{self.id}" if not self.status.gone else part_id("article", "")
        return part_id(self.status.kind, self.status.key)

    @property
    def claim(self) -> Claim | None:
        return self.status.item if isinstance(self.status.item, Claim) else None

    @property
    def sources(self) -> list[tuple[str, str]]:
        """Where it can be looked up: words and address."""
        item = self.status.item
        found: list[tuple[str, str]] = []
        if isinstance(item, Excerpt):
            found = [("Source", item.url), ("Archived copy of the source", item.archived_url)]
        elif isinstance(item, Image):
            found = [("Source of the picture", item.source_url), ("Text of the license", item.license_url)]
        elif isinstance(item, Footnote):
            links = dict.fromkeys(
                link for paragraph in richtext.marked_paragraphs(item.text) for link in paragraph.links
            )
            found = [(f"Link {number} of the note", link) for number, link in enumerate(links, 1)]
        return [(words, address) for words, address in found if address]

    @property
    def is_image(self) -> bool:
        return self.status.kind == ItemKind.IMAGE

    @property
    def said(self) -> str:
        """What the newest statement said, as a verb: “Kim verified it”."""
        last = self.status.last
        return _VERBS[last.verdict if isinstance(last, Check) else last.decision] if last else ""

    @property
    def evidence_address(self) -> str:
        """Where the file of the newest statement is read."""
        last = self.status.last
        if last is None or not last.evidence_file:
            return ""
        return reverse("check_evidence" if isinstance(last, Check) else "clearance_evidence", args=[last.pk])

    @property
    def policy(self) -> Answer | None:
        """Of an image: what the house's policy says of its license."""
        image = self.status.item
        if not isinstance(image, Image):
            return None
        return policy_answer(image, self.status, rights_day(image.article))

    @property
    def credit(self) -> str:
        image = self.status.item
        return credit_of(image).text if isinstance(image, Image) else ""

    @property
    def unmet(self) -> list[RightsProblem]:
        """Of an image: the conditions of its license and of the house that it does not meet, beside a refusal."""
        image, answer = self.status.item, self.policy
        if not isinstance(image, Image) or answer is None:
            return []
        every = unmet_conditions(image, self.status, rights_day(image.article))
        return [unmet for unmet in every if unmet.code != answer.code]


Entry = FindingEntry | ItemEntry


@dataclass(frozen=True)
class Group:
    """Entries under one heading. `name` is part of its id; `help` says what is done here."""

    name: str
    title: str
    help: str
    entries: list[Entry]

    @property
    def left(self) -> int:
        return sum(entry.is_left for entry in self.entries)

    @property
    def waiting(self) -> int:
        return sum(entry.waits for entry in self.entries)


@dataclass(frozen=True)
class Progress:
    """How far the article is: `done` of `total` items; `void` of them changed since; `blocking` findings are open."""

    done: int
    total: int
    void: int
    blocking: int

    @property
    def left(self) -> int:
        """What has to happen before the article can be cleared."""
        return self.total - self.done + self.blocking

    @property
    def words(self) -> str:
        """For beside the bar: items that are checked, and findings that are left."""
        checked = f"{self.done} of {self.total} checked"
        if not self.blocking:
            return checked
        return f"{checked}, {self.blocking} finding{'' if self.blocking == 1 else 's'} left"


def progress_of(statuses: list[ItemStatus], blocking: int) -> Progress:
    """The progress from the items' statuses and the number of open blocking findings."""
    return Progress(
        done=sum(status.verified for status in statuses),
        total=len(statuses),
        void=sum(status.void for status in statuses),
        blocking=blocking,
    )


@dataclass(frozen=True)
class Entries:
    """Everything to check of one article, in the order in which it is checked."""

    groups: list[Group]
    info: list[FindingEntry]
    passed: list[FindingEntry]
    progress: Progress

    def __iter__(self) -> Iterator[Entry]:
        for group in self.groups:
            yield from group.entries
        yield from self.info
        yield from self.passed

    def named(self, name: str) -> Entry | None:
        """The entry with this id."""
        return next((entry for entry in self if entry.id == name), None)


def entries_of(article: Article, user: User) -> Entries:
    """All entries of the article for this person. No queries on an article with its content and checks."""
    statuses = item_statuses(article)
    found = _findings(article)
    open_ones = [one for one in found if one.waits]
    blocking = sum(one.is_left for one in open_ones)
    excerpts = [status.item for status in statuses if isinstance(status.item, Excerpt)]
    named = translator_ids(excerpts)
    items = [_item(status, user, named) for status in statuses]
    return Entries(
        groups=[_finding_group(open_ones), *_item_groups(items)],
        info=[one for one in found if one.problem.severity == "info" and not one.dismissal],
        passed=[one for one in found if one.dismissal],
        progress=progress_of(statuses, blocking),
    )


def _findings(article: Article) -> list[FindingEntry]:
    found: dict[str, FindingEntry] = {}
    for problem, dismissal in findings(article, severities=SEVERITIES):
        found.setdefault(finding_id(problem), FindingEntry(problem, dismissal))
    return sorted(found.values(), key=lambda one: SEVERITIES.index(one.problem.severity))


def part_id(kind: str, key: str) -> str:
    """The id of an item's place in the article."""
    if kind in (ItemKind.ARTICLE, ItemKind.CLAIM):
        return "part-article"
    return f"part-{'excerpt' if kind == ItemKind.TRANSLATION else kind}-{key}"


def _item(status: ItemStatus, user: User, translators: dict[str, set[int]]) -> ItemEntry:
    refusal = translator_refusal(user, status.item, translators) if isinstance(status.item, Excerpt) else None
    return ItemEntry(status, refusal, _drop_refusal(status, user))


def _drop_refusal(status: ItemStatus, user: User) -> str | None:
    """Why this person does not drop the claim: somebody else's doubt stands on it."""
    if status.verified or not status.current or not isinstance(status.last, Check):
        return None
    return drop_refusal(user, status.last)


def _finding_group(found: list[FindingEntry]) -> Group:
    words = "What a program noticed. Mend it with the author, or let it pass and say why."
    return Group("findings", "Automatic findings", words, list(found))


def _item_groups(items: list[ItemEntry]) -> list[Group]:
    def of(kind: str) -> list[Entry]:
        # Claims whose passage is gone come first: they are in the way, and a word drops them.
        ordered = sorted((item for item in items if item.kind == kind), key=lambda item: not item.status.gone)
        return list(ordered)

    return [
        Group(
            "claims", "Claims", "Passages of the article’s own text that are checked one by one.", of("claim")
        ),
        Group(
            "text", "The rest of the text", "Title, dek, pull quote, commentary and captions.", of("article")
        ),
        Group("excerpts", "Excerpts", "The passage and its citation, against the source.", of("excerpt")),
        Group("translations", "Translations", "Against the original, by somebody else.", of("translation")),
        Group("footnotes", "Notes", "What each note says, and where it leads.", of("footnote")),
        Group("rights", "Image rights", "May it be printed? With what shows it.", of("image")),
    ]
