"""A Word file made ready for the converter, and what it would leave out noticed.

pandoc drops text boxes, blocks of custom XML, simple fields, comments inside insertions, languages, and more. What can
be put into its way is put there; what cannot is reported. The result is packed anew from checked parts alone, without
pictures and without anything that lies outside the file.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field

from lxml import etree

from editorial.importing.word import languages
from editorial.importing.word.names import END, MARKS, MC, ROLE, SPACE, A, R, V, W
from editorial.importing.word.package import Package, parse
from editorial.importing.word.refusal import too_many
from editorial.importing.word.remarks import Remark, comments_of, margins_of

MAX_NOTES = 2000  # of all articles in a file
_NEEDED = ("styles", "numbering", "settings", "footnotes", "endnotes", "theme", "fontTable")
_ROLES = {
    "title": "title",
    "subtitle": "subtitle",
    "author": "author",
    "authors": "author",
    "date": "date",
    "abstract": "subtitle",
}
_UNWRAP = (f"{W}customXml", f"{W}smartTag")
_CONTENTS = re.compile(r"table of contents|bibliography", re.IGNORECASE)
_HYPERLINK = re.compile(r"\s*HYPERLINK\b")
_DRAWN = {
    "chart": "a chart",
    "diagram": "a SmartArt drawing",
    "wordprocessingCanvas": "a drawing",
    "lockedCanvas": "a drawing",
}


@dataclass
class Normalized:
    """`docx` is what the converter reads; `passages` the letters of every paragraph it has to bring back."""

    docx: bytes
    remarks: list[Remark] = field(default_factory=list)
    passages: list[str] = field(default_factory=list)


def normalize(package: Package) -> Normalized:
    """The file as the converter should see it. Raises `WordRefused` for more comments or notes than anybody reads."""
    styles = [*package.related("styles"), *({"word/styles.xml"} & package.parts.keys())]
    looks = languages.Styles(parse(package.parts[styles[0]]) if styles else None)
    result = Normalized(b"")
    texts = [package.document, *package.related("footnotes"), *package.related("endnotes")]
    trees = {name: parse(package.parts[name]) for name in dict.fromkeys(texts)}
    _refuse_many_notes(trees[package.document])
    result.remarks += comments_of(package, trees[package.document])
    usual = languages.usual_language(list(trees.values()), looks)
    for name, tree in trees.items():
        _Text(package, name, tree, result.remarks).rewrite(looks)
        languages.mark_languages(tree, looks, usual)
        result.passages += [letters for one in tree.iter(f"{W}p") if (letters := _letters(one))]
    result.remarks += margins_of(package)
    result.docx = _packed(package, trees)
    return result


def _refuse_many_notes(document: etree._Element) -> None:
    references = document.iter(f"{W}footnoteReference", f"{W}endnoteReference")
    if sum(1 for _one in references) > MAX_NOTES:
        raise too_many("footnotes and endnotes", MAX_NOTES)


def _letters(paragraph: etree._Element) -> str:
    """The letters and digits of a paragraph, without those of paragraphs inside it, equations and deletions."""
    own = []
    for text in paragraph.iter(f"{W}t"):
        holder = next(text.iterancestors(f"{W}p"), None)
        if holder is paragraph and next(text.iterancestors(f"{W}del", f"{W}moveFrom"), None) is None:
            own.append(text.text or "")
    return bare("".join(own))


def bare(text: str) -> str:
    """Letters and digits only, marks taken out."""
    return "".join(filter(str.isalnum, languages.without_marks(text)))


class _Text:
    """One part with paragraphs, rewritten in place."""

    def __init__(self, package: Package, name: str, tree: etree._Element, remarks: list[Remark]) -> None:
        self.package, self.name, self.tree, self.remarks = package, name, tree, remarks

    def rewrite(self, looks: languages.Styles) -> None:
        self._take_out_marks()
        self._unwrap()
        self._simple_fields()
        self._ruby()
        self._contents_and_placeholders()
        self._text_boxes()
        self._drawings()
        self._foreign_chunks()
        self._hidden()
        self._breaks()
        self._tracked()
        for paragraph in self.tree.iter(f"{W}p"):
            style = languages.style_of(paragraph)
            role = _ROLES.get(looks.name_of(style.get(f"{W}val"))) if style is not None else None
            if role and style is not None:
                style.getparent().remove(style)
                mark_role(paragraph, role)

    def note(self, code: str, severity: str, message: str, text: str | None = None) -> None:
        self.remarks.append(Remark(code, severity, message, text))

    def _take_out_marks(self) -> None:
        soft = 0
        for text in self.tree.iter(f"{W}t"):
            value = text.text or ""
            clean = MARKS.sub("", value)
            soft += clean.count("\xad")
            if clean != value or "\xad" in clean:
                text.text = clean.replace("\xad", "")
        for hyphen in list(self.tree.iter(f"{W}softHyphen")):
            soft += 1
            hyphen.getparent().remove(hyphen)
        if soft:
            words = f"{soft} soft hyphens (places where a word may be broken) were taken out."
            self.note("word-soft-hyphen", "info", words.replace("1 soft hyphens", "1 soft hyphen", 1))

    def _unwrap(self) -> None:
        for tag in _UNWRAP:
            for element in list(self.tree.iter(tag)):
                for child in list(element):
                    if child.tag in (f"{W}customXmlPr", f"{W}smartTagPr"):
                        element.remove(child)
                replace_by(element, list(element))

    def _simple_fields(self) -> None:
        """`<w:fldSimple>` to its result; a link becomes the long form of a field, which the converter reads."""
        for element in list(self.tree.iter(f"{W}fldSimple")):
            instruction = element.get(f"{W}instr") or ""
            inner = [child for child in element if child.tag != f"{W}fldData"]
            if _HYPERLINK.match(instruction):
                inner = [
                    _field("begin"),
                    _instruction(instruction),
                    _field("separate"),
                    *inner,
                    _field("end"),
                ]
            replace_by(element, inner)

    def _ruby(self) -> None:
        """Reading aids above characters: behind them in parentheses."""
        for ruby in list(self.tree.iter(f"{W}ruby")):
            holder = ruby.getparent()
            aid = "".join(text.text or "" for text in ruby.iterfind(f"{W}rt//{W}t"))
            runs = list(ruby.iterfind(f"{W}rubyBase/{W}r"))
            if aid:
                runs.append(text_run(f"({aid})"))
            if holder is None:
                continue
            for run in reversed(runs):
                (holder if holder.tag == f"{W}r" else ruby).addnext(run)
            holder.remove(ruby)

    def _contents_and_placeholders(self) -> None:
        for sdt in list(self.tree.iter(f"{W}sdt")):
            gallery = sdt.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
            contents = gallery is not None and _CONTENTS.search(gallery.get(f"{W}val") or "")
            placeholder = sdt.find(f"{W}sdtPr/{W}showingPlcHdr") is not None
            if contents and sdt.getparent() is not None:
                words = "The table of contents was left out; Word makes it by itself."
                self.note("word-contents", "info", words)
            if (contents or placeholder) and sdt.getparent() is not None:
                sdt.getparent().remove(sdt)

    def _text_boxes(self) -> None:
        """The paragraphs of a text box behind the paragraph that the box is attached to."""
        anchors: dict[etree._Element, None] = {}
        for box in list(self.tree.iter(f"{W}txbxContent")):
            if box.getparent() is None:
                continue  # went with the drawing of another
            drawing = box
            for ancestor in box.iterancestors():
                if ancestor.tag in (f"{MC}AlternateContent", f"{W}pict", f"{W}drawing", f"{W}object"):
                    drawing = ancestor
                if ancestor.tag == f"{W}p":
                    break
            anchor = next(drawing.iterancestors(f"{W}p"), None)
            has_picture = next(drawing.iter(f"{A}blip", f"{V}imagedata"), None) is not None
            _set_behind(drawing if anchor is None else anchor, _blocks_of(drawing))
            if anchor is not None:
                anchors[anchor] = None
            if drawing is box or not has_picture:
                remove(drawing)
            for one in list(drawing.iter(f"{W}txbxContent")):
                remove(one)
        for anchor in anchors:
            if next(anchor.iter(f"{W}t", f"{A}blip", f"{V}imagedata", f"{W}br"), None) is None:
                remove(anchor)  # it would count as a blank line

    def _drawings(self) -> None:
        for data in list(self.tree.iter(f"{A}graphicData")):
            uri = data.get("uri") or ""
            what = next((words for name, words in _DRAWN.items() if uri.endswith(name)), None)
            if what:
                words = f"{what[0].upper()}{what[1:]} of Word cannot be taken over. Save it as a picture and upload it."
                self.note("word-drawing", "warn", words)
        for blip in self.tree.iter(f"{A}blip"):
            if blip.get(f"{R}link") and not blip.get(f"{R}embed"):
                words = "A picture is only linked, not kept in the Word file. It was not fetched: upload it yourself."
                self.note("word-picture-linked", "warn", words)

    def _foreign_chunks(self) -> None:
        if next(self.tree.iter(f"{W}altChunk", f"{W}subDoc"), None) is not None:
            words = (
                "Part of the text comes from another file that is packed into this one, and could not be read. Open the "
                "file in Word, save it again and bring it in again."
            )
            self.note("word-other-file", "block", words)

    def _hidden(self) -> None:
        hidden: list[str] = []
        for run in list(self.tree.iter(f"{W}r")):
            looks = languages.properties_of(run, f"{W}rPr")
            vanish = looks.find(f"{W}vanish") if looks is not None else None
            if vanish is None or vanish.get(f"{W}val") in ("0", "false", "off") or run.getparent() is None:
                continue
            words = "".join(text.text or "" for text in run.iter(f"{W}t"))
            if words.strip():
                hidden.append(words)
                run.getparent().remove(run)
        if hidden:
            words = (
                "The file holds hidden text, which does not print. It was left out and is kept as a comment."
            )
            self.note("word-left-out", "warn", words, "".join(hidden))

    def _breaks(self) -> None:
        """A page break parts paragraphs; a mark typed in place of a note's number goes with the number."""
        for line_break in list(self.tree.iter(f"{W}br")):
            if line_break.get(f"{W}type") in ("page", "column"):
                del line_break.attrib[f"{W}type"]
                line_break.addnext(etree.Element(f"{W}br"))
        references = list(self.tree.iter(f"{W}footnoteReference", f"{W}endnoteReference"))
        for reference in references if self.name != self.package.document else ():
            # Word has no notes in notes; one that refers to itself would keep the converter busy for good.
            reference.getparent().remove(reference)
        for reference in references:
            if reference.get(f"{W}customMarkFollows") in ("1", "true", "on"):
                for text in list(reference.itersiblings(f"{W}t")):
                    text.text = ""

    def _tracked(self) -> None:
        added = [
            one
            for one in self.tree.iter(f"{W}ins", f"{W}moveTo")
            if next(one.iter(f"{W}t"), None) is not None
        ]
        taken = list(self.tree.iter(f"{W}del", f"{W}moveFrom"))
        words = "".join(text.text or "" for one in taken for text in one.iter(f"{W}delText", f"{W}t"))
        if added or words:
            message = (
                f"The file has tracked changes that nobody accepted: {len(added)} insertions, {len(taken)} deletions. It "
                "was read as if all of them were accepted. If they are not meant, reject them in Word first."
            )
            self.note("word-tracked-changes", "warn", message, f"Deleted: {words}"[:2000] if words else None)


