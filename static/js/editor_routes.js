// The app's routes beside the code: in the gutter a button that opens each in the preview, or a
// warning where it has a problem; behind the line the path that it opens.

/** @import { EditorState, Extension, Text, Tooltip } from "codemirror" */
/** @import { Finding } from "./editor_diagnostics.js" */
/** @import { Route, RouteProblem } from "./messages.js" */
import {
  Decoration,
  EditorView,
  Facet,
  GutterMarker,
  gutter,
  keymap,
  RangeSet,
  StateEffect,
  StateField,
  showTooltip,
  syntaxTree,
  ViewPlugin,
  WidgetType,
} from "codemirror";
import { h, icon } from "./dom.js";
import { range } from "./editor_diagnostics.js";
import { openMenu } from "./menu.js";
import { labelOf, openingOf, titleOf } from "./routes.js";

/** The words of a warning stay so long after the pointer has left it (milliseconds). */
const LINGER = 250;

/**
 * @typedef {object} Marked a line
 * @property {number} at its start
 * @property {number} end where what is behind the code begins
 * @property {string} code its text, while the mark holds
 * @property {Route[]} routes that are added there
 * @property {RouteProblem[]} problems
 *
 * @typedef {(route: Route) => void} Open
 */

/** What a click on a route does. @type {Facet<Open, Open>} */
export const routeOpener = Facet.define({ combine: ([open]) => open ?? (() => {}) });

/** @type {import("codemirror").StateEffectType<{routes: Route[], problems: RouteProblem[]}>} */
export const setRoutes = StateEffect.define();

/** The line whose warning is spelled out, by its start. @type {import("codemirror").StateEffectType<number | null>} */
const explain = StateEffect.define();

class LineMarker extends GutterMarker {
  /** @param {Marked} marked */
  constructor(marked) {
    super();
    this.marked = marked;
    const { routes, problems } = marked;
    this.looks = JSON.stringify([
      routes.map((route) => [titleOf(route), openingOf(route)]),
      problems.map(({ message }) => message),
    ]);
  }

  /** @param {LineMarker} other of another version, too: what looks the same stays as it is */
  eq({ looks }) {
    return looks === this.looks;
  }

  /** @param {EditorView} view */
  toDOM(view) {
    const { routes, problems } = this.marked;
    if (problems.length > 0) return warning(view, problems);
    const open = routes.filter((route) => openingOf(route) !== null);
    if (open.length === 0) {
      const label = routes.map(labelOf).join("\n");
      return h("span", {
        class: "route-mark is-still",
        role: "img",
        "aria-label": label,
        title: label,
      });
    }
    const title = open.map(titleOf).join("\n");
    return button("play", title, {
      onclick: (/** @type {Event} */ event) => choose(view, open, event),
    });
  }
}

/** The address behind the line. It never moves the code: where it does not fit it is not shown. */
class Address extends WidgetType {
  /** @param {Route} route */
  constructor(route) {
    super();
    this.route = route;
  }

  /** @param {Address} other */
  eq({ route }) {
    return titleOf(route) === titleOf(this.route);
  }

  /** @param {EditorView} view */
  toDOM(view) {
    return h(
      "button",
      {
        type: "button",
        class: "route-address",
        tabindex: -1,
        "aria-hidden": "true",
        title: titleOf(this.route),
        onmousedown: keepFocus,
        onclick: () => view.state.facet(routeOpener)(this.route),
      },
      `open ${openingOf(this.route)?.path}`,
    );
  }

  ignoreEvent() {
    return true;
  }
}

/** @type {StateField<Marked[]>} */
const marks = StateField.define({
  /** @returns {Marked[]} */
  create: () => [],
  update(value, { docChanged, changes, effects, state }) {
    let next = value;
    if (docChanged && value.length > 0) {
      next = value
        .map((each) => ({
          ...each,
          at: changes.mapPos(each.at, 1),
          end: changes.mapPos(each.end, 1),
        }))
        .filter(({ at, code }) => holds(state.doc, at, code));
    }
    for (const effect of effects)
      if (effect.is(setRoutes)) next = markedLines(state.doc, effect.value);
    return next;
  },
  provide: (field) =>
    EditorView.decorations.compute([field], (state) =>
      Decoration.set(
        state.field(field).flatMap(({ end, routes }) => {
          const route = routes.find((each) => ["page", "ask"].includes(openingOf(each)?.as ?? ""));
          if (!route) return [];
          const { to } = state.doc.lineAt(end);
          return [Decoration.widget({ widget: new Address(route), side: 2 }).range(to)];
        }),
        true,
      ),
    ),
});

