"""Registers as tables (CSV): what their columns are, reading a table, and writing one down.

In a cell, several spellings, forms or authors are parted by “|”.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from editorial.content.fields import fold
from editorial.errors import EditorialError
from editorial.registers.models import BackIssue, Outlet, Person

MAX_ROWS = 2_000
MAX_LETTERS = 2_000_000
COLUMNS: dict[str, tuple[str, ...]] = {
    "outlets": ("name", "descriptor", "country", "language", "website", "note", "spellings"),
    "people": ("name", "name_in_original", "description", "note", "forms"),
    "back-issues": ("month", "volume", "number", "issue_url", "complete", "title", "authors", "page", "url"),
}
# The column without which a row says nothing.
KEY = {"outlets": "name", "people": "name", "back-issues": "month"}
_FORMULA = tuple("=+-@＝＋－＠−﹢﹣﹦﹫﬩")


class TableUnreadable(EditorialError):
    """The text is no table of this register. `line` is where, 0 for the whole; `why` says what to do."""

    def __init__(self, line: int, why: str):
        self.line = line
        self.why = why
        super().__init__(f"Line {line}: {why}" if line else why)


@dataclass(frozen=True)
class Row:
    """A row of a table: the number of its first line, and its cells by column."""

    line: int
    cells: dict[str, str]

    def several(self, column: str) -> list[str] | None:
        """The texts of a cell with several; None where the table has no such column."""
        if column not in self.cells:
            return None
        return [text for text in map(fold, self.cells[column].split("|")) if text]


def decoded_table(data: bytes) -> str:
    """The text of an uploaded table: UTF-8, or UTF-16 with a byte order mark. Raises `TableUnreadable`."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise TableUnreadable(0, "The file is not text in UTF-8. Save the table as CSV in UTF-8.") from error


def read_table(kind: str, text: str) -> list[Row]:
    """The rows of a table, blank ones left out. Raises `TableUnreadable`.

    Parted by commas or semicolons. The first row names the columns, in any order; only the key must be there.
    """
    if len(text) > MAX_LETTERS or "\x00" in text:
        raise TableUnreadable(0, "The file is larger than 2 million letters, or no text. Split it.")
    text = text.removeprefix("\ufeff")
    head = text.split("\n", 1)[0]
    semicolons = head.count(";") > head.count(",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if semicolons else ",", strict=True)
    rows: list[Row] = []
    columns: list[str] = []
    begun = 1
    try:
        for cells in reader:
            line, begun = begun, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not columns:
                columns = _columns(kind, cells, line)
            elif len(cells) > len(columns):
                raise TableUnreadable(
                    line,
                    "The row has more cells than the table has columns. Put quotation marks around commas.",
                )
            else:
                rows.append(
                    Row(line, {name: _cell(cell) for name, cell in zip(columns, cells, strict=False)})
                )
    except csv.Error as error:
        raise TableUnreadable(
            begun, f"The row cannot be read ({error}). Look at its quotation marks."
        ) from error
    if not rows:
        raise TableUnreadable(0, "The table has no rows under its head.")
    if len(rows) > MAX_ROWS:
        raise TableUnreadable(0, f"The table has more than {MAX_ROWS} rows. Split it.")
    return rows


def _columns(kind: str, cells: list[str], line: int) -> list[str]:
    names = [cell.strip().casefold().replace(" ", "_").replace("-", "_") for cell in cells]
    known = ", ".join(COLUMNS[kind])
    for name in names:
        if name not in COLUMNS[kind] or names.count(name) > 1:
            what = "is there twice" if names.count(name) > 1 else "is not known"
            raise TableUnreadable(line, f"The column “{name}” {what}. The columns are: {known}.")
    if KEY[kind] not in names:
        raise TableUnreadable(line, f"The column “{KEY[kind]}” is missing. The columns are: {known}.")
    return names


def _cell(text: str) -> str:
    """The cell's text; the apostrophe goes that kept a spreadsheet from calculating it."""
    text = fold(text)
    return text[1:] if text.startswith("'") and text[1:].lstrip().startswith(_FORMULA) else text


def table_of(kind: str) -> Iterator[list[str]]:
    """The whole register as rows of cells, its columns first."""
    yield list(COLUMNS[kind])
    if kind == "back-issues":
        for issue in BackIssue.objects.prefetch_related("articles").order_by("month"):
            yield from _back_issue_rows(issue)
        return
    entries: QuerySet[Outlet] | QuerySet[Person] = (
        Outlet.objects.all() if kind == "outlets" else Person.objects.all()
    )
    for entry in entries.prefetch_related("spellings"):
        cells = cells_of(entry, [one.text for one in entry.spellings.all()])
        yield [cells[column] for column in COLUMNS[kind]]


def cells_of(entry: Outlet | Person, spellings: list[str]) -> dict[str, str]:
    """An entry as the cells of its row."""
    last = "spellings" if isinstance(entry, Outlet) else "forms"
    columns = COLUMNS["outlets" if isinstance(entry, Outlet) else "people"]
    return {column: getattr(entry, column) for column in columns if column != last} | {
        last: " | ".join(spellings)
    }


def _back_issue_rows(issue: BackIssue) -> Iterator[list[str]]:
    own = [
        f"{issue.month:%Y-%m}",
        *map(_number, (issue.volume, issue.number)),
        issue.url,
        "yes" if issue.complete else "no",
    ]
    articles = list(issue.articles.all())
    for article in articles:
        yield [*own, article.title, " | ".join(article.authors), _number(article.page), article.url]
    if not articles:
        yield [*own, "", "", "", ""]


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
