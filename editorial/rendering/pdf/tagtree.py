"""An accessibility layer over WeasyPrint's tagging, second half: mends the finished structure tree.

`mend` is called before the file is written (engine.py). It works on pydyf dictionaries: an element's kids (/K)
are marks on its page (int), marks on other pages (MCR dictionaries) or references to elements and annotations
(bytes).
"""

from collections import Counter
from typing import Any

import pydyf

from editorial.rendering.pdf.tagging import Marks, Owner

Element = Any  # pydyf.Dictionary of a StructElem

# Never joined: a picture is one box, and a list label belongs to its item.
_KEPT_APART = {"/Figure", "/Lbl", "/Table", "/TR", "/TH", "/TD"}
# What paragraphs may stand in.
_HOLD_BLOCKS = {
    "/Document",
    "/Part",
    "/Art",
    "/Sect",
    "/Div",
    "/LBody",
    "/BlockQuote",
    "/Note",
    "/TOCI",
    "/Caption",
}
_POINTS_PER_PIXEL = 0.75


def mend(pdf: Any, marks: Marks) -> None:
    """Change the tagged PDF in place: joined elements, contents, notes, IDs."""
    tree = _Tree(pdf, marks)
    if tree.root is None:
        return
    tree.speak()
    tree.join(tree.document)
    tree.dissolve_lines()
    tree.unnest()
    tree.wrap_list_bodies()
    tree.label_notes()
    tree.retype_contents()
    tree.retype_blocks()
    tree.place_figures()
    tree.redirect()
    tree.index_ids()
    marks.scattered = tree.scattered()


