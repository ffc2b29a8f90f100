"""What is known by heart about packages: their import names, what they imply, where they cannot go.

Anything not listed here has the same name on the index as in an import, or is asked of the index.
"""

DISTRIBUTIONS = {
    "argon2": "argon2-cffi",
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "Crypto": "pycryptodome",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "dns": "dnspython",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "engineio": "python-engineio",
    "fitz": "pymupdf",
    "git": "gitpython",
    "google.protobuf": "protobuf",
    "graphql": "graphql-core",
    "jose": "python-jose",
    "jwt": "pyjwt",
    "magic": "python-magic",
    "markdown_it": "markdown-it-py",
    "memcache": "python-memcached",
    "multipart": "python-multipart",
    "MySQLdb": "mysqlclient",
    "OpenSSL": "pyopenssl",
    "opentelemetry": "opentelemetry-api",
    "opentelemetry.sdk": "opentelemetry-sdk",
    "PIL": "pillow",
    "pkg_resources": "setuptools",
    "pptx": "python-pptx",
    "psycopg2": "psycopg2-binary",
    "pythonjsonlogger": "python-json-logger",
    "rest_framework": "djangorestframework",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "slugify": "python-slugify",
    "socketio": "python-socketio",
    "strawberry": "strawberry-graphql",
    "telegram": "python-telegram-bot",
    "ulid": "python-ulid",
    "websocket": "websocket-client",
    "yaml": "pyyaml",
    "zmq": "pyzmq",
}
"""Import name -> distribution, where they differ. Dotted: several distributions share it."""

IMPLIED: tuple[tuple[str, str | None, str], ...] = (
    ("fastapi", "File", "python-multipart"),
    ("fastapi", "Form", "python-multipart"),
    ("fastapi", "UploadFile", "python-multipart"),
    ("fastapi.param_functions", "Form", "python-multipart"),
    ("fastapi.security", "OAuth2PasswordRequestForm", "python-multipart"),
    ("fastapi.security", "OAuth2PasswordRequestFormStrict", "python-multipart"),
    ("fastapi.templating", None, "jinja2"),
    ("fastapi.testclient", None, "httpx2"),
    ("pwdlib", "PasswordHash", "argon2-cffi"),
    ("pydantic", "EmailStr", "email-validator"),
    ("pydantic", "NameEmail", "email-validator"),
    ("starlette.middleware.sessions", None, "itsdangerous"),
    ("starlette.schemas", None, "pyyaml"),
    ("starlette.templating", None, "jinja2"),
    ("starlette.testclient", None, "httpx2"),
)
"""(module, name imported from it or None for any, the distribution that its use needs)."""

COMPANIONS = {"django": "tzdata"}
"""What a distribution needs in a browser, which has no time zones, and does not say."""

NOT_NEEDED = {
    "daphne": "the preview is the server",
    "fastapi-cli": "the preview is the server",
    "fastapi-cloud-cli": "the preview is the server",
    "granian": "the preview is the server",
    "gunicorn": "the preview is the server",
    "httptools": "the preview is the server",
    "hypercorn": "the preview is the server",
    "mod-wsgi": "the preview is the server",
    "uvicorn-worker": "the preview is the server",
    "uvloop": "the browser has an event loop of its own",
    "waitress": "the preview is the server",
    "watchdog": "the editor tells of every change",
    "watchfiles": "the editor tells of every change",
    "pip": "asgipad installs packages",
    "uv": "asgipad installs packages",
}
"""Left out, as they have nothing to do in a browser. Why, as a clause."""

STOOD_IN = {("argon2-cffi-bindings", "cffi")}
"""(distribution, dependency) that it does not get: worker/argon2_bindings.py does its part."""

COLLECTIONS = {("fastapi", "all"), ("fastapi", "standard"), ("uvicorn", "standard")}
"""(distribution, extra) that name what one may want to serve, trace and deploy an app. Of these the
browser gets what the host carries and what the project imports."""

_NO_SOCKETS = "A browser cannot open the connection to a database. Use SQLite here"

ADVICE = {
    "aiomysql": _NO_SOCKETS,
    "asyncpg": _NO_SOCKETS,
    "bcrypt": "Hash passwords with argon2-cffi or pwdlib[argon2], or with hashlib.scrypt",
    "cffi": "It is a bridge to compiled libraries, which a browser does not have",
    "cryptography": "hashlib, hmac and secrets are there; PyJWT signs with HS256 without it",
    "greenlet": "Use a sync Session, or aiosqlite by itself",
    "mysqlclient": _NO_SOCKETS,
    "orjson": "JSONResponse does without it",
    "psycopg": _NO_SOCKETS,
    "psycopg-binary": _NO_SOCKETS,
    "psycopg2": _NO_SOCKETS,
    "psycopg2-binary": _NO_SOCKETS,
    "pymongo": _NO_SOCKETS,
    "ujson": "JSONResponse does without it",
}
"""What to do instead of a package that no browser can have."""
