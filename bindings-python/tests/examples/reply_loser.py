"""A proxy in front of a server that can lose the answers to one command, which the server gets and obeys."""

import socket
import threading

from proxy import Proxy


class ReplyLoser(Proxy):
    """Passes everything on; while `loses` is set, no answer to a command that holds it."""

    loses: bytes | None = None

    def connect(self, client: socket.socket, server: socket.socket) -> None:
        is_lost = threading.Event()
        for source, sink, is_answer in ((client, server, False), (server, client, True)):
            threading.Thread(target=self._pass_on, args=(source, sink, is_answer, is_lost), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, is_answer: bool, is_lost: threading.Event) -> None:
        try:
            while data := source.recv(65536):
                if not is_answer and self.loses is not None and self.loses in data:
                    is_lost.set()
                if not (is_answer and is_lost.is_set()):
                    sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            return
