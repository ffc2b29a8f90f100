"""An ASGI app in the browser as Pyodide's documentation leads one to write it, by nobody's tricks:
`loadPyodide` in a module worker, `micropip.install`, a service worker that hands the requests of a
frame over as whole messages and answers with whole responses.

    host.py             sends the files, and is the package index
    index.html, page.js the page with the frame
    service_worker.js   requests become messages
    worker.js           Pyodide
    asgi.py             one message becomes one call of the app
"""
