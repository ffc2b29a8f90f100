// Writes a tag into an HTML stream right after <head>, without waiting for the rest of it.

/** A document whose head has not begun by then gets the tag where it stands. */
const SEARCHED = 16 * 1024;

/**
 * Works on bytes read as latin-1, so the document's own encoding stays as it is (every encoding the
 * web allows, UTF-16 aside, writes markup in ASCII).
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
   * @param {number} position in `held`
   */
  function emit(controller, position) {
    done = true;
    controller.enqueue(joined(held.subarray(0, position), inserted, held.subarray(position)));
    held = new Uint8Array(0);
  }

  return new TransformStream({
    transform(chunk, controller) {
      if (done) {
        controller.enqueue(chunk);
        return;
      }
      held = joined(held, chunk);
      const position = headPosition(latin1.decode(held));
      if (position !== null) emit(controller, position);
      else if (held.byteLength > SEARCHED) emit(controller, fallbackPosition(latin1.decode(held)));
    },
    flush(controller) {
      if (!done) emit(controller, fallbackPosition(latin1.decode(held)));
    },
  });
}

/**
 * @param {string} text
 * @returns {number | null} behind <head>, or before the first tag that ends a head left out
 */
function headPosition(text) {
  const markup = text.replace(/<!--[\s\S]*?-->/g, (comment) => " ".repeat(comment.length));
  const head = /<head(\s[^>]*)?>/i.exec(markup);
  if (head) return head.index + head[0].length;
  const content = /<(?!html\b|head\b|!doctype\b|!--)[a-z][^>]*>/i.exec(markup);
  return content ? content.index : null;
}

/** @param {string} text without any tag that could hold content */
function fallbackPosition(text) {
  const opening = /^\s*(<!doctype[^>]*>)?\s*(<html[^>]*>)?/i.exec(text);
  return opening ? opening[0].length : 0;
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
