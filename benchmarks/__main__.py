"""`make bench`: rendering, measured side by side in one run; prints medians and ratios.

Each measurement is a process of its own, so that nothing is warm that would be cold for a worker. A ratio compares two
commands that ran in turn in this very run; single times depend on the machine and are not asserted anywhere.
"""

import argparse
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.generator import snapshot

RUNS = 5
OURS = (
    "import json, sys; from pathlib import Path; from editorial.rendering.pdf.engine import render;"
    "snapshot, folder, out = map(Path, sys.argv[1:]);"
    "print(render(json.loads(snapshot.read_text()), folder, out).pages)"
)
PLAIN = (
    "import json, sys; from pathlib import Path; from editorial.rendering.pdf import engine;"
    "from editorial.rendering.pdf.fetcher import EditionFetcher;"
    "from editorial.rendering.html import build, images_of; from weasyprint import CSS, HTML;"
    "snapshot, folder, out = map(Path, sys.argv[1:]); data = json.loads(snapshot.read_text()); made = build(data);"
    "fetch = EditionFetcher(folder, images_of(data));"
    "engine.grid.install(); style = [CSS(string=text, url_fetcher=fetch) for text in made.sheets];"
    "page = HTML(string=made.html, base_url=None, url_fetcher=fetch).render(stylesheets=style, pdf_variant='pdf/ua-1');"
    "page.write_pdf(out, pdf_variant='pdf/ua-1'); print(len(page.pages))"
)


def once(code: str, arguments: list[str]) -> tuple[float, int]:
    """Seconds and pages of one run in a process of its own."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    return time.perf_counter() - start, int(done.stdout.split()[-1])


def measure(articles: int, runs: int) -> dict[str, float]:
    """Medians of ours and of plain WeasyPrint on the same HTML, taken in turn; the first pair is not counted."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "snapshot.json"
        source.write_text(json.dumps(snapshot(articles, folder)))
        arguments = [str(source), str(folder), str(folder / "out.pdf")]
        pairs = []
        for _ in range(runs + 1):
            ours, pages = once(OURS, arguments)
            plain, plain_pages = once(PLAIN, arguments)
            if pages != plain_pages:
                raise SystemExit(f"ours has {pages} pages, plain WeasyPrint {plain_pages}")
            pairs.append((ours, plain))
        counted = pairs[1:]
    return {
        "pages": pages,
        "ours": statistics.median(a for a, _ in counted),
        "plain": statistics.median(b for _, b in counted),
        "ratio": statistics.median(a / b for a, b in counted),
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Rendering, side by side with plain WeasyPrint.")
    parser.add_argument("--articles", type=int, nargs="*", default=[11, 55])
    parser.add_argument("--runs", type=int, default=RUNS)
    chosen = parser.parse_args()
    print(f"Python {platform.python_version()}, medians of {chosen.runs} runs in turn, cold processes")
    print("articles  pages  ours s  plain WeasyPrint s  ours / plain  ours s per article")
    for articles in chosen.articles:
        row = measure(articles, chosen.runs)
        each = row["ours"] / articles
        print(
            f"{articles:8}  {row['pages']:5}  {row['ours']:6.2f}  {row['plain']:18.2f}  {row['ratio']:12.2f}  {each:18.3f}"
        )


if __name__ == "__main__":
    main()
