"""A mail server that takes the first message, and answers that it has only when it is told to."""

import contextlib
import socketserver
import threading
from types import TracebackType
from typing import Self

LIMIT_S = 30.0


class MailServer:
    """Listens on loopback, at `port`. `taken`: the messages that it has, as they came."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self._may_answer = threading.Event()
        owner = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    owner._talk(self)

        socketserver.ThreadingTCPServer.daemon_threads = True
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._may_answer.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self) -> None:
        """Say now, and from now on, that messages are taken."""
        self._may_answer.set()

    def _talk(self, talk: socketserver.StreamRequestHandler) -> None:
        def say(words: str) -> None:
            talk.wfile.write(f"{words}\r\n".encode())

        say("220 here")
        while line := talk.rfile.readline():
            word = line.decode("ascii", "replace").strip().upper()
            if word == "DATA":
                say("354 go on")
                said = []
                while (part := talk.rfile.readline()) not in (b".\r\n", b""):
                    said.append(part.decode("utf-8", "replace"))
                self.taken.append("".join(said))
                self._may_answer.wait(LIMIT_S)
                say("250 taken")
            elif word == "QUIT":
                say("221 bye")
                return
            else:
                say("250 fine")
