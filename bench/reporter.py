"""One process that reports: the cases on its first line of input, to begin at its second."""

from __future__ import annotations

import json
import sys
from contextlib import closing

from bench.interleave import WALL
from bench.stage import Stage


def main(url: str, warm_up: int) -> None:
    """Report in every case and print the seconds that those after the warm-up took."""
    cases = json.loads(sys.stdin.readline())
    with closing(Stage(url)) as stage:
        for case in cases[:warm_up]:
            stage.report(case)
        print("ready", flush=True)
        sys.stdin.readline()
        start = WALL()
        for case in cases[warm_up:]:
            stage.report(case)
        print(WALL() - start, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
