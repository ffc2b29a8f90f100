"""Runs the page's own modules in a real page, for tests of one module."""

from typing import Any

from playwright.sync_api import Page

_WRAPPER = """async (arg) => {{
  const {{ assets, ide }} = JSON.parse(document.getElementById("config").textContent);
  const load = (name) => import(`${{assets}}js/${{name}}.js`);
  {body}
}}"""


def run(page: Page, body: str, arg: Any = None) -> Any:
    """What the body of an async function returns. It knows `load(name)`, `ide` and `arg`."""
    return page.evaluate(_WRAPPER.format(body=body), arg)


def failure(page: Page, body: str, arg: Any = None) -> tuple[str, str]:
    """The kind (else the name) and the message of what that function throws."""
    caught = run(
        page,
        f"""
        try {{
          await (async () => {{ {body} }})();
        }} catch (error) {{
          return [error.kind ?? error.name, error.message];
        }}
        return null;
        """,
        arg,
    )
    assert caught is not None, "nothing was thrown"
    kind, message = caught
    return kind, message
