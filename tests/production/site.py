"""All processes of a production site, started and ended one by one."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from oewatch.children import ends_with_parent, group_is_alive
from tests import services
from tests.chaos.servers import PostgreSQL, Redis
from tests.production import commands

# Numbers that no account has. nginx's process has the application's group beside its own, as in compose.yaml.
OURS, NGINX = 61001, 61002
WAIT_S = 120.0
# What systemd does with the socket of a service: it is file 3, and the environment says for whom.
_HANDED_OVER = """import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
os.execvp(sys.argv[2], sys.argv[2:])"""


class Missing(Exception):
    """A program is not installed here; the text says which, and how to get it."""


def _ours_may_run() -> bool:
    """True where an account without any rights can read code and Python."""
    ends = [Path(commands.ROOT), Path(sys.prefix), Path(sys.executable).resolve()]
    return all(path.stat().st_mode & 0o005 == 0o005 for end in ends for path in (end, *end.parents))


def wait_for(true: Callable[[], object], *, said: Callable[[], str] = str, seconds: float = WAIT_S) -> None:
    """Wait until `true` is. Raises AssertionError with what `said` tells."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"waited in vain; {said()[-6000:]}"
        time.sleep(0.1)


class Site:
    """A site at `url`, with a certificate that `tls` trusts. Nothing runs until something is started."""

    def __init__(self, folder: Path, postgresql: PostgreSQL, redis: Redis) -> None:
        self.folder, self.postgresql, self.redis = folder, postgresql, redis
        self.http, self.https, self.web_port = (services.free_port() for _ in range(3))
        self.url = f"https://localhost:{self.https}"
        # Only root starts processes in other accounts: nginx always, ours (else root, in our group) where it can read the code.
        self.apart = os.getuid() == 0
        self.ours = OURS if self.apart and _ours_may_run() else os.getuid()
        self.listener: socket.socket | None = None  # of systemd's, in our place
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.environment = self._environment()
        self._lay_out()
        self.tls = ssl.create_default_context(cafile=str(folder / "nginx/cert.pem"))

    def _environment(self) -> dict[str, str]:
        """Everything that production sets, and nothing of ours."""
        return {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "LANG": "C.UTF-8",
            "HOME": str(self.folder / "data"),
            "TMPDIR": str(self.folder / "tmp"),
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "DJANGO_SETTINGS_MODULE": "oewatch.settings",
            "OEWATCH_DATA_DIR": str(self.folder / "data"),
            "STATIC_ROOT": str(self.folder / "static"),
            "DATABASE_URL": self.postgresql.url,
            "REDIS_URL": self.redis.url,
            "SECRET_KEY": secrets.token_urlsafe(64),
            "PUBLIC_URL": self.url,
            "BEHIND_PROXY": "1",
            "X_ACCEL_REDIRECT": "private-files",
            "EMAIL_URL": f"filemail://{self.folder}/mail",
            "DEFAULT_FROM_EMAIL": "Digest <digest@example.org>",
            "JOB_LEASE_SECONDS": "3",
            "JOB_RECONCILE_SECONDS": "1",
            "JOB_RESEND_AFTER_SECONDS": "5",
        }

    def _lay_out(self) -> None:
        """The folders, as docs/operating.md says: of the data nginx may pass through to files/, and read there."""
        self.folder.chmod(0o711)
        for name, mode in {
            "data": 0o710,
            "data/files": 0o750,
            "mail": 0o700,
            "static": 0o750,
            "tmp": 0o700,
        }.items():
            self._folder(name, mode, self.ours, OURS)
        self._folder("nginx", 0o700, NGINX, NGINX)
        commands.write_certificate(self.folder / "nginx")
        self.write_conf()

    def _folder(self, name: str, mode: int, user: int, group: int) -> None:
        folder = self.folder / name
        folder.mkdir()
        folder.chmod(mode)
        if self.apart:
            os.chown(folder, user, group)

    def write_conf(self, *, change: Callable[[str], str] = str) -> None:
        """nginx's configuration, after `change`."""
        conf = commands.nginx_conf(
            self.folder / "nginx", http=self.http, https=self.https, web=f"http://127.0.0.1:{self.web_port}",
            files=self.folder / "data/files",
        )  # fmt: skip
        (self.folder / "nginx/nginx.conf").write_text(change(conf))
        for path in (self.folder / "nginx").iterdir():
            if self.apart:
                os.chown(path, NGINX, NGINX)

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        as_nginx: bool = False,
        handing_over: int | None = None,
        **more: str,
    ) -> None:
        """Start a process of the site; its words are in `log(name)`. It ends with us."""
        with (self.folder / f"{name}.log").open("ab") as output:
            self.running[name] = subprocess.Popen(
                command, cwd=commands.ROOT, env=self.environment | more, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True, umask=0o027, preexec_fn=ends_with_parent(),
                pass_fds=() if handing_over is None else (handing_over,), **self._ids(as_nginx=as_nginx),
            )  # fmt: skip

    def _ids(self, *, as_nginx: bool = False) -> dict[str, object]:
        if not self.apart:
            return {}
        if as_nginx:
            return {"user": NGINX, "group": NGINX, "extra_groups": [OURS]}
        return {"user": self.ours, "group": OURS, "extra_groups": []}

    def manage(self, *words: str) -> str:
        """Run a management command (or a module, `-m NAME`) as the site's account; what it printed."""
        return self.run([sys.executable, *(words if words[0] == "-m" else ("manage.py", *words))])

    def run(self, command: Sequence[str]) -> str:
        """Run a program as the site's account until it ends; what it printed."""
        done = subprocess.run(
            command, cwd=commands.ROOT, env=self.environment, capture_output=True, text=True, check=False,
            umask=0o027, **self._ids(),
        )  # fmt: skip
        said = f"{command}: {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        assert done.returncode == 0, said
        return done.stdout

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the database has."""
        import psycopg

        with psycopg.connect(self.postgresql.url) as connection:
            return connection.execute(query).fetchall()

    def start_web(self) -> None:
        """gunicorn with the image's command, once it answers."""
        self.start("web", commands.web_command(f"127.0.0.1:{self.web_port}"))
        wait_for(lambda: port_is_open(self.web_port), said=lambda: self.log("web"))

    def start_web_as_systemd(self) -> None:
        """gunicorn with the unit's command, on a socket that stays open while it is restarted."""
        if self.listener is None:
            self.listener = socket.create_server(("127.0.0.1", self.web_port), backlog=512)
        number = self.listener.fileno()
        command = [sys.executable, "-c", _HANDED_OVER, str(number), *commands.unit_command("web")]
        self.start("web", command, handing_over=number)

    def start_worker(self) -> None:
        """The worker, once it is ready."""
        before = self.log("worker").count(" ready")
        self.start("worker", commands.service_command("worker"), REMAP_SIGTERM="SIGQUIT")
        wait_for(lambda: self.log("worker").count(" ready") > before, said=lambda: self.log("worker"))

    def start_beat(self) -> None:
        """The clock."""
        self.start("beat", commands.service_command("beat"))

    def start_nginx(self) -> None:
        """nginx, once it answers."""
        nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
        assert nginx
        self.start("nginx", [nginx, "-c", str(self.folder / "nginx/nginx.conf")], as_nginx=True)
        wait_for(lambda: port_is_open(self.https), said=lambda: self.log("nginx"))

    def end(self, name: str, number: int = signal.SIGTERM, *, seconds: float = WAIT_S) -> int:
        """Send a signal to the process that was started, and wait for its end; its exit code."""
        process = self.running.pop(name)
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(number)
        code = process.wait(timeout=seconds)
        wait_for(lambda: not group_is_alive(process.pid), said=lambda: f"{name} left children", seconds=10)
        return code

    def end_all(self) -> None:
        """End what still runs, the first last."""
        for name, process in reversed(self.running.items()):
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            try:
                process.wait(timeout=45)
            except subprocess.TimeoutExpired:
                print(f"{name} did not end")
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.running.clear()
        if self.listener is not None:
            self.listener.close()

    def log(self, name: str) -> str:
        """What a process said so far; for nginx also its error log."""
        paths = [self.folder / f"{name}.log", *([self.folder / "nginx/error.log"] if name == "nginx" else [])]
        return "".join(path.read_text(errors="replace") for path in paths if path.exists())


