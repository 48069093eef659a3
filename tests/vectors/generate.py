#!/usr/bin/env python3
"""Writes signatures.json, schemes.json and records.json beside this file; `--check` only compares.

Standard library only, and no clock, no randomness: the same files every time.
"""

import argparse
import json
import pathlib
import sys

from generator import builtin, recorded
from generator.book import Book
from generator.table import SCHEMES

HERE = pathlib.Path(__file__).parent
COMMENT = "Written by generate.py from the providers' rules, published vectors and other libraries: see README.md."


def rows(items):
    """One item a line, so that a change shows as the lines it touches."""
    lines = [json.dumps(item, ensure_ascii=True, separators=(", ", ": ")) for item in items]
    return "[\n" + ",\n".join(lines) + "\n]"


def signatures():
    book = Book()
    for module in (recorded, builtin):
        module.add(book)
    return book.vectors


def files():
    vectors = signatures()
    schemes = [{"name": scheme.name, "family": scheme.family} for scheme in SCHEMES.values()]
    comment = json.dumps(COMMENT)
    return {
        "signatures.json": f'{{\n"comment": {comment},\n"vectors": {rows(vectors.values())}\n}}\n',
        "schemes.json": rows(schemes) + "\n",
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
