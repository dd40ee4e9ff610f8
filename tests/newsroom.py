"""People of a newsroom who work at the product's own server all at once, each with a journal of what they were told."""

import contextlib
import http.client
import itertools
import json
import random
import re
import string
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlencode

LIMIT_S = 120.0
TOKEN = "n" * 32  # of forms: cookie and header of a request say the same
WORD = re.compile(r"\btok[a-z]+\b")
PARAGRAPH = re.compile(r"<p>.*?</p>", re.DOTALL)
_number = itertools.count()
FREE = ("dek", "pull_quote")  # fields of an article whose words may be replaced


def new_word() -> str:
    """A word that nobody has written yet; letters alone, so that no finder takes it for a date or a figure."""
    number, letters = next(_number), ""
    for _ in range(5):
        number, rest = divmod(number, 26)
        letters += string.ascii_lowercase[rest]
    return f"tok{letters}"


@dataclass(frozen=True)
class Place:
    """A field of one item of one article."""

    article: int
    kind: str
    key: str
    field: str


@dataclass
class Journal:
    """What one person was told: words that are stored and where, words that they knowingly wrote over, moves, answers."""

    written: dict[str, Place] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    moves: Counter[tuple[int, str]] = field(default_factory=Counter)
    comments: set[str] = field(default_factory=set)
    arranged: list[tuple[str, str]] = field(
        default_factory=list
    )  # the mark that was shown, the order that was stored
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)  # refused without what was typed


