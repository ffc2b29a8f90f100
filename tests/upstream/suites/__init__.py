"""Upstream's own test suites, run by pytest inside the browser's Python.

| module        | noun                                                             |
|---------------|------------------------------------------------------------------|
| `suite`       | what can be run, and what of its sdist that needs                |
| `packages`    | the wheels that the tests import and the browser does not carry  |
| `browser`     | Chromium, with `page/` in it, which runs `inside/` in workers    |
| `native`      | the same under CPython                                           |
| `recording`   | native outcomes, and what differs from them; kept in `recorded/` |
| `differences` | those that are known, with reasons; kept in `known/`             |
| `report`      | the comparison of a run with both                                |
| `command`     | `python -m tests.upstream starlette`, `... fastapi`              |
| `record`      | `python -m tests.upstream record`                                |
"""
