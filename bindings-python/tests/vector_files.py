"""Where the vectors are."""

import os
from pathlib import Path

VECTORS = Path(os.environ.get("HOOKSEAL_VECTORS") or Path(__file__).parents[2] / "tests" / "vectors")
