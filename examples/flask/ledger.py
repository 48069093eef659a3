"""What the app keeps: payments and accounts, in SQLite."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

TABLES = """
CREATE TABLE IF NOT EXISTS payments (key TEXT PRIMARY KEY, id TEXT NOT NULL, amount INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS accounts (email TEXT PRIMARY KEY);
"""


class Ledger:
    """Each call is a transaction of its own, and changes nothing the second time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with closing(self._open()) as database:
            database.executescript(TABLES)

    def add_payment(self, key: str | None, id: str, amount: int) -> None:
        """Records a payment under the key of its delivery."""
        self._run("INSERT OR IGNORE INTO payments VALUES (?, ?, ?)", key, id, amount)

    def add_account(self, email: str) -> None:
        """Opens an account, if there is none."""
        self._run("INSERT OR IGNORE INTO accounts VALUES (?)", email)

    def payments(self) -> list[tuple[str, int]]:
        """All payments: ID and amount."""
        return self._run("SELECT id, amount FROM payments ORDER BY id")

    def accounts(self) -> list[str]:
        """The e-mail addresses of all accounts."""
        return [email for (email,) in self._run("SELECT email FROM accounts ORDER BY email")]

    def _run(self, statement: str, *values: object) -> list[Any]:
        with closing(self._open()) as database, database:
            return database.execute(statement, values).fetchall()

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=10)
