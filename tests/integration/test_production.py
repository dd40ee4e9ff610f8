"""A journey through the site as it runs in production: nginx, gunicorn, worker, beat, PostgreSQL and Redis, started with the
commands and the configuration that docker/ has. In order: each test goes on where the one before it ended,
so that several processes of pytest must not share them (`make test` runs them apart).
"""

import hashlib
import json
import os
import re
import signal
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.factories import picture_file
from tests.production.commands import ROOT
from tests.production.site import Missing, Site, port_is_open, processes_in, production, wait_for
from tests.production.visitor import PASSWORD, Answer, Visitor

pytestmark = [pytest.mark.serial, pytest.mark.any_database]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    try:
        with production() as made:
            yield made
    except Missing as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def world(site: Site) -> dict[str, Any]:
    """People and what they made, by name; tests add to it."""
    return newsroom(site, "begin")


@pytest.fixture(scope="module")
def people(site: Site, world: dict[str, Any]) -> dict[str, Visitor]:
    """Everybody, signed in through nginx."""
    found = {}
    for role in ("author", "editor", "fact_checker", "publications"):
        found[role] = Visitor(site.url, site.tls)
        answer = found[role].sign_in(f"{role}@example.org", PASSWORD)
        where = f"{role}: {answer.status} {answer.url}\n{site.log('web')[-3000:]}"
        assert answer.status == 200 and "/accounts/" not in answer.url, where
    return found


def newsroom(site: Site, part: str) -> dict[str, Any]:
    return json.loads(site.manage("-m", "tests.production.newsroom", part).splitlines()[-1])


def stranger(site: Site) -> Visitor:
    return Visitor(site.url, site.tls)


def once(answer: Answer, *names: str) -> None:
    """Each of these headers stands there exactly once."""
    assert {name: len(answer.headers.get_all(name, [])) for name in names} == dict.fromkeys(names, 1)


ENDED = {"worker": {0, 1}}  # Celery's code for ending in bounded time is 1 (systemd/oewatch-worker.service)
SAFETY = (
    "Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Strict-Transport-Security",
)  # fmt: skip


def test_a_stranger_is_led_to_https_and_asked_to_sign_in(site: Site) -> None:
    plain = Visitor(f"http://localhost:{site.http}", site.tls).get("/articles/1/?q=1", follow=False)
    assert (plain.status, plain.headers["Location"]) == (308, "https://localhost/articles/1/?q=1")
    answer = stranger(site).get("/")
    assert answer.status == 200 and answer.url.startswith(f"{site.url}/accounts/login/")
    once(answer, *SAFETY)
    assert all(cookie.secure for cookie in stranger_cookies(site))
    assert "gunicorn" not in str(answer.headers) and answer.headers["Server"] == "nginx"


def stranger_cookies(site: Site) -> list[Any]:
    visitor = stranger(site)
    visitor.get("/accounts/login/")
    assert list(visitor.cookies)
    return list(visitor.cookies)


def test_it_says_that_it_is_alive_and_ready_and_keeps_its_numbers_to_itself(site: Site) -> None:
    assert stranger(site).get("/nginx-health").text == "ok\n"
    for path in ("/healthz", "/readyz"):
        assert stranger(site).get(path).status == 200, path
    assert stranger(site).get("/metrics").status == 404
    assert stranger(site).get("/private-files/renditions/1.pdf").status == 404


def test_static_files_have_their_hash_and_are_kept_for_years(site: Site) -> None:
    page = stranger(site).get("/accounts/login/").text
    sheet = next(one for one in re.findall(r'href="([^"]+\.css)"', page))
    assert re.search(r"\.[0-9a-f]{12}\.css$", sheet)
    plain, packed = stranger(site).get(sheet), stranger(site).get(sheet, Accept_Encoding="gzip")
    assert (
        "max-age=315360000" in plain.headers["Cache-Control"]
        and "immutable" in plain.headers["Cache-Control"]
    )
    assert packed.headers["Content-Encoding"] == "gzip" and len(packed.body) < len(plain.body)
    assert stranger(site).get("/accounts/login/", Accept_Encoding="gzip").headers["Content-Encoding"] is None


def test_what_a_client_says_of_itself_is_not_believed(site: Site, people: dict[str, Visitor]) -> None:
    forged = {"X_Forwarded_For": "203.0.113.9", "X_Forwarded_Proto": "http", "X_Forwarded_Host": "evil.example",
              "X_Request_ID": "forged-by-a-client", "Forwarded": "for=203.0.113.9;proto=http"}  # fmt: skip
    answer = people["author"].get("/", follow=False, **forged)
    assert answer.status == 200 and "evil.example" not in answer.text
    assert stranger(site).get("/", Host="evil.example").status == 400
    lines = (site.folder / "nginx/access.log").read_text().splitlines()
    assert all(json.loads(line)["client"] == "127.0.0.1" for line in lines)
    assert "forged" not in "".join(lines)


