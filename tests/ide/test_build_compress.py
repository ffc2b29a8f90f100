import gzip
from pathlib import Path
from random import Random

import brotli
import pytest
import zstandard

from ide.build import compress

TEXT = b"from fastapi import FastAPI\n" * 200


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "vendor"
    (folder / "pyodide").mkdir(parents=True)
    return folder


def test_variants_decode_to_the_file(folder: Path, tmp_path: Path) -> None:
    (folder / "pyodide" / "asm.wasm").write_bytes(TEXT)
    compress.tree(folder, tmp_path / "cache", print)
    assert brotli.decompress((folder / "pyodide" / "asm.wasm.br").read_bytes()) == TEXT
    assert gzip.decompress((folder / "pyodide" / "asm.wasm.gz").read_bytes()) == TEXT


def test_large_files_have_what_unpacks_fastest(folder: Path, tmp_path: Path) -> None:
    large = TEXT * 200
    (folder / "asm.wasm").write_bytes(large)
    (folder / "idb.js").write_bytes(TEXT)
    compress.tree(folder, tmp_path / "cache", print)
    packed = (folder / "asm.wasm.zst").read_bytes()
    assert zstandard.ZstdDecompressor().decompress(packed) == large
    assert not (folder / "idb.js.zst").exists()


def test_archives_and_what_does_not_shrink_have_no_variants(folder: Path, tmp_path: Path) -> None:
    (folder / "fastapi.whl").write_bytes(TEXT)
    (folder / "noise.js").write_bytes(Random(1).randbytes(4096))
    compress.tree(folder, tmp_path / "cache", print)
    assert sorted(file.name for file in folder.iterdir()) == ["fastapi.whl", "noise.js", "pyodide"]


def test_nothing_is_compressed_twice(folder: Path, tmp_path: Path) -> None:
    said: list[str] = []
    (folder / "idb.js").write_bytes(TEXT)
    compress.tree(folder, tmp_path / "cache", said.append)
    assert len(said) == 2
    (folder / "idb.js.br").unlink()
    (folder / "idb.js.gz").unlink()

    compress.tree(folder, tmp_path / "cache", said.append)

    assert len(said) == 2
    assert brotli.decompress((folder / "idb.js.br").read_bytes()) == TEXT


def test_the_cache_forgets_what_is_gone(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    (folder / "idb.js").write_bytes(TEXT)
    compress.tree(folder, cache, print)
    (folder / "idb.js").write_bytes(TEXT + TEXT)
    (folder / "idb.js.br").unlink()
    (folder / "idb.js.gz").unlink()
    (cache / "interrupted.partial").write_bytes(b"")

    compress.tree(folder, cache, print)

    assert sorted(entry.suffix for entry in cache.iterdir()) == [".br", ".gz"]
