"""The embedded queue: one server for each data folder, ours alone, gone when we are."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis

from oewatch import embedded, redis_urls
from oewatch.embedded import EmbeddedQueue, EmbeddedQueueError

pytestmark = pytest.mark.serial
ROOT = Path(__file__).resolve().parents[2]


def wait_until(true, *, limit_s=10.0):
    end = time.monotonic() + limit_s
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def server_pid(queue):
    return redis.from_url(queue.url).info("server")["process_id"]


@pytest.fixture
def data_dir(tmp_path):
    folder = tmp_path / "data with a space"
    folder.mkdir()
    return folder


def owner_process(data_dir, *, then="time.sleep(60)"):
    """Another process that owns the queue; returns it once the server runs."""
    code = (
        "import sys, time; from pathlib import Path; from oewatch.embedded import EmbeddedQueue\n"
        f"queue = EmbeddedQueue(data_dir=Path({str(data_dir)!r})); queue.start()\n"
        f"print('up', flush=True); {then}"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline().strip() == "up"
    return process


def test_what_was_queued_is_there_after_a_restart(data_dir):
    with EmbeddedQueue(data_dir=data_dir) as queue:
        redis.from_url(queue.url).rpush("messages", "one")
    assert not queue.is_running()
    with EmbeddedQueue(data_dir=data_dir) as queue:
        assert redis.from_url(queue.url).lrange("messages", 0, -1) == [b"one"]


def test_it_keeps_work_rather_than_dropping_it_and_listens_on_no_port(data_dir):
    with EmbeddedQueue(data_dir=data_dir) as queue:
        config = redis.from_url(queue.url).config_get("*")
    assert (config["maxmemory-policy"], config["appendonly"], config["port"]) == ("noeviction", "yes", "0")


def test_a_second_one_uses_the_first_and_does_not_stop_it(data_dir):
    with EmbeddedQueue(data_dir=data_dir) as first:
        second = EmbeddedQueue(data_dir=data_dir)
        assert second.start() is False
        assert not second.is_ours
        second.stop()
        assert first.is_running()


def test_a_dead_server_is_brought_back_by_its_owner(data_dir):
    with EmbeddedQueue(data_dir=data_dir) as queue:
        os.kill(server_pid(queue), signal.SIGKILL)
        assert wait_until(lambda: not queue.is_running())
        assert queue.start() is True
        assert queue.is_running()


def test_a_stale_socket_and_lock_file_do_not_matter(data_dir):
    queue = EmbeddedQueue(data_dir=data_dir)
    queue.folder.mkdir()
    queue.socket.touch()
    (queue.folder / "owner.lock").write_text("999999\n")
    with queue:
        assert queue.is_running()


@pytest.mark.skipif(
    sys.platform != "linux", reason="the kernel tells children of a parent's death on Linux only"
)
def test_the_server_ends_when_its_owner_is_killed(data_dir):
    owner = owner_process(data_dir)
    queue = EmbeddedQueue(data_dir=data_dir)
    pid = server_pid(queue)
    owner.kill()
    owner.wait()
    assert wait_until(lambda: not alive(pid))


def test_a_server_whose_owner_forgot_it_is_taken_over_and_stopped(data_dir):
    """What happens where the kernel does not tell: the lock is free, and the server answers."""
    leak = "import os; queue._process = None; os.close(queue._lock); time.sleep(60)"
    owner = owner_process(data_dir, then=leak)
    try:
        queue = EmbeddedQueue(data_dir=data_dir)
        assert wait_until(queue.start)
        pid = server_pid(queue)
        queue.stop()
        assert wait_until(lambda: not queue.is_running())
        assert pid
    finally:
        owner.kill()
        owner.wait()


def test_a_strangers_server_on_our_socket_is_not_touched(data_dir, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    with EmbeddedQueue(data_dir=other) as stranger:
        queue = EmbeddedQueue(data_dir=data_dir)
        queue.folder.mkdir()
        queue.socket.symlink_to(stranger.socket)
        queue.start()
        queue.stop()
        assert stranger.is_running()


def test_a_lock_held_by_somebody_whose_queue_is_silent_is_reported(data_dir, monkeypatch):
    monkeypatch.setattr(embedded, "START_LIMIT_S", 0.3)
    first = EmbeddedQueue(data_dir=data_dir)
    first.folder.mkdir()
    first._take_lock()
    with pytest.raises(EmbeddedQueueError, match="does not answer"):
        EmbeddedQueue(data_dir=data_dir).start()
    first.stop()


def test_whoever_holds_the_lock_is_known_to_others(data_dir):
    assert embedded.owner_of(data_dir=data_dir) == ""
    queue = EmbeddedQueue(data_dir=data_dir)
    queue.folder.mkdir()
    queue._take_lock()
    assert embedded.owner_of(data_dir=data_dir) == str(os.getpid())
    queue.stop()
    assert embedded.owner_of(data_dir=data_dir) == ""  # the file is there, and nobody holds it


def test_a_damaged_file_is_reported_with_what_to_do(data_dir):
    with EmbeddedQueue(data_dir=data_dir) as queue:
        redis.from_url(queue.url).rpush("messages", "one")
    kept = queue.folder / "appendonlydir"
    for file in kept.iterdir():
        file.write_bytes(b"nothing of ours\n")
    with pytest.raises(EmbeddedQueueError) as refusal:
        EmbeddedQueue(data_dir=data_dir).start()
    assert str(refusal.value).endswith(f"remove {kept}: nothing is lost, the jobs are in the database.")
    shutil.rmtree(kept)
    with EmbeddedQueue(data_dir=data_dir) as queue:
        assert queue.is_running()


def test_a_long_path_moves_the_socket_into_a_private_folder(tmp_path):
    deep = tmp_path / ("x" * 100)
    deep.mkdir()
    with EmbeddedQueue(data_dir=deep) as queue:
        assert len(os.fsencode(queue.socket)) <= embedded.SOCKET_PATH_LIMIT
        folder = queue.socket.parent.lstat()
        assert (folder.st_uid, folder.st_mode & 0o777) == (os.getuid(), 0o700)
        assert redis.from_url(queue.url).ping()


def test_a_socket_folder_that_is_a_link_is_refused(tmp_path, monkeypatch):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / f"oewatch-{os.getuid()}").symlink_to(elsewhere)
    monkeypatch.setattr(embedded.tempfile, "gettempdir", lambda: str(tmp_path))
    deep = tmp_path / ("x" * 100)
    deep.mkdir()
    with pytest.raises(EmbeddedQueueError, match="not a folder of this user"):
        EmbeddedQueue(data_dir=deep).start()


def test_the_address_is_written_for_redis_py_and_for_celery():
    url = embedded.address(data_dir=Path("/srv/oe watch"))
    assert url == "unix:///srv/oe%20watch/queue/valkey.sock?db=0"
    assert redis_urls.for_celery(url) == "redis+socket:///srv/oe%20watch/queue/valkey.sock?virtual_host=0"
    assert redis_urls.with_database(url, 1) == "unix:///srv/oe%20watch/queue/valkey.sock?db=1"
    assert redis_urls.with_database("rediss://u:p@h:6379/0?db=3&x=1", 1) == "rediss://u:p@h:6379/1?x=1"
    assert redis_urls.for_celery("rediss://h:6379/0") == "rediss://h:6379/0"
