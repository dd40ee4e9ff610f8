"""The rights report as a table: one row for each image, and one for each article without any."""

import csv
import io
import unicodedata
from typing import Any

from django.utils.timezone import localtime

from editorial.factcheck.models import Clearance
from editorial.issues.rights_report import ArticleRights, ImageRights, RightsReport

HEADER = (
    "Place in the issue", "Article", "Image", "Status", "What is missing", "File (SHA-256)", "Width in pixels",
    "Height in pixels", "Caption", "Picture's own title", "Creator", "Source", "Source address",
    "Attribution as given", "License", "License name", "License address", "Public-domain basis", "Changes made",
    "Credit as printed", "House policy", "Why", "Conditions", "Conditions not met", "Clearance",
    "Cleared or refused by", "Cleared or refused on", "Still current", "Changed since", "Evidence address",
    "Evidence archived at", "Evidence file", "Evidence file (SHA-256)", "Evidence note", "Valid until",
    "Day of the issue", "Holds on that day", "Different from the edition",
)  # fmt: skip
# What makes a spreadsheet calculate a cell, in every width; the minus of typography too.
FORMULA = tuple("=+-@\t\r\n＝＋－＠−﹢﹣﹦﹫﬩")
BOM = "\ufeff"  # or Excel takes UTF-8 for the machine's own code page


def rights_csv(report: RightsReport) -> bytes:
    """RFC 4180 in UTF-8 with a byte order mark; days are ISO 8601. A cell that a spreadsheet would calculate begins
    with an apostrophe.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for article in report.articles:
        for image in article.images:
            writer.writerow([defused(value) for value in _row(article, image)])
        if not article.images:
            blank = [""] * (len(HEADER) - 4)
            writer.writerow(
                [defused(value) for value in (_place(article), article.title, "", article.status, *blank)]
            )
    return (BOM + text.getvalue()).encode()


def defused(value: Any) -> Any:
    """The value of a cell; a text that begins like a formula is kept from being one (OWASP, “CSV injection”).

    Spreadsheets pass over spaces and letters that cannot be seen (U+00A0, U+200B, U+FEFF) in front of a formula.
    """
    if not isinstance(value, str):
        return value
    start = next((i for i, letter in enumerate(value) if not _is_blank(letter)), len(value))
    return f"'{value}" if value.startswith(FORMULA) or value.startswith(FORMULA, start) else value


def _is_blank(letter: str) -> bool:
    """White space, control and format characters, and letters that show nothing."""
    return (
        letter.isspace()
        or unicodedata.category(letter) in {"Cc", "Cf", "Mn"}
        or letter in "\u115f\u1160\u3164\uffa0\u2800"
    )


def _place(article: ArticleRights) -> int | str:
    return article.article.position or ""


def _row(article: ArticleRights, row: ImageRights) -> list[Any]:
    image, terms, policy = row.image, row.terms, row.policy
    return [
        _place(article), article.title, image.position, "Ready" if row.ready else "Not ready", " ".join(row.missing),
        image.sha256, image.width or "", image.height or "", image.caption, image.title, image.creator, image.source,
        image.source_url, image.attribution, image.license, terms.name if terms else "",
        image.license_url or (terms.url if terms and terms.url else ""), image.public_domain_basis, image.changes,
        row.credit.text, policy.verdict.value.capitalize(), policy.reason, " ".join(policy.conditions),
        " ".join(one.message for one in row.unmet), *_clearance(row.clearance), row.clearance_word if row.clearance else "",
        _changed_since(row), *_evidence(row.clearance), row.valid_until.isoformat() if row.valid_until else "",
        row.on.isoformat(), "Yes" if row.holds else "No",
        "; ".join(f"{one.field}: frozen “{one.frozen}”, today “{one.today}”" for one in row.frozen),
    ]  # fmt: skip


def _clearance(clearance: Clearance | None) -> list[str]:
    if clearance is None:
        return ["", "", ""]
    by = clearance.by.get_full_name() or clearance.by.get_username()
    return [clearance.get_decision_display(), by, localtime(clearance.at).date().isoformat()]


def _changed_since(row: ImageRights) -> str:
    said = []
    for words, one in row.changed_since:
        before = "".join(piece.text for piece in one.pieces if piece.kind != "new")
        after = "".join(piece.text for piece in one.pieces if piece.kind != "gone")
        said.append(f"{words}: “{before}” became “{after}”")
    if not said and row.status.void:
        return "Something; what it was is not on record"
    return "; ".join(said)


def _evidence(clearance: Clearance | None) -> list[str]:
    if clearance is None:
        return [""] * 5
    return [
        clearance.evidence_url, clearance.archived_url, clearance.evidence_name, clearance.evidence_sha256,
        clearance.note,
    ]  # fmt: skip
