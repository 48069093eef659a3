"""What the tests put between a client and its server."""

import socket
import threading


class Proxy:
    """Accepts connections, and makes one to the server for each. What passes is a subclass's matter."""

    def __init__(self, port: int) -> None:
        self._server = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Takes no more connections."""
        # A mere close would not wake the thread that waits.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def connect(self, client: socket.socket, server: socket.socket) -> None:
        """Begins to pass on what comes from either."""
        raise NotImplementedError

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
            else:
                self.connect(client, server)
