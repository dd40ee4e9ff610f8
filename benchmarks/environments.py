"""Python environments beside the product's own, for what it is compared with or measured with."""

import subprocess

from benchmarks.measuring import ROOT

TOOLS = ("bench", "benchmarks/tools/requirements.txt")  # Typst, Locust
WAGTAIL = ("wagtail", "benchmarks/wagtail_peer/requirements.txt")


class NotHere(Exception):
    """Something cannot be measured on this machine; the text says why."""


def python_of(environment: tuple[str, str]) -> str:
    """The Python of an environment (name, locked requirements), which is made if it is not there. Raises `NotHere`."""
    done = subprocess.run(
        [ROOT / "scripts" / "bench-environment", *environment],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        raise NotHere(f"its environment could not be made: {said[-1]}")
    return str(ROOT / done.stdout.strip())