class Person:
    """Somebody who is signed in at `port`; `articles` are those they work at."""

    def __init__(self, session: str, port: int, articles: list[int], seed: int) -> None:
        self.journal, self.articles, self.chance = Journal(), articles, random.Random(seed)
        self.writes = set(
            articles[seed % 4 :: 4]
        )  # of an editor: whoever wrote in an article decides about another one
        self._session, self._port = session, port
        self.shown: dict[int, dict[str, Any]] = {}
        self.closed: set[int] = set()  # articles that could not be written in when it was last tried

    def work(self, over: threading.Event) -> None:
        """Do one thing after the other until the day is over."""
        try:
            while not over.is_set():
                self.one_thing(self.chance.choice(self.articles))
                time.sleep(self.chance.uniform(0.02, 0.3))
        except Exception as error:  # the test says so
            self.journal.wrong.append(repr(error))

    def one_thing(self, article: int) -> None:
        raise NotImplementedError

    # Asking

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, str, str]:
        """Status, text, and where a redirect leads."""
        headers = {"Cookie": f"sessionid={self._session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
        if kind:
            headers["Content-Type"] = kind
        # A connection for each: one that is kept may be closed by the server just when it is used again.
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=LIMIT_S)
        with contextlib.closing(connection):
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        name = re.sub(r"\d+", "N", path.partition("?")[0])
        self.journal.answers[f"{method} {name} {response.status}"] += 1
        if response.status >= 500 or response.status in (400, 401):
            self.journal.wrong.append(f"{method} {path}: {response.status} {text[:300]}")
        return response.status, text, response.headers.get("Location", "")

    def post(self, path: str, **data: str) -> tuple[int, str, str]:
        """Send a form; a refusal must show what was typed into it."""
        answer = self.ask("POST", path, urlencode(data).encode(), "application/x-www-form-urlencoded")
        typed = data.get("reason") or data.get("text") or data.get("note") or ""
        if answer[0] in (409, 422) and typed not in unescape(answer[1]):
            self.journal.lost.append(f"{path}: {typed}")
        return answer

    # Writing

    def write(self, pk: int) -> None:
        """Change something in the article as the editor's autosave does."""
        if pk in self.closed and self.chance.random() < 0.8:
            return
        if pk not in self.shown or self.chance.random() < 0.15:
            status, text, _where = self.ask("GET", f"/articles/{pk}/save/")
            if status != 200:
                return
            self.shown[pk] = json.loads(text)
        shown = self.shown[pk]
        change, order = self.some_change(shown)
        body = json.dumps({"changes": [change] if change else [], "order": order}).encode()
        status, text, _where = self.ask("POST", f"/articles/{pk}/save/", body, "application/json")
        if status == 200:
            self.closed.discard(pk)
            self.take_in(pk, change, json.loads(text))
        else:
            self.closed.add(pk)
            del self.shown[pk]

    def some_change(self, shown: dict[str, Any]) -> tuple[dict[str, Any] | None, dict[str, list[str]]]:
        """One change, and an order where it is one of that."""
        what = self.chance.choices(["text", "excerpt", "note", "add", "remove", "order"], [6, 4, 1, 1, 1, 1])[
            0
        ]
        excerpts = shown["excerpts"]
        own = [one for one in excerpts if one["key"].startswith("extra")]
        if what == "remove" and own:
            item = self.chance.choice(own)
            seen = {name: {"before": value, "after": value} for name, value in item["values"].items()}
            return {
                "kind": "excerpt",
                "key": item["key"],
                "version": item["version"],
                "fields": seen,
                "removed": True,
            }, {}
        if what == "order" and len(excerpts) > 1:
            keys = [one["key"] for one in excerpts]
            self.chance.shuffle(keys)
            return None, {"excerpts": keys}
        if what == "add" and len(excerpts) < 6:
            values = excerpts[0]["values"] | {"body": f"<p>{new_word()}</p>", "place": new_word()}
            fields = {name: {"before": None, "after": value} for name, value in values.items()}
            return {"kind": "excerpt", "key": f"extra{next(_number)}", "version": None, "fields": fields}, {}
        if what == "note" and shown["footnotes"]:
            return self.change_of(self.chance.choice(shown["footnotes"]), "text"), {}
        if what == "excerpt" and excerpts:
            return self.change_of(self.chance.choice(excerpts), self.chance.choice(["body", "place"])), {}
        return self.change_of(shown["article"], self.chance.choice([*FREE, *FREE, "commentary"])), {}

    def change_of(self, item: dict[str, Any], name: str) -> dict[str, Any]:
        before = item["values"][name]
        after = self.other_words(before, name)
        return {
            "kind": item["kind"], "key": item["key"], "version": item["version"],
            "fields": {name: {"before": before, "after": after}},
        }  # fmt: skip

    def other_words(self, before: str, name: str) -> str:
        """A word more, or other words in the place of some; what refers to notes stays."""
        paragraphs = PARAGRAPH.findall(before)
        replaces = self.chance.random() < 0.25
        if not paragraphs:
            return new_word() if replaces or len(before) > 200 else f"{before} {new_word()}".strip()
        at = self.chance.randrange(len(paragraphs))
        if (replaces or len(paragraphs[at]) > 400) and "data-" not in paragraphs[at]:
            paragraphs[at] = f"<p>{new_word()} instead.</p>"
        else:
            paragraphs[at] = paragraphs[at].replace("<p>", f"<p>{new_word()} ", 1)
        return "".join(paragraphs)

    def take_in(self, pk: int, change: dict[str, Any] | None, answer: dict[str, Any]) -> None:
        """Note what was acknowledged, and know from here on what is stored."""
        journal, shown = self.journal, self.shown[pk]
        items = {
            (one["kind"], one["key"]): one
            for one in [shown["article"], *shown["excerpts"], *shown["footnotes"]]
        }
        for saved in answer["saved"]:
            if change and (saved["kind"], saved["key"]) == (change["kind"], change["key"]):
                self.note_saved(pk, change, saved)
            item = items.get((saved["kind"], saved["key"]))
            if item and saved["version"] is not None:
                item["version"] = saved["version"]
                item["values"] |= saved["values"]
        for conflict in answer["conflicts"]:
            journal.answers["conflict"] += 1
            item = items.get((conflict["kind"], conflict["key"]))
            if item and not conflict["removed"]:
                item["version"] = conflict["version"]
                item["values"] |= conflict["fields"]
        if not change or answer["conflicts"] or change.get("removed") or change["version"] is None:
            del self.shown[pk]

    def note_saved(self, pk: int, change: dict[str, Any], saved: dict[str, Any]) -> None:
        journal = self.journal
        for name, sent in change["fields"].items():
            before, after = words_of(sent["before"]), words_of(sent["after"])
            if change.get("removed"):
                journal.dropped |= before
            elif name in saved["values"]:
                journal.dropped |= before - after
                for word in after - before:
                    journal.written[word] = Place(pk, change["kind"], change["key"], name)

    # Talking, and who does what

    def talk(self, pk: int) -> None:
        """A remark, and often its end."""
        word = new_word()
        status, _text, where = self.post(
            f"/articles/{pk}/comments/", text=f"About this: {word}", about="the-article"
        )
        if status == 302:
            self.journal.comments.add(word)
            made = re.search(r"#comment-(\d+)", where)
            if made and self.chance.random() < 0.7:
                self.post(f"/comments/{made[1]}/resolve/")

    def move(self, pk: int, page: str, to: str) -> None:
        """Look at a page and make one of the moves that it offers, with what the page carries."""
        status, text, _where = self.ask("GET", page)
        if status != 200:
            return
        offered = re.findall(
            r'name="move" value="(\w+)"><input type="hidden" name="seen" value="([^"]*)"', text
        )
        if offered:
            name, seen = self.chance.choice(offered)
            self.decide(pk, name, to, move=name, seen=seen)

    def decide(self, pk: int, name: str, to: str, **data: str) -> None:
        """One move; the journal has it when it was made."""
        status, _text, _where = self.post(to, reason=f"Because {new_word()}", **data)
        if status == 302:
            self.journal.moves[pk, name] += 1


