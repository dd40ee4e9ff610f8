"""veraPDF, the reference validator of PDF/A and PDF/UA, where it is installed (settings.VERAPDF, docs/operating.md).

Two programs are understood: veraPDF's own command (`verapdf --format json --flavour ua1 FILE`, veraPDF 1.24 and later), and a
wrapper around its engine that is called `--json ua1,2a FILE` and prints one JSON object for each flavour:
{"flavour", "compliant", "failed": {"7.1-9": {"n": 3, "ex": "what is wrong"}}} or {"flavour", "error"}.
"""

import json
import os
import signal
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import Any

from editorial.rendering.failures import RenderingFailed
from editorial.rendering.pdf.problems import Problem

FLAVOURS = {"ua1": "PDF/UA-1", "2a": "PDF/A-2a"}
TIMEOUT_S = 300
_VERSION_TIMEOUT_S = 30
# It gets no secrets: it reads one file.
_PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "JAVA_HOME", "JAVA_OPTS", "XDG_CACHE_HOME")
_SHOWN = 200  # characters of veraPDF's words

_UNUSABLE = (
    "veraPDF could not check the file. Whoever runs this site mends it or removes VERAPDF from the settings."
)


def validate(path: Path, program: str, *, timeout_s: int = TIMEOUT_S) -> list[Problem]:
    """What veraPDF finds wrong in the file, one problem for each clause. Raises `RenderingFailed` where it cannot be run,
    gives no answer, or takes longer than `timeout_s` seconds.
    """
    if _is_own_command(program):
        commands = [[program, "--format", "json", "--flavour", name, str(path)] for name in FLAVOURS]
        answers = [_answer(_run(command, timeout_s // len(commands))) for command in commands]
        return [p for name, answer in zip(FLAVOURS, answers, strict=True) for p in _of_report(name, answer)]
    lines = _run([program, "--json", ",".join(FLAVOURS), str(path)], timeout_s).splitlines()
    answers = [_answer(line) for line in lines if line.startswith("{")]
    if {answer.get("flavour") for answer in answers} != set(FLAVOURS):
        raise RenderingFailed(_UNUSABLE, "\n".join(lines)[-2000:])
    return [problem for answer in answers for problem in _of_line(answer)]


@lru_cache(maxsize=4)
def _is_own_command(program: str) -> bool:
    """Whether this is veraPDF's own command: it tells its version."""
    try:
        done = subprocess.run(
            [program, "--version"],
            capture_output=True,
            text=True,
            env=_environment(),
            timeout=_VERSION_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RenderingFailed(_UNUSABLE, repr(error)) from error
    return done.returncode == 0 and "verapdf" in done.stdout.lower()


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ}


def _run(command: list[str], timeout_s: int) -> str:
    """Standard output. The exit code is 1 for a file with failures, so it says nothing of the run itself."""
    try:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise RenderingFailed(_UNUSABLE, repr(error)) from error
    try:
        out, words = process.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired as error:
        raise RenderingFailed(
            f"veraPDF did not finish within {timeout_s} seconds and was stopped."
        ) from error
    finally:
        if process.poll() is None:  # a script with Java inside: all of it
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    if not out.strip():
        raise RenderingFailed(_UNUSABLE, f"exit code {process.returncode}\n{words[-2000:]}")
    return out


def _answer(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise RenderingFailed(_UNUSABLE, text[-2000:]) from error


def _of_report(flavour: str, report: Any) -> list[Problem]:
    """Problems from the report of veraPDF's own command."""
    jobs = report.get("report", {}).get("jobs") or []
    results = [result for job in jobs for result in _listed(job.get("validationResult"))]
    if not results:
        raise RenderingFailed(_UNUSABLE, json.dumps(report)[-2000:])
    found = []
    for result in results:
        failed = [
            rule
            for rule in result.get("details", {}).get("ruleSummaries") or []
            if str(rule.get("status", rule.get("ruleStatus", ""))).lower() == "failed"
        ]
        for rule in failed:
            clause = f"{rule.get('clause', '?')}-{rule.get('testNumber', '?')}"
            found.append(
                _problem(flavour, clause, rule.get("description", ""), int(rule.get("failedChecks") or 1))
            )
        if not failed and not result.get("compliant", False):
            found.append(_problem(flavour, "?", "The file does not comply.", 1))
    return found


def _listed(value: Any) -> list[Any]:
    """veraPDF 1.24 and later list the results, one for each flavour; earlier ones gave one object."""
    return value if isinstance(value, list) else [value] if value else []


def _of_line(line: dict[str, Any]) -> list[Problem]:
    """Problems from a wrapper's line for one flavour."""
    if "error" in line:
        raise RenderingFailed(_UNUSABLE, str(line["error"])[-2000:])
    failed = line.get("failed") or {}
    if not failed and not line.get("compliant"):
        return [_problem(line["flavour"], "?", "The file does not comply.", 1)]
    return [
        _problem(line["flavour"], clause, found.get("ex") or "", int(found.get("n") or 1))
        for clause, found in sorted(failed.items())
    ]


def _problem(flavour: str, clause: str, words: str, times: int) -> Problem:
    often = f", {times} times" if times > 1 else ""
    message = f"veraPDF, {FLAVOURS[flavour]}, clause {clause}{often}: {' '.join(words.split())[:_SHOWN]}"
    return Problem(f"verapdf-{flavour}-{clause}", message)
