"""`python -m benchmarks.users`: 60 people at once at the product's own server, on SQLite and on PostgreSQL with Redis.

`manage.py serve` as an installation runs it (gunicorn with 2 processes of 4 threads, a worker, the clock), Locust beside it on
the same machine, which takes some of its time. The first seconds, in which everybody comes, are not counted.
"""

import argparse
import contextlib
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.environments import TOOLS, python_of
from benchmarks.measuring import ROOT, machine
from oewatch.children import start_child, stop_child
from tests.services import ServiceMissing, free_port, postgresql, redis_server

COMING_S = 12
START_LIMIT_S = 180
DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Line:
    """What Locust says of one kind of request; times in ms."""

    name: str
    requests: int
    failures: int
    median: float
    within_95: float
    per_second: float


@contextlib.contextmanager
def environment_of(database: str, folder: Path, port: int) -> Iterator[dict[str, str]]:
    """The environment of a site on that database. Raises `ServiceMissing`."""
    made = os.environ | {
        "OEWATCH_DATA_DIR": str(folder / "data"), "DJANGO_SETTINGS_MODULE": "oewatch.settings", "LOG_LEVEL": "ERROR",
        "SECOND_STEP_ROLES": "none",  # sessions are made without signing in
        "PUBLIC_URL": f"http://localhost:{port}", "ALLOWED_HOSTS": "127.0.0.1,testserver",
    }  # fmt: skip
    made = {name: value for name, value in made.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    with contextlib.ExitStack() as stack:
        if database == "postgresql":
            made["DATABASE_URL"] = stack.enter_context(postgresql())
            made["REDIS_URL"] = stack.enter_context(redis_server())
            made["SECRET_KEY"] = "of a site that lasts a minute"  # noqa: S105
        (folder / "data").mkdir(mode=0o700)
        yield made


@contextlib.contextmanager
def site(environment: dict[str, str], port: int) -> Iterator[str]:
    """The product's own server, until the block ends; yields its address."""
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    said = Path(environment["OEWATCH_DATA_DIR"], "said.log")
    with said.open("wb") as log:
        process = start_child(command, environment=environment, output=log.fileno(), folder=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + START_LIMIT_S
        while True:
            try:
                urlopen(f"{address}/accounts/login/", timeout=2)  # noqa: S310  our own address
                break
            except (URLError, OSError) as error:
                if time.monotonic() > end or process.poll() is not None:
                    raise SystemExit(f"the site did not start: {said.read_text()[-2000:]}") from error
                time.sleep(0.3)
        yield address
    finally:
        stop_child(process, grace_s=40)


def measure(database: str, *, users: int, seconds: int) -> list[Line]:
    """One minute of work. Raises `ServiceMissing`, `NotHere`."""
    port, python = free_port(), python_of(TOOLS)
    with tempfile.TemporaryDirectory(prefix="oewatch-bench-") as name:
        folder = Path(name)
        people = folder / "people.json"
        with environment_of(database, folder, port) as environment:
            subprocess.run(
                [sys.executable, "-m", "benchmarks.users.prepare", str(people)],
                cwd=ROOT, env=environment, check=True,
            )  # fmt: skip
            with site(environment, port) as address:
                _locust(python, address, people, folder / "found", users=users, seconds=seconds)
        with (folder / "found_stats.csv").open(newline="") as file:
            return [_line(row) for row in csv.DictReader(file)]


def _locust(python: str, address: str, people: Path, found: Path, *, users: int, seconds: int) -> None:
    command = [
        python, "-m", "locust", "-f", "benchmarks/users/locustfile.py", "--headless", "--host", address, "--users", str(users),
        "--spawn-rate", str(users / COMING_S), "--run-time", f"{seconds + COMING_S}s", "--reset-stats",
        "--csv", str(found), "--exit-code-on-error", "0", "--loglevel", "WARNING", "--only-summary",
    ]  # fmt: skip
    environment = os.environ | {"OEWATCH_BENCH_PEOPLE": str(people)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


def _line(row: dict[str, str]) -> Line:
    def number(name: str) -> float:
        return float(row[name]) if row[name] not in ("", "N/A") else 0.0

    return Line(
        row["Name"], int(row["Request Count"]), int(row["Failure Count"]), number("Median Response Time"), number("95%"),
        number("Requests/s"),
    )  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Many people at once.")
    parser.add_argument("--users", type=int, default=60)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--databases", default=",".join(DATABASES))
    chosen = parser.parse_args()
    print(f"{machine('django', 'gunicorn', 'psycopg')}; {chosen.users} people, {chosen.seconds} s\n")
    print("| database | request | requests | errors | a second | median ms | 95 % within, ms |")
    print("|---|---|---|---|---|---|---|")
    for database in chosen.databases.split(","):
        try:
            lines = measure(database, users=chosen.users, seconds=chosen.seconds)
        except ServiceMissing as missing:
            print(f"| {database} | not measured: {missing} | | | | | |")
            continue
        for line in sorted(lines, key=lambda one: (one.name != "Aggregated", one.name)):
            name = "everything" if line.name == "Aggregated" else line.name
            print(
                f"| {database} | {name} | {line.requests} | {line.failures} | {line.per_second:.1f} | {line.median:.0f}"
                f" | {line.within_95:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
