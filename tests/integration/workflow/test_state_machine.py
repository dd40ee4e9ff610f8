"""Random people make random moves, edits, checks and overrides; nothing is published past a gate.

The invariant is read from the tables alone: from the log, the checks, the history and the edition, and it is computed
here once more from the design instead of by asking the code under test.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from editorial.content import operations as content
from editorial.content import richtext
from editorial.content.fingerprints import article_fingerprint, item_fingerprint
from editorial.content.models import Article, Excerpt, Footnote, Image
from editorial.errors import EditorialError
from editorial.factcheck.finders import every
from editorial.factcheck.models import Check, Claim, Clearance
from editorial.factcheck.operations import (
    dismiss_finding,
    drop_claim,
    mark_claim,
    record_check,
    record_clearance,
)
from editorial.issues import assembly
from editorial.issues import operations as issues
from editorial.issues.corrections import drop_correction, open_correction, save_erratum
from editorial.issues.models import Correction, Issue, Publication, Rendition
from editorial.issues.queries import latest_edition
from editorial.issues.transitions import ISSUE_TRANSITIONS
from editorial.states import ArticleState, IssueState, JobStatus, Role
from editorial.workflow.comments import add_comment, resolve_comment
from editorial.workflow.models import Comment, LogEntry
from editorial.workflow.operations import move_article
from editorial.workflow.transitions import TRANSITIONS
from tests import factories as f

PEOPLE = [
    {Role.AUTHOR}, {Role.AUTHOR, Role.EDITOR, Role.FACT_CHECKER}, {Role.EDITOR}, {Role.EDITOR, Role.FACT_CHECKER},
    {Role.FACT_CHECKER}, {Role.PUBLICATIONS}, {Role.ADMINISTRATOR}, set(Role), set(),
]  # fmt: skip
who = st.integers(0, len(PEOPLE) - 1)
which = st.integers(0, 1)
place = st.integers(0, 3)
# Always the same ones; more of them find more: `STATE_MACHINE_EXAMPLES=200`.
EXAMPLES = int(os.environ.get("STATE_MACHINE_EXAMPLES") or 24)
REFUSALS = (EditorialError, ValidationError, Article.DoesNotExist, Issue.DoesNotExist)
FORWARD = {"draft": "submit", "in_review": "accept", "fact_check": "clear", "withdrawn": "restore"}
SUITED = {
    "submit": [0], "accept": [2, 3, 6], "clear": [4, 3, 6], "return": [2, 4, 6], "reopen": [2, 6], "withdraw": [2, 6],
    "restore": [2, 6], "publish": [5],
}  # fmt: skip


WORLD: dict[
    str, tuple[list[User], list[int], int]
] = {}  # by where the articles begin; made once, used by all examples
REACHED = {"published": 0}


def make_world() -> None:
    for begun in ("draft", "in_review", "fact_check"):
        people = [f.person(*roles) for roles in PEOPLE]
        articles = [
            f.walked_to(begun, f.complete_article(people[0], excerpts=1, images=image)) for image in (0, 1)
        ]
        WORLD[begun] = people, [article.pk for article in articles], f.issue_of(articles).pk
    REACHED["published"] = 0


class Newsroom(RuleBasedStateMachine):
    """Two articles, one issue, nine people. Each example is one transaction that is rolled back."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.edited: dict[int, set[int]] = {}  # article: who changed its text since it last became a draft

    def teardown(self) -> None:
        REACHED["published"] += Article.objects.filter(state=ArticleState.PUBLISHED).exists()
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize(begun=st.sampled_from(["draft", "in_review", "fact_check"]))
    def open(self, begun: str) -> None:
        self.people, self.articles, self.issue = WORLD[begun]
        self.people = [
            User.objects.get(pk=user.pk) for user in self.people
        ]  # nothing remembered of the last example
        self.edited = {pk: {self.people[0].pk} for pk in self.articles}

    def attempt(self, act: Any, *args: Any, **options: Any) -> bool:
        """Do it as a request would: one transaction; a refusal is an answer, anything else is a failure."""
        try:
            with transaction.atomic():
                act(*args, **options)
        except REFUSALS:
            return False
        return True

    def item(self, index: int, at: int) -> Any:
        article = Article.objects.get(pk=self.articles[index])
        parts = [article, *article.excerpts.all(), *article.footnotes.all(), *article.images.all()]
        return parts[at % len(parts)]

    # What people do

    @rule(
        index=which,
        by=who,
        name=st.sampled_from(list(TRANSITIONS)),
        override=st.booleans(),
        reason=st.booleans(),
    )
    def move(self, index: int, by: int, name: str, override: bool, reason: bool) -> None:
        pk, person = self.articles[index], self.people[by]
        words = "Because" if reason else ""
        done = self.attempt(
            move_article, article_id=pk, move=name, by=person, reason=words, override=override
        )
        if done and name in ("accept", "clear"):
            assert person.pk not in self.edited[pk], f"a writer could {name}"
            entry = LogEntry.objects.filter(article_id=pk).latest("pk")
            assert not entry.overridden or (override and reason and Role.ADMINISTRATOR in PEOPLE[by])
            if name == "clear":
                require_checked(Article.objects.get(pk=pk), entry, before=entry)
        if done and Article.objects.get(pk=pk).state == ArticleState.DRAFT:
            self.edited[pk] = {self.people[0].pk}

    @rule(index=which, suited=st.integers(0, 2), override=st.booleans())
    def go_forward(self, index: int, suited: int, override: bool) -> None:
        """Random moves seldom get far; this one tries the next move with somebody of the right group."""
        name = FORWARD.get(Article.objects.get(pk=self.articles[index]).state)
        if name:
            people = SUITED[name]
            self.move(index, people[suited % len(people)], name, override, True)

    @rule(
        by=st.sampled_from([1, 3, 4, 6, 7]),
        then=st.sampled_from([1, 3, 4, 6, 7]),
        between=st.sampled_from(["nothing", "an editor", "SQL"]),
        at=place,
    )
    def check_and_clear(self, by: int, then: int, between: str, at: int) -> None:
        """Somebody goes through all items, perhaps a word is changed behind their back, and somebody clears."""
        for index in (0, 1):
            for part in range(5):
                self.check(index, by, part, "verified", False)
            self.check_claims(index, by)
            if between == "an editor":
                self.edit(index, 2, at, "Z")
            elif between == "SQL":
                self.edit_behind_the_back(index, at, "Z")
            self.move(index, then, "clear", False, True)

    @rule(
        index=which,
        by=who,
        at=place,
        text=st.sampled_from(["A", "B", "e\u0301", "For more, see"]),
    )
    def edit(self, index: int, by: int, at: int, text: str) -> None:
        item, person = self.item(index, at), self.people[by]
        before = item_fingerprint(item)
        field = {Article: "dek", Excerpt: "place", Footnote: "text", Image: "caption"}[type(item)]
        setattr(item, field, f"<p>{text}</p>" if field == "text" else text)
        if self.attempt(content.save_item, item=item, by=person):
            item.refresh_from_db()
            if item_fingerprint(item) != before:
                self.edited[self.articles[index]].add(person.pk)

    @rule(index=which, by=who, delete=st.booleans())
    def add_or_delete_a_source(self, index: int, by: int, delete: bool) -> None:
        pk, person = self.articles[index], self.people[by]
        article = Article.objects.get(pk=pk)
        if delete and article.excerpts.count() > 1:
            done = self.attempt(content.delete_item, item=article.excerpts.last(), by=person)
        else:
            done = self.attempt(f.add_excerpt, article, person)
        if done:
            self.edited[pk].add(person.pk)

    @rule(index=which, at=place, text=st.sampled_from(["X", "Y"]))
    def edit_behind_the_back(self, index: int, at: int, text: str) -> None:
        """As SQL would: no permission, no history, no version."""
        item = self.item(index, at)
        field = {Article: "title", Excerpt: "outlet", Footnote: "text", Image: "creator"}[type(item)]
        type(item).objects.filter(pk=item.pk).update(**{field: f"<p>{text}</p>" if field == "text" else text})

    @rule(
        index=which,
        by=who,
        at=place,
        verdict=st.sampled_from(["verified", "verified", "disputed"]),
        stale=st.booleans(),
    )
    def check(self, index: int, by: int, at: int, verdict: str, stale: bool) -> None:
        item, seen = self.item(index, at), "0" * 64 if stale else None
        if isinstance(item, Image):
            decision = "cleared" if verdict == "verified" else "refused"
            done = self.attempt(
                record_clearance, image=item, decision=decision, by=self.people[by], note="Seen", seen=seen
            )
        else:
            said = {"verdict": verdict, "by": self.people[by], "note": "Seen", "seen": seen}
            done = self.attempt(record_check, item=item, **said)
            if isinstance(item, Excerpt):
                self.attempt(record_check, item=item, translation=True, **said)
        if done:
            assert self.people[by].pk not in self.edited[self.articles[index]], "a writer could check"
            assert not stale, "a verdict on something else was taken"

    @rule(
        index=which, by=who, words=st.sampled_from(["three days", "harbour", "nobody"]), verify=st.booleans()
    )
    def mark(self, index: int, by: int, words: str, verify: bool) -> None:
        article, person = Article.objects.get(pk=self.articles[index]), self.people[by]
        if self.attempt(mark_claim, article=article, field="commentary", exact=words, by=person):
            assert person.pk not in self.edited[self.articles[index]], "a writer could mark a claim"
        if verify:
            self.check_claims(index, by)

    def check_claims(self, index: int, by: int) -> None:
        for claim in Claim.objects.filter(article_id=self.articles[index], dropped=None):
            self.attempt(record_check, item=claim, verdict="verified", by=self.people[by])

    @rule(index=which, by=who)
    def drop(self, index: int, by: int) -> None:
        claim = Claim.objects.filter(article_id=self.articles[index], dropped=None).first()
        if claim:
            self.attempt(drop_claim, claim=claim, reason="Not a claim", by=self.people[by])

    @rule(
        index=which, by=who, sql=st.booleans(), pair=st.sampled_from([("three", "four"), ("harbour", "port")])
    )
    def edit_the_commentary(self, index: int, by: int, sql: bool, pair: tuple[str, str]) -> None:
        pk, person = self.articles[index], self.people[by]
        article = Article.objects.get(pk=pk)
        words = article.commentary.replace(*pair)
        if words == article.commentary:
            words = words.replace(*reversed(pair))
        if sql:
            Article.objects.filter(pk=pk).update(commentary=words)
            return
        changed, article.commentary = words != article.commentary, words
        if self.attempt(content.save_item, item=article, by=person) and changed:
            self.edited[pk].add(person.pk)

    @rule(index=which, by=who)
    def dismiss(self, index: int, by: int) -> None:
        note = Footnote.objects.filter(article_id=self.articles[index]).first()
        self.attempt(
            dismiss_finding, article=note.article, item_kind="footnote", item_key=note.key, code="note-unfinished",
            text="For more, see", reason="So it stands in the source", by=self.people[by],
        )  # fmt: skip

    @rule(index=which, by=who, resolve=st.booleans())
    def comment(self, index: int, by: int, resolve: bool) -> None:
        article, person = Article.objects.get(pk=self.articles[index]), self.people[by]
        open_one = Comment.objects.filter(article=article, resolved_at=None).first()
        if resolve and open_one:
            self.attempt(resolve_comment, comment=open_one, by=person)
        elif not open_one:
            self.attempt(add_comment, article=article, text="Who says so?", by=person, blocking=True)

    @rule(by=who, name=st.sampled_from(list(ISSUE_TRANSITIONS)), override=st.booleans())
    def move_issue(self, by: int, name: str, override: bool) -> None:
        done = self.attempt(
            issues.move_issue,
            issue_id=self.issue,
            move=name,
            by=self.people[by],
            reason="Because",
            override=override,
        )
        if done and name == "approve":
            entry = LogEntry.objects.filter(issue_id=self.issue).latest("pk")
            overridden = {found["where"] for found in entry.overridden}
            assert not overridden or (override and Role.ADMINISTRATOR in PEOPLE[by])
            for article in Article.objects.filter(issue_id=self.issue):
                cleared = LogEntry.objects.filter(article=article, move="clear").order_by("-pk").first()
                same = cleared is not None and cleared.fingerprint == article_fingerprint(f.fresh(article))
                assert (same and article.state == "approved") or f"article:{article.pk}" in overridden
        if done and name == "approve_correction":
            require_corrections_cleared(self.issue)

    # Corrections

    @rule(index=which, by=who)
    def correct(self, index: int, by: int) -> None:
        pk, person = self.articles[index], self.people[by]
        if self.attempt(open_correction, article_id=pk, reason="Wrong", by=person):
            assert set(PEOPLE[by]) & {Role.EDITOR, Role.PUBLICATIONS, Role.ADMINISTRATOR}

    @rule(index=which, by=who, text=st.sampled_from(["Two days.", "Nobody knows.", ""]))
    def tell_readers(self, index: int, by: int, text: str) -> None:
        found = Correction.objects.filter(article_id=self.articles[index]).last()
        if found:
            said = {"erratum": text, "by": self.people[by], "expected_version": found.version}
            self.attempt(save_erratum, correction=found, **said)

    @rule(index=which, by=who)
    def drop_it(self, index: int, by: int) -> None:
        found = Correction.objects.filter(article_id=self.articles[index]).last()
        if found:
            self.attempt(drop_correction, correction=found, reason="It was right", by=self.people[by])

    @rule(index=which, mend=st.booleans(), override=st.booleans(), out=st.booleans())
    def a_correction(self, index: int, mend: bool, override: bool, out: bool) -> None:
        """Everybody does their part on a correction, as far as it gets."""
        if Article.objects.get(pk=self.articles[index]).state == ArticleState.PUBLISHED:
            self.correct(index, 5)
        if mend:
            self.edit(index, 2, 0, "Mended")
        if Comment.objects.filter(article_id=self.articles[index], resolved_at=None).exists():
            self.comment(index, 2, True)
        self.move(index, 3, "accept", False, True)
        self.check_and_clear(4, 4, "nothing", 0)
        self.tell_readers(index, 5, "Two days.")
        self.move_issue(6 if override else 5, "approve_correction", override)
        if out:
            self.a_worker_finishes(True)
            self.move_issue(5, "publish_correction", False)

    @rule(index=which, by=who, out=st.booleans())
    def place_or_take_out(self, index: int, by: int, out: bool) -> None:
        article, person = Article.objects.get(pk=self.articles[index]), self.people[by]
        if out:
            self.attempt(assembly.take_out_article, article=article, by=person)
        else:
            self.attempt(
                assembly.place_article, issue=Issue.objects.get(pk=self.issue), article=article, by=person
            )

    @rule(passes=st.booleans())
    def a_worker_finishes(self, passes: bool) -> None:
        # The other forms hold up nothing: nobody finishes them here.
        waiting = Rendition.objects.filter(issue=self.issue, form="pdf", status=JobStatus.QUEUED).first()
        if waiting:
            f.finish_rendition(waiting, problems=[] if passes else ["No title"])

    @rule(override=st.booleans())
    def bring_the_issue_out(self, override: bool) -> None:
        """The shortest way to the end, for whoever of us has got there."""
        for name, by in (("close", 2), ("approve", 5), ("close", 6), ("approve", 6)):
            self.move_issue(by, name, override)
        self.a_worker_finishes(True)
        self.move_issue(5, "publish", override)

    @rule(
        index=which,
        by=st.sampled_from([1, 3, 7]),
        at=place,
        text=st.sampled_from(["C", "D"]),
        override=st.booleans(),
    )
    def edit_and_decide(self, index: int, by: int, at: int, text: str, override: bool) -> None:
        """Somebody with every right mends the text and tries to wave it through alone."""
        self.edit(index, by, at, text)
        for name in ("accept", "clear"):
            for part in range(5):
                self.check(index, by, part, "verified", False)
            self.check_claims(index, by)
            self.move(index, by, name, override, True)

    @rule(steps=st.integers(1, 3), then=st.sampled_from([1, 3, 4, 7]), out=st.booleans())
    def a_month(self, steps: int, then: int, out: bool) -> None:
        self.a_quiet_month(steps, then, out)

    def a_quiet_month(self, steps: int, then: int, out: bool) -> None:
        """Everybody does their part on what the others left behind."""
        for _ in range(steps):
            for index, pk in enumerate(self.articles):
                if Article.objects.get(pk=pk).state in (ArticleState.DRAFT, ArticleState.IN_REVIEW):
                    self.comment(index, 2, True)
                    self.go_forward(index, 0, False)
        self.check_and_clear(4, then, "nothing", 0)
        if out:
            self.bring_the_issue_out(False)

    @rule(then=st.sampled_from([3, 4]))
    def another_quiet_month(self, then: int) -> None:
        """Said once more: the more there is to do, the less often random people get to the end."""
        self.a_quiet_month(3, then, True)

    # What must hold

    @invariant()
    def what_is_published_went_through_every_gate(self) -> None:
        for article in Article.objects.filter(
            pk__in=getattr(self, "articles", []), state=ArticleState.PUBLISHED
        ):
            require_whole_chain(article, self.edited[article.pk])

    @invariant()
    def what_is_corrected_has_one_open_correction_and_readers_hear_of_every_other(self) -> None:
        issue = Issue.objects.filter(pk=getattr(self, "issue", 0)).first()
        if issue is None:
            return
        for article in Article.objects.filter(issue=issue):
            number = article.corrections.filter(state="open").count()
            out = issue.state == IssueState.PUBLISHED
            assert number == int(out and article.state != ArticleState.PUBLISHED)
            assert article.slug or not (out and article.state == ArticleState.PUBLISHED)
        for publication in Publication.objects.filter(edition__issue=issue):
            edition = publication.edition
            told = Correction.objects.filter(
                issue=issue, state="published", edition_number__lte=edition.number
            )
            assert [one["text"] for one in edition.snapshot["errata"]] == [one.erratum for one in told]
            assert edition.renditions.filter(form="pdf", status=JobStatus.SUCCEEDED, problems=[]).count() == 1

    @invariant()
    def the_log_tells_the_state(self) -> None:
        for article in Article.objects.filter(pk__in=getattr(self, "articles", [])):
            last = LogEntry.objects.filter(article=article).order_by("-pk").first()
            assert article.state == (last.target if last else ArticleState.DRAFT)


