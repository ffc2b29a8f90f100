// Several cursors and selections, with the mouse and beyond CodeMirror's own commands.
import {
  EditorState,
  EditorView,
  rectangularSelection,
  selectNextOccurrence,
  selectSelectionMatches,
} from "codemirror";

/** Alt and a click set one more cursor, Shift Alt and dragging select a rectangle. */
export const severalSelections = [
  EditorState.allowMultipleSelections.of(true),
  EditorView.clickAddsSelectionRange.of((event) => event.altKey && !event.shiftKey),
  rectangularSelection({
    eventFilter: (event) => event.altKey && event.shiftKey && event.button === 0,
  }),
];

/**
 * Selects every occurrence of what is selected, or of the word at the cursor.
 *
 * @param {EditorView} view
 */
export function selectAllOccurrences(view) {
  // On its own the first one selects the word.
  if (view.state.selection.main.empty) selectNextOccurrence(view);
  const { main } = view.state.selection;
  if (view.state.selection.ranges.length > 1) {
    view.dispatch({ selection: { anchor: main.anchor, head: main.head } });
  }
  return selectSelectionMatches(view);
}
