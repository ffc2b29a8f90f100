from pathlib import Path
from threading import Event, Thread

from ide.build.exclusive import exclusive


def test_the_second_build_waits_for_the_first(tmp_path: Path) -> None:
    waiting = Event()
    order: list[str] = []

    def second() -> None:
        with exclusive(tmp_path / "build" / "lock", lambda line: waiting.set()):
            order.append("second")

    thread = Thread(target=second)
    with exclusive(tmp_path / "build" / "lock", print):
        thread.start()
        assert waiting.wait(30)
        order.append("first")
    thread.join(30)
    assert order == ["first", "second"]


def test_an_error_lets_the_next_build_in(tmp_path: Path) -> None:
    said: list[str] = []
    try:
        with exclusive(tmp_path / "lock", said.append):
            raise RuntimeError
    except RuntimeError:
        pass
    with exclusive(tmp_path / "lock", said.append):
        assert said == []
