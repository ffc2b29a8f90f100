"""Finds a Chromium for the tests, and installs one where there is none.

Looks for an installed Chromium or Chrome, then for Playwright's own; else lets Playwright download
its own; else, where apt is, installs Debian's.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

Say = Callable[[str], None]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
"""Commands on PATH."""

PLACES = {
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ),
    "win32": (
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    ),
}
"""By `sys.platform`: where installers put it off PATH."""

_PLAYWRIGHTS = (
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "AimEnabled",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "TcpPortRandomizationWin",
    "ThirdPartyStoragePartitioning",
)
"""Features that Playwright turns off itself: of two lists Chromium takes only the last, ours."""

_ADDRESS_BAR = ("WebUIOmniboxAimPopup", "WebUIOmniboxPopup")
"""The address bar's suggestions: pages that each new context would load into a process of their
own, a second of work, and nobody sees them."""

QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    f"--disable-features={','.join([*_PLAYWRIGHTS, *_ADDRESS_BAR])}",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
"""Flags that keep a test browser from doing anything the test did not ask for."""


class ChromiumError(Exception):
    """There is no Chromium and none can be installed; the message says what to do."""


class Chromium(NamedTuple):
    """How to launch: arguments of Playwright's `launch()`."""

    executable: Path
    args: list[str]


def ensure_chromium(say: Say = print) -> Chromium:
    """A Chromium that starts. May take minutes and the network the first time; `say` hears why.

    Raises `ChromiumError`.
    """
    executable = _installed() or _playwrights() or _download(say) or _apt(say)
    if executable is None:
        raise ChromiumError(
            "the browser tests need Chromium or Chrome, and none could be installed: install one"
            " so that `chromium` or `google-chrome` is on PATH, or run"
            f" `{sys.executable} -m playwright install --with-deps chromium`. To run the other"
            " tests alone: `pytest tests/ide tests/worker`"
        )
    # Chromium refuses to use its sandbox as root.
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return Chromium(executable, [*QUIET, *(["--no-sandbox"] if as_root else [])])


def _installed() -> Path | None:
    return next(filter(_starts, _candidates()), None)


def _candidates() -> Iterator[Path]:
    for name in NAMES:
        if found := shutil.which(name):
            yield Path(found)
    yield from map(Path, PLACES.get(sys.platform, ()))


def _starts(executable: Path) -> bool:
    """Whether it is there and works, unlike a stub without its snap or one without libraries."""
    if sys.platform == "win32":  # there, --version opens a window
        return executable.is_file()
    try:
        outcome = subprocess.run(
            [executable, "--version"], capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return outcome.returncode == 0


def _playwrights() -> Path | None:
    # In a process of its own: Playwright's synchronous interface cannot start inside an event loop.
    code = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as p: print(p.chromium.executable_path)"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    executable = Path(outcome.stdout.strip())
    return executable if _starts(executable) else None


def _download(say: Say) -> Path | None:
    say("No Chromium found: `playwright install chromium`")
    _run([sys.executable, "-m", "playwright", "install", "chromium"], say)
    return _playwrights()


def _apt(say: Say) -> Path | None:
    if shutil.which("apt-get") is None:
        return None
    as_root = os.geteuid() == 0
    if not as_root and shutil.which("sudo") is None:
        say("apt could install one, but only for root")
        return None
    # -n: a password nobody sees the prompt for would stop the tests for ever.
    apt = [*([] if as_root else ["sudo", "-n"]), "apt-get"]
    say("Playwright's cannot be used: `apt-get install chromium`")
    if _run([*apt, "update"], say):
        _run([*apt, "install", "--yes", "--no-install-recommends", "chromium"], say)
    return _installed()


def _run(command: list[str], say: Say) -> bool:
    """Whether `command` worked; if not, `say` hears the end of its output."""
    outcome = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        check=False,
    )
    if outcome.returncode != 0:
        end = outcome.stdout.strip().splitlines()[-5:]
        say("\n".join([f"`{' '.join(command)}` failed:", *(f"    {line}" for line in end)]))
    return outcome.returncode == 0
