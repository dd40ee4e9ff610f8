"""Typst, in the environment of the benchmarks: `typst_compile.py ISSUE.typ OUTPUT FONTS…` with folders of fonts."""

import sys

import typst


def main() -> None:
    """Compile to a tagged file."""
    source, output, *folders = sys.argv[1:]
    typst.compile(
        source, output=output, font_paths=folders, ignore_system_fonts=True, pdf_standards=["a-2a", "ua-1"]
    )


if __name__ == "__main__":
    main()