def test_addresses_that_are_keys_are_not_logged(site: Site) -> None:
    for path in (
        "/invitations/a-secret-token/",
        "/accounts/password/reset/key/1-a-secret-token/",
        "/?q=a-secret-token",
    ):
        stranger(site).get(path)
    log = site.folder / "nginx/access.log"
    assert "/invitations/…" in log.read_text() and "a-secret-token" not in log.read_text()


def test_an_author_submits_and_a_picture_that_is_too_large_is_refused_in_words(
    site: Site, world: dict[str, Any], people: dict[str, Visitor]
) -> None:
    author, page = people["author"], f"/articles/{world['other']}/edit/"
    sent = author.upload(
        f"/articles/{world['other']}/images/", page=page, file=picture_file().read(), key=new_key()
    )
    assert sent.status == 200, sent.text
    refused = author.upload(
        f"/articles/{world['other']}/images/", page=page, file=b"x" * 41_000_000, key=new_key()
    )
    assert refused.status in (400, 413, 422) and "40 MB" in refused.text and "nginx" not in refused.text
    by_nginx = author.upload(
        f"/articles/{world['other']}/images/", page=page, file=b"x" * 70_000_000, key=new_key()
    )
    assert by_nginx.status == 413 and "This file is too large" in by_nginx.text

    submitted = author.post(f"/articles/{world['article']}/submit/")
    assert submitted.status == 200, site.log("web")[-4000:]
    assert people["editor"].get(f"/admin/editorial/article/{world['article']}/change/").status == 200


def new_key() -> str:
    return uuid.uuid4().hex


def test_the_office_approves_a_worker_renders_and_nginx_sends_the_bytes(
    site: Site, world: dict[str, Any], people: dict[str, Visitor]
) -> None:
    office = people["publications"]
    world |= newsroom(site, "check")
    world["page"] = f"/office/{world['issue']}/"
    press(office, world, "approve")
    pdf = wait_for_pdf(site)
    answer = office.get(f"/files/renditions/{pdf['pk']}/")
    assert answer.status == 200 and hashlib.sha256(answer.body).hexdigest() == pdf["sha256"]
    assert answer.headers["X-Accel-Redirect"] is None and answer.headers["Content-Type"] == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    once(answer, *SAFETY)
    # The bytes came from nginx: it knows ranges and marks, the application does not.
    assert answer.headers["Accept-Ranges"] == "bytes" and answer.headers["ETag"]
    assert office.get(f"/files/renditions/{pdf['pk']}/", Range="bytes=0-3").body == b"%PDF"
    assert stranger(site).get(f"/files/renditions/{pdf['pk']}/").url.startswith(f"{site.url}/accounts/login/")
    assert people["author"].get(f"/files/renditions/{pdf['pk'] + 999}/").status == 404
    picture = people["author"].get(f"/files/articles/{world['article']}/images/{world['image']}/")
    assert picture.status == 200 and picture.headers["Content-Type"] == "image/png"
    press(office, world, "publish")
    assert site.rows("SELECT state FROM editorial_issue") == [("published",)]


def press(office: Visitor, world: dict[str, Any], move: str) -> None:
    form = f"{world['page']}move/{move}/"
    seen = office.field(world["page"], "seen", form=form)
    answer = office.post(form, page=world["page"], seen=seen)
    assert answer.status == 200 and "error" not in answer.url, answer.text[:2000]


def wait_for_pdf(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = {}

    def made() -> bool:
        rows = site.rows(
            "SELECT id, sha256 FROM editorial_rendition WHERE form = 'pdf' AND status = 'succeeded'"
        )
        found.update(*[{"pk": pk, "sha256": sha256} for pk, sha256 in rows])
        return bool(found)

    wait_for(made, said=lambda: site.log("worker"), seconds=180)
    return found


@pytest.mark.skipif(os.getuid() != 0, reason="only root starts processes in other accounts")
def test_nginx_reads_the_files_and_nothing_else_of_the_data(site: Site) -> None:
    files = site.folder / "data/files"
    stored = [path for path in files.rglob("*") if path.is_file()]
    assert stored and all(path.stat().st_mode & 0o777 == 0o640 for path in stored)
    assert all(path.stat().st_mode & 0o007 == 0 for path in files.rglob("*"))
    assert (site.folder / "data").stat().st_mode & 0o777 == 0o710
    assert not list((site.folder / "data").glob("secret_key"))


def test_web_processes_that_are_killed_are_there_again_and_people_stay_signed_in(
    site: Site, people: dict[str, Visitor]
) -> None:
    before = processes_in(site, "web")
    assert len(before) == 3
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: len(set(processes_in(site, "web")) - set(before)) == 3, said=lambda: site.log("web"))
    wait_for(
        lambda: people["editor"].get("/admin/", follow=False).status == 200, said=lambda: site.log("web")
    )