def require_whole_chain(article: Article, writers: set[int]) -> None:
    """Submit, accept, clear, publish, each by somebody who may; everything verified at the clearing, or overridden."""
    whole = list(LogEntry.objects.filter(article=article).order_by("pk"))
    # What came of a correction that was dropped is not what readers have.
    kept = whole[-1].move == "keep"
    until = max(index for index, entry in enumerate(whole) if entry.move == "publish")
    log = whole[: until + 1]
    last = {entry.move: entry for entry in log}
    chain = [last[name] for name in ("submit", "accept", "clear", "publish")]
    assert [entry.pk for entry in chain] == sorted(entry.pk for entry in chain)
    for before, after in zip(log, log[1:], strict=False):
        assert before.target == after.source
    _submit, accept, clear, publish = chain

    assert roles(accept.by) & {Role.EDITOR, Role.ADMINISTRATOR}
    assert roles(clear.by) & {Role.FACT_CHECKER, Role.ADMINISTRATOR}
    assert roles(publish.by) & {Role.PUBLICATIONS, Role.ADMINISTRATOR}
    assert {accept.by_id, clear.by_id}.isdisjoint({article.created_by_id})
    assert kept or clear.by_id not in writers
    assert not kept or whole[-1].fingerprint == publish.fingerprint
    for entry in chain:
        assert not entry.overridden or (entry.reason and Role.ADMINISTRATOR in roles(entry.by))
    assert not publish.overridden

    issue = article.issue
    assert issue.state == IssueState.PUBLISHED
    edition = Publication.objects.get(edition__issue=issue, at=publish.at).edition
    rendition = edition.renditions.get(status=JobStatus.SUCCEEDED, form="pdf")
    assert rendition.file and len(rendition.sha256) == 64 and rendition.pages and rendition.problems == []
    frozen = {a["key"]: a["fingerprint"] for s in edition.snapshot["sections"] for a in s["articles"]}
    today = article_fingerprint(f.fresh(article))
    # Somebody changed it in the database after its issue came out: that is not what was published.
    if publish.fingerprint == today:
        require_checked(article, clear, before=publish)
    assert publish.fingerprint == frozen[str(article.key)]
    approvals = LogEntry.objects.filter(issue=issue, move__startswith="approve", pk__lt=publish.pk)
    approval = approvals.latest("pk")
    if clear.fingerprint != publish.fingerprint:
        assert any(found["where"] == f"article:{article.pk}" for found in approval.overridden)
        assert approval.reason and Role.ADMINISTRATOR in roles(approval.by)


