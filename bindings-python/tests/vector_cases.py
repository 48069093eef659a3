"""The vectors of `tests/vectors`, and the verifier and request that a row of `signatures.json` describes."""

import base64
import json
from functools import cache
from typing import Any

from hookseal import ApiKeys, CertificatePins, Scheme, Verified, Verifier, WebhookError
from vector_files import VECTORS


@cache
def load(file: str) -> Any:
    """A file of vectors."""
    return json.loads((VECTORS / file).read_text(encoding="utf-8"))


class Case:
    """A row of `signatures.json`."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.row = row
        self.name: str = row["name"]
        self.expect: dict[str, Any] = row["expect"]
        self.scope: str = row.get("scope", "")
        self.headers: list[tuple[str, str]] = [(name, value) for name, value in row["headers"]]
        known = {"now": row["now"], "method": row.get("method"), "url": row.get("url")}
        certificate = bytes.fromhex(row["certificate_hex"]) if "certificate_hex" in row else None
        self.facts: dict[str, Any] = {
            **known,
            "content_length": row.get("content_length"),
            "certificate": certificate,
        }

    def __repr__(self) -> str:
        return self.name

    @property
    def body(self) -> bytes:
        """The body; some are ten megabytes, so it is made when it is needed."""
        if "body_repeat" in self.row:
            many = self.row["body_repeat"]
            text: str = many.get("prefix", "") + many["unit"] * many["count"] + many.get("suffix", "")
            return text.encode()
        if "body_base64" in self.row:
            return base64.b64decode(self.row["body_base64"])
        return str(self.row["body"]).encode()

    def scheme(self) -> str | Scheme:
        """Its scheme."""
        return Scheme(**self.row["custom_scheme"]) if "custom_scheme" in self.row else self.row["scheme"]

    def verifier(self) -> Verifier:
        """The verifier that it sets up."""
        row, options = self.row, dict[str, Any]()
        if "secrets" in row or "secrets_hex" in row:
            options["secrets"] = [*row.get("secrets", []), *map(bytes.fromhex, row.get("secrets_hex", []))]
        if "api_keys" in row:
            given = row["api_keys"]
            is_bearer = given.get("bearer")
            options["api_keys"] = (
                ApiKeys.bearer(given["keys"]) if is_bearer else ApiKeys(given["keys"], header=given["header"])
            )
        if "pins_hex" in row:
            options["certificates"] = CertificatePins(row["pins_hex"])
        tolerance = row.get("tolerance")
        if isinstance(tolerance, dict):
            tolerance = (tolerance.get("past"), tolerance.get("future"))
        for option, value in (("tolerance", tolerance), ("max_body", row.get("max_body")), ("dedup", row.get("dedup"))):
            if value is not None:
                options[option] = value
        return Verifier(self.scheme(), **options)


@cache
def cases() -> tuple[Case, ...]:
    """Every row of `signatures.json`."""
    return tuple(Case(row) for row in load("signatures.json")["vectors"])


def valid(scheme: str) -> Case:
    """The first valid delivery of a scheme."""
    return next(case for case in cases() if case.row.get("scheme") == scheme and "error" not in case.expect)


def described(verified: Verified, weak: bool, scope: str) -> dict[str, Any]:
    """What came of a delivery, as a vector's `expect`."""
    shown: dict[str, Any] = {
        "key_index": verified.key_index,
        "timestamp": verified.timestamp,
        "id": verified.id,
        "type": verified.type,
        "version": verified.version,
        "field_error": verified.field_error,
        "weak": weak,
    }
    for field in ("id", "type", "version"):
        if shown[field] is not None:
            shown[f"{field}_signed"] = getattr(verified, f"{field}_signed")
    try:
        key = verified.dedup_key(scope)
        shown["dedup_key"] = key and key.hex()
    except WebhookError as error:
        shown["dedup_error"] = error.name
    return shown
