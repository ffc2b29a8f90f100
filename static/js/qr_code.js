// The link as a QR code; a press shows it large, because a camera needs a pixel or two a square.
import { encode } from "uqr";
import { fill, h } from "./dom.js";

/** Bytes that a QR code holds (version 40, level L, byte mode). */
const LARGEST = 2953;
/** Squares a side that a phone still reads at the dialog's small size, 148 px. */
const LEGIBLE = 80;
const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {(large: boolean) => void} enlarge makes room for the large code, or takes it back
 * @returns {{element: HTMLElement, show: (text: string) => void}}
 */
export function qrFigure(enlarge) {
  let large = false;
  const button = h("button", {
    type: "button",
    "aria-pressed": "false",
    "aria-label": "QR code of the link, large",
    title: "Show large",
    onclick: () => {
      large = !large;
      button.setAttribute("aria-pressed", String(large));
      button.title = large ? "Show small" : "Show large";
      enlarge(large);
      explain();
    },
  });
  const caption = h("figcaption");
  let side = 0;

  function explain() {
    caption.textContent = large || side <= LEGIBLE ? "Scan to open" : "Press to enlarge, then scan";
  }

  const element = h("figure", { class: "qr" }, button, caption);
  return {
    element,
    show(text) {
      element.hidden = text.length > LARGEST;
      if (element.hidden) return;
      const code = encode(text, { ecc: "L", border: 2 });
      side = code.size;
      fill(button, drawing(code));
      explain();
    },
  };
}

/**
 * @param {{data: boolean[][], size: number}} code
 * @returns {SVGSVGElement}
 */
function drawing({ data, size }) {
  const squares = data.flatMap((row, y) =>
    row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")),
  );
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", squares.join(""));
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("shape-rendering", "crispEdges");
  svg.append(path);
  return svg;
}