def _blocks_of(drawing: etree._Element) -> list[etree._Element]:
    """The paragraphs and tables of a text box, which Word writes twice, for new and for old programs."""
    chosen = drawing.find(f"{MC}Choice") if drawing.tag == f"{MC}AlternateContent" else drawing
    source = drawing if chosen is None or next(chosen.iter(f"{W}txbxContent"), None) is None else chosen
    return [child for one in source.iter(f"{W}txbxContent") for child in one]


def _set_behind(place: etree._Element, blocks: list[etree._Element]) -> None:
    if place.getparent() is None:
        return  # in what was taken out already
    for block in reversed(blocks):
        place.addnext(block)
        if block.tag == f"{W}p":
            mark_role(block, "box")


def remove(element: etree._Element) -> None:
    """Take an element out of its tree, if it still stands in one."""
    holder = element.getparent()
    if holder is not None:
        holder.remove(element)


def mark_role(paragraph: etree._Element, role: str) -> None:
    """Say in the paragraph's text what it is; the converter would put a title beside the text."""
    run = text_run(f"{ROLE}{role}{END}")
    properties = languages.properties_of(paragraph, f"{W}pPr")
    if properties is not None:
        properties.addnext(run)
    else:
        paragraph.insert(0, run)


def text_run(words: str) -> etree._Element:
    run = etree.Element(f"{W}r")
    text = etree.SubElement(run, f"{W}t")
    text.set(SPACE, "preserve")
    text.text = words
    return run


