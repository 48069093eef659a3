"""Where what the adapter uses is not installed."""

import sys
from subprocess import run

import pytest


@pytest.mark.parametrize(
    ("lacks", "code", "said"),
    [
        ("anyio", "import hookseal.asgi", "hookseal.asgi needs AnyIO: pip install 'hookseal[asgi]'"),
        ("starlette", "from hookseal.asgi import Webhook", "guards functions of Starlette and FastAPI"),
        ("starlette", "from hookseal.asgi import WebhookApp", ""),
    ],
)
def test_what_is_missing_is_told(lacks: str, code: str, said: str) -> None:
    code = f"import sys; sys.modules[{lacks!r}] = None; {code}"
    ended = run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (ended.returncode == 0) == (not said)
    assert said in ended.stderr
    assert not said or ended.stderr.splitlines()[-1].startswith("ImportError: ")
