"""``python -m geo.sample DIR [--seed N]``: write the sample workspace into a folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from geo.sample.write import write_sample


def main() -> None:
    """Read the arguments, write the workspace, say where it is."""
    parser = argparse.ArgumentParser(
        prog="python -m geo.sample", description="Write the fictional gemeente Voorbeeldstad."
    )
    parser.add_argument("folder", type=Path, help="workspace folder to write")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another town (default 1)")
    arguments = parser.parse_args()
    sys.stdout.write(f"{write_sample(arguments.folder, seed=arguments.seed).resolve()}\n")


if __name__ == "__main__":
    main()
