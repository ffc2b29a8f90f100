// One tab owns a project: it alone writes. Web Locks say who; the store's claim makes it safe even
// where they are missing or a tab has slept through losing its lock.
import { isOpen, lockName } from "./project_lock.js";
import { openStore } from "./store.js";

/**
 * @typedef {object} Ownership
 * @property {boolean} owned whether this tab may write
 * @property {Promise<void>} lost resolves when another tab takes the project over
 * @property {() => void} release lets another tab have it
 */

// A tab that is being reloaded gives its lock back a moment after the next page has begun.
const PATIENCE = 400;
const ANSWER_TIME = 200;

/**
 * Claims a project for this tab. Read the project after this, not before: until it returns, the
 * other tab may still be writing.
 *
 * @param {string} id
 * @param {{steal?: boolean}} [options] steal: take it from the tab that has it
 * @returns {Promise<Ownership>}
 * @throws {import("./store_error.js").StoreError} missing, refused
 */
export async function claim(id, { steal = false } = {}) {
  const held = await (navigator.locks ? lock(id, steal) : announce(id, steal));
  if (!held) return { owned: false, lost: new Promise(() => {}), release() {} };
  try {
    await (await openStore()).claim(id);
  } catch (error) {
    held.release();
    throw error;
  }
  return { owned: true, ...held };
}

/** @typedef {{lost: Promise<void>, release: () => void}} Held */

/**
 * @param {string} id
 * @param {boolean} steal
 * @returns {Promise<Held | null>} null if another tab has it
 */
async function lock(id, steal) {
  /** @type {() => void} */
  let release = () => {};
  /** @type {Promise<void>} */
  const released = new Promise((resolve) => {
    release = resolve;
  });
  /** @type {() => void} */
  let lose = () => {};
  /** @type {Promise<void>} */
  const lost = new Promise((resolve) => {
    lose = resolve;
  });
  return new Promise((resolve, reject) => {
    let granted = false;
    const waiting = new AbortController();
    const options = steal ? { steal } : { signal: waiting.signal };
    // A tab that was busy all this time may have it already: it hears of that before it hears who has
    // it.
    const look = async () => {
      if ((await isOpen(id)) && !granted) waiting.abort();
      else if (!granted) setTimeout(look, PATIENCE);
    };
    if (!steal) setTimeout(look, PATIENCE);
    navigator.locks
      .request(lockName(id), options, () => {
        granted = true;
        resolve({ lost, release });
        return released;
      })
      .catch((error) => {
        if (granted) lose();
        else if (!steal && error.name === "AbortError") resolve(null);
        else reject(error);
      });
  });
}

/**
 * Without Web Locks (plain http from another machine): tabs tell each other.
 *
 * @param {string} id
 * @param {boolean} steal
 * @returns {Promise<Held | null>}
 */
async function announce(id, steal) {
  const channel = new BroadcastChannel(lockName(id));
  if (!steal && (await isAnswered(channel))) {
    channel.close();
    return null;
  }
  /** @type {Promise<void>} */
  const lost = new Promise((resolve) => {
    channel.onmessage = ({ data }) => {
      if (data === "who") channel.postMessage("mine");
      if (data === "taken") {
        channel.close();
        resolve();
      }
    };
  });
  channel.postMessage("taken");
  return { lost, release: () => channel.close() };
}

/**
 * @param {BroadcastChannel} channel
 * @returns {Promise<boolean>}
 */
function isAnswered(channel) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ANSWER_TIME);
    channel.onmessage = ({ data }) => {
      if (data !== "mine") return;
      clearTimeout(timer);
      resolve(true);
    };
    channel.postMessage("who");
  });
}
