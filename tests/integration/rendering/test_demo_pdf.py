"""The demo's editions, made as in `make demo`: PDF/UA-1 and PDF/A-2a, every word heard."""

from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import default_storage

from demo.story import tell
from editorial.issues.models import Rendition
from editorial.rendering.pdf.accessibility import check
from editorial.rendering.pdf.problems import nodes_of
from editorial.rendering.pdf.reading import Book
from editorial.rendering.pdf.verapdf import validate
from editorial.rendering.tasks import render
from editorial.states import JobStatus
from tests import factories as f
from tests.processes import make_roles
from tests.unit.rendering.test_reading_order import folded, in_order
from tests.unit.rendering.test_verapdf import VERAPDF, at_hand

pytestmark = [*at_hand, pytest.mark.django_db(transaction=True)]


def work() -> None:
    """What a worker does; of the forms only the PDF is made here."""
    for rendition in Rendition.objects.filter(status=JobStatus.QUEUED):
        if rendition.form == Rendition.Form.PDF:
            render(str(rendition.pk))
        else:
            f.finish_rendition(rendition)


def test_every_edition_of_the_demo() -> None:
    make_roles()  # a test that commits may have run before, and emptied all tables afterwards
    tell(lambda _line: None, work)
    made = Rendition.objects.filter(form=Rendition.Form.PDF, edition__isnull=False)
    assert made
    for rendition in made:
        path = Path(default_storage.path(rendition.file))
        assert (rendition.problems, check(path), validate(path, VERAPDF)) == ([], [], [])
        assert rendition.edition is not None
        is_heard_in_order(path, rendition.edition.snapshot)


def is_heard_in_order(path: Path, snapshot: dict[str, Any]) -> None:
    """Every word of every article, and every note."""
    with pikepdf.open(path) as pdf:
        book = Book(pdf)
        spoken = [folded(book.text_of(node.element)) for node in nodes_of(pdf) if node.kind == "/Art"]
    articles = [article for section in snapshot["sections"] for article in section["articles"]]
    for article, text in zip(articles, spoken, strict=True):
        at = 0
        for piece in map(folded, in_order(article)):
            at = text.find(piece, at)
            assert at >= 0, (article["title"], piece)