def port_is_open(port: int) -> bool:
    """True when somebody listens there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def require_programs() -> None:
    """Raises `Missing` for what a production site needs and is not here."""
    if not (shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")):
        raise Missing("nginx is not installed (Debian package nginx)")


@contextlib.contextmanager
def production() -> Iterator[Site]:
    """A site with database and static files whose processes run: web, worker, beat, nginx. Raises `Missing`."""
    require_programs()
    account = services._account()
    with (
        services.temporary_folder() as of_redis,
        services.temporary_folder(owner=account) as of_postgresql,
        services.temporary_folder() as folder,
        contextlib.ExitStack() as ending,
    ):
        try:
            redis, postgresql = Redis(of_redis), PostgreSQL(of_postgresql)
            redis.start()
            ending.callback(_end_server, redis, signal.SIGKILL)
            postgresql.start()
            ending.callback(_end_server, postgresql, signal.SIGINT)
        except services.ServiceMissing as error:
            raise Missing(str(error)) from error
        site = Site(folder, postgresql, redis)
        ending.callback(site.end_all)
        site.manage("check", "--deploy", "--fail-level", "WARNING")
        site.manage("migrate", "--noinput", "--verbosity", "0")
        site.manage("collectstatic", "--noinput", "--verbosity", "0")
        site.start_web()
        site.start_worker()
        site.start_beat()
        site.start_nginx()
        yield site


def _end_server(server: PostgreSQL | Redis, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired, AssertionError):
        server.end(number)


def processes_in(site: Site, name: str) -> list[int]:
    """The ids of a process's children, by /proc (Linux)."""
    parent = str(site.running[name].pid)
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (folder / "stat").read_text().rpartition(")")[2].split()[1] == parent:
                found.append(int(folder.name))
    return sorted(found)
