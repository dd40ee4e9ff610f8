"""The forms of an edition as a page shows them: made, being made, failed, or not asked for."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from editorial.issues.models import Edition, Issue, Rendition
from editorial.states import JobStatus

# What each form is for, in one sentence.
WHAT = {
    Rendition.Form.PDF: "The issue as it is printed and sent out.",
    Rendition.Form.WEB: "A folder of pages for any web server, one for each article.",
    Rendition.Form.EPUB: "For reading apps.",
    Rendition.Form.ARTICLES: "Each article by itself, in a ZIP file.",
    Rendition.Form.WORD: "Each article for those who must have a Word file, in a ZIP file.",
}


@dataclass(frozen=True)
class FormRow:
    """One form of an edition: what is there, and where its button goes."""

    form: str
    name: str
    what: str
    rendition: Rendition | None
    request: str

    @property
    def state(self) -> str:
        """“none”, “making”, “failed” or “done”."""
        if self.rendition is None:
            return "none"
        if self.rendition.status == JobStatus.SUCCEEDED:
            return "done"
        return "failed" if self.rendition.status == JobStatus.FAILED else "making"

    @property
    def download(self) -> str:
        return reverse("rendition_file", args=[self.rendition.pk]) if self.rendition else ""

    @property
    def progress(self) -> str:
        return reverse("office_progress", args=[self.rendition.pk]) if self.rendition else ""


def form_rows(issue: Issue, edition: Edition, made: Mapping[str, Rendition]) -> list[FormRow]:
    """Every form, the PDF first. `made` is the rendition that counts of each form that was asked for. No query."""
    return [
        FormRow(
            form.value,
            str(form.label),
            WHAT[form],
            made.get(form.value),
            reverse("office_form", args=[issue.reference, edition.number, form.value]),
        )
        for form in Rendition.Form
    ]


def newest_of_each(renditions: list[Rendition]) -> dict[str, Rendition]:
    """By form the one that succeeded, or else the newest. `renditions` come newest first."""
    found: dict[str, Rendition] = {}
    for rendition in renditions:
        known = found.get(rendition.form)
        if known is None or (rendition.status == JobStatus.SUCCEEDED != known.status):
            found[rendition.form] = rendition
    return found
