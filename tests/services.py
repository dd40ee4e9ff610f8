"""PostgreSQL and Redis of our own for a test run: temporary folders, free ports, loopback only, gone afterwards.

    python -m tests.services [--postgresql] [--redis] -- COMMAND…

sets DATABASE_URL and REDIS_URL, runs the command and returns its exit code; 75 when a server is not installed.
OEWATCH_TEST_TEMPLATE names a database on that server with all migrations, for tests to copy (conftest.py).
"""

import argparse
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from oewatch.children import ends_with_parent, stop_child

START_LIMIT_S = 90.0
NOT_INSTALLED = 75  # the exit code that scripts/test takes for "skipped"


class ServiceMissing(Exception):
    """A server is not installed here; the text says which and how to get it."""


def free_port() -> int:
    """A TCP port on loopback that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _postgresql_program(name: str) -> str:
    """Path of a server program; Debian keeps them out of PATH, one folder for each version."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    program = str(found[-1]) if found else shutil.which(name)
    if not program:
        raise ServiceMissing(f"PostgreSQL: {name} was not found (Debian package postgresql)")
    return program


def _account() -> str | None:
    """PostgreSQL refuses to run as root: the account to use instead, None when we are not root."""
    if os.getuid() != 0:
        return None
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in known), None)


def _start(
    command: Sequence[str], *, log: Path, folder: Path, account: str | None = None
) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own; it ends with us even if we are killed."""
    ids = {"user": account, "extra_groups": []} if account else {}
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            start_new_session=True,
            preexec_fn=ends_with_parent(),
            **ids,
        )


def _wait(process: subprocess.Popen[bytes], *, ready: Callable[[], bool], log: Path) -> None:
    end = time.monotonic() + START_LIMIT_S
    while not ready():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"{process.args} did not start:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)


@contextlib.contextmanager
def temporary_folder(*, owner: str | None = None) -> Iterator[Path]:
    """A folder that `owner` may use, removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="oewatch-service-"))
    try:
        if owner:
            shutil.chown(folder, user=owner)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """Run a PostgreSQL server; yields its DATABASE_URL. Raises ServiceMissing."""
    initdb, server = _postgresql_program("initdb"), _postgresql_program("postgres")
    account = _account()
    ids = {"user": account, "extra_groups": []} if account else {}
    with temporary_folder(owner=account) as folder:
        data, log, port = folder / "data", folder / "log", free_port()
        subprocess.run(
            [
                initdb,
                "-D",
                str(data),
                "-U",
                "oewatch",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-locale",
                "--no-sync",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            **ids,
        )
        settings = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": 60,
            "fsync": "off",  # the data outlives no test run
            "synchronous_commit": "off",
            "full_page_writes": "off",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        process = _start([server, "-D", str(data), *options], log=log, folder=folder, account=account)
        try:
            _wait(process, ready=lambda: _postgresql_answers(port), log=log)
            yield f"postgres://oewatch@127.0.0.1:{port}/postgres"
        finally:
            # SIGINT is PostgreSQL's "fast" stop; SIGTERM would wait for clients that forgot to leave.
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=15)
            stop_child(process, grace_s=5)


def _make_template(url: str) -> str:
    """Name of a new database in which all migrations ran."""
    import psycopg

    name = "migrated"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    with temporary_folder() as folder:
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"],
            check=True,
            env={
                **os.environ,
                "DATABASE_URL": url.rpartition("/")[0] + f"/{name}",
                "OEWATCH_DATA_DIR": str(folder),
                "SECRET_KEY": "of nothing that lasts",
            },
        )
    return name


def _postgresql_answers(port: int) -> bool:
    import psycopg

    try:
        psycopg.connect(
            host="127.0.0.1", port=port, user="oewatch", dbname="postgres", connect_timeout=2
        ).close()
    except psycopg.OperationalError:
        return False
    return True


@contextlib.contextmanager
def redis_server() -> Iterator[str]:
    """Run a Redis server as one would in production (AOF, noeviction); yields its REDIS_URL. Raises ServiceMissing."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if not program:
        raise ServiceMissing("Redis: redis-server was not found (Debian package redis-server)")
    with temporary_folder() as folder:
        log, port = folder / "log", free_port()
        options = f"--port {port} --bind 127.0.0.1 --appendonly yes --maxmemory-policy noeviction".split()
        process = _start([program, *options, "--dir", str(folder), "--save", ""], log=log, folder=folder)
        try:
            _wait(process, ready=lambda: _redis_answers(port), log=log)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            stop_child(process, grace_s=10)


def _redis_answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _run(command: Sequence[str], environment: dict[str, str]) -> int:
    """Run the command in our process group, so that Ctrl-C reaches it too; wait for it in any case."""
    process = subprocess.Popen(command, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # it got the same signal: let it finish
            continue
        except SystemExit:
            process.terminate()
            process.wait()
            raise


def _end(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def main(arguments: Sequence[str]) -> int:
    """Start what was asked for, run the command, stop everything. Returns the command's exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.services", description=__doc__)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--redis", action="store_true")
    parser.add_argument("command", nargs="+")
    chosen = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _end)
    environment = dict(os.environ)
    # Importing oewatch has set it here. A test run that inherits it loads the settings before conftest.py has said
    # where tests keep their data.
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    with contextlib.ExitStack() as services:
        try:
            if chosen.postgresql:
                environment["DATABASE_URL"] = services.enter_context(postgresql())
                environment["OEWATCH_TEST_TEMPLATE"] = _make_template(environment["DATABASE_URL"])
            if chosen.redis:
                environment["REDIS_URL"] = services.enter_context(redis_server())
        except ServiceMissing as missing:
            print(f"SKIPPED {missing}", file=sys.stderr)
            return NOT_INSTALLED
        except KeyboardInterrupt:
            return 130
        return _run(chosen.command, environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
