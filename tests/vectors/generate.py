#!/usr/bin/env python3
"""Writes signatures.json, schemes.json, records.json, retry.json and dedup.json beside this file; `--check` only compares.

Standard library only, and no clock, no randomness: the same files every time. errors.json is written by the
core (see README.md) and checked here.
"""

import argparse
import json
import pathlib
import sys

from generator import (
    builtin,
    builtin_traps,
    dedup,
    errors,
    pinned_documents,
    pinned_events,
    pinned_guards,
    pinned_headers,
    pinned_order,
    pinned_schemes,
    pinned_secrets,
    pinned_signatures,
    pinned_sliding,
    pinned_timestamps,
    recorded,
    records,
    retry,
)
from generator.book import Book
from generator.table import SCHEMES

HERE = pathlib.Path(__file__).parent
COMMENT = "Written by generate.py: see README.md."
MODULES = (
    recorded,
    builtin,
    builtin_traps,
    pinned_secrets,
    pinned_signatures,
    pinned_headers,
    pinned_timestamps,
    pinned_order,
    pinned_events,
    pinned_documents,
    pinned_sliding,
    pinned_guards,
    pinned_schemes,
)


def rows(items):
    """One item a line, so that a change shows as the lines it touches."""
    lines = [json.dumps(item, ensure_ascii=True, separators=(", ", ": ")) for item in items]
    return "[\n" + ",\n".join(lines) + "\n]"


def files():
    book = Book()
    for module in MODULES:
        module.add(book)
    vectors = book.vectors
    known = errors.check(HERE / "errors.json")
    for vector in vectors.values():
        expect = vector["expect"]
        named = {expect.get(key) for key in ("error", "field_error", "dedup_error")} - {None}
        assert named <= known, f"{vector['name']}: no error is called {named - known}"
    schemes = [{"name": scheme.name, "family": scheme.family} for scheme in SCHEMES.values()]
    head = f'{{\n"comment": {json.dumps(COMMENT)},\n"vectors": '
    return {
        "signatures.json": head + rows(vectors.values()) + "\n}\n",
        "schemes.json": rows(schemes) + "\n",
        "records.json": rows(records.records(vectors)) + "\n",
        "dedup.json": f'{{\n"comment": {json.dumps(COMMENT)},\n"start": {dedup.START},\n"cases": '
        + rows(dedup.dedup())
        + "\n}\n",
        "retry.json": "{\n" + ",\n".join(f'"{name}": {rows(part)}' for name, part in retry.retry().items()) + "\n}\n",
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="fail if a file is not what would be written")
    is_check = parser.parse_args().check
    stale = []
    for name, text in files().items():
        path = HERE / name
        if not path.exists() or path.read_text() != text:
            stale.append(name)
            if not is_check:
                path.write_text(text)
    if stale:
        print(("not up to date: " if is_check else "written: ") + ", ".join(stale))
    sys.exit(1 if is_check and stale else 0)


if __name__ == "__main__":
    main()
