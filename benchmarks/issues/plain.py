"""WeasyPrint alone: `python -m benchmarks.issues.plain PAGE.html OUTPUT [again]`. No part of the product is imported.

With `again` the page is set twice, and the seconds of the second time are printed.
"""

import sys
import time

from weasyprint import HTML

VARIANT = "pdf/a-2a"  # what the product makes


def main() -> None:
    """Set the page, which links to its sheets and pictures, and write it."""
    page, output, *again = sys.argv[1:]
    for _ in range(1 + len(again)):
        start = time.perf_counter()
        HTML(filename=page).render(pdf_variant=VARIANT).write_pdf(output, pdf_variant=VARIANT)
    print(time.perf_counter() - start)


if __name__ == "__main__":
    main()
