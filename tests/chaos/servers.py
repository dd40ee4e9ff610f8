"""PostgreSQL and Redis of this run, each on a port of its own that it keeps: they can be killed, stopped and started again."""

import contextlib
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests import services


class Server:
    """One server in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, services.free_port()
        self._log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None

    def _command(self) -> list[str]:
        raise NotImplementedError

    def _answers(self) -> bool:
        raise NotImplementedError

    _account: str | None = None

    def start(self) -> None:
        """Start it on its port, and wait until it answers."""
        self._process = services._start(
            self._command(), log=self._log, folder=self.folder, account=self._account
        )
        services._wait(self._process, ready=self._answers, log=self._log)

    @property
    def pid(self) -> int:
        """Of its first process."""
        assert self._process is not None
        return self._process.pid

    def end(self, number: signal.Signals) -> None:
        """Send it a signal that ends it, and wait until it has ended."""
        assert self._process is not None
        self._process.send_signal(number)
        self._process.wait(timeout=30)

    @contextlib.contextmanager
    def hanging(self) -> Iterator[None]:
        """It takes connections and answers nothing until the block ends."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)


class Redis(Server):
    """As one would run it in production: what it was told is on the disk, and nothing is ever thrown out."""

    def _command(self) -> list[str]:
        program = shutil.which("redis-server") or shutil.which("valkey-server")
        if not program:
            raise services.ServiceMissing("Redis: redis-server was not found (Debian package redis-server)")
        options = "--bind 127.0.0.1 --appendonly yes --maxmemory-policy noeviction --save"
        return [program, "--port", str(self.port), *options.split(), "", "--dir", str(self.folder)]

    def _answers(self) -> bool:
        return services._redis_answers(self.port)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def kill(self) -> None:
        """It is gone in the middle of whatever it does."""
        self.end(signal.SIGKILL)

    def start_empty(self) -> None:
        """A new one in its place, that knows nothing."""
        shutil.rmtree(self.folder / "appendonlydir", ignore_errors=True)
        self.start()

    def flush(self) -> None:
        """It forgets everything, and every connection stays."""
        import redis

        with redis.Redis(port=self.port) as client:
            client.flushall()


class PostgreSQL(Server):
    """What it has committed is there after it was stopped at once (SIGQUIT), as after a crash."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._account = services._account()
        ids = {"user": self._account, "extra_groups": []} if self._account else {}
        subprocess.run(
            [services._postgresql_program("initdb"), "-D", str(folder / "data"), "-U", "oewatch", "-A", "trust",
             "-E", "UTF8", "--no-locale", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, cwd=folder, **ids,
        )  # fmt: skip

    def _command(self) -> list[str]:
        # No fsync: the machine itself does not go down. Each commit is written all the same before it is acknowledged.
        options = {
            "port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off",
            "max_connections": 80, "synchronous_commit": "on",
        }  # fmt: skip
        words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        return [services._postgresql_program("postgres"), "-D", str(self.folder / "data"), *words]

    def _answers(self) -> bool:
        return services._postgresql_answers(self.port)

    @property
    def url(self) -> str:
        return f"postgres://oewatch@127.0.0.1:{self.port}/postgres"

    def restart(self, *, at_once: bool) -> None:
        """Every connection is cut. `at_once`: it does not even write down what it has; that is read from its log."""
        self.end(signal.SIGQUIT if at_once else signal.SIGINT)
        self.start()


class Servers:
    """Those of this run, once they are started."""

    redis: Redis
    postgresql: PostgreSQL


@contextlib.contextmanager
def running() -> Iterator[dict[str, str]]:
    """Start both; yields what tests need in their environment. Raises `tests.services.ServiceMissing`."""
    account = services._account()
    with (
        services.temporary_folder() as of_redis,
        services.temporary_folder(owner=account) as of_postgresql,
        contextlib.ExitStack() as ending,
    ):
        Servers.redis = Redis(of_redis)
        Servers.redis.start()
        ending.callback(_end, Servers.redis, signal.SIGKILL)
        Servers.postgresql = PostgreSQL(of_postgresql)
        Servers.postgresql.start()
        ending.callback(_end, Servers.postgresql, signal.SIGINT)
        url = Servers.postgresql.url
        template = services._make_template(url)
        yield {"DATABASE_URL": url, "REDIS_URL": Servers.redis.url, "OEWATCH_TEST_TEMPLATE": template}


def _end(server: Server, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired, AssertionError):
        server.end(number)
