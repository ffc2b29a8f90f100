"""Where the preview's script lands in a document, however the document is cut into chunks."""

from collections.abc import Sequence

import pytest

from tests.browser.worker.conftest import Modules

INJECT = """
const { injectIntoHead } = await load("inject");
return async (chunks) => {
  const source = new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(Uint8Array.from(chunk));
      controller.close();
    },
  });
  const injected = await new Response(source.pipeThrough(injectIntoHead("[TAG]"))).bytes();
  return Array.from(injected, (byte) => String.fromCharCode(byte)).join("");
};
"""

OF_CHUNKS = "return Promise.all(arg.map((chunks) => inject(chunks)));"


def inject(modules: Modules, *cuts: Sequence[bytes]) -> list[bytes]:
    """Each document, given as its chunks, with [TAG] where the script would be."""
    modules.define("inject", INJECT)
    arg = [[list(chunk) for chunk in chunks] for chunks in cuts]
    return [text.encode("latin-1") for text in modules.run(OF_CHUNKS, arg)]


def tagged(modules: Modules, document: bytes) -> bytes:
    return inject(modules, [document])[0]


@pytest.mark.parametrize(
    "expected",
    [
        b"<!doctype html><html><head>[TAG]<title>x</title></head><body></body></html>",
        b"<head>[TAG]",
        b"<HTML lang=en><HEAD\n>[TAG]</HEAD>",
        b'<html data-a="<head>"><head data-b=\'>\'>[TAG]<meta charset="utf-8">',
        b"<!-- <head> --><!-->\n<!--->\n<html><!-- > --><head>[TAG]",
        b"<!-- ends --!><head>[TAG]",
        b"<?xml version='1.0'?><!DOCTYPE html><html xmlns='a'><head>[TAG]<title/></head></html>",
        b"\xef\xbb\xbf<!doctype html><head>[TAG]",
    ],
)
def test_right_behind_the_head_tag(modules: Modules, expected: bytes) -> None:
    assert tagged(modules, expected.replace(b"[TAG]", b"")) == expected


@pytest.mark.parametrize(
    "expected",
    [
        b"<!doctype html>[TAG]<title>No head</title><p>x",
        b"<html>\n[TAG]<body><head></body>",
        b"[TAG]<h1>Hello</h1>",
        b"[TAG]text only",
        b"<!doctype html>[TAG]text <head> more",
        b"[TAG]<p><script>const tag = '<head>';</script>",
        b"[TAG]<header><head>",
        b"[TAG]<html-like><head>",
        b"<html>[TAG]<frameset><frame></frameset>",
        b"[TAG]</head><p>",
        b"[TAG]< head>",
    ],
)
def test_before_what_ends_a_head_left_out(modules: Modules, expected: bytes) -> None:
    assert tagged(modules, expected.replace(b"[TAG]", b"")) == expected


@pytest.mark.parametrize(
    "expected",
    [
        b"[TAG]",
        b"<!doctype html>[TAG]",
        b"<!doctype html>\n<html>\n[TAG]",
        b"<!doctype html>[TAG]<!-- never closed <head>",
        b"[TAG]<html",
        b"[TAG]<",
    ],
)
def test_at_the_end_of_a_document_without_content(modules: Modules, expected: bytes) -> None:
    assert tagged(modules, expected.replace(b"[TAG]", b"")) == expected


@pytest.mark.parametrize(
    "expected",
    [
        b"\xef\xbb\xbf<!DOCTYPE html>\r\n<!-- a <head> b -->\n"
        b"<html a='>'><head class=\"a>b\">[TAG]<title>\xc3\xa9</title></head><p>x",
        b"<!doctype html>\n<!-- <head> -->\n[TAG]<heading>\xe9\xff\x00</heading>",
        b"\n [TAG]text",
    ],
)
def test_every_cut_gives_the_same(modules: Modules, expected: bytes) -> None:
    document = expected.replace(b"[TAG]", b"")
    halves = [[document[:cut], document[cut:]] for cut in range(len(document) + 1)]
    bytewise = [document[at : at + 1] for at in range(len(document))]
    assert set(inject(modules, *halves, bytewise)) == {expected}


@pytest.mark.parametrize("document", ["<head>é".encode("utf-16"), b"\xfe\xff\0<\0h"])
def test_utf_16_is_left_alone(modules: Modules, document: bytes) -> None:
    assert inject(modules, [document], [document[:1], document[1:]]) == [document, document]


def test_text_streams_on_without_any_tag(modules: Modules) -> None:
    modules.define("injectIntoHead", 'return (await load("inject")).injectIntoHead;')
    first = modules.run(
        """
        const { writable, readable } = injectIntoHead("[TAG]");
        writable.getWriter().write(new TextEncoder().encode("1 "));
        const { value } = await readable.getReader().read();
        return new TextDecoder().decode(value);
        """
    )
    assert first == "[TAG]1 "


def test_a_big_document_passes_through_unchanged(modules: Modules) -> None:
    modules.define("inject", INJECT)
    assert modules.run(
        """
        const head = new TextEncoder().encode(`<!--${" ".repeat(100_000)}--><head>`);
        const megabyte = Uint8Array.from({ length: 1 << 20 }, (_, index) => (index * 7) % 256);
        const injected = await inject([head, megabyte, megabyte, megabyte]);
        const expected = [head, megabyte, megabyte, megabyte].map((bytes) =>
          Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
        return injected === expected[0] + "[TAG]" + expected.slice(1).join("");
        """
    )
