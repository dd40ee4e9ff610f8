"""Where the chain ends, and how much waits for it."""

from dataclasses import dataclass
from datetime import datetime

from editorial.record.models import FIRST, SealHead, Unsealed


@dataclass(frozen=True)
class Head:
    """The end of the chain: how many rows are sealed, and the hash of the last seal, which stands for all of them."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


def head() -> Head:
    """The head of the record as it is now: `Head(0, "000…")` while nothing is sealed. One query."""
    found = SealHead.objects.first()
    return Head(found.number, found.hash) if found else Head(0, FIRST)


def waiting() -> int:
    """How many rows wait to be sealed."""
    return Unsealed.objects.count()


def waiting_since() -> datetime | None:
    """When the row that waits longest was noted; None when nothing waits."""
    return Unsealed.objects.order_by("noted_at").values_list("noted_at", flat=True).first()
