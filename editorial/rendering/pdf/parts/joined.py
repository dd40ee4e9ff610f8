"""Whether a file that was put together holds together: what a fault in the joining would break first."""

import io

import pikepdf


class NotWhole(Exception):
    """The file has a fault that its parts have not."""


def check_joined(data: bytes, pages: int) -> None:
    """Raises `NotWhole`, or `pikepdf.PdfError` for what cannot be read at all."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if len(pdf.pages) != pages:
            raise NotWhole(f"{len(pdf.pages)} pages instead of {pages}")
        for number, page in enumerate(pdf.pages):
            if int(page.obj.StructParents) != number:
                raise NotWhole(f"page {number + 1} is not in the parent tree")
        elements = pdf.Root.StructTreeRoot.ParentTree.Nums
        links = sum(len(page.obj.get("/Annots", [])) for page in pdf.pages)
        if len(elements) != 2 * (pages + links):
            raise NotWhole("the parent tree has gaps")
        problems = pdf.get_warnings()
        if problems:
            raise NotWhole("; ".join(map(str, problems)))
