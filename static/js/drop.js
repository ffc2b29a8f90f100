// Files dropped anywhere on a page.

/**
 * @param {HTMLElement} cover shown while files hover over the page
 * @param {(dropped: DataTransfer) => void} receive
 */
export function acceptDrops(cover, receive) {
  // Every element that is entered sends an enter before the last one sends its leave.
  let inside = 0;
  /** @param {number} by */
  function count(by) {
    inside = Math.max(0, inside + by);
    cover.hidden = inside === 0;
  }
  document.addEventListener("dragenter", (event) => hasFiles(event) && count(1));
  document.addEventListener("dragleave", (event) => hasFiles(event) && count(-1));
  document.addEventListener("dragover", (event) => {
    if (hasFiles(event)) event.preventDefault(); // without this there is no drop
  });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer || !hasFiles(event)) return;
    event.preventDefault();
    count(-inside);
    receive(event.dataTransfer);
  });
}

/** @param {DragEvent} event */
function hasFiles(event) {
  return event.dataTransfer?.types.includes("Files") ?? false;
}
