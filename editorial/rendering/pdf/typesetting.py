"""Snapshot and image files -> one tagged PDF, as the product makes it: an issue in parts, one article in one piece.

A pure function, like `engine.render`, which sets everything in one piece: that is what tests compare this with, and what is done
when the parts do not make a file.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from editorial.rendering.failures import RenderingFailed
from editorial.rendering.html import is_one_article
from editorial.rendering.pdf import engine
from editorial.rendering.pdf.parts.joined import NotWhole, check_joined
from editorial.rendering.pdf.parts.session import Session
from editorial.rendering.pdf.progress import Step
from editorial.rendering.pdf.rendered import Rendered
from editorial.scratch import scratch_folder

logger = logging.getLogger(__name__)
OnStep = Callable[[Step], None]
_ROUNDS = 40  # of asking what is lacking; a dozen do, and some more if parts are damaged meanwhile


def render(
    snapshot: dict[str, Any],
    image_dir: Path,
    output: Path,
    *,
    proof: bool = False,
    page_size: str = "",
    on_step: OnStep = lambda step: None,
) -> Rendered:
    """Write the PDF of a snapshot to `output`, whole or not at all.

    `image_dir` holds the images, each named by its SHA-256. Raises `RenderingFailed` with a reason for the newsroom.
    """
    if is_one_article(snapshot):
        return engine.render(snapshot, image_dir, output, proof=proof, page_size=page_size, on_step=on_step)
    with scratch_folder("parts") as folder:
        session = Session(snapshot, image_dir, folder, proof=proof, page_size=page_size)
        return put_together(session, output, on_step)


def put_together(session: Session, output: Path, on_step: OnStep) -> Rendered:
    """The PDF of a session. What its folder lacks is made. Raises `RenderingFailed`."""
    try:
        _make_lacking(session, on_step)
        data, pages = session.assemble()
        check_joined(data, pages)
    except (RenderingFailed, MemoryError):  # in one piece it would be no better
        raise
    except Exception:
        logger.exception("the parts do not make a file; the issue is set in one piece")
        return engine.render(
            session.snapshot,
            session.image_dir,
            output,
            proof=session.proof,
            page_size=session.page_size,
            on_step=on_step,
        )
    return engine.keep(data, output, pages)


def _make_lacking(session: Session, on_step: OnStep) -> None:
    done = 0
    for _round in range(_ROUNDS):
        lacking = session.needs()
        if not lacking:
            on_step(Step("writing", "Putting the parts together", done, done + 1))
            return
        known = done + len(lacking) + 1
        for needed in lacking:
            on_step(Step("layout", needed.title, done, known))
            session.make(needed.key)
            done += 1
    raise NotWhole("the parts do not stay in their folder")
