"""Where Flask is not installed."""

import sys
from subprocess import run


def test_what_is_missing_is_told() -> None:
    code = "import sys; sys.modules['flask'] = None; import hookseal; import hookseal.flask"
    ended = run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ended.stderr.splitlines()[-1] == "ImportError: hookseal.flask needs Flask: pip install 'hookseal[flask]'"
