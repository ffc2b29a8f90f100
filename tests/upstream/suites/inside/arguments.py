"""How pytest is called, under CPython and in the browser."""

ARGUMENTS = (
    "--tb=short",
    "-q",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:asyncio",  # the suites use anyio's plugin
    "--continue-on-collection-errors",
)
