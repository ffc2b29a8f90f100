"""The template "datasette" without threads, which Pyodide by itself has not got."""

from pathlib import Path

from datasette.app import Datasette

app = Datasette(config_dir=Path(__file__).parent, settings={"num_sql_threads": 0}).app()
