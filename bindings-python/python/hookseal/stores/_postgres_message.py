"""What is sent for a question: one message, which the server takes as one transaction.

Its limits end with it. A session's would stay on the server's connection, which behind a pooler that lends connections
for a transaction is another application's a moment later. One message is also one way to the server and back: a
statement whose values are sent beside it would need further messages, for the limits and around the transaction.
"""

from math import ceil

from ._postgres_calls import Question


def limits(call_timeout: float) -> bytes:
    """How long the server may take: what it went on with after we gave up would be done unknown to us."""
    milliseconds = ceil(call_timeout * 1000)
    return f"SET LOCAL statement_timeout = {milliseconds}; SET LOCAL lock_timeout = {milliseconds}; ".encode()


def written(question: Question) -> bytes:
    """The statement with its values in it."""
    sql = question.sql
    for number, value in enumerate(question.values, 1):
        sql = sql.replace(b"$%d" % number, _literal(value))
    return sql


def _literal(value: bytes | int) -> bytes:
    """As E'', which means the same whatever `standard_conforming_strings` is."""
    return b"E'\\\\x%s'" % value.hex().encode() if isinstance(value, bytes) else b"%d" % value
