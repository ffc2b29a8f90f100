"""The error page's style sheet: the page's tokens, as far as the error page needs them."""

_LIGHT = """color-scheme: light;
--chrome: #f6f8f8; --paper: #ffffff; --line: #dce4e5; --edge: #7f9096;
--text: #14211f; --text-2: #415257; --text-3: #5a6b70;
--accent: #0b667c; --focus: #0b667c; --bad: #b3261e; --bad-soft: #fdeae8;"""

_DARK = """color-scheme: dark;
--chrome: #162023; --paper: #0e1618; --line: #26353a; --edge: #6c8087;
--text: #e4edee; --text-2: #abbcc0; --text-3: #8ea1a7;
--accent: #62c1d8; --focus: #62c1d8; --bad: #ff8f84; --bad-soft: #3d1b19;"""

_SHARED = """--sans: -apple-system, "Segoe UI Variable Text", "Segoe UI", Roboto, "Noto Sans",
  "Liberation Sans", system-ui, sans-serif;
--mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "Roboto Mono", "Noto Sans Mono",
  "DejaVu Sans Mono", monospace;
--size-1: .75rem; --size-2: .8125rem; --size-3: .875rem; --size-5: 1.25rem;
--s-2: 4px; --s-3: 8px; --s-4: 12px; --s-5: 16px; --s-6: 24px; --s-8: 48px; --radius-2: 6px;"""

_RULES = """
*, *::before, *::after { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; padding: var(--s-6) clamp(16px, 4vw, 40px) var(--s-8);
  font: var(--size-3)/1.5 var(--sans); color: var(--text-2); background: var(--paper);
  border-top: 3px solid var(--bad); }
main { max-width: 720px; margin: 0 auto; }
h1, h2, h3, p, ol, dl, dd, pre { margin: 0; padding: 0; }
ol { list-style: none; }
a { color: var(--accent); text-underline-offset: 2px;
  text-decoration-color: color-mix(in srgb, currentColor 35%, transparent); }
a:hover { text-decoration-color: currentColor; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
code, pre, dd, dt { font-family: var(--mono); }
.what { color: var(--text-3); font-size: var(--size-2); }
h1 { margin: var(--s-2) 0 var(--s-4); font-size: var(--size-5); line-height: 1.3; font-weight: 600;
  letter-spacing: -.01em; color: var(--text); overflow-wrap: anywhere; }
h1 b { color: var(--bad); font-weight: 600; }
h1 code { font-size: .9em; }
.hint { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s-2) var(--s-3);
  padding: 10px 14px; background: var(--chrome); border-radius: var(--radius-2);
  color: var(--text); }
.hint button { padding: 3px var(--s-3); border: 1px solid var(--edge); color: var(--text);
  border-radius: var(--radius-2); background: var(--paper); font: inherit; font-weight: 500;
  cursor: pointer; }
.hint button:hover { border-color: var(--text-3); }
.hint code { font-size: var(--size-2); }
h2 { margin: var(--s-6) 0 var(--s-3); font-size: var(--size-2); font-weight: 600;
  color: var(--text); }
.frame { border: 1px solid var(--line); border-radius: var(--radius-2); overflow: hidden;
  margin-bottom: var(--s-4); }
.frame h3 { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 var(--s-4);
  padding: 8px 14px; font-size: var(--size-2); font-weight: 400; background: var(--chrome);
  border-bottom: 1px solid var(--line); }
.frame h3 a { font-weight: 600; }
.frame h3 span { color: var(--text-3); }
.source { padding: 6px 0; font-size: var(--size-2); line-height: 1.55; overflow-x: auto; }
.source li { display: flex; min-width: max-content; padding-right: 14px; }
.source .n { flex: none; width: calc(var(--digits) * 1ch + 32px); padding-right: 16px;
  text-align: right; font-family: var(--mono); color: var(--text-3); font-size: .92em;
  line-height: 1.685; }
.source code { white-space: pre; color: var(--text); }
.is-here { background: var(--bad-soft); }
.is-here .n { color: var(--bad); font-weight: 600; }
.source em { font-style: normal; text-decoration: underline 2px var(--bad);
  text-underline-offset: 4px; }
summary { padding: 7px 14px; border-top: 1px solid var(--line); font-size: var(--size-2); }
summary:hover { color: var(--text); }
summary span { color: var(--text-3); font-size: var(--size-1); }
dl { display: grid; grid-template-columns: fit-content(45%) 1fr; gap: 4px var(--s-6);
  padding: 0 14px 10px 34px; font-size: var(--size-1); }
dl div { display: contents; }
dt { color: var(--text-3); overflow-wrap: anywhere; }
dd { color: var(--text); overflow-wrap: anywhere; }
.folded { margin-top: var(--s-4); border: 1px dashed var(--line);
  border-radius: var(--radius-2); }
.folded summary { border: 0; color: var(--text-3); }
.folded ol { padding: 0 14px 10px 34px; font: var(--size-1)/1.7 var(--mono); }
.folded pre { padding: 0 14px 10px; overflow-x: auto; font-size: var(--size-1); line-height: 1.55; }
.end { margin-top: var(--s-5); color: var(--text-3); font-size: var(--size-2); }
"""

STYLE = f"""
:root {{ {_LIGHT} {_SHARED} }}
@media (prefers-color-scheme: dark) {{ :root {{ {_DARK} }} }}
{_RULES}"""
