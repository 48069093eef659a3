"""What a user gets who installs the package: its files, its version, and what it says where no binary fits."""

import shutil
import subprocess
import sys
import sysconfig
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import hookseal
import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = Path(hookseal.__file__).parent
FILES = {str(file): file for file in distribution("hookseal").files or []}


def test_it_is_the_installed_one() -> None:
    assert PACKAGE.parent == Path(sysconfig.get_path("platlib"))


def test_version() -> None:
    version = tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]["version"]
    assert hookseal.__version__ == distribution("hookseal").version == version


@pytest.mark.parametrize("name", ["LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY-NOTICES.txt"])
def test_licences(name: str) -> None:
    (found,) = [file for path, file in FILES.items() if path.endswith(f".dist-info/licenses/{name}")]
    of_repository = ROOT / ("bindings-python" if name.startswith("THIRD") else ".") / name
    assert found.read_text() == of_repository.read_text() != ""


def test_notices_name_what_is_linked() -> None:
    (notices,) = [file for path, file in FILES.items() if path.endswith("THIRD-PARTY-NOTICES.txt")]
    # Panics in these crates carry their files' paths, so that the module shows which ones it holds.
    module = next(PACKAGE.glob("_native*.so")).read_bytes()
    for crate in ("pyo3", "serde_core", "heapless", "memmap2"):
        assert f"/{crate}-".encode() in module
        assert f"\n{crate} " in notices.read_text()


def test_types_and_nothing_else() -> None:
    assert {"hookseal/py.typed", "hookseal/_native.pyi", "hookseal/_native.abi3.so"} <= FILES.keys()
    shipped = {path for path in FILES if path.startswith("hookseal/") and "__pycache__" not in path}
    of_repository = {
        str(file.relative_to(ROOT / "bindings-python" / "python"))
        for pattern in ("*.py", "*.pyi", "py.typed")
        for file in (ROOT / "bindings-python" / "python" / "hookseal").rglob(pattern)
    }
    assert shipped == of_repository | {"hookseal/_native.abi3.so"}


def test_without_extras() -> None:
    """The package and its own stores need nothing of others."""
    code = (
        "import sys, hookseal, hookseal.stores, hookseal.testing; print(*{name.split('.')[0] for name in sys.modules})"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert not {"flask", "starlette", "anyio", "redis", "psycopg", "pytest"} & set(said.split())


def test_no_binary(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "hookseal", ignore=shutil.ignore_patterns("*.so"))
    code = "import hookseal"
    # Isolated, so that the installed one is not found.
    command = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{code}"]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    assert ended.returncode == 1
    last = ended.stderr.strip().splitlines()[-1]
    version = ".".join(map(str, sys.version_info[:3]))
    assert last.startswith(f"hookseal._platform.UnsupportedPlatform: hookseal has no binary for cpython {version} on ")
    assert "pip install --no-binary hookseal hookseal" in last


def test_a_broken_binary_says_why(tmp_path: Path) -> None:
    """One for another machine, say."""
    shutil.copytree(PACKAGE, tmp_path / "hookseal", ignore=shutil.ignore_patterns("*.so"))
    (tmp_path / "hookseal" / "_native.abi3.so").write_bytes(b"\x7fELF, but not of this machine")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\nimport hookseal"
    ended = subprocess.run([sys.executable, "-I", "-S", "-c", code], check=False, capture_output=True, text=True)
    assert ended.returncode == 1
    assert "UnsupportedPlatform" in ended.stderr.strip().splitlines()[-1]
    assert "_native.abi3.so" in ended.stderr
