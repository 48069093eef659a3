"""A way to a server on which connections are forgotten, as a network forgets those that were silent for long."""

import socket
import threading
import time

from proxy import Proxy


class Router(Proxy):
    """Passes everything on, once `crowd` connections were made, so that there are so many."""

    def __init__(self, port: int, crowd: int) -> None:
        self._crowd = crowd
        self._made = self._forgotten = 0
        super().__init__(port)

    def forget(self) -> None:
        """Loses what is sent from now on, and tells nobody."""
        self._forgotten = self._made

    def connect(self, client: socket.socket, server: socket.socket) -> None:
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
