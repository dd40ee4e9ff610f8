"""Installations of their own beside the test's: each has its data folder and its database, and is run by `manage.py`."""

import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from editorial.backup.folders import MANIFEST, SUMS, digest_of_path, read_sums, sums_digest, sums_text
from tests.processes import database_url

ROOT = Path(__file__).resolve().parents[3]
LIMIT_S = 300


@dataclass(frozen=True)
class Site:
    """An installation: its data folder, its database (“” for SQLite in the folder), further settings."""

    folder: Path
    database: str
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are started with: nothing of the test's own site but its key and its queue's address."""
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        database = {"DATABASE_URL": self.database} if self.database else {}
        return (
            kept
            | {
                "OEWATCH_DATA_DIR": str(self.folder),
                "DJANGO_SETTINGS_MODULE": "oewatch.settings",
                "ALLOWED_HOSTS": "localhost",
            }
            | database
            | self.more
        )

    def start(self, *words: str | Path) -> subprocess.Popen[str]:
        """Begin a command."""
        return subprocess.Popen(
            [sys.executable, "manage.py", *map(str, words)],
            cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def manage(self, *words: str | Path) -> str:
        """Run a command that must succeed; what it printed."""
        code, said = self.tried(*words)
        assert code == 0, said
        return said

    def tried(self, *words: str | Path) -> tuple[int, str]:
        """Run a command; its exit code and what it printed, errors last."""
        process = self.start(*words)
        out, errors = process.communicate(timeout=LIMIT_S)
        return process.returncode, out + errors

    def ask(self, code: str) -> Any:
        """Run Python in the site; what the last line that it printed says as JSON."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{code}"],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=LIMIT_S,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout.splitlines()[-1])


def this_site() -> Site:
    """The test's own installation, as another process sees it."""
    return Site(settings.DATA_DIR, database_url())


@contextmanager
def empty_site(folder: Path, *, migrated: bool = False, **more: str) -> Iterator[Site]:
    """A new installation without anything, or with empty tables (`migrated`), on the kind of database that the test runs on;
    gone afterwards.
    """
    folder.mkdir(mode=0o700)
    template = os.environ.get("OEWATCH_TEST_TEMPLATE", "")
    if connection.vendor == "sqlite":
        site = Site(folder, "", more)
        if migrated and template:
            shutil.copyfile(template, folder / "db.sqlite3")
        elif migrated:
            site.manage("migrate", "--verbosity", "0")
        yield site
        return
    name, url = f"restored_{uuid.uuid4().hex[:8]}", database_url()
    server = url.rpartition("/")[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if migrated and template else ""))
        try:
            site = Site(folder, f"{server}/{name}", more)
            if migrated and not template:
                site.manage("migrate", "--verbosity", "0")
            yield site
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def reseal(folder: Path, **changes: Any) -> None:
    """Write the lists of a backup anew, as if it had been made like this: with other values in its manifest."""
    old = read_sums((folder / SUMS).read_text())
    sums = {
        name: digest_of_path(folder / name) for name in old if (folder / name).exists() and name != MANIFEST
    }
    values = json.loads((folder / MANIFEST).read_text()) | {"contents": sums_digest(sums)} | changes
    (folder / MANIFEST).write_text(json.dumps(values))
    sums[MANIFEST] = digest_of_path(folder / MANIFEST)
    (folder / SUMS).write_text(sums_text(sums))


def rows_when_sealed(rows: dict[str, int]) -> dict[str, int]:
    """The counts of a backup once it is restored: what waited to be sealed in its moment is sealed."""
    waited = rows["editorial_unsealed"]
    return rows | {"editorial_seal": rows["editorial_seal"] + waited, "editorial_unsealed": 0}


STATE = """
import json
from editorial.backup.fingerprinting import fingerprint_lines, log_head, row_counts
print(json.dumps({"lines": list(fingerprint_lines()), "head": log_head(), "rows": row_counts()}))
"""

# A person signs in, opens an article, and downloads a PDF: what comes, and what is on record.
VISIT = """
import hashlib, json
from django.test import Client
from django.urls import reverse
from editorial.issues.models import Rendition
email, password, article, rendition = {given!r}
client = Client(HTTP_HOST="localhost")
signed_in = client.post(reverse("account_login"), {{"login": email, "password": password}})
page = client.get(reverse("article", args=[article]))
pdf = client.get(reverse("pdf", args=[rendition]))
body = b"".join(pdf.streaming_content) if pdf.streaming else pdf.content
print(json.dumps({{
    "signed in": signed_in.status_code, "page": page.status_code, "text": page.content.decode(),
    "pdf": pdf.status_code, "same": hashlib.sha256(body).hexdigest() == Rendition.objects.get(pk=rendition).sha256,
}}))
"""
