"""The statements for one table."""

import re

from hookseal._native import POSTGRES_STATEMENTS
from hookseal.errors import StoreConfig

TABLE = "hookseal_dedup"

# With `_expires_at`, an index's name is still whole.
_NAME = re.compile("[a-z_][a-z0-9_]{0,51}")


def quoted(table: str) -> str:
    """A table's name as it stands in statements: some names are words of SQL. `StoreConfig` where it is none."""
    parts = table.split(".") if isinstance(table, str) else []
    if not 1 <= len(parts) <= 2 or not all(_NAME.fullmatch(part) for part in parts):
        raise StoreConfig("a table is 1 to 52 lower-case letters, digits and underscores, perhaps after a schema's")
    return ".".join(f'"{part}"' for part in parts)


def schema(table: str) -> bytes:
    """The migration that makes a table. Safe to run again, and by several at once."""
    name, index = quoted(table), f'"{table.rpartition(".")[2]}_expires_at"'
    sql = POSTGRES_STATEMENTS["schema"].replace("hookseal_dedup_expires_at", index)
    sql = sql.replace(f"{TABLE} ", f"{name} ")
    # One after the other: IF NOT EXISTS does not see what others are about to make.
    return f"SELECT pg_advisory_xact_lock(hashtext('{TABLE}'));\n{sql}".encode()


class Statements:
    """What is sent for the calls on one table."""

    def __init__(self, table: str) -> None:
        name = quoted(table)

        def of(statement: str) -> bytes:
            # Comments are for readers; the server need not parse them each time.
            lines = POSTGRES_STATEMENTS[statement].splitlines()
            return "\n".join(line for line in lines if not line.startswith("--")).replace(TABLE, name).encode()

        self.claim = of("claim")
        self.look = of("look")
        self.slide = of("slide")
        self.finish = of("finish")
        self.release = of("release")
        self.renew = of("renew")
        self.standing = of("standing")
        self.forget = of("forget")
        self.purge = of("purge")
