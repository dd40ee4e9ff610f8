"""What the rendering process does at its parent's word."""

import json
import logging
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from editorial.rendering import sheets
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.html import is_one_article
from editorial.rendering.pdf.engine import render
from editorial.rendering.pdf.making import made_with
from editorial.rendering.pdf.parts.session import Session
from editorial.rendering.pdf.parts.setting import prepare
from editorial.rendering.pdf.progress import Step
from editorial.rendering.pdf.rendered import Rendered
from editorial.rendering.pdf.typesetting import put_together

logger = logging.getLogger(__name__)
Message = dict[str, Any]


def warm_up() -> None:
    """Load what every rendering needs: fonts, style sheets, what makes a PDF."""
    made_with()
    prepare(tuple(sheets.printed(page_size="letter", proof=False)))


class Commands:
    """One snapshot, of an issue in parts or of one article in one piece, and what may be asked for."""

    def __init__(self, spec: Message, report: Callable[[Message], None]):
        self._snapshot: Message = json.loads(Path(spec["snapshot"]).read_text("utf-8"))
        self._images, self._report = Path(spec["images"]), report
        self._proof, self._page_size = bool(spec.get("proof")), str(spec.get("page_size", ""))
        self._session: Session | None = None  # None: it is set in one piece
        if not is_one_article(self._snapshot):
            self._session = Session(
                self._snapshot,
                self._images,
                Path(spec["parts"]),
                proof=self._proof,
                page_size=self._page_size,
            )

    def __call__(self, command: Message) -> Message:
        """Do it; the answer. Raises `RenderingFailed`."""
        if command["do"] == "assemble":
            return asdict(self._assemble(Path(command["output"])))
        if command["do"] == "render":
            return {"made": self._session is not None and self._make(self._session, command["key"])}
        return {"parts": [] if self._session is None else self._needs(self._session)}

    def _make(self, session: Session, key: str) -> bool:
        """Whether the part is there now. If not, by a fault of ours, the issue is set in one piece from here on."""
        try:
            session.make(key)
        except (RenderingFailed, MemoryError):  # in one piece it would be no better
            raise
        except Exception:
            logger.exception("a part cannot be set; the issue is set in one piece")
            self._session = None  # nor are all parts tried once more when it comes to putting them together
            return False
        return True

    def _needs(self, session: Session) -> list[tuple[str, str]]:
        """None if the parts cannot be told by a fault of ours: putting them together sets the issue in one piece then."""
        try:
            return [(needed.key, needed.title) for needed in session.needs()]
        except (RenderingFailed, MemoryError):
            raise
        except Exception:
            logger.exception("what the issue needs cannot be told")
            return []

    def _assemble(self, output: Path) -> Rendered:
        if self._session is not None:
            return put_together(self._session, output, self._tell)
        return render(
            self._snapshot,
            self._images,
            output,
            proof=self._proof,
            page_size=self._page_size,
            on_step=self._tell,
        )

    def _tell(self, step: Step) -> None:
        self._report(asdict(step))