class _Tree:
    """The structure tree with its index by reference and the parent tree (which mark belongs to which
    element).
    """

    def __init__(self, pdf: Any, marks: Marks):
        self.pdf = pdf
        self.marks = marks
        typed: list[Any] = [obj for obj in pdf.objects if isinstance(obj, dict)]
        self.index: dict[bytes, Element] = {e.reference: e for e in typed if e.get("Type") == "/StructElem"}
        self.root: Any = next((e for e in typed if e.get("Type") == "/StructTreeRoot"), None)
        if self.root is None:
            return
        self.document = self.index[self.root["K"][0]]
        self.nums = pdf.objects[_number(self.root["ParentTree"])]["Nums"]
        self.pages = {reference: number for number, reference in enumerate(pdf.page_references)}
        self.moved: dict[bytes, bytes] = {}

    def owner(self, element: Element) -> Owner | None:
        return self.marks.owners.get(id(element))

    def add(self, kind: str, parent: Element, kids: list[Any], page: bytes) -> Element:
        """A new structure element; the caller puts its reference among the parent's kids."""
        element = pydyf.Dictionary(
            {
                "Type": "/StructElem",
                "S": f"/{kind}",
                "K": pydyf.Array(kids),
                "Pg": page,
                "P": parent.reference,
            }
        )
        self.pdf.add_object(element)
        self.index[element.reference] = element
        return element

    def speak(self) -> None:
        """ActualText for marks whose glyphs are not in reading order. A link keeps its words in a Span of its
        own.
        """
        for page_reference, number in self.pages.items():
            stream = self.pdf.objects[_number(self.pdf.objects[_number(page_reference)]["Contents"])]
            for mark, text in self.marks.spoken.get(id(stream), {}).items():
                element = self.index[self.nums[2 * number + 1][mark]]
                if element["S"] == "/Link":
                    span = self.add("Span", element, [mark], page_reference)
                    element["K"][element["K"].index(mark)] = span.reference
                    self.nums[2 * number + 1][mark] = span.reference
                    element = span
                element["ActualText"] = pydyf.String(text)

    def join(self, parent: Element) -> None:
        """Unite the pieces of one HTML element that lines and pages cut, also where a float stands between them."""
        stack = [parent]
        while stack:
            element = stack.pop()
            kept: list[Any] = []
            first: dict[Any, Element] = {}
            for kid in element["K"]:
                piece = self.index.get(kid) if isinstance(kid, bytes) else None
                key = self._identity(piece) if piece is not None else None
                if key is not None and key in first:
                    self._absorb(first[key], piece)
                    continue
                if key is not None:
                    first[key] = piece
                kept.append(kid)
            element["K"][:] = kept
            stack.extend(self.index[kid] for kid in kept if isinstance(kid, bytes) and kid in self.index)

    def _identity(self, element: Element) -> Any:
        """What all pieces of one HTML element have in common; None for what is never joined."""
        owner = self.owner(element)
        if owner is None or element["S"] in _KEPT_APART:
            return None
        return id(owner.element), owner.tag, element["S"]

    def scattered(self) -> list[str]:
        """HTML elements that are still more than one structure element: a fault of this module."""
        found = Counter(key for e in self.index.values() if (key := self._identity(e)) is not None)
        twice = {key for key, times in found.items() if times > 1}
        owners = {self._identity(e): self.owner(e) for e in self.index.values()}
        return [f"{owners[key].tag} {key[2]}" for key in sorted(twice, key=str)]  # type: ignore[union-attr]

    def _absorb(self, whole: Element, piece: Element) -> None:
        reference = piece.reference
        for kid in piece["K"]:
            whole["K"].append(self._adopt(whole, kid, piece["Pg"]))
        self.moved[reference] = whole.reference
        del self.index[reference]
        piece.clear()  # stays in the file as an empty object: pydyf 0.13 miscounts freed ones

    def _adopt(self, parent: Element, kid: Any, page: bytes) -> Any:
        """Make `kid`, found on `page`, a kid of `parent`; what to write into the parent's /K."""
        if isinstance(kid, int):
            self.nums[2 * self.pages[page] + 1][kid] = parent.reference
            return kid if page == parent["Pg"] else _mark(page, kid)
        if isinstance(kid, dict):
            self.nums[2 * self.pages[kid["Pg"]] + 1][kid["MCID"]] = parent.reference
            return kid
        if kid in self.index:
            self.index[kid]["P"] = parent.reference
        return kid

    def dissolve_lines(self) -> None:
        """WeasyPrint wraps each line of text in a Span. One without meaning of its own gives its marks to its
        parent.
        """
        for reference, element in list(self.index.items()):
            if self.owner(element) or element["S"] != "/Span" or "ActualText" in element:
                continue
            self._dissolve(reference, element)

    def unnest(self) -> None:
        """Boxes that the layout puts around or into those of an element say nothing: their kids move up."""
        for reference, element in list(self.index.items()):
            parent = self.index.get(element["P"])
            if parent is None:
                continue
            same = (key := self._identity(element)) is not None and key == self._identity(parent)
            if same or element["S"] == "/NonStruct":
                self._dissolve(reference, element)

    def _dissolve(self, reference: bytes, element: Element) -> None:
        parent = self.index[element["P"]]
        position = parent["K"].index(reference)
        parent["K"][position : position + 1] = [
            self._adopt(parent, kid, element["Pg"]) for kid in element["K"]
        ]
        self.moved[reference] = parent.reference
        del self.index[reference]
        element.clear()

    def wrap_list_bodies(self) -> None:
        """A list item has a label and a body; WeasyPrint puts blocks beside the label without one."""
        for item in [e for e in self.index.values() if e["S"] == "/LI"]:
            labels = [kid for kid in item["K"] if self._kind(kid) == "/Lbl"]
            rest = [kid for kid in item["K"] if self._kind(kid) != "/Lbl"]
            if not rest or all(self._kind(kid) == "/LBody" for kid in rest):
                continue
            body = self.add("LBody", item, [], item["Pg"])
            owner = self.owner(item)
            if owner:
                self.marks.owners[id(body)] = owner
            body["K"].extend(self._adopt(body, kid, item["Pg"]) for kid in rest)
            item["K"][:] = [*labels, body.reference]

    def label_notes(self) -> None:
        """A note carries its number itself, so that it can be told by it out of its list."""
        for note in [e for e in self.index.values() if e["S"] == "/Note"]:
            item = self.index[self.index[note["P"]]["P"]]
            for label in [kid for kid in item["K"] if self._kind(kid) == "/Lbl"]:
                item["K"].remove(label)
                note["K"].insert(0, self._adopt(note, label, note["Pg"]))

    def _kind(self, kid: Any) -> str:
        return self.index[kid]["S"] if isinstance(kid, bytes) and kid in self.index else ""

    def retype_blocks(self) -> None:
        """A span that is set as a paragraph of its own is one: otherwise its words run into the next ones."""
        for element in self.index.values():
            owner = self.owner(element)
            if element["S"] == "/Span" and owner is not None and owner.block:
                parent = self.index.get(element["P"])
                if parent is not None and parent["S"] in _HOLD_BLOCKS:
                    element["S"] = "/P"

    def retype_contents(self) -> None:
        """Lists and items with `data-toc` become TOC and TOCI, the links in them References (ISO 32000-1, 14.8.4.3.3)."""
        for reference, element in list(self.index.items()):
            owner = self.owner(element)
            if owner is None or not owner.element.get("data-toc"):
                continue
            if element["S"] == "/LBody":
                self._dissolve(reference, element)
            elif element["S"] in ("/L", "/LI"):
                element["S"] = {"/L": "/TOC", "/LI": "/TOCI"}[element["S"]]
                element.pop("A", None)
        for item in [e for e in self.index.values() if e["S"] == "/TOCI"]:
            kids, item["K"][:] = list(item["K"]), []
            for kid in kids:
                self._put_in_contents(item, kid)

    def _put_in_contents(self, item: Element, kid: Any) -> None:
        """Give an entry of the contents a kid in the form it may have there. Loose words join what stands before them."""
        kind = self._kind(kid)
        if kind in ("/Span", "/Div"):
            self.index[kid]["S"] = "/P"
        if kind and kind != "/Link":
            item["K"].append(kid)
            return
        holder = self.index[item["K"][-1]] if item["K"] and not kind else None
        if holder is None:
            page = self.index[kid]["Pg"] if kind else kid["Pg"] if isinstance(kid, dict) else item["Pg"]
            holder = self.add("Reference" if kind else "P", item, [], page)
            item["K"].append(holder.reference)
        holder["K"].append(self._adopt(holder, kid, item["Pg"]))

    def place_figures(self) -> None:
        """A figure's box in points from the page's lower left corner; WeasyPrint writes pixels from the upper
        left.
        """
        for element in self.index.values():
            if element["S"] == "/Figure" and "A" in element:
                height = self.pdf.objects[_number(element["Pg"])]["MediaBox"][3]
                left, top, right, bottom = (value * _POINTS_PER_PIXEL for value in element["A"]["BBox"])
                box = (left, height - bottom, right, height - top)
                element["A"]["BBox"] = pydyf.Array(round(value, 2) for value in box)

    def redirect(self) -> None:
        """Entries of the parent tree that name a joined piece name the whole."""
        for position in range(1, len(self.nums), 2):
            value = self.nums[position]
            if isinstance(value, list):
                value[:] = [self._final(reference) for reference in value]
            else:
                self.nums[position] = self._final(value)

    def _final(self, reference: bytes) -> bytes:
        while reference in self.moved:
            reference = self.moved[reference]
        return reference

    def index_ids(self) -> None:
        """Each Note has an ID (ISO 14289-1, 7.9), and IDs are listed in the tree's IDTree."""
        found: list[tuple[bytes, Element]] = []
        for element in self.index.values():
            owner = self.owner(element)
            if element["S"] == "/Note" and owner is not None:
                element["ID"] = pydyf.String(owner.element.get("data-id") or f"note-{len(found)}")
            if "ID" in element:
                found.append((element["ID"].data, element))
        if not found:
            return
        names = pydyf.Array()
        for _name, element in sorted(found, key=lambda pair: pair[0]):
            names.extend([element["ID"], element.reference])
        tree = pydyf.Dictionary({"Names": names})
        self.pdf.add_object(tree)
        self.root["IDTree"] = tree.reference


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _mark(page: bytes, mark: int) -> Any:
    """A mark on another page than its element's (marked-content reference)."""
    return pydyf.Dictionary({"Type": "/MCR", "Pg": page, "MCID": mark})
