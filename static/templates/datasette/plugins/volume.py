"""A function for SQL: select name, volume_in_earths(radius_km) from planets"""

import sqlite3

from datasette import hookimpl

EARTH_RADIUS_KM = 6371.0


def volume_in_earths(radius_km: float | None) -> float | None:
    """How often Earth's volume fits into a ball of this radius. SQL's null stays null."""
    if radius_km is None:
        return None
    return round((radius_km / EARTH_RADIUS_KM) ** 3, 4)


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    conn.create_function("volume_in_earths", 1, volume_in_earths, deterministic=True)
