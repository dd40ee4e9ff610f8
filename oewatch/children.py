"""Child processes that end when we do: started in a session of their own, stopped by their own process group."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

logger = logging.getLogger(__name__)

_PR_SET_PDEATHSIG = 1


def ends_with_parent() -> Callable[[], None] | None:
    """Return what a child runs before exec so that the kernel stops it (SIGTERM) when this process dies.

    Covers the death that no code of ours sees, SIGKILL. Linux only, and only from the main thread: the kernel
    watches the thread that forked. None elsewhere.
    """
    if sys.platform != "linux" or threading.current_thread() is not threading.main_thread():
        return None
    prctl = ctypes.CDLL(
        None, use_errno=True
    ).prctl  # looked up here: nothing may be loaded between fork and exec
    parent = os.getpid()

    def ask_kernel() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:  # it died between fork and prctl
            os._exit(1)

    return ask_kernel


def start_child(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    output: int | None = None,
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, so that Ctrl-C in a terminal reaches only us.

    `output` is a file descriptor for both stdout and stderr; ours when None.
    """
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=dict(environment) if environment is not None else None,
        cwd=folder,
        start_new_session=True,
        preexec_fn=ends_with_parent(),  # noqa: PLW1509  one system call, looked up before the fork
    )


def group_is_alive(group: int) -> bool:
    """True while any process of the group is left, zombies of ours included."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def stop_child(process: subprocess.Popen[bytes], *, grace_s: float) -> bool:
    """Ask `process` to stop (SIGTERM), wait up to `grace_s` seconds, then kill what is left of its group.

    Returns True when it went by itself. Only the group that `start_child` made is touched.
    """
    group = process.pid  # start_new_session makes the child the leader of a group with its own id
    asked = process.poll() is None
    if asked:
        process.terminate()
        try:
            process.wait(timeout=grace_s)
        except subprocess.TimeoutExpired:
            logger.warning("process %s did not stop within %.0f s and is killed", process.pid, grace_s)
            asked = False
    if group_is_alive(group):
        try:
            os.killpg(group, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
    process.wait()
    _wait_for_group(group, limit_s=2.0)
    return asked


def _wait_for_group(group: int, *, limit_s: float) -> None:
    """Wait until the killed grandchildren are gone, so that whoever asks next finds no trace of them."""
    end = time.monotonic() + limit_s
    while group_is_alive(group) and time.monotonic() < end:
        time.sleep(0.02)
