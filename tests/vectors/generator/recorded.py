"""Published vectors and deliveries that other libraries signed, read from sources/."""

import json
import pathlib

SOURCES = pathlib.Path(__file__).parent.parent / "sources"


def add(book):
    for row in json.loads((SOURCES / "published.json").read_text()):
        vector = dict(row)
        texts = {key: vector.pop(key) for key in ("origin", "source", "note") if key in vector}
        name, error = vector.pop("name"), vector.pop("error", None)
        book.add(f"published-{name}", vector, error, **texts)
    for row in json.loads((SOURCES / "libraries.json").read_text()):
        vector = dict(row)
        source = vector.pop("source")
        book.add(vector.pop("name"), vector, origin="library", source=source)
        tampered = {**vector, "body": vector["body"] + " "}
        if row["name"].endswith("-event"):
            book.add(
                f"{row['name']}-tampered", tampered, "SIGNATURE_MISMATCH", origin="library", source=source
            )