def require_corrections_cleared(issue: int) -> None:
    """What a correction freezes was cleared word for word, or an override names it."""
    entry = LogEntry.objects.filter(issue_id=issue).latest("pk")
    overridden = {found["where"] for found in entry.overridden}
    edition = latest_edition(Issue.objects.get(pk=issue))
    going = Correction.objects.filter(issue_id=issue, state="open")
    assert going and all(one.erratum and one.edition_number == edition.number for one in going)
    for one in going:
        cleared = LogEntry.objects.filter(article=one.article, move="clear").order_by("-pk").first()
        same = cleared is not None and cleared.fingerprint == article_fingerprint(f.fresh(one.article))
        assert one.article.state == "approved" and (same or f"article:{one.article_id}" in overridden)


def require_checked(article: Article, clear: LogEntry, before: LogEntry) -> None:
    """Every item has a verdict of a non-writer on exactly the content that was published, or an override names it."""
    overridden = {found["where"] for found in clear.overridden}
    if clear.fingerprint != before.fingerprint:
        return  # the approval of the issue was overridden; asked above
    article = f.fresh(article)
    marked = Claim.objects.filter(article=article, dropped=None)
    wanted: list[tuple[str, Any]] = [
        (item.kind, item) for item in (article, *marked, *article.excerpts.all())
    ]
    wanted += [("translation", excerpt) for excerpt in article.excerpts.all()]  # all are in French
    wanted += [(item.kind, item) for item in (*article.footnotes.all(), *article.images.all())]
    for kind, item in wanted:
        table = Clearance if kind == "image" else Check
        newest = table.objects.filter(
            article=article, item_kind=kind, item_key=str(item.key), at__lte=clear.at
        )
        newest = newest.order_by("-at", "-pk").first()
        holds = (
            newest is not None
            and reads_as_today(newest.content, item, article)
            and getattr(newest, "verdict", "verified") == "verified"
            and getattr(newest, "decision", "cleared") == "cleared"
        )
        assert holds or any(where.startswith(f"{kind}:{item.key}:") for where in overridden), (kind, item)
        if holds:
            assert newest.by_id != article.created_by_id


