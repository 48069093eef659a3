"""Everything public says what it is, and what README.md shows runs."""

import inspect
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import hookseal
import pytest
from hookseal import _native, errors, stores

README = Path(__file__).parents[1] / "README.md"
BLOCK = re.compile(
    r"(?:<!-- not run: (?P<reason>[^>]+) -->\s*)?^```python\n(?P<code>.*?)^```", re.DOTALL | re.MULTILINE
)


def public(module: ModuleType, names: list[str]) -> list[Any]:
    """The members of a module, with the names that a report shows."""
    members = [(f"{module.__name__}.{name}", getattr(module, name)) for name in names]
    return [pytest.param(item, id=name) for name, item in members if callable(item)]


# Those of stores that need a client of their own are looked at beside their tests.
STORES = [name for name in stores.__all__ if name in vars(stores) and inspect.isclass(getattr(stores, name))]
PUBLIC = [
    *public(hookseal, hookseal.__all__),
    *public(_native, _native.__all__),
    *public(stores, STORES),
    *public(errors, ["WebhookError", *(error.__name__ for error in errors.ALL)]),
]


@pytest.mark.parametrize("item", PUBLIC)
def test_docstring(item: Any) -> None:
    undocumented = [] if sentence(item) else [item.__qualname__]
    if inspect.isclass(item):
        for name, member in vars(item).items():
            # The slots of a dataclass are described where they are written, and help() does not show that.
            is_ours = not name.startswith("_") and (callable(member) or inspect.isdatadescriptor(member))
            if is_ours and not inspect.ismemberdescriptor(member) and not sentence(getattr(member, "__func__", member)):
                undocumented.append(f"{item.__qualname__}.{name}")
    assert not undocumented


def sentence(item: Any) -> bool:
    """Whether it has a docstring of its own that reads as one."""
    doc = item.__doc__ or ""
    return len(doc) > 8 and doc.strip()[-1] in ".:"


@pytest.mark.parametrize("item", [param for param in PUBLIC if inspect.isclass(param.values[0])])
def test_signatures_are_known(item: Any) -> None:
    for name, member in vars(item).items():
        if not name.startswith("_") and inspect.isroutine(member):
            inspect.signature(getattr(item, name))


def test_modules_say_what_they_are() -> None:
    assert all(sentence(module) for module in (hookseal, errors, stores, _native))


def test_the_errors_that_docstrings_name_exist() -> None:
    known = {error.__name__ for error in errors.ALL} | set(hookseal.__all__) | {"FileStore", "MemoryStore"}
    for module in (_native,):
        for item in vars(module).values():
            docs = (
                [item.__doc__ or "", *(member.__doc__ or "" for member in vars(item).values())]
                if inspect.isclass(item)
                else []
            )
            named = re.findall(r"`([A-Z][a-z]+[A-Za-z]*)`", " ".join(docs))
            assert set(named) <= known | {"None", "True", "False"}, item


def blocks() -> list[tuple[int, str, str | None]]:
    """Line, code, and the reason for which it is not run, of each block of Python in README.md."""
    text = README.read_text(encoding="utf-8")
    return [(text[: found.start("code")].count("\n"), found["code"], found["reason"]) for found in BLOCK.finditer(text)]


def test_readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each block in order, in one namespace: later ones go on where earlier ones ended."""
    tmp_path.chmod(0o700)
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, Any] = {"__name__": "readme"}
    for line, code, reason in blocks():
        if not reason:
            # As many empty lines before it as stand above it, so that errors show the README's own.
            exec(compile("\n" * line + code, str(README), "exec"), namespace)
