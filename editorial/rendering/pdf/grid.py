"""The baseline grid: blocks of small or large type end on a line of the grid, so that the text after them stands on it.

CSS has no way to say so that WeasyPrint knows (css-rhythm, `block-step`). A block with `data-grid` is made as much higher as
it takes; lines, margins and paddings of running text are whole steps (docs/design.md), and so it stays on the grid by itself.
The grid begins at the paper's upper edge; a page's top margin is a whole number of steps.
"""

from math import ceil
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block

STEP = 14 / 0.75  # 14 pt in the engine's pixels
_NEAR = 0.02  # what is as near as this is on the line


class _State:
    installed = False


def install() -> None:
    """Wrap WeasyPrint's layout of blocks, once per process."""
    if _State.installed:
        return
    original = block.block_container_layout

    def block_container_layout(context: Any, box: Any, *args: Any, **options: Any) -> Any:
        result = original(context, box, *args, **options)
        made, resume_at = result[0], result[1]
        if made is not None and resume_at is None and _is_marked(made):
            _grow(made)
        return result

    block.block_container_layout = block_container_layout
    _State.installed = True


def _is_marked(box: Any) -> bool:
    element = box.element
    return (
        element is not None
        and isinstance(box, boxes.BlockBox)
        and box.element_tag == element.tag
        and element.get("data-grid") is not None
    )


def _grow(box: Any) -> None:
    """Make the box higher, so that its lower edge (without margin) is on the grid."""
    bottom = box.border_box_y() + box.border_height()
    steps = bottom / STEP
    missing = ceil(steps - _NEAR) * STEP - bottom
    if missing > 0:
        box.height += missing
