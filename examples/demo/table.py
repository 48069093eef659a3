"""The table of what was sent, what was answered, and how often the handler ran."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

WIDTHS = "{:<50} {:>5}  {:>12}  {:<3} {}"


class Table:
    """Prints a row for each experiment, and remembers whether all came out as they should."""

    def __init__(self, runs: Path) -> None:
        self._runs = runs
        self.rows = 0
        self.wrong = 0
        print(WIDTHS.format("WHAT WAS SENT", "COUNT", "HANDLER RUNS", "OK", "ANSWERED"))

    def row(
        self, what: str, event: str, answers: Iterable[str], *, exactly: dict[str, int], runs: int, rest: str = ""
    ) -> None:
        """Compares the answers with those expected: some exactly so often, all others out of `rest`."""
        got = Counter(answers)
        is_right = ran(self._runs, event) == runs
        is_right &= all(got[answer] == count for answer, count in exactly.items())
        is_right &= all(answer in rest.split(", ") for answer in got if answer not in exactly)
        self.rows += 1
        self.wrong += not is_right
        count = sum(got.values())
        said = ", ".join(f"{times} × {answer}" if count > 1 else answer for answer, times in got.most_common())
        print(WIDTHS.format(what, count, ran(self._runs, event), "yes" if is_right else "NO", said), flush=True)
        if not is_right:
            print(f"    expected {exactly}, the rest of {rest or 'none'}, and {runs} runs")


def ran(runs: Path, event: str) -> int:
    """How often a handler ran for an event: it wrote a line each time."""
    return runs.read_text().splitlines().count(event) if runs.exists() else 0
