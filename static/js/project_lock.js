// The Web Lock that a tab holds for as long as a project is its own.

/** @param {string} id of a project */
export function lockName(id) {
  return `asgipad-project-${id}`;
}

/**
 * @param {string} id
 * @returns {Promise<boolean>} whether a tab of this browser has the project open, as far as known
 */
export async function isOpen(id) {
  if (!navigator.locks) return false;
  const { held = [] } = await navigator.locks.query();
  return held.some((each) => each.name === lockName(id));
}
