"""What an issue needs to become a PDF: the parts it is made of, and which of them a folder lacks.

The folder holds sealed files under their keys. Whoever made them, and when, does not matter: the same key is the same bytes.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from editorial.content.fingerprints import canonical_json
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.html import images_of
from editorial.rendering.issue_parts import IssueParts, Part, PartPages
from editorial.rendering.pdf.engine import refuse_unknown_note
from editorial.rendering.pdf.making import made_with
from editorial.rendering.pdf.metadata import metadata_of
from editorial.rendering.pdf.parts import content, faces, sealed
from editorial.rendering.pdf.parts.content import FontUse, PartContent
from editorial.rendering.pdf.parts.joining import Placed, join
from editorial.rendering.pdf.parts.setting import Setter

_GUESSES = 6  # of the pages of contents and index, before it is given up


@dataclass(frozen=True)
class Needed:
    """What the folder lacks: its key, 64 hexadecimal digits, and its name for people."""

    key: str
    title: str


class Session:
    """One issue on its way from snapshot to PDF. `folder` is for the parts."""

    def __init__(
        self,
        snapshot: dict[str, Any],
        image_dir: Path,
        folder: Path,
        *,
        proof: bool = False,
        page_size: str = "",
    ):
        self._parts = IssueParts(snapshot, proof=proof, page_size=page_size)
        self.snapshot, self.proof, self.page_size = snapshot, proof, page_size
        self.image_dir, self._folder = image_dir, folder
        self._made_with = canonical_json(made_with())
        self._known: dict[str, Part | FontUse] = {}
        self._contents: dict[str, PartContent] = {}
        self._programs: dict[str, bytes] = {}
        self._keys: dict[tuple[str, str], str] = {}

    def needs(self) -> list[Needed]:
        """What has to be made now. Asked again afterwards, there may be more; in the end there is nothing."""
        for wanted, meanwhile in self._steps():
            lacking = [part for part in wanted if self._content(part) is None]
            if lacking:
                lacking += [part for part in meanwhile if self._content(part) is None]
                return [Needed(self._key(part), part.title) for part in lacking]
        absent = [face for face in self._faces() if not self._has_program(self._key_of_face(face))]
        return [Needed(self._key_of_face(face), f"Font {face.family}") for face in absent]

    def make(self, key: str) -> None:
        """Make what `needs` named, and put it into the folder. Raises `RenderingFailed`."""
        wanted = self._known[key]
        if isinstance(wanted, FontUse):
            body = faces.program(wanted)
        else:
            body = content.to_bytes(self._setter.set(wanted, proof=self.proof))
        sealed.write(self._path(key), body)

    def assemble(self) -> tuple[bytes, int]:
        """The PDF and its number of pages, once `needs` has said that there is nothing left. Raises `RenderingFailed`."""
        order = self._order()
        placed, before = [], 0
        for part in order:
            made = self._sure(part)
            placed.append(Placed(made, part.section, before))
            before += len(made.pages)
        feet = [self._sure(part) for part in self._parts.feet(before)]
        programs = [
            (face, faces.read_program(self._programs[self._key_of_face(face)])) for face in self._faces()
        ]
        title = self._parts.issue["document_title"]
        self._contents.clear()  # nothing is kept twice: a large issue has hundreds of megabytes
        return join(placed, feet, programs, metadata_of(self._parts.snapshot, title)), before

    @cached_property
    def _setter(self) -> Setter:
        return Setter(self.image_dir, images_of(self.snapshot))

    def _steps(self) -> Iterator[tuple[list[Part], list[Part]]]:
        """Parts in the order in which they can be known: what tells pages comes after what has them.

        With those of each step comes what others can make meanwhile: feet of as many pages as are likely.
        """
        fixed = self._parts.fixed
        likely = self._parts.feet(self._parts.pages_guess())
        # Articles first: they take longest, and what is wrong in one is told by its name.
        yield sorted(fixed, key=lambda part: not part.section), likely
        numbered: list[Part] = []
        for numbered in self._numbered():
            yield numbered, likely
        self._last = numbered
        pages = sum(len(self._sure(part).pages) for part in self._parts.order(fixed, numbered))
        yield self._parts.feet(pages), []

    def _numbered(self) -> Iterator[list[Part]]:
        """Index and contents, for so many pages of them as they turn out to have."""
        lengths = self._parts.lengths_guess()
        for _ in range(_GUESSES):
            numbered = self._parts.numbered(self._places(lengths))
            yield numbered
            found = {part.name: len(self._sure(part).pages) for part in numbered}
            if found == lengths:
                return
            lengths = found
        raise RenderingFailed("The pages of the contents cannot be counted.", f"{lengths} pages")

    def _places(self, lengths: Mapping[str, int]) -> dict[str, int]:
        """The page, from 1, of each named place, if the parts named in `lengths` have so many pages.

        Of these the beginning is known, whose name is the part's.
        """
        out: dict[str, int] = {}
        before = 0
        for part in self._parts.order(self._parts.fixed, [*map(_placeholder, lengths)]):
            if part.name in lengths:
                out[part.name] = before + 1
                before += lengths[part.name]
                continue
            made = self._sure(part)
            for name, page, _x, _y in made.places:
                out.setdefault(name, before + page + 1)
            before += len(made.pages)
        return out

    def _order(self) -> list[Part]:
        return self._parts.order(self._parts.fixed, self._last)

    def _faces(self) -> list[FontUse]:
        parts = self._order()
        pages = sum(len(self._sure(part).pages) for part in parts)
        made = [self._sure(part) for part in [*parts, *self._parts.feet(pages)]]
        return faces.united(use for part in made for use in part.fonts)

    def _has_program(self, key: str) -> bool:
        if key not in self._programs:
            data = sealed.read(self._path(key))
            if data is None:
                return False
            self._programs[key] = data
        return True

    def _content(self, part: Part) -> PartContent | None:
        key = self._key(part)
        if key not in self._contents:
            data = sealed.read(self._path(key))
            if data is None:
                return None
            self._contents[key] = self._checked(content.from_bytes(data))
        return self._contents[key]

    def _checked(self, made: PartContent) -> PartContent:
        """A part may be of a proof, which may have what an edition may not."""
        if made.unknown_notes and not self.proof:
            refuse_unknown_note(*made.unknown_notes[0])
        return made

    def _sure(self, part: Part) -> PartContent:
        """A part that was read before."""
        return self._contents[self._key(part)]

    def _key(self, part: Part) -> str:
        known = part.name, part.identity
        key = self._keys.get(known)
        if key is None:
            key = self._keys[known] = self._hashed(part.name + "\n" + part.identity)
            self._known[key] = part
        return key

    def _key_of_face(self, face: FontUse) -> str:
        key = self._hashed(faces.identity(face))
        self._known[key] = face
        return key

    def _hashed(self, text: str) -> str:
        """The fingerprint of a text and of what makes a PDF besides its content."""
        return hashlib.sha256(f"{sealed.FORMAT}\n{self._made_with}\n{text}".encode()).hexdigest()

    def _path(self, key: str) -> Path:
        return self._folder / key


def _placeholder(name: str) -> Part:
    """A part of which only the place is known."""
    return Part(name, "", "", lambda: PartPages("", ()))
