"""Values that no argument expects, or that fail when they are looked at."""

import sys
from collections.abc import Callable, Iterator
from typing import Any


class Raises:
    """Raises whatever is asked of it."""

    def _raise(self, *_: Any) -> Any:
        raise ZeroDivisionError("raised by the argument")

    __index__ = __int__ = __float__ = __len__ = __iter__ = __getitem__ = __str__ = __hash__ = __eq__ = _raise
    __fspath__ = __bool__ = __repr__ = __buffer__ = __bytes__ = __getattr__ = keys = items = _raise


class Items:
    """A mapping whose `items` gives what it is told."""

    def __init__(self, items: Any) -> None:
        self._items = items

    def items(self) -> Any:
        """Whatever it is."""
        return self._items

    def __len__(self) -> int:
        return 1


class IteratorThatRaises:
    """Begins well."""

    def __init__(self, first: Any) -> None:
        self.first = first

    def __iter__(self) -> Iterator[Any]:
        yield self.first
        raise ZeroDivisionError("raised by the argument")


class Bytes(bytes):
    """A subclass that lies about itself."""

    def __len__(self) -> int:
        return -1

    def __getitem__(self, at: Any) -> Any:
        raise ZeroDivisionError("raised by the argument")


class Str(str):
    """The same of text."""

    def __len__(self) -> int:
        return -1

    def encode(self, *_: Any, **__: Any) -> bytes:
        raise ZeroDivisionError("raised by the argument")

    __hash__ = None  # type: ignore[assignment]


class Int(int):
    """A number that cannot be compared."""

    def __index__(self) -> int:
        raise ZeroDivisionError("raised by the argument")

    __int__ = __float__ = __lt__ = __index__  # type: ignore[assignment]


def deep(depth: int) -> Any:
    """Lists within lists."""
    nested: Any = []
    for _ in range(depth):
        nested = [nested]
    return nested


def deep_dict(depth: int) -> Any:
    """Dicts within dicts."""
    nested: Any = {}
    for _ in range(depth):
        nested = {"json": nested}
    return nested


def endless() -> Iterator[Any]:
    """Never ends."""
    while True:
        yield "secret secret secret"


def forever_wrong() -> Iterator[Any]:
    """Never ends, and is no pair."""
    while True:
        yield 5


def _values() -> list[Any]:
    """Those that stay as they are."""
    itself: list[Any] = []
    itself.append(itself)
    dict_itself: dict[str, Any] = {}
    dict_itself["json"] = dict_itself
    released = memoryview(bytearray(b"abc"))
    released.release()
    view = memoryview(b"abcdefgh")
    numbers = [0, 1, -1, 2**31, 2**32, 2**53 + 1, 2**63, 2**64, -(2**64), 10**400, True, 0.5, -0.5, 1e300, 1j]
    texts = [
        "",
        " ",
        "x",
        "\0",
        "\ud800",
        "a\udfffb",
        "\u0100",
        "é",
        "é" * 100_000,
        "a\r\nb",
        "none",
        "github",
        "{",
        "\U0010ffff",
    ]
    octets = [b"", b"\0", b"\xff", b"x" * 16, b"x" * 32, b"x" * 1_000_000, bytearray(b"abc"), Bytes(b"abc"), Bytes()]
    views = [
        view,
        view[::2],
        view[::-1],
        view.cast("I"),
        view.cast("B", (2, 4)),
        memoryview(b"x").cast("B", ()),
        memoryview(b"\1\0\0\0").cast("i"),
        memoryview(b"\0" * 8).cast("d"),
        memoryview(b""),
        released,
    ]
    lists = [
        [],
        (),
        {},
        set(),
        itself,
        dict_itself,
        [None],
        ["\ud800"],
        [b"x"] * 5,
        ["x" * 20] * 1000,
        [1, 2],
        (1, 2, 3),
        ("a", "b"),
        [("a", "b", "c")],
        [("a",)],
        [["a", "b", "c"]],
        ["ab"],
        [b"ab"],
        [("X-Key", 5)],
        [(5, "x")],
        [("X-Key", "\u0100")],
        [("X-Key", "\ud800")],
        {"X-Key": None},
        {"X-Key": ["a"]},
        {"X-Key": "\ud800"},
        {"\ud800": "x"},
        {b"X-Key": b"\xff"},
        {"evict_done": None},
        {"evict_done": -1},
        {"evict_done": 10**400},
        {"evict_done": 1, "x": 1},
        {Raises: 1},
        {"headers": ["X"] * 1000, "encoding": "hex"},
        deep(100_000),
        deep(sys.getrecursionlimit() - 100),
        deep_dict(100_000),
        range(10),
    ]
    objects = [
        None,
        ...,
        NotImplemented,
        object(),
        object,
        int,
        print,
        sys,
        float("nan"),
        float("inf"),
        float("-inf"),
        Raises(),
        Items(None),
        Items([("a", "b", "c")]),
        Items(IteratorThatRaises(("a", "b"))),
        Items(itself),
        IteratorThatRaises("x" * 20),
        IteratorThatRaises(("a", "b")),
        Str("github"),
        Str("\ud800"),
        Int(5),
        lambda: None,
        Exception("x"),
    ]
    return [*numbers, *texts, *octets, *views, *lists, *objects]


VALUES = _values()
# Those that can be used only once, made anew.
ONCE: list[Callable[[], Any]] = [
    lambda: iter([]),
    lambda: iter(["x" * 20]),
    lambda: (letter for letter in "abc"),
    endless,
    forever_wrong,
    lambda: map(int, ["x"]),
]
COUNT = len(VALUES) + len(ONCE)


def bad(number: int) -> Any:
    """One of them."""
    return VALUES[number] if number < len(VALUES) else ONCE[number - len(VALUES)]()
