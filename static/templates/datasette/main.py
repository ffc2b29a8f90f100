"""Datasette as an ASGI app: this folder's SQLite files, configuration and plugins."""

from pathlib import Path

from datasette.app import Datasette
from datasette.plugins import pm


def serve(folder: Path) -> Datasette:
    """A Datasette for every *.db file in the folder, set up by the YAML files beside them."""
    # Datasette keeps a plugin as long as Python runs. An edit must find its place empty.
    for plugin in folder.glob("plugins/*.py"):
        if pm.has_plugin(plugin.name):
            pm.unregister(name=plugin.name)
    return Datasette(config_dir=folder)


app = serve(Path(__file__).parent).app()
