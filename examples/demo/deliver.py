"""Starts the app under gunicorn, sends it all kinds of deliveries, and checks each answer and each run of a handler.

Usage: deliver.py path/to/hookseal
"""

import gzip
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from app import MAX_ATTEMPTS, SECRETS
from http_client import Sender
from table import Table

WORKERS = 2
COPIES = 50
STORM = 500
CAP = 1 << 20
JSON = "Content-Type: application/json"
FORM = "Content-Type: application/x-www-form-urlencoded"
PUSH = "X-GitHub-Event: push"


@contextmanager
def gunicorn(folder: Path) -> Iterator[int]:
    """The app under gunicorn, on a port of its own, stopped at the end."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener, open(folder / "log", "wb") as log:
        command = [sys.executable, "-m", "gunicorn", "--workers", str(WORKERS), "--threads", "16"]
        command += ["--bind", f"fd://{listener.fileno()}", "--graceful-timeout", "5", "app:create_app()"]
        server = subprocess.Popen(
            command,
            cwd=Path(__file__).parent,
            env={**os.environ, "DEMO_FOLDER": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
            pass_fds=[listener.fileno()],
            stdout=log,
            stderr=log,
        )
        try:
            yield listener.getsockname()[1]
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def stripe_event(id: str, type: str = "charge.succeeded") -> bytes:
    """An event as Stripe writes them."""
    return json.dumps({"id": id, "object": "event", "type": type, "data": {"object": {"amount": 1250}}}).encode()


def slack_command(trigger: str) -> bytes:
    """A slash command: a form."""
    return f"command=%2Fweather&text=94070&trigger_id={trigger}".encode()


def genuine(sender: Sender, table: Table) -> None:
    """What the three providers send, and send again."""
    push = json.dumps({"ref": "refs/heads/main", "after": secrets.token_hex(20)}).encode()
    commit = json.loads(push)["after"]
    first = sender.sign("github", push, JSON, PUSH, id="72d3162e-cc78-11e3-81ab-4c9367dc0958")
    again = sender.sign("github", push, JSON, PUSH, id="9b5bf3f0-cc78-11e3-8f5c-0a1b2c3d4e5f")
    table.row("GitHub: a push", commit, [sender.send(first)], exactly={"200 ok": 1}, runs=1)
    table.row("GitHub: redelivered under another delivery ID", commit, [sender.send(again)],
              exactly={"200 duplicate": 1}, runs=1)  # fmt: skip

    charge = partial(sender.sign, "stripe", stripe_event("evt_genuine"), JSON)
    table.row("Stripe: a charge", "evt_genuine", [sender.send(charge())], exactly={"200 ok": 1}, runs=1)
    table.row("Stripe: a duplicate, signed afresh", "evt_genuine", [sender.send(charge(ago=-1))],
              exactly={"200 duplicate": 1}, runs=1)  # fmt: skip
    other = sender.sign("stripe", stripe_event("evt_other", "customer.created"), JSON)
    table.row("Stripe: a type that no handler takes", "evt_other", [sender.send(other)],
              exactly={"200 ignored": 1}, runs=0)  # fmt: skip

    command = sender.sign("slack", slack_command("command-1"), FORM)
    table.row("Slack: a command, which is a form", "command-1", [sender.send(command)],
              exactly={"200 weather for 94070": 1}, runs=1)  # fmt: skip


def refused(sender: Sender, table: Table) -> None:
    """What must not reach a handler."""
    invalid = {"400 invalid_signature": 1}
    signed = sender.sign("stripe", stripe_event("evt_signed"), JSON)
    changed = replace(signed, body=stripe_event("evt_forged"))
    table.row("Stripe: forged, its event was changed", "evt_forged", [sender.send(changed)], exactly=invalid, runs=0)
    guessed = sender.sign("slack", slack_command("forged"), FORM, secret="a secret that was guessed")
    table.row("Slack: forged with another secret", "forged", [sender.send(guessed)], exactly=invalid, runs=0)
    unsigned = replace(signed, path="/github")
    table.row("GitHub: without a signature", "evt_signed", [sender.send(unsigned)], exactly=invalid, runs=0)

    stale = sender.sign("stripe", stripe_event("evt_stale"), JSON, ago=600)
    table.row("Stripe: stale, signed ten minutes ago", "evt_stale", [sender.send(stale)], exactly=invalid, runs=0)
    early = sender.sign("slack", slack_command("early"), FORM, ago=-600)
    table.row("Slack: signed ten minutes ahead", "early", [sender.send(early)], exactly=invalid, runs=0)

    too_large = {"413 body_too_large": 1}
    large = sender.sign("slack", slack_command("large").ljust(CAP + 1, b"&"), FORM)
    table.row("Slack: oversized, a byte over 1 MiB", "large", [sender.send(large)], exactly=too_large, runs=0)
    table.row("Slack: oversized, and its length is not declared", "large", [sender.send(large, is_chunked=True)],
              exactly=too_large, runs=0)  # fmt: skip
    packed = sender.sign("stripe", gzip.compress(stripe_event("evt_gzip")), JSON, "Content-Encoding: gzip")
    table.row("Stripe: compressed, and genuine", "evt_gzip", [sender.send(packed)],
              exactly={"415 content_encoding": 1}, runs=0)  # fmt: skip


def many(sender: Sender, table: Table) -> None:
    """The same event over and over."""
    with ThreadPoolExecutor(COPIES) as threads:
        copy = sender.sign("stripe", stripe_event("evt_copied", "charge.slow"), JSON)
        answers = list(threads.map(sender.send, [copy] * COPIES))
    table.row(f"Stripe: {COPIES} copies of one event at once", "evt_copied", answers,
              exactly={"200 ok": 1}, rest="200 duplicate, 503 unavailable", runs=1)  # fmt: skip

    table.row("Stripe: one more copy, later", "evt_copied", [sender.send(copy)], exactly={"200 duplicate": 1}, runs=1)

    flaky = partial(sender.sign, "stripe", stripe_event("evt_flaky", "charge.flaky"), JSON)
    answers = [sender.send(flaky()) for _ in range(3)]
    table.row("Stripe: its handler fails at first", "evt_flaky", answers,
              exactly={"500": 1, "200 ok": 1, "200 duplicate": 1}, runs=2)  # fmt: skip

    broken = partial(sender.sign, "stripe", stripe_event("evt_broken", "charge.broken"), JSON)
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda _: sender.send(broken()), range(STORM)))
    table.row(f"Stripe: a storm of {STORM}, its handler always fails", "evt_broken", answers,
              exactly={"500": MAX_ATTEMPTS - 1, "200 dead_lettered": 1}, rest="200 duplicate, 503 unavailable",
              runs=MAX_ATTEMPTS)  # fmt: skip


def dead_letters(command: str, folder: Path) -> bool:
    """Whether the storm left one dead letter, and nothing else did."""
    listed = subprocess.run([command, "dead", "list", "--json", folder], capture_output=True, check=True).stdout
    letters = json.loads(listed)
    print(f"\n$ hookseal dead list {folder}")
    subprocess.run([command, "dead", "list", folder], check=True)
    return [(letter["event_id"], letter["attempt"]) for letter in letters] == [("evt_broken", MAX_ATTEMPTS)]


def main(command: str) -> int:
    """The whole demo; its exit status."""
    with tempfile.TemporaryDirectory(prefix="hookseal-demo-") as path:
        folder = Path(path)
        with gunicorn(folder) as port:
            sender = Sender(command, port, SECRETS)
            table = Table(folder / "runs")
            genuine(sender, table)
            refused(sender, table)
            many(sender, table)
        is_listed = dead_letters(command, folder / "dead")
        if table.wrong or not is_listed:
            print(f"\n{table.wrong} of {table.rows} rows are wrong; one dead letter: {'yes' if is_listed else 'NO'}")
            print((folder / "log").read_text(errors="replace")[-4000:], file=sys.stderr)
            return 1
        print(f"\nAll {table.rows} rows are as they should be, and there is one dead letter.")
        return 0


if __name__ == "__main__":
    # However it is ended, the server is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1]))
