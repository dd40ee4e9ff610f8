"""What a rendering gave. Standard library only, because the parent process uses it too."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Rendered:
    """A finished file: number of pages, SHA-256, size in bytes, and what made it."""

    pages: int
    sha256: str
    size: int
    made_with: dict[str, Any]
