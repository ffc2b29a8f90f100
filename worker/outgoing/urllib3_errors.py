"""urllib3's support for browsers raises errors that it, and requests above it, do not expect.

A late answer is a bare TimeoutError there, which requests takes for a lost connection; half an
answer is an HTTPException of http.client. Here they become what urllib3 raises everywhere else.
"""

from typing import Any

from urllib3.exceptions import ProtocolError, ReadTimeoutError


class ReadTimeout(ReadTimeoutError):
    """Knows no pool: it is raised where there is none."""

    def __init__(self, message: str) -> None:
        super().__init__(None, None, message)  # type: ignore[arg-type]
        self.args = (message,)


def patch_connection(module: Any) -> None:
    """For `urllib3.contrib.emscripten.connection`."""
    module.TimeoutError = ReadTimeout


def patch_response(module: Any) -> None:
    """For `urllib3.contrib.emscripten.response`."""
    module.TimeoutError = ReadTimeout
    module.HTTPException = ProtocolError
