"""The Chromium of the browser tests, whose console must be as quiet here."""

from tests.browser.conftest import browser_type_launch_args, console_errors, new_context

__all__ = ["browser_type_launch_args", "console_errors", "new_context"]
