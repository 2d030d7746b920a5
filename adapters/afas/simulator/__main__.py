"""`python -m adapters.afas.simulator --port 8001`."""

import argparse
import sys
from pathlib import Path

from adapters.afas.simulator.app import COMPANY
from adapters.afas.simulator.reading.definitions import BadDefinition
from adapters.afas.simulator.serving import run


def main() -> None:
    parser = argparse.ArgumentParser(prog="simulator", description="AFAS in a box")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--company", default=COMPANY)
    parser.add_argument("--data", help="SQLite file; without it everything stays in memory")
    parser.add_argument("--connectors", type=Path, help="folder with GetConnector files")
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--latency", choices=("instant", "real", "loaded"), default="instant")
    try:
        run(**vars(parser.parse_args()))
    except BadDefinition as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
