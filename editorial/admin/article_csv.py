"""The desk's list of articles as a table: streamed, in the order of the list (docs/search.md names the columns)."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.timezone import localtime

from editorial.admin.article_rows import Row
from editorial.issues.rights_csv import BOM, defused

HEADER = (
    "Article", "Title", "State", "In this state since", "Who has it", "Due on", "Late", "Authors", "Section", "Issue",
    "Submitted on", "Outlets", "Languages of the sources", "Address",
)  # fmt: skip


class _Echo:
    """A file that hands back what is written."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Row], addresses: Any) -> Iterator[bytes]:
    """RFC 4180 in UTF-8 with a byte order mark; days are ISO 8601; `addresses` makes a page's address from a primary key.

    A cell that a spreadsheet would calculate begins with an apostrophe.
    """
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield (BOM + writer.writerow(HEADER)).encode()
    for row in rows:
        cells = [defused(cell) for cell in _cells(row, addresses(row.article.pk))]
        yield writer.writerow(cells).encode()


def _cells(row: Row, address: str) -> list[Any]:
    article = row.article
    excerpts = article.excerpts.all()
    return [
        article.pk,
        article.title,
        article.get_state_display(),
        localtime(row.since).date().isoformat(),
        row.holder,
        row.due_on.isoformat() if row.due_on else "",
        "Yes" if row.late else "No",
        row.authors,
        article.section.name if article.section else "",
        article.issue.reference if article.issue else "",
        localtime(article.submitted_at).date().isoformat() if article.submitted_at else "",
        "; ".join(dict.fromkeys(excerpt.outlet for excerpt in excerpts if excerpt.outlet)),
        "; ".join(dict.fromkeys(e.original_language for e in excerpts if e.original_language)),
        address,
    ]
