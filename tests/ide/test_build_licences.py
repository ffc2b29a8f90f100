import json
from pathlib import Path

from ide.build import licences
from tests.ide.build_wheel import write_wheel


def test_collects_names_and_texts_of_both_kinds(tmp_path: Path) -> None:
    package = tmp_path / "node_modules" / "idb"
    package.mkdir(parents=True)
    about = {"name": "idb", "version": "8.0.4", "license": "ISC"}
    (package / "package.json").write_text(json.dumps(about))
    (package / "LICENSE").write_text("Permission to use, copy, modify")
    wheel = write_wheel(tmp_path, "paper", paper="")

    text = licences.collect([package], [wheel])

    assert "idb 8.0.4\nLicence: ISC\n\nPermission to use, copy, modify" in text
    assert "paper 1.0\nLicence: MIT\n\nDo what you like." in text
