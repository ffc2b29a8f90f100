// The list of all objects that Python's garbage collector watches: two pointers in each of them, a
// sixteenth of what a snapshot would have to send. Any order of it will do, so it is written down as the
// addresses, which are small steps, and linked again in that order.
//
// CPython 3.14, Include/internal/pycore_interp_structs.h: PyGC_Head is two words, the next and the one
// before, with flags in their lowest bits; the list goes around in a ring.

/** Bytes from an object's PyGC_Head to its address, which `id` tells. */
export const HEAD = 8;

/** The bits of a word that are no address. */
const FLAGS = 3;

/**
 * Takes the addresses out of a ring; the flags stay.
 *
 * @param {Uint8Array<ArrayBuffer>} memory
 * @param {number} member address of the PyGC_Head of one
 * @returns {Uint32Array<ArrayBuffer>} the first address, then the steps from one to the next
 * @throws {Error} it is no ring
 */
export function unlink(memory, member) {
  const words = new Uint32Array(memory.buffer, memory.byteOffset, memory.length / 4);
  /** @param {number} address @param {number} at */
  const addressAt = (address, at) => Number(words[address / 4 + at]) & ~FLAGS;
  /** @type {number[]} */
  const ring = [];
  let address = member;
  do {
    const next = addressAt(address, 0);
    if (addressAt(next, 1) !== address || ring.length > words.length) {
      throw new Error(`Python's garbage collector keeps no ring of objects at ${member}`);
    }
    ring.push(address);
    address = next;
  } while (address !== member);
  for (const each of ring) {
    words[each / 4] = Number(words[each / 4]) & FLAGS;
    words[each / 4 + 1] = Number(words[each / 4 + 1]) & FLAGS;
  }
  const sorted = Uint32Array.from(ring).sort();
  return sorted.map((each, at) => each - Number(at > 0 ? sorted[at - 1] : 0));
}

/**
 * Makes a ring again of what `unlink` has taken apart.
 *
 * @param {Uint8Array} memory
 * @param {Uint32Array} steps
 */
export function relink(memory, steps) {
  const words = new Uint32Array(memory.buffer, memory.byteOffset, memory.length / 4);
  const last = steps.reduce((sum, step) => sum + step, 0);
  let before = last;
  let address = 0;
  for (const step of steps) {
    address += step;
    words[before / 4] = Number(words[before / 4]) | address;
    words[address / 4 + 1] = Number(words[address / 4 + 1]) | before;
    before = address;
  }
}
