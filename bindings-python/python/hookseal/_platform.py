"""What is raised where no binary fits."""

import platform
import sys


class UnsupportedPlatform(ImportError):
    """There is no binary of hookseal for this platform and interpreter."""

    def __init__(self) -> None:
        here = f"{sys.implementation.name} {platform.python_version()} on {platform.system()} {platform.machine()}"
        super().__init__(
            f"hookseal has no binary for {here}: install it from source with "
            "`pip install --no-binary hookseal hookseal`, which needs a Rust toolchain; see the README's platforms"
        )
