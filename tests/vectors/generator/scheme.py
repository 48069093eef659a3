"""A signature scheme as the vectors see it, and the JSON form in which custom schemes are written."""

import re
from dataclasses import dataclass, field

PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([a-z]+)(?::([^}]*))?\}")


@dataclass(frozen=True)
class Timestamp:
    where: str  # "header", "entry" or "json"
    name: str
    unit: str  # "seconds", "milliseconds" or "rfc3339"
    past: int | None = None
    future: int | None = None


@dataclass(frozen=True)
class Scheme:
    name: str
    family: str
    headers: tuple = ()
    separator: str | None = None
    prefix: str = ""
    encoding: str = "hex"
    key: str = "utf8"
    signed: str = "{body}"
    timestamp: Timestamp | None = None
    # "header:Name" or "json:path", or none.
    id: str | None = None
    type: str | None = None
    version: str | None = None
    dedup: str = "digest"
    max_body: int = 1 << 20
    custom: dict | None = field(default=None, compare=False)

    def parts(self):
        """The signed parts in order: ("literal", text), ("header", name) or (kind, None)."""
        parts, at, text = [], 0, ""
        for found in PLACEHOLDER.finditer(self.signed):
            text += self.signed[at : found.start()]
            at = found.end()
            if found.group(0) in ("{{", "}}"):
                text += found.group(0)[0]
                continue
            if text:
                parts.append(("literal", text))
                text = ""
            parts.append((found.group(1), found.group(2)))
        text += self.signed[at:]
        return parts + ([("literal", text)] if text else [])

    def run(self, kind):
        """The parts that touch the part of that kind, itself among them: no literal stands between them."""
        parts = self.parts()
        at = next((i for i, part in enumerate(parts) if part[0] == kind), None)
        if at is None:
            return []
        start, end = at, at + 1
        while start > 0 and parts[start - 1][0] != "literal":
            start -= 1
        while end < len(parts) and parts[end][0] != "literal":
            end += 1
        return parts[start:end]


def from_json(custom):
    """The scheme that a vector's `custom_scheme` describes."""
    signature = custom.get("signature") or {}
    timestamp = custom.get("timestamp")
    clock = None
    if timestamp:
        where = next(key for key in ("header", "entry", "json") if key in timestamp)
        limits = (timestamp.get("past"), timestamp.get("future"))
        clock = Timestamp(where, timestamp[where], timestamp["unit"], *limits)

    def place(name):
        value = custom.get(name)
        return value and next(f"{kind}:{value[kind]}" for kind in ("header", "json") if kind in value)

    return Scheme(
        name=custom["name"],
        family=custom.get("family", custom["name"]),
        headers=tuple(signature.get("headers", ())),
        separator=signature.get("separator"),
        prefix=signature.get("prefix", ""),
        encoding=signature.get("encoding", "hex"),
        key=custom.get("key", "utf8"),
        signed=custom.get("signed", ""),
        timestamp=clock,
        id=place("id"),
        type=place("type"),
        version=place("version"),
        dedup=custom.get("dedup", ""),
        max_body=custom.get("max_body", 1 << 20),
        custom=custom,
    )
