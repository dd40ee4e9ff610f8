"""Entries of the schedule of Celery's beat."""

from typing import Any


def every(seconds: float, task: str) -> dict[str, Any]:
    """Send the task every so many seconds.

    A message runs out when the next is due: without that they would pile up while no worker is there to take them.
    """
    return {"task": task, "schedule": float(seconds), "options": {"expires": seconds}}
