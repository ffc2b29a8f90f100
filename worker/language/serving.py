"""Keeps the language server at work, in the loop of whoever runs it."""

import asyncio
from collections.abc import Callable


async def serve(work: Callable[[], float | None], wanted: asyncio.Event) -> None:
    """Call `work` whenever it asks for it, and when something is `wanted` of it; never returns.

    :param work: does one piece; seconds until there is more, None: not before that is `wanted`
    """
    loop = asyncio.get_running_loop()
    while True:
        wanted.clear()
        pause = work()
        if pause == 0:
            await asyncio.sleep(0)  # a message that cancels the next request gets in
            continue
        # asyncio.timeout fails if it is over before it is set: Pyodide's loop takes no such moment.
        timer = None if pause is None else loop.call_later(pause, wanted.set)
        await wanted.wait()
        if timer is not None:
            timer.cancel()
