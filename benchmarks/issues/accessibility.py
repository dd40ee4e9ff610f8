"""The accessibility check alone: `python -m benchmarks.issues.accessibility FILE.pdf`. Prints what it finds."""

import sys
from pathlib import Path

from editorial.rendering.pdf.accessibility import check

if __name__ == "__main__":
    for problem in check(Path(sys.argv[1])):
        print(problem)
