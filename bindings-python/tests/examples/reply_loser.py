"""A proxy in front of a server that can lose the answers to one command, which the server gets and obeys."""

import socket
import threading


class ReplyLoser:
    """Passes everything on; while `loses` is set, no answer to a command that holds it."""

    def __init__(self, port: int) -> None:
        self.loses: bytes | None = None
        self._server = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Takes no more connections."""
        # A mere close would not wake the thread that waits.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self._server)
            except OSError:
                client.close()
                continue
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
