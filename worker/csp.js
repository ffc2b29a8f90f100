// Lets the preview's frame and the scripts that it needs through an app's own
// Content-Security-Policy, and changes nothing else of it.

const HEADER = "content-security-policy";

/**
 * Takes out what would forbid the preview to be a frame.
 *
 * @param {Headers} headers
 */
export function allowFraming(headers) {
  const header = headers.get(HEADER);
  if (header === null) return;
  const policies = header.split(",").map((policy) =>
    policy
      .split(";")
      .filter((directive) => !/^\s*frame-ancestors(\s|$)/i.test(directive))
      .join(";"),
  );
  const kept = policies.filter((policy) => policy.trim());
  if (kept.length) headers.set(HEADER, kept.join(","));
  else headers.delete(HEADER);
}

/**
 * Rewrites the policy in `headers`, if there is one.
 *
 * @param {Headers} headers
 * @param {string[]} scripts absolute paths on the document's own origin
 * @returns {string | null} the nonce that the script tags must carry
 */
export function allowScripts(headers, scripts) {
  const header = headers.get(HEADER);
  if (header === null) return null;
  /** @type {string | null} */
  let nonce = null;
  const policies = header.split(",").map((policy) => {
    const rewritten = rewrite(policy, scripts, nonce);
    nonce = rewritten.nonce;
    return rewritten.policy;
  });
  headers.set(HEADER, policies.join(","));
  return nonce;
}

/**
 * @param {string} policy
 * @param {string[]} scripts
 * @param {string | null} nonce one that an earlier policy of the same response needs
 */
function rewrite(policy, scripts, nonce) {
  const directives = policy.split(";").map((text) => text.trim().split(/\s+/));
  /** @param {string} name */
  const find = (name) => directives.find(([directive]) => directive?.toLowerCase() === name);
  let directive = find("script-src-elem") ?? find("script-src");
  if (!directive) {
    const fallback = find("default-src");
    if (!fallback) return { policy, nonce };
    directive = ["script-src", ...fallback.slice(1)];
    directives.push(directive);
  }
  const [name, ...sources] = directive;
  const own = sources.map((source) => /^'nonce-([^']+)'$/i.exec(source)?.[1]).find(Boolean);
  const kept = sources.filter((source) => source.toLowerCase() !== "'none'");
  if (own || kept.some((source) => source.toLowerCase() === "'strict-dynamic'")) {
    // URL sources do not count beside 'strict-dynamic': the scripts need a nonce.
    nonce ??= own ?? crypto.randomUUID();
    if (own !== nonce) kept.push(`'nonce-${nonce}'`);
  } else {
    // A nonce would switch 'unsafe-inline' off; a URL does not. 'self' would do, but is not ours to add.
    kept.push(...scripts.map((script) => new URL(script, location.origin).href));
  }
  directive.splice(0, directive.length, /** @type {string} */ (name), ...kept);
  return { policy: directives.map((words) => words.join(" ")).join("; "), nonce };
}
