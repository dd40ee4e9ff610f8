"""Telling whoever asked for a PDF what became of it."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from editorial.issues.models import Rendition
from editorial.jobs.work import carry_out, take
from editorial.notify.operations import announce
from editorial.notify.queries import told_of
from editorial.notify.table import Group
from editorial.rendering.operations import render_rendition
from editorial.rendering.spreading.turns import next_up
from editorial.states import JobStatus

LOOKED_BACK = timedelta(days=2)
# What people call the forms besides the PDF.
_FORMS: dict[str, str] = {
    Rendition.Form.WEB: "web edition",
    Rendition.Form.EPUB: "EPUB",
    Rendition.Form.ARTICLES: "folder with a PDF of each article",
    Rendition.Form.WORD: "folder with a Word file of each article",
}
OVER = (JobStatus.SUCCEEDED, JobStatus.FAILED)


def render_and_tell(pk: str) -> None:
    """Render what is to be made first of all that waits, this rendition or another, and tell whoever asked for it."""
    for first in next_up(pk, at=timezone.now()):
        lease = take(model=Rendition, pk=first)
        if lease is not None:
            carry_out(lease=lease, work=render_rendition)
            for rendition in _finished().filter(pk=first):
                _tell(rendition)
            return


def tell_of_finished(*, at: datetime | None = None) -> int:
    """Tell of what ended lately without anybody being told: a worker died, or the reconciler stopped it for good.

    Returns of how many renditions somebody was told.
    """
    since = (at or timezone.now()) - LOOKED_BACK
    ended = {_same_as(one): one for one in _finished().filter(finished_at__gte=since)}
    return sum(_tell(ended[same_as]) for same_as in ended.keys() - told_of(ended))


def _finished() -> QuerySet[Rendition]:
    found = Rendition.objects.filter(status__in=OVER).select_related("article", "issue", "edition")
    # Every edition is made in these besides: nobody asked for them, and only what goes wrong with them is news.
    unasked = Q(form__in=(Rendition.Form.WEB, Rendition.Form.EPUB), status=JobStatus.SUCCEEDED)
    return found.exclude(unasked).defer("snapshot", "edition__snapshot")


def _same_as(rendition: Rendition) -> str:
    """One attempt's end: started again after a failure, it ends anew."""
    return f"pdf:{rendition.pk}:{rendition.fence}:{rendition.status}"


def _tell(rendition: Rendition) -> bool:
    """Whether somebody was told."""
    of = f"“{rendition.article or rendition.issue}”"
    what = f"The {_FORMS.get(rendition.form, 'proof' if rendition.kind == Rendition.Kind.PROOF else 'final PDF')} of {of}"
    ready = rendition.status == JobStatus.SUCCEEDED
    told = announce(
        kind="pdf_ready" if ready else "pdf_failed",
        text=f"{what} is ready." if ready else f"{what} could not be made.",
        detail="" if ready else rendition.error_reason,
        by=None,
        groups={Group.REQUESTER: [rendition.requested_by_id]},
        article=rendition.article,
        issue_id=rendition.issue_id,
        same_as=_same_as(rendition),
        at=rendition.finished_at,
    )
    return bool(told)
