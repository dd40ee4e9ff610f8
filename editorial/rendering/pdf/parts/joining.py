"""Makes one PDF of the parts of an issue: one structure tree, links, bookmarks and fonts for all of them.

Nothing of a part is interpreted here. Its objects get their numbers, its structure elements their place in the tree, its links
the page they lead to, its pages their feet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Any

import pydyf
from tinycss2.color5 import D50, D65
from weasyprint import VERSION
from weasyprint.css import ColorProfile

from editorial.rendering.failures import RenderingFailed
from editorial.rendering.pdf.metadata import LANGUAGE, TOOL, Metadata, packet
from editorial.rendering.pdf.parts.content import MARK, PAGE, FontUse, PartContent
from editorial.rendering.pdf.parts.faces import Program, Ready, add_fonts
from editorial.rendering.pdf.parts.outline import add_outline
from editorial.rendering.pdf.parts.writing import write

PRODUCER = f"WeasyPrint {VERSION}"
_TYPES = {"main": "Part", "section": "Sect"}


@dataclass(frozen=True)
class Placed:
    """A part at its place: the section it stands in (""), and how many pages come before it."""

    content: PartContent
    section: str
    before: int


def join(
    parts: Iterable[Placed], feet: list[PartContent], fonts: list[tuple[FontUse, Program]], metadata: Metadata
) -> bytes:
    """The whole file. The streams of the parts are used up.

    `feet` are runs of pages of the same length, which stand at the foot of those of the parts.
    Raises `RenderingFailed` for a link that leads nowhere, `ValueError` for a place that is in two parts.
    """
    return _Joined(list(parts), feet, fonts, metadata).written()


class _Joined:
    """The file while it is made."""

    def __init__(
        self,
        parts: list[Placed],
        feet: list[PartContent],
        fonts: list[tuple[FontUse, Program]],
        metadata: Metadata,
    ):
        self.pdf: Any = pydyf.PDF()
        self.parts, self.metadata = parts, metadata
        self.count = sum(len(part.content.pages) for part in parts)
        self.names = {b"pages": self.pdf.pages.reference} | self._once(fonts)
        self.kids: dict[bytes, list[bytes]] = {}
        self.first_page: dict[bytes, bytes] = {}
        self.tree = self._add(pydyf.Dictionary({"Type": "/StructTreeRoot"}))
        self.names[b"document"] = self._holder("Document", self.tree.reference)
        self.sections: dict[str, bytes] = {}
        self.pages: list[bytes] = []
        self.places: dict[str, tuple[int, float, float]] = {}
        self.marks: list[bytes] = []
        self.of_annotations: list[bytes] = []
        self.ids: list[tuple[str, bytes]] = []
        self.pictures: dict[tuple[bytes, bytes], bytes] = {}
        self.before_feet = self._stream(b"q")
        self.after_feet = self._stream(b"Q")
        self.run_length = len(feet[0].pages)
        self.runs = [self._table_of_run(run, number * self.run_length) for number, run in enumerate(feet)]

    def written(self) -> bytes:
        """Everything in turn, then the bytes."""
        for part in self.parts:
            for place, page, x, y in part.content.places:
                if place in self.places:
                    raise ValueError(f"two parts have the place {place}")
                self.places[place] = (part.before + page, x, y)
        bookmarks = []
        for part in self.parts:
            self._add_part(part)
            for bookmark in part.content.bookmarks:
                bookmarks.append((bookmark, self.pages[part.before + bookmark.page]))
        add_outline(self.pdf, bookmarks)
        self._name_places()
        self._finish_tree()
        self._describe()
        return write(self.pdf)

    def _once(self, fonts: list[tuple[FontUse, Program]]) -> dict[bytes, bytes]:
        """Color profile, color spaces and fonts."""
        with files("weasyprint.pdf").joinpath("sRGB2014.icc").open("rb") as file:
            srgb = ColorProfile(file, "sRGB2014.icc", "relative-colorimetric", ("r", "g", "b"))
        profile = self._add(pydyf.Stream([srgb.content], pydyf.Dictionary({"N": 3}), compress=True))
        spaces = {
            f"lab-{name}": pydyf.Array(
                [
                    "/Lab",
                    pydyf.Dictionary(
                        {"WhitePoint": pydyf.Array(white), "Range": pydyf.Array((-125, 125, -125, 125))}
                    ),
                ]
            )
            for name, white in (("d50", D50), ("d65", D65))
        }
        spaces["srgb"] = pydyf.Array(["/ICCBased", profile.reference])
        intent = pydyf.Dictionary({
            "Type": "/OutputIntent", "S": "/GTS_PDFA1", "OutputConditionIdentifier": pydyf.String(srgb.name),
            "Info": pydyf.String(srgb.name), "DestOutputProfile": profile.reference,
        })  # fmt: skip
        self.pdf.catalog["OutputIntents"] = pydyf.Array([intent])
        return {
            b"profile": profile.reference,
            b"spaces": self._add(pydyf.Dictionary(spaces)).reference,
            b"fonts": add_fonts(self.pdf, fonts),
        }

    def _add(self, value: Any) -> Any:
        self.pdf.add_object(value)
        return value

    def _stream(self, data: bytes) -> bytes:
        reference: bytes = self._add(pydyf.Stream([data])).reference
        return reference

    def _holder(self, kind: str, parent: bytes) -> bytes:
        """A structure element that elements of several parts stand in. Its kids are listed at the end."""
        element = self._add(pydyf.Dictionary({"Type": "/StructElem", "S": f"/{kind}", "P": parent}))
        element["K"] = pydyf.Array()
        self.kids[element.reference] = element["K"]
        reference: bytes = element.reference
        return reference

    def _inside(self, name: str, parent: bytes, page: bytes) -> bytes:
        reference = self._holder(_TYPES[name], parent)
        self.pdf.objects[int(reference.split()[0])]["Pg"] = page
        self.kids[parent].append(reference)
        return reference

    def _table(self, wanted: Iterable[int]) -> dict[bytes, bytes]:
        """References by what stands in the templates. Numbers are given out in order."""
        table = dict(self.names)
        for number in wanted:
            table[b"%d" % number] = b"%d 0 R" % len(self.pdf.objects)
            self.pdf.objects.append(None)
        return table

    def _put(self, reference: bytes, data: bytes, *, stream: bool = False) -> None:
        made = Ready(data, stream=stream)
        made.number = int(reference.split()[0])
        self.pdf.objects[made.number] = made

    def _put_object(self, content: PartContent, number: int, table: dict[bytes, bytes]) -> None:
        data = _filled(content.objects[number], table)
        stream = content.streams.pop(number, None)  # it is in the file now, and large
        if stream is not None:
            data = b"".join([data, b"\nstream\n", stream, b"\nendstream"])
        self._put(table[b"%d" % number], data, stream=stream is not None)

    def _table_of_run(self, run: PartContent, first: int) -> tuple[PartContent, dict[bytes, bytes]]:
        """The feet of the pages from `first` on, as far as there are pages."""
        used = [page.contents for page in run.pages[: max(0, self.count - first)]]
        table = self._table(used)
        for number in used:
            self._put_object(run, number, table)
        return run, table

    def _add_part(self, part: Placed) -> None:
        content = part.content
        table = self._pictures(content)
        rest = [number for number in range(len(content.objects)) if b"%d" % number not in table]
        table = self._table(rest) | table
        first = table[b"0"]
        self._add_holders(content, part, table, first)
        described = {annotation.object for annotation in content.annotations}
        for number in rest[len(content.pages) :]:
            if number not in described:
                self._put_object(content, number, table)
        for annotation in content.annotations:
            self._add_annotation(content, annotation, table)
        resources: dict[int, bytes] = {}
        for number, page in enumerate(content.pages):
            self._add_page(content, page, table, table[b"%d" % number], part.before + number, resources)
        self.ids += [(name, table[b"%d" % number]) for name, number in content.ids]

    def _add_holders(
        self, content: PartContent, part: Placed, table: dict[bytes, bytes], page: bytes
    ) -> None:
        """Hang the part's elements into those of the file."""
        if b"main" not in self.names and "document" not in content.roots:
            self.names[b"main"] = self._inside("main", self.names[b"document"], page)
        if b"main" in self.names:
            table[b"main"] = self.names[b"main"]
        if part.section:
            if part.section not in self.sections:
                self.sections[part.section] = self._inside("section", self.names[b"main"], page)
            table[b"section"] = self.sections[part.section]
        for name, roots in content.roots.items():
            self.kids[table[name.encode()]] += [table[b"%d" % number] for number in roots]

    def _pictures(self, content: PartContent) -> dict[bytes, bytes]:
        """Pictures that an earlier part has brought are taken from there."""
        table = dict(self.names)
        for number in sorted(content.pictures, key=lambda number: MARK in content.objects[number]):
            same = (_filled(content.objects[number], table), sha256(content.streams[number]).digest())
            known = self.pictures.get(same)
            if known is None:
                table |= self._table([number])
                known = self.pictures[same] = table[b"%d" % number]
                self._put_object(content, number, table)
            table[b"%d" % number] = known
        return table

    def _add_annotation(self, content: PartContent, annotation: Any, table: dict[bytes, bytes]) -> None:
        words = annotation.words
        if annotation.target:
            if annotation.target not in self.places:
                raise RenderingFailed(
                    "A link in this edition leads to a place that is not there.", annotation.target
                )
            words = words.replace(PAGE, str(self.places[annotation.target][0] + 1))
        data = _filled(content.objects[annotation.object], table)
        number = self.count + len(self.of_annotations)
        more = b"/Contents %s/StructParent %d>>" % (pydyf.String(words).data, number)
        self._put(table[b"%d" % annotation.object], data[:-2] + more)
        self.of_annotations.append(table[b"%d" % annotation.element])

    def _add_page(
        self, content: PartContent, page: Any, table: dict[bytes, bytes], reference: bytes, number: int,
        resources: dict[int, bytes],
    ) -> None:  # fmt: skip
        run = number // self.run_length
        foot, of_foot = self.runs[run]
        if run not in resources:
            resources[run] = self._add(self._resources(content, table, foot, of_foot)).reference
        below = foot.pages[number % len(foot.pages)].contents
        contents = [self.before_feet, table[b"%d" % page.contents], self.after_feet, of_foot[b"%d" % below]]
        data = b"<</Type /Page/Parent %s/Contents [%s]/Resources %s/StructParents %d/Tabs /S%s" % (
            self.pdf.pages.reference, b" ".join(contents), resources[run], number,
            _filled(page.entries.encode("latin-1"), table),
        )  # fmt: skip
        if page.annotations:
            data += b"/Annots [%s]" % b" ".join(table[b"%d" % at] for at in page.annotations)
        self._put(reference, data + b">>")
        self.pages.append(reference)
        self.pdf.pages["Count"] += 1
        self.pdf.pages["Kids"].extend([int(reference.split()[0]), 0, "R"])
        self.marks.append(b" ".join(table[b"%d" % at] for at in page.marks))

    def _resources(
        self, content: PartContent, table: dict[bytes, bytes], foot: PartContent, of_foot: dict[bytes, bytes]
    ) -> Any:
        """What the streams of a page name: the part's, and the feet's graphics states, which are named by what they are."""
        kinds: dict[str, dict[str, bytes]] = {}
        for source, references in ((foot, of_foot), (content, table)):
            for kind, name, template in source.resources:
                kinds.setdefault(kind, {})[name] = _filled(template.encode("latin-1"), references)
        entries: dict[str, Any] = {kind: pydyf.Dictionary(named) for kind, named in kinds.items()}
        return pydyf.Dictionary(entries | {"ColorSpace": self.names[b"spaces"], "Font": self.names[b"fonts"]})

    def _name_places(self) -> None:
        named = pydyf.Array()
        for name, (page, x, y) in sorted(self.places.items()):
            named += [pydyf.String(name), pydyf.Array([self.pages[page], "/XYZ", x, y, 0])]
        if named:
            self.pdf.catalog["Names"] = pydyf.Dictionary({"Dests": pydyf.Dictionary({"Names": named})})

    def _finish_tree(self) -> None:
        """The parent tree (ISO 32000-1, 14.7.4.4): a page's elements by mark, an annotation's element."""
        pages = (b"%d [%s]" % (number, marks) for number, marks in enumerate(self.marks))
        annotations = (
            b"%d %s" % (self.count + at, element) for at, element in enumerate(self.of_annotations)
        )
        nums = Ready(b"<</Nums [%s]>>" % b" ".join([*pages, *annotations]))
        self.tree["ParentTree"] = self._add(nums).reference
        self.tree["K"] = pydyf.Array([self.names[b"document"]])
        if self.ids:
            named = pydyf.Array()
            for name, element in sorted(self.ids):
                named += [pydyf.String(name), element]
            self.tree["IDTree"] = self._add(pydyf.Dictionary({"Names": named})).reference
        self.pdf.catalog["StructTreeRoot"] = self.tree.reference

    def _describe(self) -> None:
        """Catalog, document information and XMP packet."""
        catalog, info, metadata = self.pdf.catalog, self.pdf.info, self.metadata
        catalog["Lang"] = pydyf.String(LANGUAGE)
        catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
        catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
        described = packet(metadata, PRODUCER).encode()
        xmp = pydyf.Stream([described], {"Type": "/Metadata", "Subtype": "/XML"}, compress=True)
        catalog["Metadata"] = self._add(xmp).reference
        info["Producer"], info["Title"] = pydyf.String(PRODUCER), pydyf.String(metadata.title)
        if metadata.creators:
            info["Author"] = pydyf.String(", ".join(metadata.creators))
        info["Creator"] = pydyf.String(TOOL)


def _filled(template: bytes, table: dict[bytes, bytes]) -> bytes:
    """A template with its references."""
    if MARK not in template:
        return template
    pieces = template.split(MARK)
    pieces[1::2] = [table[piece] for piece in pieces[1::2]]
    return b"".join(pieces)
