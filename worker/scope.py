"""What the scopes of HTTP and WebSocket connections have in common."""

from typing import Any
from urllib.parse import unquote

from .asgi import Scope
from .messages import ConnectionScope


def connection_scope(client: ConnectionScope, state: dict[str, Any]) -> Scope:
    """The part of an ASGI scope that does not depend on the protocol."""
    root_path = client["root_path"]
    _, port = client["server"]
    return {
        "http_version": "1.1",
        # Addresses, as a server knows them: names are in the Host header.
        "server": ("127.0.0.1", int(port)),
        "client": ("127.0.0.1", 49152),
        "scheme": client["scheme"],
        "root_path": root_path,
        "path": root_path + unquote(client["raw_path"]),
        "raw_path": (root_path + client["raw_path"]).encode(),
        "query_string": client["query_string"].encode(),
        "headers": [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in client["headers"]
        ],
        "state": state.copy(),
    }
