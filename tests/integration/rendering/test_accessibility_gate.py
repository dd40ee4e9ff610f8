"""A PDF that fails its accessibility check is not published, and the page says what to mend."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from editorial.errors import EditorialError
from editorial.issues.models import Issue, Rendition
from editorial.rendering.operations import problems_of
from editorial.rendering.tasks import render
from editorial.states import IssueState, JobStatus
from tests import factories as f

pytestmark = [pytest.mark.serial, pytest.mark.django_db(transaction=True)]


def validator(folder: Path, failed: dict[str, Any]) -> str:
    """A program that stands in for veraPDF."""
    lines = [
        json.dumps({"flavour": flavour, "compliant": not failed, "failed": failed})
        for flavour in ("ua1", "2a")
    ]
    path = folder / "verapdf"
    path.write_text(
        "#!/bin/sh\n[ $# -ge 2 ] || exit 64\n" + "\n".join(f"echo '{line}'" for line in lines), "utf-8"
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def rendered(issue: Issue) -> Rendition:
    rendition = issue.editions.get().renditions.get(form=Rendition.Form.PDF)
    render(str(rendition.pk))
    return Rendition.objects.get(pk=rendition.pk)


def test_what_the_validator_finds_holds_up_publishing(settings: Any, tmp_path: Path) -> None:
    settings.VERAPDF = validator(tmp_path, {"7.3-1": {"n": 1, "ex": "a figure is not described"}})
    office = f.publications()
    issue = f.approved_issue(office=office)
    made = rendered(issue)
    assert made.status == JobStatus.SUCCEEDED
    assert made.problems == [
        f"veraPDF, {name}, clause 7.3-1: a figure is not described" for name in ("PDF/UA-1", "PDF/A-2a")
    ]
    with pytest.raises(EditorialError, match=r"The PDF fails the accessibility check: veraPDF, PDF/UA-1"):
        f.move_issue(issue, "publish", office)
    assert Issue.objects.get().state == IssueState.APPROVED


def test_an_edition_without_problems_is_published(settings: Any, tmp_path: Path) -> None:
    settings.VERAPDF = validator(tmp_path, {})
    office = f.publications()
    issue = f.approved_issue(office=office)
    made = rendered(issue)
    assert (made.status, made.problems) == (JobStatus.SUCCEEDED, [])
    f.move_issue(issue, "publish", office)
    assert Issue.objects.get().state == IssueState.PUBLISHED
    # Proofs are many: our own check is enough for them.
    settings.VERAPDF = str(tmp_path / "nothing")
    assert problems_of(Path(default_storage.path(made.file)), proof=True) == []


def test_a_validator_that_cannot_be_run_fails_the_job(settings: Any, tmp_path: Path) -> None:
    settings.VERAPDF = str(tmp_path / "nothing")
    made = rendered(f.approved_issue())
    assert made.status == JobStatus.FAILED
    assert made.error_reason.startswith("veraPDF could not check the file.")
