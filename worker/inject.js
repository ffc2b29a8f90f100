// Writes a tag into an HTML stream right after <head>, without waiting for the rest of it.

const BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf"; // of UTF-8, read as latin-1
const UTF_16 = /^(\u00ff\u00fe|\u00fe\u00ff)/;

const ATTRIBUTES = `(?=[\\s/>])(?:[^>"']|"[^"]*"|'[^']*')*`;
/** What may stand before <head>: none of it is seen, so waiting for its end holds nothing up. */
const BEFORE_HEAD = new RegExp(
  `^(?:${BYTE_ORDER_MARK})?` +
    `(?:\\s+|<!--(?:-?>|[^]*?--!?>)|<[!?](?!--)[^>]*>|<html${ATTRIBUTES}>)*`,
  "i",
);
const HEAD = new RegExp(`^<head${ATTRIBUTES}>`, "i");
/** The beginning of something that may stand before <head>, or of <head> itself. */
const CUT = /^<(?:$|[!?]|(?:h|ht|htm|he|hea)$|(?:html|head)(?:[\s/]|$))/i;

/**
 * Works on bytes read as latin-1, so the document's own encoding stays as it is: every encoding the
 * web allows writes markup in ASCII. UTF-16 does not, and such a document passes unchanged.
 *
 * @param {string} tag ASCII
 * @returns {TransformStream<Uint8Array, Uint8Array>}
 */
export function injectIntoHead(tag) {
  const latin1 = new TextDecoder("latin1");
  const inserted = new TextEncoder().encode(tag);
  let held = new Uint8Array(0);
  let done = false;

  /**
   * @param {TransformStreamDefaultController<Uint8Array>} controller
   * @param {boolean} ended no more of the document will come
   */
  function look(controller, ended) {
    const text = latin1.decode(held);
    const utf16 = UTF_16.test(text);
    const position = utf16 ? 0 : headPosition(text, ended);
    if (position === null) return;
    done = true;
    const tagged = [held.subarray(0, position), inserted, held.subarray(position)];
    controller.enqueue(utf16 ? held : joined(...tagged));
    held = new Uint8Array(0);
  }

  return new TransformStream({
    transform(chunk, controller) {
      if (done) {
        controller.enqueue(chunk);
        return;
      }
      held = joined(held, chunk);
      look(controller, false);
    },
    flush(controller) {
      if (!done) look(controller, true);
    },
  });
}

/**
 * @param {string} text beginning of the document
 * @param {boolean} ended it is the whole document
 * @returns {number | null} behind <head>, or before what ends a head left out (HTML, section
 *   13.2.6.4.3, "before head"); null when more of the document is needed to tell
 */
function headPosition(text, ended) {
  if (!ended && text.length < 3 && /^[\u00ef\u00ff\u00fe]/.test(text)) return null;
  const before = BEFORE_HEAD.exec(text)?.[0].length ?? 0;
  const rest = text.slice(before);
  const head = HEAD.exec(rest);
  if (head) return before + head[0].length;
  const undecided = rest === "" || CUT.test(rest);
  return undecided && !ended ? null : before;
}

/** @param {Uint8Array[]} parts */
function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.byteLength;
  }
  return whole;
}