/** @type {StateField<number | null>} */
const explained = StateField.define({
  /** @returns {number | null} */
  create: () => null,
  update(value, { docChanged, selection, effects }) {
    let next = docChanged || selection ? null : value;
    for (const effect of effects) {
      if (effect.is(explain)) next = effect.value;
      if (effect.is(setRoutes)) next = null;
    }
    return next;
  },
  provide: (field) =>
    showTooltip.compute([field], (state) => {
      const at = state.field(field);
      const marked = state.field(marks).find((each) => each.at === at);
      return marked && marked.problems.length > 0 ? explanation(marked) : null;
    }),
});

/** Gutters are hidden from screen readers; the buttons in ours are not to be. */
const audible = ViewPlugin.define((view) => {
  queueMicrotask(() => {
    view.dom.querySelector(".cm-gutters")?.removeAttribute("aria-hidden");
    view.dom.querySelector(".cm-lineNumbers")?.setAttribute("aria-hidden", "true");
    const routes = view.dom.querySelector(".cm-routes");
    routes?.setAttribute("role", "group");
    routes?.setAttribute("aria-label", "Routes");
  });
  return {};
});

/** Stands left of the line numbers. @type {Extension} */
export const editorRoutes = [
  marks,
  explained,
  gutter({
    class: "cm-routes",
    markers: (view) =>
      RangeSet.of(view.state.field(marks).map((each) => new LineMarker(each).range(each.at))),
    lineMarkerChange: ({ startState, state }) => startState.field(marks) !== state.field(marks),
  }),
  keymap.of([
    {
      key: "Escape",
      run(view) {
        if (view.state.field(explained) === null) return false;
        view.dispatch({ effects: explain.of(null) });
        return true;
      },
    },
  ]),
  audible,
];

/**
 * The route that the cursor is at: on the line that adds it, or in its function.
 *
 * @param {EditorState} state
 * @returns {Route | null}
 */
export function routeAt(state) {
  const all = (state.field(marks, false) ?? []).filter(({ routes }) => routes.length > 0);
  const { head } = state.selection.main;
  const line = state.doc.lineAt(head);
  const here = all.find(({ at }) => at === line.from);
  if (here) return here.routes[0];
  /** @type {Set<string>} */
  const names = new Set();
  for (let node = syntaxTree(state).resolveInner(head, 1); node.parent; node = node.parent) {
    const { name, from, to } = node;
    if (name === "DecoratedStatement") {
      const start = state.doc.lineAt(from).from;
      const own = all.find(({ at }) => start <= at && at < to);
      if (own) return own.routes[0];
    } else if (name === "FunctionDefinition" || name === "ClassDefinition") {
      const named = node.getChild("VariableName");
      if (named) names.add(state.sliceDoc(named.from, named.to));
    }
  }
  const routes = all.flatMap((each) => each.routes);
  return routes.find(({ endpoint }) => endpoint !== null && names.has(endpoint)) ?? null;
}

/**
 * Where a route is after the edits made since.
 *
 * @param {EditorState} state
 * @param {Route} route
 * @returns {number | null} a line, 1-based; null: gone
 */
export function lineOf(state, route) {
  const marked = state.field(marks, false)?.find(({ routes }) => routes.includes(route));
  return marked ? state.doc.lineAt(marked.at).number : null;
}

/**
 * @param {RouteProblem} problem
 * @returns {Finding}
 */
export function findingOfRoute({ line, column, end_line, end_column, code, message }) {
  return {
    at(doc) {
      const number = nearest(doc, line, code);
      if (number === null) return null;
      return range(number, column, number + end_line - line, end_column)(doc);
    },
    severity: "warning",
    message,
  };
}

/**
 * The line with this text that is nearest to where it was when the app was loaded.
 *
 * @param {Text} doc
 * @param {number} line 1-based
 * @param {string} code
 * @returns {number | null}
 */
