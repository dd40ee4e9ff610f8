"""What belongs to the record: the tables, their columns, and what of them may never change.

Named as the database names them, because triggers, migrations and `verify_log` work on rows and not on models; a test
compares this with the models. A new column is a new layout: rows that were sealed under an older one keep it.
"""

from dataclasses import dataclass

Layout = dict[str, str]  # column → its kind


def _layout(columns: str) -> Layout:
    """Columns as “name:kind …”; the kinds are int, text, json, date and moment."""
    return dict(column.split(":") for column in columns.split())


@dataclass(frozen=True)
class Recorded:
    """One append-only table.

    `label` names a row of it for people. `layouts` are the columns that a seal is of, newest last: rows get the newest.
    `changing` are columns that may change, each with the reason. `batch` is how many rows are read at once.
    """

    table: str
    label: str
    layouts: tuple[Layout, ...]
    changing: tuple[tuple[str, str], ...] = ()
    batch: int = 500

    @property
    def layout(self) -> int:
        """The number of the layout that new rows get."""
        return len(self.layouts) - 1

    @property
    def columns(self) -> Layout:
        """The columns of the newest layout."""
        return self.layouts[-1]


_STATEMENT = "id:int article_id:int item_kind:text item_key:text fingerprint:text by_id:int at:moment "
_EVIDENCED = _STATEMENT + (
    "content:json evidence_url:text archived_url:text evidence_file:text evidence_name:text evidence_sha256:text note:text "
)

_ALL = [
    Recorded(
        "editorial_logentry", "move",
        (_layout("id:int article_id:int issue_id:int move:text source:text target:text by_id:int at:moment reason:text "
                 "overridden:json fingerprint:text"),),
    ),
    Recorded(
        "editorial_claim", "claim",
        (_layout("id:int article_id:int key:text field:text exact:text prefix:text suffix:text by_id:int at:moment"),),
    ),
    Recorded(
        "editorial_droppedclaim", "dropping of a claim", (_layout("id:int claim_id:int reason:text by_id:int at:moment"),)
    ),
    Recorded("editorial_check", "check", (_layout(_EVIDENCED + "verdict:text anchor:json"),)),
    Recorded("editorial_clearance", "clearance", (_layout(_EVIDENCED + "decision:text expires_on:date"),)),
    Recorded("editorial_dismissal", "dismissal", (_layout(_STATEMENT + "code:text text:text reason:text"),)),
    Recorded(
        "editorial_releasereview", "release review",
        (_layout("id:int issue_id:int review:text outcome:text reviewer:text document:text fingerprint:text by_id:int "
                 "at:moment"),),
    ),
    Recorded(
        "editorial_edition", "edition",
        (_layout("id:int issue_id:int number:int attempt:int snapshot:json fingerprint:text by_id:int at:moment"),),
        batch=10,  # a snapshot may have a megabyte
    ),
    Recorded("editorial_publication", "publication", (_layout("id:int edition_id:int by_id:int at:moment"),)),
    Recorded(
        "editorial_correction", "correction",
        (_layout("id:int article_id:int issue_id:int reason:text opened_by_id:int opened_at:moment"),),
        changing=(
            ("edition_number", "it goes with a later edition when an approval is taken back"),
            ("erratum", "it is written while the correction is open; the edition has it as readers see it"),
            ("state", "it ends once"),
            ("ended_at", "it ends once"),
            ("version", "it counts the saves above"),
        ),
    ),
]  # fmt: skip

RECORDED: dict[str, Recorded] = {one.table: one for one in _ALL}

# The chain is read with the same care as what it seals.
SEALS = Recorded(
    "editorial_seal", "seal",
    (_layout("number:int entry_table:text entry_id:int layout:int digest:text previous:text hash:text at:moment"),),
)  # fmt: skip
HEAD = "editorial_sealhead"

# Versions of what people wrote: rows may be amended (`content.written_history`) but never go, for what was taken out of an
# article by editing is in them.
KEPT = (
    "editorial_historicalarticle",
    "editorial_historicalbyline",
    "editorial_historicalcomment",
    "editorial_historicalcorrection",
    "editorial_historicalexcerpt",
    "editorial_historicalfootnote",
    "editorial_historicalimage",
    "editorial_historicalissue",
)

# Not decisions, so not in the chain; but rows are not changed, and are deleted only once they are older than these days.
LOGGED = {"editorial_securityevent": 90}
