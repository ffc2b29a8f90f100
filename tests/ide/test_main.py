import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

import ide
from ide.__main__ import main


@contextmanager
def command(root: Path, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """`python -m ide` in a checkout of its own."""
    package = Path(ide.__file__).parent
    shutil.copytree(package, root / "ide", ignore=shutil.ignore_patterns("build", "__pycache__"))
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "ide", *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl C cannot be sent to one process")
def test_serves_until_ctrl_c(root: Path) -> None:
    with command(root, "--port", "0", "--no-browser") as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = re.fullmatch(r"asgipad \S+: http://localhost:(\d+)/\n", line)
        assert address is not None
        with closing(
            http.client.HTTPConnection("127.0.0.1", int(address[1]), timeout=10)
        ) as client:
            client.request("GET", "/", headers={"Host": f"asgipad.localhost:{address[1]}"})
            assert b"start page" in client.getresponse().read()
            process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)
        assert (process.returncode, errors) == (0, "")


def test_not_built(root: Path) -> None:
    shutil.rmtree(root / "static" / "vendor")
    with command(root, "--port", "0", "--no-browser") as process:
        output, errors = process.communicate(timeout=10)
        assert process.returncode == 1
        assert output == ""
        assert re.fullmatch(
            r"asgipad: .*manifest\.json is missing\. .*python -m ide\.build.*\n", errors
        )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--port", "eighty"], "argument --port: invalid int value: 'eighty'"),
        (["--port", "65536"], "--port: 65536 is not between 0 and 65535."),
        (["--host", "a b"], "--host: 'a b' is not a host name or address."),
        (["--index", "nowhere"], "--index: 'nowhere' is not an absolute http or https URL."),
        (["--data", __file__], f"--data: {__file__} cannot be a folder, {__file__} is a file."),
        (["--prot", "1"], "unrecognized arguments: --prot 1"),
    ],
)
def test_wrong_argument(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 2
    assert capsys.readouterr().err == f"asgipad: {message}\n"


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["--version"])
    assert exit_.value.code == 0
    assert capsys.readouterr().out == f"asgipad {ide.__version__}\n"