function nearest(doc, line, code) {
  for (let away = 0; away < doc.lines; away++) {
    for (const number of [line - away, line + away]) {
      if (number >= 1 && number <= doc.lines && doc.line(number).text === code) return number;
    }
  }
  return null;
}

/**
 * @param {Text} doc
 * @param {{routes: Route[], problems: RouteProblem[]}} found
 * @returns {Marked[]} in their order
 */
function markedLines(doc, { routes, problems }) {
  /** @type {Map<number, Marked>} */
  const byLine = new Map();
  /** @param {{line: number, code: string, end_line: number}} place */
  const lineFor = ({ line, code, end_line }) => {
    const number = nearest(doc, line, code);
    if (number === null) return null;
    const last = Math.min(number + end_line - line, doc.lines);
    const marked = byLine.get(number) ?? {
      at: doc.line(number).from,
      end: doc.line(last).to,
      code,
      routes: [],
      problems: [],
    };
    byLine.set(number, marked);
    return marked;
  };
  for (const route of routes) lineFor(route)?.routes.push(route);
  for (const problem of problems) lineFor(problem)?.problems.push(problem);
  return [...byLine.values()].sort((a, b) => a.at - b.at);
}

/**
 * @param {Text} doc
 * @param {number} at
 * @param {string} code
 */
function holds(doc, at, code) {
  const line = doc.lineAt(at);
  return line.from === at && line.text === code;
}

/**
 * @param {EditorView} view
 * @param {RouteProblem[]} problems of its line
 */
function warning(view, problems) {
  const show = () => explainAt(view, element);
  const element = button("caution", problems.map(({ message }) => message).join("\n"), {
    class: "is-caution",
    title: null,
    onmouseenter: show,
    onfocus: show,
    onclick: show,
    onmouseleave: () => linger(view),
    onblur: () => linger(view),
  });
  return element;
}

/**
 * @param {string} name of the icon
 * @param {string} label
 * @param {import("./dom.js").Props} props
 */
function button(name, label, { class: extra = "", ...props }) {
  return h(
    "button",
    {
      type: "button",
      class: `route-mark ${extra}`,
      // Tab would stop at each of them; the palette has a command for the route at the cursor.
      tabindex: -1,
      "aria-label": label,
      title: label,
      onmousedown: keepFocus,
      ...props,
    },
    icon(name),
  );
}

/** @param {Event} event */
function keepFocus(event) {
  event.preventDefault();
}

/**
 * @param {EditorView} view
 * @param {Route[]} routes
 * @param {Event} event
 */
function choose(view, routes, { currentTarget }) {
  const open = view.state.facet(routeOpener);
  if (routes.length === 1) {
    open(routes[0]);
    return;
  }
  openMenu(
    routes.map((route) => ({ label: labelOf(route), icon: "app", run: () => open(route) })),
    { label: "Routes", anchor: /** @type {HTMLElement} */ (currentTarget) },
  );
}

/**
 * @param {EditorView} view
 * @param {HTMLElement} element in the gutter
 */
function explainAt(view, element) {
  const { top } = element.getBoundingClientRect();
  const { from } = view.lineBlockAtHeight(top + 1 - view.documentTop);
  if (view.state.field(explained) !== from) view.dispatch({ effects: explain.of(from) });
}

/** @param {EditorView} view */
function linger(view) {
  setTimeout(() => {
    const over = view.dom.querySelector(
      ".route-mark.is-caution:is(:hover, :focus), .route-words:is(:hover, :focus-within)",
    );
    if (over || view.state.field(explained, false) === null) return;
    view.dispatch({ effects: explain.of(null) });
  }, LINGER);
}

/**
 * @param {Marked} marked
 * @returns {Tooltip}
 */
function explanation({ at, routes, problems }) {
  return {
    pos: at,
    above: false,
    create(view) {
      const open = routes.filter((route) => openingOf(route) !== null);
      const dom = h(
        "div",
        { class: "cm-tooltip-lint route-words", onmouseleave: () => linger(view) },
        problems.map(({ message }) =>
          h("p", { class: "cm-diagnostic cm-diagnostic-warning" }, message),
        ),
        open.map((route) =>
          h(
            "button",
            {
              type: "button",
              class: "route-open",
              onmousedown: keepFocus,
              onclick: () => view.state.facet(routeOpener)(route),
            },
            titleOf(route),
          ),
        ),
      );
      return { dom };
    },
  };
}
