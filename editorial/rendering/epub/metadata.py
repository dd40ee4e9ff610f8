"""What the book says of its own accessibility: only what its making makes sure of.

The terms are those of schema.org that EPUB Accessibility 1.1 asks for. The book does not claim to conform to WCAG: such a claim
names who evaluated it (a11y:certifiedBy), and no person has; docs/other-forms.md says how to make it.
"""

import io

from PIL import Image

from editorial.rendering.epub.views import Book

_FEATURES = [
    "tableOfContents",
    "readingOrder",
    "structuralNavigation",
    "ARIA",
    "displayTransformability",
    "unlocked",
]


def accessibility(book: Book, pictures: list[bytes]) -> list[tuple[str, str]]:
    """Property and value, in the order of the package document."""
    shown = bool(book.credits or book.issue["logo"])
    described = all(image["described"] for image in book.credits)
    out = [("accessMode", "textual")]
    if shown:
        out += [("accessMode", "visual"), ("accessModeSufficient", "textual,visual")]
    if described:
        out.append(("accessModeSufficient", "textual"))
    features = sorted([*_FEATURES, *(["alternativeText"] if shown and described else [])])
    out += [("accessibilityFeature", feature) for feature in features]
    out.append(("accessibilityHazard", "unknown" if any(map(_moves, pictures)) else "none"))
    out.append(("accessibilitySummary", _summary(shown, described)))
    return out


def _summary(shown: bool, described: bool) -> str:
    words = [
        "Text reflows and can be set in any size, font and color.",
        "Headings, contents, notes and pull quotes are marked up; each note links back to its reference.",
        "Passages in other languages carry their language and direction.",
    ]
    if shown:
        words.append(
            "Every picture has a text alternative."
            if described
            else "Not every picture has a text alternative."
        )
    words.append("These points were checked by a program; nobody has evaluated conformance to WCAG.")
    return " ".join(words)


def _moves(picture: bytes) -> bool:
    """Whether a picture has more than one frame, or cannot be looked at."""
    try:
        with Image.open(io.BytesIO(picture)) as image:
            return getattr(image, "n_frames", 1) > 1
    except (OSError, ValueError, Image.DecompressionBombError):
        return True