def replace_by(element: etree._Element, children: list[etree._Element]) -> None:
    """Put `children` in the place of `element`."""
    for child in reversed(children):
        element.addnext(child)
    element.getparent().remove(element)


def _field(kind: str) -> etree._Element:
    run = etree.Element(f"{W}r")
    etree.SubElement(run, f"{W}fldChar").set(f"{W}fldCharType", kind)
    return run


def _instruction(words: str) -> etree._Element:
    run = etree.Element(f"{W}r")
    etree.SubElement(run, f"{W}instrText").text = words
    return run


def _packed(package: Package, trees: dict[str, etree._Element]) -> bytes:
    """A new archive of the parts that the converter needs; pictures are there by name only."""
    names = {"[Content_Types].xml", "_rels/.rels", *trees}
    for kind in _NEEDED:
        names.update(package.related(kind), {f"word/{kind}.xml"} & package.parts.keys())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(names):
            if name in trees:
                archive.writestr(name, etree.tostring(trees[name], encoding="UTF-8", xml_declaration=True))
            elif name in package.parts:
                archive.writestr(name, package.parts[name])
            folder, _, base = name.rpartition("/")
            relations = f"{folder}/_rels/{base}.rels" if folder else ""
            if relations in package.parts:
                archive.writestr(relations, _kept_relations(package.parts[relations]))
        for name in package.names:
            if "/media/" in name:
                archive.writestr(name, b"")
    return out.getvalue()


def _kept_relations(part: bytes) -> bytes:
    """Relationships without those that lead out of the file, except links, which are text and never followed."""
    tree = parse(part)
    for relation in list(tree):
        if relation.get("TargetMode") == "External" and not (relation.get("Type") or "").endswith(
            "/hyperlink"
        ):
            tree.remove(relation)
    return bytes(etree.tostring(tree, encoding="UTF-8", xml_declaration=True))
