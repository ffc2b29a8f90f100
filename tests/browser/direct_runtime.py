"""A project without the IDE around it: `static/js/runtime.js` and frames with the app."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Frame, Page

PATIENCE = 30_000
"""Milliseconds that a result may take."""

_START = """async ({ project, files }) => {
  const config = JSON.parse(document.getElementById("config").textContent);
  const { Runtime } = await import(`${config.assets}js/runtime.js`);
  const runtime = new Runtime(config, project);
  Object.assign(globalThis, { config, runtime, reports: [] });
  const { error } = await runtime.start(files);
  if (error) throw new Error(error.text);
  addEventListener("message", ({ data, source }) => {
    const frame = [...document.querySelectorAll("iframe")].find(
      ({ contentWindow }) => contentWindow === source);
    reports.push({ frame: frame?.name ?? "", ...data });
  });
  return config.preview.replace("{id}", project);
}"""

_RUN = """(arg) => {{
  const late = new Promise((_, reject) => {{
    setTimeout(reject, {patience}, new Error("no result after {patience} ms"));
  }});
  return Promise.race([late, (async () => {{ {body} }})()]);
}}"""


class DirectRuntime:
    """`preview` is the URL of the app's root."""

    def __init__(self, page: Page, ide: str, project: str, files: Mapping[str, str]) -> None:
        self.page = page
        page.goto(ide)
        self.preview: str = page.evaluate(_START, {"project": project, "files": dict(files)})

    def run(self, body: str, arg: Any = None) -> Any:
        """What an async function with this body returns in the IDE page. It knows `runtime`."""
        return run_in(self.page.main_frame, body, arg)

    def write(self, files: Mapping[str, str]) -> None:
        """Changes files; returns when they serve."""
        error = self.run("return (await runtime.write(arg)).error;", dict(files))
        assert error is None, error["text"]

    def frame(self, path: str = "", name: str = "preview") -> Frame:
        """A page of the app, framed as the IDE does it."""
        self.page.evaluate(
            """({ name, src }) => new Promise((loaded) => {
              document.getElementById(name)?.remove();
              const frame = document.createElement("iframe");
              Object.assign(frame, { id: name, name, src, onload: loaded });
              document.body.append(frame);
            })""",
            {"name": name, "src": self.preview + path},
        )
        frame = self.page.frame(name=name)
        assert frame is not None
        return frame


def run_in(frame: Frame, body: str, arg: Any = None) -> Any:
    """What an async function with this body returns in `frame`."""
    return frame.evaluate(_RUN.format(body=body, patience=PATIENCE), arg)
