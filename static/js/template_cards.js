// The cards to start from.
import { cardArt } from "./card_art.js";
import { h, icon } from "./dom.js";
import { formatCount } from "./format.js";
import { countFiles } from "./templates.js";

/** @typedef {import("./templates.js").Template} Template */

/**
 * @param {Template[]} templates
 * @param {(template: Template | null) => void} choose null: empty project
 * @returns {HTMLLIElement[]}
 */
export function templateCards(templates, choose) {
  const cards = templates.map((template) => {
    const tests = formatCount(template.tests, "test");
    const facts = `${formatCount(countFiles(template), "file")}, ${tests}`;
    return card(cardArt(template), template.title, template.description, [
      template.frameworks.join(", "),
      facts,
    ]);
  });
  const empty = card(
    h("span", { class: "blank-art" }, icon("plus")),
    "Empty project",
    "No files. Start typing, or drop a folder in.",
    ["Any ASGI app"],
  );
  for (const [at, button] of cards.entries()) {
    button.addEventListener("click", () => choose(templates[at]));
  }
  empty.addEventListener("click", () => choose(null));
  return [...cards, empty].map((button) => h("li", {}, button));
}

/**
 * @param {Node} art
 * @param {string} title
 * @param {string} description
 * @param {string[]} facts
 */
function card(art, title, description, facts) {
  return h(
    "button",
    { type: "button", class: "card" },
    art,
    h(
      "span",
      { class: "card-text" },
      h("b", {}, title),
      h("span", {}, description),
      h(
        "small",
        {},
        facts.map((fact) => h("span", {}, fact)),
      ),
    ),
  );
}
