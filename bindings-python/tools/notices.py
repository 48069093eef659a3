"""Writes THIRD-PARTY-NOTICES.txt: what is compiled into the module, and under which licences.

With --check, fails where it differs. Fails as well on a licence that is not in the list below, and where a crate
brings no text of its own. A crate that offers a choice is taken under the one that stands first in that list.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent.parent
NOTICES = HERE / "THIRD-PARTY-NOTICES.txt"
TOOLCHAIN = Path(__file__).with_name("toolchain-notices.txt")
TARGETS = [f"{machine}-unknown-linux-{library}" for machine in ("x86_64", "aarch64") for library in ("gnu", "musl")]

ALLOWED = {
    "MIT": "MIT",
    "BSD-3-Clause": "BSD",
    "BSD-2-Clause": "BSD",
    "ISC": "ISC",
    "Zlib": "ZLIB",
    "Unicode-3.0": "UNICODE",
    "Apache-2.0": "APACHE",
}
"""The licences that ask for nothing but their text, the preferred one first, each with a word of its file's name."""

RULE = "-" * 79

HEAD = """Third-party notices

hookseal's native module holds what is listed here. Where a crate offers a choice of licences, the one that is named
here is taken. This file is written by bindings-python/tools/notices.py.
"""


class Crate(NamedTuple):
    """One crate, and the licence it is taken under."""

    name: str
    version: str
    home: str
    licence: str
    text: str


class Refused(Exception):
    """A crate that cannot be shipped as it is."""


def output(*command: str) -> str:
    """What a command prints."""
    return subprocess.run(command, cwd=HERE, check=True, capture_output=True, text=True).stdout


def linked() -> set[tuple[str, str]]:
    """Name and version of each crate that is compiled into the module, on any target.

    `cargo tree` tells them, since `cargo metadata` mixes in the features that other members of the workspace ask for.
    """
    found = set()
    for target in TARGETS:
        edges = ("--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}")
        for line in output(
            "cargo", "tree", "--locked", "--package", "hookseal-python", "--target", target, *edges
        ).splitlines():
            name, version = line.split()[:2]
            found.add((name, version.removeprefix("v")))
    return found


def choice(name: str, expression: str) -> str:
    """The licence of `A OR B` that a crate is taken under."""
    offered = re.split(r" OR |/", expression)
    for licence in ALLOWED:
        if licence in offered:
            return licence
    raise Refused(f"{name} is under {expression!r}, of which none is in the list of licences")


def text(folder: Path, name: str, licence: str) -> str:
    """The text of a licence as the crate brings it."""
    files = sorted(file for file in folder.iterdir() if re.match(r"(?i)(licen[sc]e|unlicense|copying)", file.name))
    named = [file for file in files if ALLOWED[licence] in file.name.upper() and "EXCEPTION" not in file.name.upper()]
    plain = [file for file in files if file.stem.upper() in ("LICENSE", "LICENCE")]
    if not (named or plain):
        raise Refused(f"{name} brings no text of its licence {licence}")
    return "\n".join(line.rstrip() for line in (named or plain)[0].read_text().strip().splitlines())


def crates() -> list[Crate]:
    """Every crate of others that is compiled into the module."""
    wanted = linked()
    found = []
    for package in json.loads(output("cargo", "metadata", "--locked", "--format-version", "1"))["packages"]:
        name, version = package["name"], package["version"]
        if (name, version) not in wanted or package["source"] is None:
            continue
        licence = choice(name, package["license"] or "no licence")
        folder = Path(package["manifest_path"]).parent
        found.append(Crate(name, version, package["repository"] or "", licence, text(folder, name, licence)))
    return sorted(found)


def notices() -> str:
    """The whole file. Crates under one text share it."""
    by_text: dict[str, list[Crate]] = {}
    for crate in crates():
        by_text.setdefault(" ".join(crate.text.split()), []).append(crate)
    parts = [HEAD, TOOLCHAIN.read_text()]
    for group in by_text.values():
        names = "\n".join(f"{crate.name} {crate.version}  {crate.home}" for crate in group)
        parts.append(f"{names}\n\nLicence: {group[0].licence}\n\n{group[0].text}\n")
    return f"\n{RULE}\n".join(parts)


def main() -> int:
    """Writes or checks."""
    try:
        wanted = notices()
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    if "--check" not in sys.argv:
        NOTICES.write_text(wanted)
        return 0
    if NOTICES.read_text() != wanted:
        print(f"{NOTICES.name} is not as Cargo.lock: run bindings-python/tools/notices.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
