"""True progress of a rendering, read off what WeasyPrint does."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from weasyprint.layout import page as layout_page

_DEPTH = 8  # how deep below a page the elements with data-part may be


@dataclass(frozen=True)
class Step:
    """What is being done now: `done` of `of` parts are behind us. `part` is for a person's eyes."""

    stage: str
    part: str
    done: int
    of: int


class Tracker(logging.Handler):
    """Turns laid out pages and WeasyPrint's own messages into steps, each told once, never backwards.

    `titles` are those of the articles by their anchors.
    Parts are cover, contents, each article and the back matter; two more steps are tagging and writing.
    """

    def __init__(self, titles: dict[str, str], tell: Callable[[Step], None]):
        super().__init__(logging.INFO)
        self._titles = titles
        self._numbers = {anchor: number for number, anchor in enumerate(titles, 1)}
        self._tell = tell
        self._reached = -1
        self.of = len(titles) + 4

    def step(self, stage: str, part: str, done: int) -> None:
        """Tell a step unless a later one was told."""
        if done > self._reached:
            self._reached = done
            self._tell(Step(stage, part, done, self.of))

    def emit(self, record: logging.LogRecord) -> None:
        """Messages of the logger weasyprint.progress."""
        message = record.getMessage()
        if message.startswith("Step 6"):
            self.step("writing", "Writing pages and tags", len(self._titles) + 2)
        elif message.startswith("Step 7"):
            self.step("writing", "Fonts and images", len(self._titles) + 3)

    def page(self, box: Any) -> None:
        """A page was laid out: say which part it shows."""
        for part in _parts_on(box, _DEPTH):
            if part in self._titles:
                number, title = self._numbers[part], self._titles[part]
                self.step("layout", f"Article {number} of {len(self._titles)}: {title}", number)
            elif part in ("credits", "colophon"):
                self.step("layout", "Credits and colophon", len(self._titles) + 1)
            else:
                self.step("layout", "Cover and contents", 0)

    def __enter__(self) -> "Tracker":
        self._logger = logging.getLogger("weasyprint.progress")
        self._level, self._original = self._logger.level, layout_page.remake_page
        self._logger.setLevel(logging.INFO)
        self._logger.addHandler(self)

        def remake_page(*args: Any, **kwargs: Any) -> Any:
            result = self._original(*args, **kwargs)
            self.page(result[0])
            return result

        layout_page.remake_page = remake_page
        return self

    def __exit__(self, *error: object) -> None:
        layout_page.remake_page = self._original
        self._logger.removeHandler(self)
        self._logger.setLevel(self._level)


def _parts_on(box: Any, depth: int) -> list[str]:
    """The data-part of each part that has a box on this page, in order."""
    element = getattr(box, "element", None)
    if element is not None and element.get("data-part"):
        return [element.get("data-part")]
    if not depth:
        return []
    return [part for child in getattr(box, "children", ()) for part in _parts_on(child, depth - 1)]
