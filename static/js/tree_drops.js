// Dragging in the tree: its own rows to another folder, and files from outside into one.

/** The type that a dragged row has, its path. */
const MOVED = "application/x-asgipad-path";

/**
 * @typedef {object} TreeDrops
 * @property {() => boolean} editable
 * @property {(at: EventTarget | null) => string | undefined} pathOf the row that this is in
 * @property {(folder: string) => Element | null} rowOf
 * @property {(path: string) => string} folderOf a file its folder, a folder itself
 * @property {(path: string, folder: string) => void} move
 * @property {(dropped: DataTransfer, folder: string) => void} drop
 */

/**
 * @param {HTMLElement} body of the tree
 * @param {TreeDrops} tree
 */
export function acceptTreeDrops(body, tree) {
  /** @type {Element | null} */
  let target = null;

  /** @param {Element | null} row */
  function show(row) {
    target?.classList.remove("is-target");
    row?.classList.add("is-target");
    target = row;
  }

  /** @param {DragEvent} event */
  function folderAt(event) {
    return tree.folderOf(tree.pathOf(event.target) ?? "");
  }

  body.addEventListener("dragstart", (event) => {
    const path = tree.pathOf(event.target);
    if (path !== undefined) event.dataTransfer?.setData(MOVED, path);
  });
  body.addEventListener("dragover", (event) => {
    if (!tree.editable() || !accepts(event.dataTransfer)) return;
    event.preventDefault();
    show(tree.rowOf(folderAt(event)));
  });
  body.addEventListener("dragleave", () => show(null));
  body.addEventListener("drop", (event) => {
    show(null);
    const { dataTransfer } = event;
    if (!tree.editable() || !dataTransfer || !accepts(dataTransfer)) return;
    event.preventDefault();
    event.stopPropagation();
    const moved = dataTransfer.getData(MOVED);
    if (moved) tree.move(moved, folderAt(event));
    else tree.drop(dataTransfer, folderAt(event));
  });
}

/** @param {DataTransfer | null} transfer */
function accepts(transfer) {
  return transfer?.types.includes(MOVED) || transfer?.types.includes("Files");
}
