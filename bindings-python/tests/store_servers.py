"""Servers that tests start for themselves, on ports of their own, and stop again whatever happens."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path

import pytest

NEED = Path(__file__).parents[2] / "tools" / "need"

_ports = count(os.getpid() % 10_000)
_reserved: list[socket.socket] = []


def need(file: str, *packages: str) -> None:
    """Skips the test where `file` is not there and cannot be installed; under `CI=true` that fails."""
    code = subprocess.run([NEED, file, *packages], check=False).returncode
    if code == 1:
        pytest.skip(f"{file} is missing")
    assert code == 0, f"{file} is missing, and CI skips nothing"


def free_port() -> int:
    """A port below those that systems give to clients: while its server is down, one of them could take it."""
    while True:
        port = 12_000 + next(_ports) % 10_000
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) and _reserve(port):
                return port


def _reserve(port: int) -> bool:
    """Whether no other process of tests has it, whose server may be down; the name is free when the process ends."""
    name = socket.socket(socket.AF_UNIX)
    try:
        name.bind(f"\0hookseal-tests-{port}")
    except OSError:
        name.close()
        return False
    _reserved.append(name)
    return True


def wait_for(port: int) -> None:
    """Waits until something listens."""
    end = time.monotonic() + 20
    while True:
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        assert time.monotonic() < end, f"no server on port {port}"
        time.sleep(0.02)


class SingleProcess:
    """A server of one process, with a folder of its own."""

    process: subprocess.Popen[bytes]
    folder: Path

    def kill(self) -> None:
        """Ends it at once."""
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        """Ends it and removes its files."""
        self.kill()
        shutil.rmtree(self.folder)


class Redis(SingleProcess):
    """A Redis server with these settings beside its own."""

    def __init__(self, *settings: str) -> None:
        need("redis-server", "redis-server")
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp())
        self.settings = settings
        self.run()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/"

    def run(self) -> None:
        """Starts it, after a kill too."""
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", self.folder, "--save", ""]
        self.process = subprocess.Popen([*command, *self.settings], stdout=subprocess.DEVNULL)
        wait_for(self.port)

    def cli(self, *arguments: str) -> str:
        """Runs a command with the server's own client."""
        command = ["redis-cli", "-p", str(self.port), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def send(self, number: signal.Signals) -> None:
        """Sends a signal to all of its processes."""
        self.process.send_signal(number)


class Postgres:
    """A Postgres server with these settings beside its own."""

    def __init__(self, *settings: str) -> None:
        need("/usr/lib/postgresql", "postgresql")
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp())
        self.folder.chmod(0o777)
        self.data = self.folder / "data"
        self.settings = "".join(f" -c {setting}" for setting in settings)
        _as_postgres("initdb", "-D", self.data, "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8")
        self.run()

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def run(self) -> None:
        """Starts it, after a kill too."""
        # No socket file: its lock would outlive a kill.
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= {self.settings}"
        _as_postgres("pg_ctl", "-w", "-D", self.data, "-l", self.folder / "log", "-o", options, "start")
        wait_for(self.port)

    def sql(self, sql: str) -> str:
        """Runs SQL with the server's own client, and gives what it prints."""
        return _as_postgres("psql", "-h", "127.0.0.1", "-p", self.port, "-v", "ON_ERROR_STOP=1", "-qAtc", sql)

    def until_one_waits(self, wait: str) -> None:
        """Waits until a session waits for this: a kind of `pg_stat_activity`."""
        end = time.monotonic() + 20
        while self.sql(f"SELECT count(*) FROM pg_stat_activity WHERE {wait}") == "0":
            assert time.monotonic() < end, f"nobody waits: {wait}"

    def require_passwords(self) -> None:
        """From now on everybody but the administrator needs one."""
        rules = "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        (self.data / "pg_hba.conf").write_text(rules)
        self.sql("SELECT pg_reload_conf()")
        time.sleep(0.3)

    def send(self, number: signal.Signals) -> None:
        """Sends a signal to all of its processes."""
        for pid in self._processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def kill(self) -> None:
        """Ends all of its processes at once, and waits until none is left: a new server starts beside no old one."""
        end = time.monotonic() + 20
        while self._processes():
            assert time.monotonic() < end, "its processes do not die"
            self.send(signal.SIGKILL)
            time.sleep(0.01)
        # Its process id may be somebody else's by now.
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def end(self) -> None:
        """Ends it and removes its files."""
        self.kill()
        shutil.rmtree(self.folder)

    def _processes(self) -> list[int]:
        """All of them work in its folder."""
        pids = [int(entry) for entry in os.listdir("/proc") if entry.isdigit()]
        return [pid for pid in pids if _folder_of(pid) == str(self.data)]


def _folder_of(pid: int) -> str | None:
    try:
        return os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        return None


def _as_postgres(program: str, *arguments: object) -> str:
    """Runs a program of the newest version, as anybody but root, which Postgres refuses."""
    newest = max(Path("/usr/lib/postgresql").iterdir(), key=lambda path: int(path.name))
    command = [str(newest / "bin" / program), *map(str, arguments)]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]
    # Not by a pipe: a server that is started would hold it open.
    with tempfile.TemporaryFile("w+") as output:
        code = subprocess.run(command, cwd="/", stdout=output, stderr=subprocess.STDOUT, check=False).returncode
        output.seek(0)
        text = output.read().strip()
    assert code == 0, text
    return text
