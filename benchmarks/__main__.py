"""`python -m benchmarks`, which is `make bench`: every measurement, one after the other; `docs/performance.md` tells them.

With names only those: `python -m benchmarks importing autosave`. Each can be run alone with options of its own too
(`python -m benchmarks.issues --help`). Goes on after one that failed, and ends with 1 then.
"""

import argparse
import subprocess
import sys
import time

PARTS = {
    "issues": "an issue by the product, plain WeasyPrint, Chromium and Typst",
    "pictures": "what pictures cost",
    "workers": "one worker against two",
    "importing": "articles a second",
    "autosave": "the server's part of an autosave",
    "typing": "a key press in the editor",
    "desk": "the desk beside Wagtail",
    "users": "60 people at once",
    "finders": "what importer and finders find",
    "linear": "finders against the length of a text",
}


def main() -> int:
    """Run them; the exit code."""
    listed = "\n".join(f"  {name:10} {says}" for name, says in PARTS.items())
    parser = argparse.ArgumentParser(
        description=f"Measurements:\n{listed}", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="which (all)")
    chosen = parser.parse_args().names or list(PARTS)
    if unknown := set(chosen) - PARTS.keys():
        parser.error(f"there is no measurement {', '.join(sorted(unknown))}")
    failed = []
    for name in chosen:
        print(f"\n## {name}: {PARTS[name]}\n", flush=True)
        start = time.monotonic()
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode:
            failed.append(name)
        print(f"\n({time.monotonic() - start:.0f} s)", flush=True)
    if failed:
        print(f"\nFAILED: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
