import json
import re

import pytest

from ide.assets import Assets
from ide.documents import Config, render

CONFIG = Config(
    version="1.0",
    mode="origins",
    ide="http://ide/",
    assets="http://ide/static/s/",
    vendor="http://ide/vendor/v/",
    snapshots=None,
    worker="/__pad__/worker/w/",
    preview="http://{id}.ide/",
    host="http://{id}.ide/__pad__/host.html",
    index=None,
)
PAGE = '<!-- config --><script type="module" src="%assets%js/main.js"></script>'


def script(document: str, kind: str) -> object:
    match = re.search(rf'<script type="{kind}"[^>]*>(.*?)</script>', document)
    assert match is not None
    return json.loads(match[1])


def test_placeholders(assets: Assets) -> None:
    template = "%assets%a %vendor%b %worker%c %ide%d %address%e %other% 100%"
    assert render(template, CONFIG, assets, "http://x/") == (
        "http://ide/static/s/a http://ide/vendor/v/b /__pad__/worker/w/c http://ide/d http://x/e"
        " %other% 100%"
    )


def test_values_are_escaped(assets: Assets) -> None:
    assert render('"%address%"', CONFIG, assets, '"><script>') == '"&quot;&gt;&lt;script&gt;"'


def test_config(assets: Assets) -> None:
    assert script(render("<!-- config -->", CONFIG, assets), "application/json") == CONFIG


def test_config_cannot_end_its_script(assets: Assets) -> None:
    index = "http://x/</script><script>alert(1)</script><!--"
    document = render("<!-- config -->", Config({**CONFIG, "index": index}), assets)
    assert document.count("<") == 2  # the element's own tags
    assert script(document, "application/json") == {**CONFIG, "index": index}


def test_a_script_that_must_not_wait_is_inline(assets: Assets) -> None:
    (assets.static.root / "js" / "first.js").write_text("// A script.\nfirst(1);\n")
    document = render("<!-- inline static/js/first.js --><p>", CONFIG, assets)
    assert document == "<script>\n// A script.\nfirst(1);\n</script><p>"


@pytest.mark.parametrize("content", ["'</script>'", "'<!-- '", "'<SCRIPT'"])
def test_an_inline_script_cannot_end_its_element(assets: Assets, content: str) -> None:
    (assets.static.root / "js" / "first.js").write_text(content)
    with pytest.raises(ValueError, match=r"static/js/first\.js"):
        render("<!-- inline static/js/first.js -->", CONFIG, assets)


def test_a_worker_module_is_inline_when_it_is_joined(assets: Assets) -> None:
    module = assets.worker.root / "host.js"
    module.write_text("start(1);\n")
    template = "<!-- inline worker/host.js -->"
    inline = '<script type="module">\nstart(1);\n</script>'
    outside = '<script type="module" src="/__pad__/worker/w/host.js"></script>'
    assert render(template, CONFIG, assets) == inline
    for content in ('import { a } from "./a.js";\n', '"</script>"'):
        module.write_text(content)
        assert render(template, CONFIG, assets) == outside


def test_an_inline_script_is_there(assets: Assets) -> None:
    with pytest.raises(FileNotFoundError, match=r"static/js/none\.js"):
        render("<!-- inline static/js/none.js -->", CONFIG, assets)


def test_import_map_names_the_vendored_modules(assets: Assets) -> None:
    imports = {"codemirror": "http://ide/vendor/v/codemirror.js"}
    assert script(render(PAGE, CONFIG, assets), "importmap") == {"imports": imports}


def test_modules_are_fetched_early(assets: Assets) -> None:
    document = render(PAGE, CONFIG, assets)
    assert re.findall(r'<link rel="preload" as="script" crossorigin href="([^"]*)">', document) == [
        "http://ide/static/s/js/main.js",
        "http://ide/vendor/v/codemirror.js",
        "http://ide/static/s/js/editor.js",
        "http://ide/static/s/js/parts/thing.js",
    ]
    assert document.index("importmap") < document.index("crossorigin") < document.index("src=")


def test_a_document_without_modules_gets_none(assets: Assets) -> None:
    document = render('<!-- config --><script src="%worker%host.js"></script>', CONFIG, assets)
    assert "importmap" not in document
