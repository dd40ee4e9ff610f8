"""What people of the newsroom do, for Locust (in the environment of the benchmarks): one `Person` for each session.

Between two things they do they wait two to six seconds, as people do. OEWATCH_BENCH_PEOPLE names the file with the sessions.
"""

import itertools
import json
import os
import random
from pathlib import Path

from locust import FastHttpUser, between, task

PEOPLE = json.loads(Path(os.environ["OEWATCH_BENCH_PEOPLE"]).read_text("utf-8"))
_of_role = {
    role: itertools.cycle([one for one in PEOPLE if one["role"] == role])
    for role in ("author", "editor", "fact_checker")
}


class Person(FastHttpUser):
    """Somebody who is signed in."""

    abstract = True
    role = ""
    wait_time = between(2, 6)

    def on_start(self) -> None:
        """Take one of the sessions."""
        self.me = next(_of_role[self.role])
        cookies = f"sessionid={self.me['session']}; csrftoken={self.me['token']}"
        self.headers = {"Cookie": cookies, "X-CSRFToken": self.me["token"]}

    def open(self, address: str, name: str) -> None:
        """Open a page; a redirect is none that we want to measure."""
        with self.client.get(
            address, name=name, headers=self.headers, allow_redirects=False, catch_response=True
        ) as got:
            if got.status_code != 200:
                got.failure(f"answered {got.status_code}")


class Author(Person):
    """Writes, looks at the own articles, and now and then asks for a proof."""

    role = "author"
    fixed_count = sum(one["role"] == "author" for one in PEOPLE)

    def on_start(self) -> None:
        """Open the editor once."""
        super().on_start()
        self.shown: dict = {}
        self.edit()

    @task(2)
    def look_at_list(self) -> None:
        """The author's first page."""
        self.open("/", "list of own articles")

    @task(1)
    def edit(self) -> None:
        """The editor, and what its script asks."""
        self.open(f"/articles/{self.me['draft']}/edit/", "open the editor")
        with self.client.get(
            f"/articles/{self.me['draft']}/save/", name="article as JSON", headers=self.headers
        ) as got:
            if got.status_code == 200:
                self.shown = got.json()["article"]

    @task(8)
    def autosave(self) -> None:
        """One word more in the middle."""
        if not self.shown:
            return
        before = self.shown["values"]["commentary"]
        middle = before.index(" ", len(before) // 2)
        after = f"{before[:middle]} w{random.randrange(10_000)}{before[middle:]}"
        change = {
            "kind": "article", "key": self.me["key"], "version": self.shown["version"],
            "fields": {"commentary": {"before": before, "after": after}},
        }  # fmt: skip
        with self.client.post(
            f"/articles/{self.me['draft']}/save/", name="autosave", headers=self.headers,
            json={"changes": [change], "order": {}}, catch_response=True,
        ) as got:  # fmt: skip
            if got.status_code != 200 or got.json()["conflicts"] or got.json()["refused"]:
                got.failure(f"answered {got.status_code}: {got.text[:200]}")
                return
            (saved,) = got.json()["saved"]
            self.shown = {"version": saved["version"], "values": saved["values"]}

    @task(1)
    def ask_for_a_proof(self) -> None:
        """The request only: a worker of the same machine makes it meanwhile."""
        with self.client.post(
            f"/articles/{self.me['draft']}/proof/", name="ask for a proof", headers=self.headers, json={}
        ) as got:
            where = got.json()["where"] if got.status_code == 200 else ""
        if where:
            self.client.get(where, name="progress of a proof", headers=self.headers)


class Editor(Person):
    """Reads at the desk."""

    role = "editor"
    fixed_count = sum(one["role"] == "editor" for one in PEOPLE)

    @task(2)
    def look_at_queue(self) -> None:
        """The desk's first page."""
        self.open("/admin/", "desk")

    @task(3)
    def look_at_list(self) -> None:
        """All articles."""
        self.open("/admin/editorial/article/", "list of articles")

    @task(1)
    def search(self) -> None:
        """Two words."""
        self.open("/admin/editorial/article/?q=shi+wan", "search")

    @task(4)
    def read(self) -> None:
        """One article."""
        pk = random.choice(self.me["articles"])
        self.open(f"/admin/editorial/article/{pk}/change/", "article at the desk")


class FactChecker(Person):
    """Checks."""

    role = "fact_checker"
    fixed_count = sum(one["role"] == "fact_checker" for one in PEOPLE)

    @task(1)
    def look_at_list(self) -> None:
        """What is in fact-check."""
        self.open("/check/", "list of the fact-check")

    @task(3)
    def read(self) -> None:
        """One article beside what is left to check."""
        self.open(f"/check/{random.choice(self.me['articles'])}/", "article in fact-check")
