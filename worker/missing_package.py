"""Which package an app lacks, and where it is to be named: a browser has no `pip install`."""

import re
import sys
from pathlib import Path
from typing import NamedTuple

from packaging.utils import canonicalize_name

from .distributions import DISTRIBUTIONS
from .errors import AppFailure
from .messages import AppError
from .project import entry
from .requirements import Origin, declared

_PIP_INSTALL = re.compile(r"""\bpip3? install (?:-U |--upgrade )?["'`]?([A-Za-z0-9][\w.-]*)""")
_NO_MODULE = re.compile(r"No module named '(\w+)")


class MissingPackage(NamedTuple):
    """`listed`: the first line that names a package, None where the imports alone do."""

    name: str
    listed: Origin | None


def missing_package(error: AppError, root: Path) -> MissingPackage | None:
    """The package without which the app in `root` ended in `error`; None for any other reason."""
    name = _asked_for(error) or _not_found(error, root)
    if name is None:
        return None
    try:
        demands = declared(root, entry(root)).demands
    except AppFailure:
        return None
    if any(demand.name == name for demand in demands):
        return None  # it is there and lacks something itself
    return MissingPackage(name, demands[0].origin if demands else None)


def _asked_for(error: AppError) -> str | None:
    """What a library tells its user to install."""
    found = _PIP_INSTALL.search(error["message"])
    return canonicalize_name(found[1]) if found else None


def _not_found(error: AppError, root: Path) -> str | None:
    found = _NO_MODULE.match(error["message"])
    if error["type"] != "ModuleNotFoundError" or found is None:
        return None
    module = found[1]
    own = (root / module).is_dir() or (root / f"{module}.py").is_file()
    if own or module in sys.stdlib_module_names:
        return None
    return DISTRIBUTIONS.get(module) or canonicalize_name(module)
