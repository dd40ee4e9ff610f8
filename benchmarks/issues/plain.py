"""WeasyPrint alone: `python -m benchmarks.issues.plain PAGE.html OUTPUT`. No part of the product is imported."""

import sys

from weasyprint import HTML

VARIANT = "pdf/a-2a"  # what the product makes


def main() -> None:
    """Set the page, which links to its sheets and pictures, and write it."""
    page, output = sys.argv[1:]
    HTML(filename=page).render(pdf_variant=VARIANT).write_pdf(output, pdf_variant=VARIANT)


if __name__ == "__main__":
    main()
