"""`manage.py serve`: the whole site on this machine, until Ctrl-C."""

import errno
import socket
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from oewatch.embedded import EmbeddedQueueError
from oewatch.supervisor import Supervisor, beat_child, web_child, worker_child


class Command(BaseCommand):
    help = "Serve the site on this machine: queue, worker, clock and web server. Ctrl-C ends all of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=_port, default=8000, help="port to listen on (8000)")
        parser.add_argument(
            "--concurrency",
            type=_at_least_one,
            default=settings.WORKER_CONCURRENCY,
            help=f"jobs that run at the same time ({settings.WORKER_CONCURRENCY})",
        )

    def handle(self, *args: Any, host: str, port: int, concurrency: int, **options: Any) -> None:
        """Check, start, say where, and wait."""
        require_current_database()
        require_free_port(host=host, port=port)
        if settings.STATIC_MANIFEST:
            call_command("collectstatic", interactive=False, verbosity=0)
        children = [
            worker_child(concurrency=concurrency),
            beat_child(),
            web_child(host=host, port=port),
        ]
        supervisor = Supervisor(children=children, say=self.say)
        shown = f"[{host}]" if ":" in host else host
        self.say(f"The site is at http://{shown}:{port}/  Press Ctrl-C to end it.")
        connection.close()  # the children open their own
        try:
            supervisor.run()
        except EmbeddedQueueError as error:
            raise CommandError(str(error)) from error
        self.say("Ended: everything that was started has stopped.")

    def say(self, words: str) -> None:
        """Print a line at once, also into a pipe."""
        self.stdout.write(words)
        self.stdout.flush()


def _port(text: str) -> int:
    return _whole(text, least=1, most=65535)


def _at_least_one(text: str) -> int:
    return _whole(text, least=1, most=1000)


def _whole(text: str, *, least: int, most: int) -> int:
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise ArgumentTypeError(f"“{text}” is no whole number from {least} to {most}")
    return int(text)


def require_current_database() -> None:
    """Raises CommandError, saying what to do, when the database is away or not up to date."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise CommandError(f"The database does not answer: {error}") from error
    if missing:
        raise CommandError(
            f"The database is not up to date ({len(missing)} migrations to go). "
            "Run `python manage.py migrate` first, or `make demo` for a site with something to see."
        )


def require_free_port(*, host: str, port: int) -> None:
    """Raises CommandError when the address cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                words = f"Port {port} is taken by another program. Choose another one with --port."
            else:
                words = f"Cannot listen on {host} port {port}: {error.strerror}."
            raise CommandError(words) from error
