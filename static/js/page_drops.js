// Files dropped anywhere on the page, not only on the tree.

/**
 * @param {Window} page
 * @param {(dropped: DataTransfer) => void} drop
 */
export function listenForDrops(page, drop) {
  const { classList } = page.document.body;
  const carriesFiles = (/** @type {DragEvent} */ event) =>
    event.dataTransfer?.types.includes("Files") === true;

  page.addEventListener("dragenter", (event) => {
    if (carriesFiles(event)) classList.add("is-dropping");
  });
  page.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) classList.remove("is-dropping");
  });
  page.addEventListener("dragover", (event) => {
    if (carriesFiles(event)) event.preventDefault();
  });
  // The tree takes what is dropped on it, so the end of the drag is seen on the way down.
  page.addEventListener("drop", () => classList.remove("is-dropping"), { capture: true });
  page.addEventListener("drop", (event) => {
    if (!event.dataTransfer || !carriesFiles(event)) return;
    event.preventDefault();
    drop(event.dataTransfer);
  });
}
