"""HTTP from the app to other sites, and to itself, through the browser's `fetch`.

A browser has no sockets, so each HTTP client needs a way to `fetch`. Behind all of them stands
`outgoing_fetch.js`, which says why a request has failed; each raises that as an error of its own.

| client                      | its way                                                    |
|-----------------------------|------------------------------------------------------------|
| httpx2                      | httpx2-jsfetch, which it depends on in a browser           |
| requests, urllib3           | urllib3's `contrib.emscripten`, mended by `urllib3_errors` |
| httpx                       | `httpx_transport`                                          |
| urllib.request, http.client | `http_client`                                              |

With JSPI a sync client suspends its caller, and other requests go on meanwhile. Without, the one
thread stands still in an XMLHttpRequest.
"""

from types import ModuleType

from ..threadless import when_imported
from . import http_client

__all__ = ["install"]


def install() -> None:
    """Give the clients their ways; they may be imported before or after."""
    when_imported("http.client", http_client.patch)
    when_imported("httpx._transports.default", _patch_httpx)
    when_imported("urllib3.contrib.emscripten.connection", _patch_urllib3_connection)
    when_imported("urllib3.contrib.emscripten.response", _patch_urllib3_response)


def _patch_httpx(module: ModuleType) -> None:
    from . import httpx_transport

    for transport in (httpx_transport.HTTPTransport, httpx_transport.AsyncHTTPTransport):
        setattr(module, transport.__name__, transport)


def _patch_urllib3_connection(module: ModuleType) -> None:
    from . import urllib3_errors

    urllib3_errors.patch_connection(module)


def _patch_urllib3_response(module: ModuleType) -> None:
    from . import urllib3_errors

    urllib3_errors.patch_response(module)
