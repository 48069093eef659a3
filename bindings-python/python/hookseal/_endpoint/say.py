"""What the package tells in words, through Python's own logging."""

import logging
import sys
import traceback

logger = logging.getLogger("hookseal")


def error(message: str, *args: object, raised: BaseException | None = None) -> None:
    """Tells what needs somebody, with the traceback of what was raised, if anything."""
    _say(logging.ERROR, message, args, raised)


def warning(message: str, *args: object) -> None:
    """Tells what somebody should know."""
    _say(logging.WARNING, message, args, None)


def _say(level: int, message: str, args: tuple[object, ...], raised: BaseException | None) -> None:
    try:
        logger.log(level, message, *args, exc_info=raised, stacklevel=3)
    except Exception:
        shown()


def shown() -> None:
    """A filter or handler of the app's has raised something: that must not fail a delivery."""
    if logging.raiseExceptions:
        traceback.print_exc(file=sys.stderr)
