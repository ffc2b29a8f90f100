"""Datasette as an ASGI app: this folder's SQLite files, configuration and plugins."""

from pathlib import Path

from datasette.app import Datasette

# It finds *.db, datasette.yaml, metadata.yaml and plugins/*.py itself.
datasette = Datasette(config_dir=Path(__file__).parent)
app = datasette.app()
