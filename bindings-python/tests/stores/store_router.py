"""A way to a server on which connections are forgotten, as a network forgets those that were silent for long."""

import socket
import threading
import time


class Router:
    """Passes everything on, once `crowd` connections were made, so that there are so many."""

    def __init__(self, port: int, crowd: int) -> None:
        self._server = ("127.0.0.1", port)
        self._crowd = crowd
        self._made = self._forgotten = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def forget(self) -> None:
        """Loses what is sent from now on, and tells nobody."""
        self._forgotten = self._made

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
            server = socket.create_connection(self._server)
            for ends in ((client, server), (server, client)):
                threading.Thread(target=self._pass_on, args=(self._made, *ends), daemon=True).start()
            self._made += 1

    def _pass_on(self, number: int, source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                while self._made < self._crowd:
                    time.sleep(0.001)
                if number >= self._forgotten:
                    sink.sendall(data)
        except OSError:
            return
