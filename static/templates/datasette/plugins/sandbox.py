"""Everybody who opens this Datasette is logged in, as the actor "you".

Nobody but you can reach an app that runs in your own browser. Do not put this plugin on a server:
there, an actor comes from a password or a token.
"""

from datasette import hookimpl


@hookimpl
def actor_from_request() -> dict[str, str]:
    return {"id": "you", "name": "You, in the sandbox"}
