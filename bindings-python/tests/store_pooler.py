"""A pooler in front of a Postgres server of tests."""

import os
import subprocess
import tempfile
from pathlib import Path

from store_servers import Postgres, SingleProcess, free_port, need, wait_for


class PgBouncer(SingleProcess):
    """One that lends its connections to the server for a transaction at a time: so many, to all clients together."""

    def __init__(self, server: Postgres, connections: int) -> None:
        need("/usr/sbin/pgbouncer", "pgbouncer")
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp())
        self.folder.chmod(0o755)
        self.settings = self.folder / "pgbouncer.ini"
        self.settings.write_text(
            f"[databases]\npostgres = host=127.0.0.1 port={server.port} user=postgres\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {self.port}\nunix_socket_dir =\nauth_type = any\n"
            f"pool_mode = transaction\ndefault_pool_size = {connections}\n"
        )
        self.run()

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def run(self) -> None:
        """Starts it, after a kill too."""
        command = ["/usr/sbin/pgbouncer", "-q", str(self.settings)]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        wait_for(self.port)
