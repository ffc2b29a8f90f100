"""`worker/cookie_policy.js` under Node, with the tough-cookie that the browser gets."""

import atexit
import itertools
import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from tests.worker.interpreter import NODE, ROOT, VENDOR
from worker.cookies import CookieRequest, Taken
from worker.messages import Cookie

PREVIEW = "http://p1.asgipad.localhost:8000/"

_ids = itertools.count()


class NodePolicy:
    """A `cookies.CookiePolicy`. `now` in seconds since the epoch stops its clock."""

    def __init__(self, preview: str = PREVIEW) -> None:
        self.now: float | None = None
        self._id = next(_ids)
        self._call("new", preview)

    def restore(self, cookies: list[Cookie]) -> None:
        self._call("restore", cookies)

    def kept(self) -> list[Cookie]:
        kept: list[Cookie] = self._call("kept")
        return kept

    def header(self, request: CookieRequest, visible: list[tuple[str, str]]) -> str:
        return str(self._call("header", request, visible))

    def take(self, path: str, headers: list[str]) -> Taken:
        taken: Taken = self._call("take", path, headers)
        return taken

    def _call(self, method: str, *arguments: Any) -> Any:
        call = {"id": self._id, "method": method, "arguments": arguments, "now": self.now}
        process = _node()
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps(call) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        assert answer, "Node has ended: its error is in the captured output"
        return json.loads(answer)


@cache
def _node() -> subprocess.Popen[str]:
    """One process for all tests of this one; it ends with its standard input."""
    script = Path(__file__).with_name("cookie_policy.mjs")
    process = subprocess.Popen(
        [NODE, script, VENDOR, ROOT / "worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(process.communicate)
    return process
