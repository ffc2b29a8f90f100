"""Folders that are made anew and put in place as a whole."""

import os
import shutil
from pathlib import Path


def replace(target: Path, new: Path, old: Path) -> None:
    """Put `new` in the place of `target`. A folder cannot be renamed onto a full one."""
    remove(old)
    if target.exists():
        os.replace(target, old)
    os.replace(new, target)
    remove(old)


def remove(folder: Path) -> None:
    """With everything in it, if it is there."""
    if folder.exists():
        shutil.rmtree(folder)
