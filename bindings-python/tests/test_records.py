"""Every vector of `records.json`."""

from typing import Any

import pytest
from hookseal import errors
from hookseal._native import render_record
from vector_cases import cases, load


@pytest.mark.parametrize("row", load("records.json"), ids=lambda row: row["name"])
def test_record(row: dict[str, Any]) -> None:
    verified = None
    if row["vector"]:
        case = next(case for case in cases() if case.name == row["vector"])
        verified = case.verifier().verify(case.body, case.headers, **case.facts)
    given = {name: value for name, value in row.items() if name not in ("name", "vector", "line")}
    assert render_record(**given, verified=verified) == row["line"]


@pytest.mark.parametrize("wrong", [{"outcome": "fine"}, {"error": "WRONG"}, {"status": 65536}, {"attempt": 256}])
def test_no_record(wrong: dict[str, Any]) -> None:
    right = {"time": 1, "scheme": "s", "endpoint": "e", "outcome": "ok", "status": 200, "body_bytes": 1}
    with pytest.raises(errors.ArgumentInvalid):
        render_record(**{**right, "duration_us": 1, **wrong})
