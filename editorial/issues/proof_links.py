"""Links to a proof for people without an account: making them, taking them back, and what one opens.

A link is leave to read one PDF. It holds while whoever made it could make it today: not longer than their account, their
role, and their right to read the proof. The token is 256 random bits, so nobody finds one by trying, and trying need not
be limited; what is stored is its SHA-256.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet, TextChoices
from django.utils import timezone

from editorial.content.fields import fold
from editorial.content.permissions import AnyUser, roles_of
from editorial.errors import EditorialError, NotAllowed
from editorial.issues.models import ProofLink, Rendition
from editorial.issues.permissions import OFFICE, may_read
from editorial.security.models import Kind
from editorial.security.operations import note
from editorial.states import JobStatus

TOKEN_BYTES = 32
MOST_LETTERS = 200
NOTED_AGAIN_AFTER_S = 600  # a reader of PDFs asks for one file many times


class LinkState(TextChoices):
    OPEN = "open", "Open"
    EXPIRED = "expired", "Expired"
    REVOKED = "revoked", "Revoked"
    ENDED = "ended", "Ended"  # whoever made it may not share the proof any more


class NotAProof(EditorialError):
    """Only proofs are shared. `rendition` is what it is instead."""

    def __init__(self, rendition: Rendition):
        self.rendition = rendition
        super().__init__(
            "Only a proof can be shared by a link. Readers get editions from the publications office."
        )


class ProofNotThere(EditorialError):
    """There is no PDF to share: it is being made, failed, or was removed. `rendition` says which."""

    def __init__(self, rendition: Rendition):
        self.rendition = rendition
        super().__init__(
            "The PDF of this proof is not there, so there is nothing to share. Make a new proof first."
        )


class LinkNotOpen(EditorialError):
    """Only a link that somebody could still open is taken back. `state` is what it is."""

    def __init__(self, state: LinkState):
        self.state = state
        super().__init__(f"This link is {state.label.lower()} already; there is nothing to take back.")


def shares_proofs(user: AnyUser) -> bool:
    """Whether this person gives the proofs that they may read to people without an account: editors, the publications
    office and administrators, where the house does so at all (`PROOF_LINK_MOST_DAYS`).
    """
    return bool(roles_of(user) & OFFICE) and settings.PROOF_LINK_MOST_DAYS > 0


def may_share(user: AnyUser, rendition: Rendition) -> bool:
    """Whether this person may share this very rendition: only proofs are shared, and only by who may read them."""
    return rendition.kind == Rendition.Kind.PROOF and shares_proofs(user) and may_read(user, rendition)


@transaction.atomic
def share_proof(
    *, rendition: Rendition, for_whom: str, days: int, by: User, at: datetime | None = None
) -> tuple[ProofLink, str]:
    """Make a link that opens the proof for so many days, and return it with its token, which is stored nowhere.

    Raises `Rendition.DoesNotExist` for what the person may not know of, `NotAllowed`, `NotAProof`, `ProofNotThere`, and
    `ValidationError` with every field that is missing or wrong.
    """
    # Locked, so that retention does not remove between the look and the link; read anew for the same reason.
    locked = _whole(Rendition.objects.select_for_update(of=("self",))).get(pk=rendition.pk)
    if not may_read(by, locked):
        raise Rendition.DoesNotExist
    if locked.kind != Rendition.Kind.PROOF:
        raise NotAProof(locked)
    if not may_share(by, locked):
        raise NotAllowed(by, "Proofs are shared by editors, the publications office and administrators.")
    if locked.status != JobStatus.SUCCEEDED:
        raise ProofNotThere(locked)
    name = _require_complete(for_whom, days)
    token, at = secrets.token_urlsafe(TOKEN_BYTES), at or timezone.now()
    link = ProofLink.objects.create(
        rendition=locked, sha256=locked.sha256, token_digest=digest_of(token), for_whom=name, made_by=by, made_at=at,
        expires_at=at + timedelta(days=days),
    )  # fmt: skip
    note(kind=Kind.PROOF_LINK_MADE, person=by, detail=f"{_named(link)}, {days} days")
    return link, token


def _require_complete(for_whom: str, days: int) -> str:
    """The name as it is kept. Raises `ValidationError` with every field that is missing or wrong."""
    name, most, wrong = fold(for_whom), settings.PROOF_LINK_MOST_DAYS, {}
    if not name:
        wrong["for_whom"] = "Say who gets the link, such as a name and where they work."
    elif len(name) > MOST_LETTERS:
        wrong["for_whom"] = f"Say it in at most {MOST_LETTERS} letters."
    if not 1 <= days <= most:
        wrong["days"] = f"Choose from 1 to {most} day{'' if most == 1 else 's'}."
    if wrong:
        raise ValidationError(wrong)
    return name


@transaction.atomic
def revoke_link(*, link: ProofLink, by: User, at: datetime | None = None) -> None:
    """Take a link back: from now on it opens nothing. Whoever may share the proof may, not only who made the link.

    Raises `ProofLink.DoesNotExist` for what the person may not know of, `LinkNotOpen` for one that was taken back or has
    expired.
    """
    at = at or timezone.now()
    now = _links(ProofLink.objects.select_for_update(of=("self",))).get(pk=link.pk)
    if not may_share(by, now.rendition):
        raise ProofLink.DoesNotExist
    state = state_of(now, at)
    if state in (LinkState.REVOKED, LinkState.EXPIRED):
        raise LinkNotOpen(state)
    now.revoked_at, now.revoked_by = at, by
    now.save(update_fields=["revoked_at", "revoked_by"])
    note(kind=Kind.PROOF_LINK_REVOKED, person=now.made_by, by=by, detail=_named(now))


def note_opened(*, link: ProofLink, client: str) -> None:
    """Put into the security log that somebody was given the PDF; `client` is where they are, such as an IP address.

    Once in ten minutes for each link and client, so that nobody who has a link fills the log.
    """
    if cache.add(f"proof-link-opened:{link.token_digest}:{client}", True, timeout=NOTED_AGAIN_AFTER_S):
        note(kind=Kind.PROOF_LINK_OPENED, person=link.made_by, detail=_named(link))


def _named(link: ProofLink) -> str:
    """How the security log calls it: never by its token."""
    return f"link {link.pk} to proof {link.rendition_id}"


def link_of(token: str, at: datetime | None = None) -> ProofLink | None:
    """The link that this token opens now, with its rendition but without the snapshot; None alike for one that never was,
    has expired, was taken back, or whose maker may not share the proof any more.
    """
    at = at or timezone.now()
    # Asked of the database in one query, so that all of these take the same work.
    open_ones = _links(ProofLink.objects.all()).filter(revoked_at=None, expires_at__gt=at)
    found = open_ones.filter(token_digest=digest_of(token)).first()
    return found if found is not None and state_of(found, at) == LinkState.OPEN else None


def is_there(link: ProofLink) -> bool:
    """Whether the PDF that was shared is there. One that was removed and made again counts only if it is the same."""
    made = link.rendition
    return made.status == JobStatus.SUCCEEDED and made.sha256 == link.sha256


def state_of(link: ProofLink, at: datetime) -> LinkState:
    """What has become of a link at this time. Its last moment is the one before `expires_at`."""
    if link.revoked_at is not None:
        return LinkState.REVOKED
    if link.expires_at <= at:
        return LinkState.EXPIRED
    return LinkState.OPEN if may_share(link.made_by, link.rendition) else LinkState.ENDED


def links_to(rendition: Rendition) -> list[ProofLink]:
    """All links that were made to a proof, the newest first, with everybody in them. Two queries."""
    made = ProofLink.objects.filter(rendition=rendition).select_related("made_by", "revoked_by")
    links = list(made.prefetch_related("made_by__groups"))
    for link in links:
        link.rendition = rendition
    return links


def digest_of(token: str) -> str:
    """What is stored instead of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def proof_by_id(pk: int) -> Rendition | None:
    """A proof with what its permissions are asked of."""
    return _whole(Rendition.objects.all()).filter(pk=pk, kind=Rendition.Kind.PROOF).first()


def _whole(renditions: QuerySet[Rendition]) -> QuerySet[Rendition]:
    found = renditions.select_related("issue", "article", "edition__publication").defer(
        "snapshot", "edition__snapshot"
    )
    return found.prefetch_related("article__bylines__author")


def _links(links: QuerySet[ProofLink]) -> QuerySet[ProofLink]:
    found = links.select_related("rendition__issue", "rendition__article", "made_by").defer(
        "rendition__snapshot"
    )
    return found.prefetch_related("made_by__groups", "rendition__article__bylines__author")