def words_of(value: Any) -> set[str]:
    """Our words in a value of a field."""
    return set(WORD.findall(value)) if isinstance(value, str) else set()


class Author(Person):
    """Writes, hands in, takes back."""

    def one_thing(self, article: int) -> None:
        act = self.chance.random()
        if act < 0.8:
            self.write(article)
        elif act < 0.88:
            self.talk(article)
        elif act < 0.97:
            status, text, _where = self.ask("GET", f"/articles/{article}/submit/")
            seen = re.search(r'name="seen" value="([^"]*)"', text)
            if status == 200 and seen:
                self.decide(article, "submit", f"/articles/{article}/submit/", seen=seen[1])
        else:
            status, text, _where = self.ask("GET", f"/articles/{article}/")
            found = re.search(rf'action="/articles/{article}/(withdraw|restore)/">\s*<input[^>]*>'
                              r'<input type="hidden" name="seen" value="([^"]*)"', text)  # fmt: skip
            if status == 200 and found:
                self.decide(article, found[1], f"/articles/{article}/{found[1]}/", seen=found[2])


class Editor(Person):
    """Reviews: writes or moves, never both in one article, claims, gives out, sets days, arranges the issue."""

    issue = 0

    def one_thing(self, article: int) -> None:
        desk, act = f"/admin/editorial/article/{article}/", self.chance.random()
        if act < 0.35 and article in self.writes:
            self.write(article)
        elif act < 0.45:
            self.talk(article)
        elif act < 0.75:
            self.move(article, f"{desk}change/", f"{desk}move/")
        elif act < 0.82:
            self.post(f"{desk}claim/")
        elif act < 0.86:
            self.post(f"{desk}release/")
        elif act < 0.92:
            status, text, _where = self.ask("GET", f"{desk}change/")
            seen = re.search(r'name="seen" value="([\d-]*)">\s*<label for="assign-due"', text)
            if status == 200 and seen:
                self.post(f"{desk}due/", seen=seen[1], due_on=f"2031-0{self.chance.randint(1, 9)}-11")
        else:
            self.arrange()

    def arrange(self) -> None:
        """Move one article to another place of the issue, as the page showed it."""
        page = f"/admin/editorial/issue/{self.issue}/"
        status, text, _where = self.ask("GET", f"{page}change/")
        found = re.search(
            r'name="expected" value="(\w+)"><input type="hidden" name="shown" value="([^"]*)"', text
        )
        if status != 200 or not found:
            return
        shown = unescape(found[2])
        groups = json.loads(shown)
        group = self.chance.choice([one for one in groups if len(one["articles"]) > 1])
        self.chance.shuffle(group["articles"])
        wanted = json.dumps(groups)
        status, text, _where = self.post(f"{page}order/", expected=found[1], shown=shown, arrangement=wanted)
        if status == 302:
            self.journal.arranged.append((shown, wanted))
        elif status == 409 and 'name="arrangement"' not in text:
            self.journal.lost.append(f"{page}order/: the arrangement")


class Checker(Person):
    """Checks everything of an article, and clears or returns it."""

    def one_thing(self, article: int) -> None:
        page, act = f"/check/{article}/", self.chance.random()
        if act < 0.15:
            self.talk(article)
        elif act < 0.3:
            self.post(f"/admin/editorial/article/{article}/claim/")
        elif act < 0.75:
            status, text, _where = self.ask("GET", page)
            forms = re.findall(r'name="kind" value="(\w+)">\s*<input type="hidden" name="key" value="([^"]*)">'
                               r'\s*<input type="hidden" name="seen" value="(\w*)"', text)  # fmt: skip
            for kind, key, seen in dict.fromkeys(forms) if status == 200 else ():
                note = f"Seen {new_word()}"
                self.post(f"{page}verdict/", kind=kind, key=key, seen=seen, verdict="verified", note=note)
        else:
            self.move(article, page, f"{page}move/")