def test_a_restart_tells_people_to_wait_and_nothing_that_was_acknowledged_is_lost(
    site: Site, people: dict[str, Visitor]
) -> None:
    before, going_on, answers = articles(site), [True], []

    def write(who: Visitor) -> None:
        token = who.token("/")
        while going_on:
            answers.append(who.post("/articles/new/", token=token, follow=False))

    with ThreadPoolExecutor(2) as pool:
        writing = [pool.submit(write, people["author"]) for _ in range(2)]
        wait_for(lambda: len(answers) > 5)
        code, away = site.end("web"), stranger(site).get("/accounts/login/")
        site.start_web()
        going_on.clear()
        for one in writing:
            one.result()
    assert code == 0 and (away.status, away.headers["Retry-After"]) == (503, "10")
    assert "starting again" in away.text and "what you typed is still there" in away.text
    assert {answer.status for answer in answers} == {302, 503}
    told = [answer.headers["Location"] for answer in answers if answer.status == 302]
    assert {f"/articles/{pk}/edit/" for pk in articles(site) - before} == set(told)
    assert len(set(told)) == len(told)
    assert people["author"].get("/").status == 200


def articles(site: Site) -> set[int]:
    return {pk for (pk,) in site.rows("SELECT id FROM editorial_article")}


def test_new_code_is_taken_up_without_a_failed_request(site: Site, people: dict[str, Visitor]) -> None:
    """`systemctl restart oewatch-web`: the socket is systemd's, so who asks meanwhile waits a little."""
    site.end("web")
    site.start_web_as_systemd()
    answers, going_on = [], [True]

    def keep_asking(who: Visitor, path: str) -> None:
        while going_on:
            answers.append(who.get(path).status)

    with ThreadPoolExecutor(3) as pool:
        asking = [
            pool.submit(keep_asking, who, path)
            for who, path in (
                (people["author"], "/"),
                (people["editor"], "/admin/"),
                (stranger(site), "/accounts/login/"),
            )
        ]
        wait_for(lambda: len(answers) > 5)
        site.end("web")
        during = len(answers)
        site.start_web_as_systemd()
        wait_for(lambda: len(answers) > during + 10)
        going_on.clear()
        for one in asking:
            one.result()
    assert set(answers) == {200}


def test_a_worker_that_is_asked_to_stop_loses_no_job(site: Site) -> None:
    proofs = newsroom(site, "more")["proofs"]

    def standing() -> list[str]:
        query = f"SELECT status FROM editorial_rendition WHERE id BETWEEN {min(proofs)} AND {max(proofs)}"
        return [status for (status,) in site.rows(query)]

    wait_for(lambda: "running" in standing(), said=lambda: site.log("worker"))
    assert site.end("worker") in ENDED["worker"]
    assert set(standing()) <= {"queued", "running", "succeeded"} and standing() != ["succeeded"] * 8
    site.start_worker()
    wait_for(lambda: standing() == ["succeeded"] * 8, said=lambda: site.log("worker"), seconds=240)
    assert not list((site.folder / "tmp").glob("oewatch-work-*"))


def test_without_the_queue_people_go_on_and_without_the_database_they_are_told(
    site: Site, people: dict[str, Visitor]
) -> None:
    site.redis.end(signal.SIGKILL)
    try:
        assert people["author"].get("/").status == 200
        assert stranger(site).get("/healthz").status == 200
    finally:
        site.redis.start()
    site.postgresql.end(signal.SIGINT)
    try:
        assert people["author"].get("/").status >= 500
        assert stranger(site).get("/healthz").status == 200
        assert stranger(site).get("/readyz").status == 503
    finally:
        site.postgresql.start()
    wait_for(lambda: stranger(site).get("/readyz").status == 200, said=lambda: site.log("web"))
    wait_for(lambda: people["author"].get("/").status == 200, said=lambda: site.log("web"))
    assert {name: process.poll() for name, process in site.running.items()} == dict.fromkeys(site.running)


def test_a_full_disk_of_nginx_is_said_in_words(
    site: Site, world: dict[str, Any], people: dict[str, Visitor]
) -> None:
    if not site.apart:
        pytest.skip("only root starts processes in other accounts")
    author, page = people["author"], f"/articles/{world['other']}/edit/"
    folder = site.folder / "nginx/client_body"
    folder.chmod(0o500)
    os.chown(folder, 0, 0)  # as good as full: it can write nothing there
    try:
        answer = author.upload(
            f"/articles/{world['other']}/images/", page=page, file=b"x" * 2_000_000, key=new_key()
        )
    finally:
        folder.chmod(0o700)
        os.chown(folder, 61002, 61002)
    assert answer.status == 500 and "Nothing was stored" in answer.text
    assert author.get(page).status == 200


def test_the_backup_of_the_night_is_whole(site: Site) -> None:
    """By the script of the timer and of compose, beside the running site."""
    folder = site.folder / "tmp"
    site.run([str(ROOT / "scripts/nightly-backup"), str(folder)])
    (made,) = folder.glob("????-??-??")
    manifest = json.loads((made / "manifest.json").read_text())
    assert manifest["fingerprints"]["editions"] == 1 and not manifest["missing"]
    assert made.stat().st_mode & 0o077 == 0


def test_it_all_ends_when_it_is_asked_to(site: Site) -> None:
    for name in ("nginx", "web", "worker", "beat"):
        assert site.end(name) in ENDED.get(name, {0}), f"{name}: {site.log(name)[-3000:]}"
    if site.listener:
        site.listener.close()  # systemd's
    assert not port_is_open(site.https) and not port_is_open(site.web_port)
