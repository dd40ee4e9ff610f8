"""Links to a proof: who makes them, what they open and until when, and what is kept of them."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.content.operations import save_item
from editorial.errors import NotAllowed
from editorial.issues.models import Issue, ProofLink, Rendition
from editorial.issues.operations import request_article_proof, request_proof, restart_rendition
from editorial.issues.proof_links import (
    LinkNotOpen,
    LinkState,
    NotAProof,
    ProofNotThere,
    digest_of,
    is_there,
    link_of,
    links_to,
    may_share,
    revoke_link,
    share_proof,
    state_of,
)
from editorial.issues.proof_rights import uncleared_pictures
from editorial.retention.removing import apply_retention
from editorial.security.models import Kind, SecurityEvent
from editorial.states import ArticleState, JobStatus, Role
from tests import factories as f

pytestmark = pytest.mark.django_db
OFFICE = (Role.EDITOR, Role.PUBLICATIONS, Role.ADMINISTRATOR)


def issue_proof(articles: int = 1) -> Rendition:
    issue = f.issue_of([f.walked_to(ArticleState.IN_REVIEW) for _ in range(articles)])
    return f.finish_rendition(request_proof(issue=issue, by=f.editor()))


def article_proof(state: str = ArticleState.IN_REVIEW) -> Rendition:
    article = f.walked_to(state)
    return f.finish_rendition(request_article_proof(article=article, by=article.created_by))


def share(rendition: Rendition, by: Any = None, **options: Any) -> tuple[ProofLink, str]:
    usual = {"for_whom": "Dr. Vance, Security", "days": 7}
    return share_proof(rendition=rendition, by=by or f.editor(), **(usual | options))


def test_a_link_opens_its_proof_and_no_other() -> None:
    first, second = issue_proof(), issue_proof()
    (one, token), (other, other_token) = share(first), share(second)
    found, other_found = link_of(token), link_of(other_token)
    assert (found, other_found) == (one, other)
    assert found is not None and found.rendition == first and is_there(found)
    for wrong in (
        "",
        token[:-1],
        token + "A",
        token.swapcase(),
        one.token_digest,
        str(one.pk),
        "é\udce9",
        "x" * 10_000,
    ):
        assert link_of(wrong) is None, wrong


def test_the_token_is_256_bits_and_stored_nowhere() -> None:
    made = [share(issue_proof())[1] for _ in range(3)]
    assert len(set(made)) == 3 and all(len(token) == 43 for token in made)  # 32 bytes in base 64
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = str(cursor.fetchall())
            assert not [token for token in made if token in rows], table
    assert ProofLink.objects.filter(token_digest=digest_of(made[0])).exists()


@pytest.mark.parametrize("role", [*Role, None])
def test_who_shares_the_proof_of_an_issue(role: Role | None) -> None:
    proof, person = issue_proof(), f.person(*([role] if role else []))
    assert may_share(person, proof) == (role in OFFICE)
    if role in OFFICE:
        assert link_of(share(proof, person)[1]) is not None
    else:
        # A fact-checker reads it, so learns why; to others there is no such proof.
        refused = NotAllowed if role == Role.FACT_CHECKER else Rendition.DoesNotExist
        with pytest.raises(refused):
            share(proof, person)
        assert not ProofLink.objects.exists()


def test_who_shares_the_proof_of_an_article() -> None:
    draft, submitted = article_proof(ArticleState.DRAFT), article_proof()
    for role in Role:
        assert may_share(f.person(role), draft) == (role == Role.ADMINISTRATOR), role
        assert may_share(f.person(role), submitted) == (role in (Role.EDITOR, Role.ADMINISTRATOR)), role
    author = submitted.article.created_by
    with pytest.raises(NotAllowed):
        share(submitted, author)  # who may read it, and asks an editor
    with pytest.raises(Rendition.DoesNotExist):
        share(draft, f.editor())


def test_only_a_finished_proof_is_shared() -> None:
    published = f.published_issue()
    with pytest.raises(NotAProof):
        share(published.renditions.filter(form="pdf").latest("pk"))
    for status in (JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.FAILED):
        waiting = request_proof(issue=f.issue_of([f.walked_to(ArticleState.IN_REVIEW)]), by=f.editor())
        now = timezone.now()
        fields: dict[str, Any] = {"status": status}
        if status == JobStatus.RUNNING:
            fields |= {"lease_expires_at": now + timedelta(minutes=5), "started_at": now}
        if status == JobStatus.FAILED:
            fields |= {"finished_at": now, "error_reason": "A font is missing."}
        Rendition.objects.filter(pk=waiting.pk).update(**fields)
        with pytest.raises(ProofNotThere):
            share(waiting)


def test_what_is_missing_or_wrong_is_said_field_by_field(settings: Any) -> None:
    proof = issue_proof()
    settings.PROOF_LINK_MOST_DAYS = 14
    for for_whom, days, fields in [
        (" \u200b\n", 0, {"for_whom", "days"}), ("Dr. Vance", 15, {"days"}), ("Dr. Vance", -1, {"days"}),
        ("x" * 201, 7, {"for_whom"}),
    ]:  # fmt: skip
        with pytest.raises(ValidationError) as refused:
            share(proof, for_whom=for_whom, days=days)
        assert set(refused.value.message_dict) == fields, (for_whom, days)
    link, _token = share(proof, for_whom="  Dr.\nVance ", days=14)
    assert link.for_whom == "Dr. Vance"
    assert link.expires_at - link.made_at == timedelta(days=14)


def test_a_link_ends_at_its_moment_and_not_before() -> None:
    link, token = share(issue_proof(), at=timezone.now() - timedelta(days=1))
    tick = timedelta(microseconds=1)
    assert link_of(token, link.expires_at - tick) == link
    assert link_of(token, link.expires_at) is None
    assert state_of(link, link.expires_at) == LinkState.EXPIRED


def test_a_link_is_taken_back_by_whoever_may_share_and_once() -> None:
    proof = issue_proof()
    link, token = share(proof)
    for role in (Role.AUTHOR, Role.FACT_CHECKER):
        with pytest.raises(ProofLink.DoesNotExist):
            revoke_link(link=link, by=f.person(role))
    assert link_of(token) is not None
    colleague = f.publications()
    revoke_link(link=link, by=colleague)
    assert link_of(token) is None
    stored = ProofLink.objects.get()
    assert (stored.revoked_by, state_of(stored, timezone.now())) == (colleague, LinkState.REVOKED)
    with pytest.raises(LinkNotOpen):
        revoke_link(link=link, by=colleague)  # from a page that is older
    old, _token = share(proof, at=timezone.now() - timedelta(days=8))
    with pytest.raises(LinkNotOpen):
        revoke_link(link=old, by=colleague)
    assert ProofLink.objects.get(pk=old.pk).revoked_at is None


def test_a_link_holds_while_its_maker_could_make_it() -> None:
    editor, proof = f.editor(), issue_proof()
    link, token = share(proof, editor)

    def opens() -> bool:
        return link_of(token) is not None

    assert opens()
    editor.is_active = False
    editor.save()
    assert not opens()
    assert state_of(links_to(proof)[0], timezone.now()) == LinkState.ENDED
    editor.is_active = True
    editor.save()
    assert opens()
    groups = list(editor.groups.all())
    editor.groups.clear()
    assert not opens()
    editor.groups.set(groups)
    assert opens()
    revoke_link(link=link, by=f.administrator())
    assert not opens()


def test_an_ended_link_can_be_taken_back_so_that_it_never_opens_again() -> None:
    editor, proof = f.editor(), issue_proof()
    link, token = share(proof, editor)
    editor.is_active = False
    editor.save()
    revoke_link(link=link, by=f.editor())
    editor.is_active = True
    editor.save()
    assert link_of(token) is None


def test_a_house_that_shares_no_proofs_has_no_open_links(settings: Any) -> None:
    proof = issue_proof()
    _link, token = share(proof)
    settings.PROOF_LINK_MOST_DAYS = 0
    assert link_of(token) is None
    with pytest.raises(NotAllowed):
        share(proof)


def test_retention_keeps_a_proof_while_a_link_is_open(settings: Any) -> None:
    settings.RETENTION_PROOF_DAYS = 1
    proof = issue_proof()
    link, token = share(proof, days=30)
    apply_retention(at=timezone.now() + timedelta(days=3))
    found = link_of(token)
    assert found is not None and is_there(found)
    revoke_link(link=link, by=f.editor())
    apply_retention(at=timezone.now() + timedelta(days=3))
    assert Rendition.objects.get(pk=proof.pk).status == JobStatus.FAILED
    assert proof.links.count() == 1, "the row of the link stays, and refuses nothing"


def test_what_is_made_in_place_of_a_removed_proof_opens_only_if_it_is_the_same() -> None:
    proof = issue_proof()
    _link, token = share(proof)
    Rendition.objects.filter(pk=proof.pk).update(status=JobStatus.FAILED, error_reason="Removed")

    def there() -> bool:
        found = link_of(token)
        assert found is not None
        return is_there(found)

    assert not there()
    restart_rendition(rendition=Rendition.objects.get(pk=proof.pk), by=f.editor())
    assert not there()
    f.finish_rendition(proof)
    assert there()
    default_storage.save("renditions/other.pdf", ContentFile(b"newer words"))
    f.finish_rendition(proof, file="renditions/other.pdf", sha256="1" * 64)
    assert not there()


def test_what_is_written_later_is_not_shared() -> None:
    article = f.walked_to(ArticleState.IN_REVIEW)
    issue = f.issue_of([article])
    proof = f.finish_rendition(request_proof(issue=issue, by=f.editor()))
    _link, token = share(proof)
    article = f.fresh(article)
    article.title = "A title that nobody outside knows"
    save_item(item=article, by=f.editor())
    newer = request_proof(issue=Issue.objects.get(pk=issue.pk), by=f.editor())
    found = link_of(token)
    assert found is not None and found.rendition == proof != newer
    assert article.title not in str(found.rendition.snapshot)


def test_many_links_to_one_proof_are_read_in_as_many_queries() -> None:
    proof = issue_proof()

    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            now = timezone.now()
            assert all(state_of(link, now) == LinkState.OPEN for link in links_to(proof))
        return len(made)

    tokens = [share(proof)[1] for _ in range(2)]
    assert queries() <= 3
    tokens += [share(proof)[1] for _ in range(20)]
    assert queries() == 2
    assert len({found.pk for token in tokens if (found := link_of(token))}) == 22


def test_unknown_revoked_and_expired_links_cost_the_same_queries() -> None:
    proof = issue_proof()
    revoked, revoked_token = share(proof)
    revoke_link(link=revoked, by=f.editor())
    _link, expired_token = share(proof, at=timezone.now() - timedelta(days=8))
    counts = []
    for token in ("x" * 43, revoked_token, expired_token):
        with CaptureQueriesContext(connection) as made:
            assert link_of(token) is None
        counts.append(len(made))
    assert counts == [1, 1, 1]


def test_pictures_that_nobody_may_publish_yet_are_named() -> None:
    cleared, waiting = f.walked_to(ArticleState.APPROVED), f.walked_to(ArticleState.IN_REVIEW)
    proof = f.finish_rendition(request_proof(issue=f.issue_of([cleared, waiting]), by=f.editor()))
    proof = Rendition.objects.get(pk=proof.pk)
    assert uncleared_pictures(proof) == [(waiting.title, 1)]
    with CaptureQueriesContext(connection) as made:
        uncleared_pictures(proof)
    assert len(made) <= 4


def test_making_and_taking_back_stand_in_the_security_log() -> None:
    maker, colleague, proof = f.editor(), f.publications(), issue_proof()
    link, token = share(proof, maker)
    revoke_link(link=link, by=colleague)
    revoked, made = SecurityEvent.objects.order_by("-pk")[:2]
    name = f"link {link.pk} to proof {proof.pk}"
    assert (made.kind, made.person, made.by) == (Kind.PROOF_LINK_MADE, maker, None)
    assert made.detail == f"{name}, 7 days"
    assert (revoked.kind, revoked.person, revoked.by, revoked.detail) == (
        Kind.PROOF_LINK_REVOKED,
        maker,
        colleague,
        name,
    )
    assert token not in made.detail + revoked.detail
