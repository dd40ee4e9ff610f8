"""What the rendering engine raises. Standard library only, because the parent process imports it too."""

from editorial.errors import EditorialError


class RenderingFailed(EditorialError):
    """No PDF was made.

    `reason` is for the newsroom: what is wrong, where, and what to do. `detail` is for the log (a traceback,
    the last messages of the engine); it may be empty. `disk_full`: the machine had no room left, and another time it may have.
    """

    def __init__(self, reason: str, detail: str = "", *, disk_full: bool = False):
        self.reason = reason
        self.detail = detail
        self.disk_full = disk_full
        super().__init__(reason)


class FontsMissing(RenderingFailed):
    """The machine lacks font families. `packages` are the Debian packages that bring them."""

    def __init__(self, families: list[str], packages: list[str]):
        self.families = families
        self.packages = packages
        super().__init__(
            f"This machine lacks the fonts {', '.join(families)}. "
            f"Install them: apt-get install {' '.join(packages)}"
        )


class GlyphMissing(RenderingFailed):
    """A character that none of the product's fonts has. `character` is one character, `where` names the
    place.
    """

    def __init__(self, character: str, name: str, where: str):
        self.character = character
        self.where = where
        super().__init__(
            f"The character “{character}” (U+{ord(character):04X}, {name}) in {where} cannot be printed: "
            "none of the fonts has it. Replace it or leave it out."
        )
