"""The routes of the loaded app: where each is written in the project, and what is wrong with it.

    table.py     the app's route tables, as Starlette and FastAPI keep them
    sources.py   the project's files, and where they write routes
    blocking.py  calls that stop everything else
    checks.py    what is wrong with a route

Nothing here changes the app or imports what it has not imported. Apps that are not Starlette's
have no routes.
"""

from .finder import RouteFinder

__all__ = ["RouteFinder"]
