"""What a browser complains about while a test runs."""

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, WebError, Worker


class ConsoleErrors:
    """Console errors, uncaught exceptions and unhandled rejections of pages, frames, workers."""

    def __init__(self) -> None:
        self._seen: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", self._uncaught)
        context.on("serviceworker", self._service_worker)

    def unwatch(self, context: BrowserContext) -> None:
        context.remove_listener("console", self._console)
        context.remove_listener("weberror", self._uncaught)
        context.remove_listener("serviceworker", self._service_worker)

    def unexpected(self, expected: list[str]) -> list[str]:
        """Those that match none of the patterns; and the patterns that nothing matched."""
        surprises = [text for text in self._seen if not any(re.search(e, text) for e in expected)]
        missing = [e for e in expected if not any(re.search(e, text) for text in self._seen)]
        return [*surprises, *(f"expected, but did not happen: {pattern}" for pattern in missing)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            location = message.location
            self._seen.append(f"{message.text} ({location['url']}:{location['lineNumber']})")

    def _uncaught(self, error: WebError) -> None:
        self._seen.append(f"uncaught: {error.error.stack or error.error}")

    def _service_worker(self, worker: Worker) -> None:
        worker.on("console", self._console)
