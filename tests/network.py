"""Machines of a deployment as network namespaces on this one, each with a cable that can be cut; an S3-compatible store.

Needs root, iproute2 and util-linux; raises Unavailable where that cannot be had.
"""

import asyncio
import contextlib
import importlib.util
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

from oewatch.children import start_child, stop_child
from tests.services import free_port

START_LIMIT_S = 60.0


class Unavailable(Exception):
    """It cannot be tried here; the text says why."""


def _run(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unavailable(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def _ip(*words: str) -> str:
    return _run("ip", *words)


def _free_network() -> str:
    """The first three numbers of an address no interface here has: other runs have machines of their own."""
    taken = _ip("-oneline", "addr")
    while True:
        network = f"10.{random.randint(64, 250)}.{random.randint(0, 255)}"
        if f"{network}." not in taken:
            return network


class Machine:
    """A network namespace that reaches nothing but us, at `gateway`.

    A process holds it that ends with us, and the namespace and its cable with that process: nothing is left over from
    a run that was killed.
    """

    def __init__(self, number: int) -> None:
        self._number = number

    def __enter__(self) -> "Machine":
        if os.getuid() != 0 or not all(map(shutil.which, ("ip", "unshare", "nsenter"))):
            raise Unavailable("network namespaces need root, iproute2 and util-linux")
        self._holder = start_child(["unshare", "--net", "sleep", "infinity"])
        try:
            self._wait_for_namespace()
            self._lay_cable()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _wait_for_namespace(self) -> None:
        end = time.monotonic() + START_LIMIT_S
        while not self._has_namespace():
            if self._holder.poll() is not None or time.monotonic() > end:
                raise Unavailable("network namespaces are not allowed here")
            time.sleep(0.02)

    def _has_namespace(self) -> bool:
        with contextlib.suppress(OSError):
            return os.readlink(f"/proc/{self._holder.pid}/ns/net") != os.readlink("/proc/self/ns/net")
        return False

    def _lay_cable(self) -> None:
        network, there = _free_network(), str(self._holder.pid)
        self.gateway, self._cable = f"{network}.1", f"oew{there}x{self._number}"
        _ip("link", "add", self._cable, "type", "veth", "peer", "name", "eth0", "netns", there)
        _ip("addr", "add", f"{self.gateway}/30", "dev", self._cable)
        _ip("link", "set", self._cable, "up")
        for words in ("link set lo up", f"addr add {network}.2/30 dev eth0", "link set eth0 up"):
            _run(*self._inside, "ip", *words.split())

    @property
    def _inside(self) -> list[str]:
        return ["nsenter", f"--net=/proc/{self._holder.pid}/ns/net", "--"]

    def __exit__(self, *error: object) -> None:
        stop_child(self._holder, grace_s=5)  # the namespace goes with its last process, the cable with it

    def cut(self) -> None:
        """Nothing gets through any more, and nobody is told."""
        _ip("link", "set", self._cable, "down")

    def mend(self) -> None:
        """The cable is back."""
        _ip("link", "set", self._cable, "up")

    def start(
        self, command: Sequence[str], environment: dict[str, str], output: Path
    ) -> subprocess.Popen[bytes]:
        """A process on this machine."""
        with output.open("ab") as log:
            return start_child([*self._inside, *command], environment=environment, output=log.fileno())


@contextlib.contextmanager
def forwarded(addresses: Sequence[str], ports: Sequence[int]) -> Iterator[None]:
    """What listens on these ports of loopback can be reached under these addresses of ours too."""
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(1 << 16):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    def to(port: int):  # type: ignore[no-untyped-def]
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            there, back = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(pump(reader, back), pump(there, writer))

        return serve

    async def listen() -> None:
        for address in addresses:
            for port in ports:
                await asyncio.start_server(to(port), address, port)
        ready.set()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(listen())
        loop.run_forever()
        open_still = asyncio.all_tasks(loop)
        for task in open_still:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*open_still, return_exceptions=True))
        loop.run_until_complete(asyncio.sleep(0))  # the writers close
        loop.close()

    thread = threading.Thread(target=run, daemon=True, name="forwarder")
    thread.start()
    assert ready.wait(START_LIMIT_S)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


@contextlib.contextmanager
def object_store(bucket: str) -> Iterator[str]:
    """moto's server with an empty bucket; yields its address on loopback. Raises Unavailable."""
    if importlib.util.find_spec("moto") is None or importlib.util.find_spec("storages") is None:
        raise Unavailable("moto and django-storages are not installed")
    import boto3

    port = free_port()
    sink = os.open(os.devnull, os.O_WRONLY)
    process = start_child(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], output=sink
    )
    os.close(sink)
    address = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + START_LIMIT_S
        while True:
            try:
                urlopen(f"{address}/moto-api/", timeout=2).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > end:
                    raise Unavailable("moto's server did not start") from None
                time.sleep(0.1)
        client = boto3.client("s3", endpoint_url=address, region_name="us-east-1", **KEYS)
        client.create_bucket(Bucket=bucket)
        yield address
    finally:
        stop_child(process, grace_s=2)


KEYS = {"aws_access_key_id": "of-a-test", "aws_secret_access_key": "of-a-test"}


def port_of(address: str) -> int:
    """The port in a URL."""
    found = urlsplit(address).port
    assert found is not None
    return found
