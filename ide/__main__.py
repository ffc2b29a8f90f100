"""The command: `asgipad`, or `python -m ide` in a checkout."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from ide import __version__
from ide.app import create_app
from ide.folders import AssetsError
from ide.serve import serve
from ide.settings import DEFAULT_PORT, Settings, SettingsError


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line: the usage would push what is wrong off the screen."""
        self.exit(2, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until Ctrl C. Exit code 2: a wrong argument; 1: this installation is not complete."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        settings = Settings(
            host=options.host,
            port=options.port,
            open_browser=not options.no_browser,
            data=options.data,
            index=options.index,
            snapshots=not options.no_snapshots,
        )
        serve(create_app(settings), settings)
    except SettingsError as error:
        parser.error(f"--{error}")
    except AssetsError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="asgipad",
        description="Write FastAPI, Starlette or any ASGI app in a browser tab, see it run beside.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--host",
        default="localhost",
        help="address to listen on (default: this machine only; 0.0.0.0: the network too)",
    )
    parser.add_argument(
        "--port",
        type=int,
        help=f"port to listen on (default: {DEFAULT_PORT} or the next free one; 0: any free one)",
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="folder for what the host keeps; today nothing: projects are kept in the browser",
    )
    parser.add_argument(
        "--index",
        metavar="URL",
        help="package index for what asgipad does not carry (it must allow cross-origin requests)",
    )
    parser.add_argument(
        "--no-snapshots",
        action="store_true",
        help="start Python from nothing each time, which takes seconds longer",
    )
    parser.add_argument("--version", action="version", version=f"asgipad {__version__}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