def reads_as_today(seen: dict[str, Any], item: Any, article: Article) -> bool:
    """Whether a statement was about what stands today, told from the words that it kept and not by a fingerprint."""
    if isinstance(item, Claim):
        return bool(seen["text"]) and seen["text"] in richtext.plain(article.commentary)
    if isinstance(item, Article):
        words = " ".join(text for text, *_ in seen["commentary"])
        # Claims count as they were marked; they are asked for by themselves.
        own = richtext.plain(article.commentary)
        for claim in Claim.objects.filter(article=article, dropped=None):
            last = Check.objects.filter(article=article, item_kind="claim", item_key=claim.key).first()
            if last is not None:
                own, words = own.replace(last.content["text"], ""), words.replace(claim.exact, "")
        same = sorted(own.split()) == sorted(words.split())
        return same and [seen["title"], seen["dek"]] == [item.title, item.dek]
    today = {name: getattr(item, name) for name in seen}
    return all(str(seen[name] or "") == str(today[name] or "") for name in seen)


@pytest.fixture
def two_finders(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The gates are tried here, not the finders: those that find “For more, see” are enough, and take a tenth of the time."""
    monkeypatch.setattr(every, "FINDERS", (every.find_typography, every.find_note_parts))
    yield
    cache.clear()


def roles(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


@pytest.mark.django_db
@pytest.mark.any_database
@pytest.mark.usefixtures("two_finders")
def test_nothing_is_published_past_a_gate() -> None:
    make_world()
    run_state_machine_as_test(
        Newsroom,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=40,
            deadline=None,
            derandomize=bool(os.environ.get("CI", "1")),
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert REACHED["published"] >= EXAMPLES // 10, (
        "an invariant about what is published needs something published"
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("two_finders")
def test_the_machine_can_get_an_article_published() -> None:
    """An invariant about what is published says nothing if the machine never publishes."""
    make_world()
    machine = Newsroom()
    try:
        machine.open("in_review")
        for index in (0, 1):
            machine.go_forward(index, 0, False)
        machine.check_and_clear(4, 4, "nothing", 0)
        machine.bring_the_issue_out(False)
        published = Article.objects.filter(pk__in=machine.articles, state="published")
        assert published.count() == 2
        machine.what_is_published_went_through_every_gate()
        machine.the_log_tells_the_state()
    finally:
        machine.teardown()


@pytest.mark.django_db
@pytest.mark.usefixtures("two_finders")
def test_the_machine_can_get_a_correction_published() -> None:
    make_world()
    machine = Newsroom()
    try:
        machine.open("in_review")
        for index in (0, 1):
            machine.go_forward(index, 0, False)
        machine.check_and_clear(4, 4, "nothing", 0)
        machine.bring_the_issue_out(False)
        machine.a_correction(0, True, False, True)
        machine.correct(1, 2)
        machine.drop_it(1, 2)
        assert list(Correction.objects.values_list("state", flat=True)) == ["published", "dropped"]
        machine.what_is_published_went_through_every_gate()
        machine.what_is_corrected_has_one_open_correction_and_readers_hear_of_every_other()
    finally:
        machine.teardown()
