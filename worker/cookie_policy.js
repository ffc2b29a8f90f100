// The policy by which an app's cookies are taken in and sent: tough-cookie's (RFC 6265, RFC 6265bis
// for name prefixes and SameSite), and what browsers add to it. worker/cookies.py says which cookies
// are kept here, and which the browser keeps.

/**
 * @typedef {import("tough-cookie").Cookie} ToughCookie
 * @typedef {import("../static/js/messages.js").Cookie} Cookie
 *
 * @typedef {object} CookieRequest
 * @property {string} path percent-encoded, without root_path
 * @property {string} site of its Sec-Fetch-Site header
 * @property {string} method "" for a WebSocket
 * @property {string} destination Request.destination, "" for a WebSocket
 */

/** Cookies of one host: the oldest go first. Browsers keep about as many. */
export const MOST = 180;

/** Bytes of name and value together (6265bis, section 5.6, step 6). */
const LARGEST = 4096;

/** Bytes of an attribute's value: one that is longer is passed over (6265bis, section 5.6). */
const LARGEST_ATTRIBUTE = 1024;

/** Why browsers would not keep a cookie: a clause. */
class Refused extends Error {}

/** The app's host is always trustworthy for a browser: Secure makes no difference. */
const PROTOCOL = "https:";

export class CookiePolicy {
  #tough;
  #jar;
  #store;
  #host;
  /** "" or, in prefix mode, "/preview/<id>". The jar's own paths are without it. */
  #root;

  /**
   * @param {typeof import("tough-cookie")} tough
   * @param {string} preview URL of the app's root
   */
  constructor(tough, preview) {
    const { hostname, pathname } = new URL(preview);
    this.#tough = tough;
    this.#host = hostname;
    this.#root = pathname.replace(/\/$/, "");
    this.#store = new tough.MemoryCookieStore();
    this.#jar = new tough.CookieJar(this.#store, {
      looseMode: true, // a cookie without a name is one
      prefixSecurity: "strict",
      rejectPublicSuffixes: false, // the host's own is one where it is `localhost`
    });
  }

  /**
   * Goes on with what `kept` gave, in another interpreter.
   *
   * @param {Cookie[]} cookies
   */
  restore(cookies) {
    this.#store.removeAllCookies(() => {});
    for (const { name, value, path, expires, same_site } of cookies) {
      const cookie = new this.#tough.Cookie({
        key: name,
        value,
        path: this.#inside(path),
        expires: expires === null ? "Infinity" : new Date(expires * 1000),
        sameSite: same_site,
        domain: this.#host,
        hostOnly: true,
      });
      this.#store.putCookie(cookie, () => {});
    }
  }

  /** @returns {Cookie[]} all, the oldest first */
  kept() {
    return this.#all().map((cookie) => this.#plain(cookie));
  }

  /**
   * The value of a Cookie header. A script that writes a cookie of the name and path of an HttpOnly
   * one cannot know that, and is ignored (RFC 6265, section 5.3, step 11.2).
   *
   * @param {CookieRequest} request
   * @param {[string, string][]} visible names and values of those with Path=/ that scripts may see
   * @returns {string} "" without cookies
   */
  header(request, visible) {
    const kept = this.#jar.getCookiesSync(this.#url(request.path), {
      sameSiteContext: sameSiteContext(request),
      sort: true,
    });
    const atRoot = kept.filter(({ path }) => this.#outside(path ?? "/") === "/");
    const hidden = new Set(atRoot.map(({ key }) => key));
    const shown = visible
      .filter(([name]) => !hidden.has(name))
      .map(([key, value]) => new this.#tough.Cookie({ key, value }));
    return [...kept, ...shown].map((cookie) => cookie.cookieString()).join("; ");
  }

  /**
   * Takes in what an answer sets.
   *
   * @param {string} path of the request, percent-encoded, without root_path
   * @param {string[]} headers the values of Set-Cookie
   * @returns {{told: Cookie[], refused: [header: string, reason: string][]}} `told`: what the
   *   browser has to keep, or to delete where it has expired
   */
  take(path, headers) {
    /** @type {Cookie[]} */
    const told = [];
    /** @type {[string, string][]} */
    const refused = [];
    for (const header of headers) {
      try {
        told.push(this.#takeOne(path, header));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        refused.push([header, error.message]);
      }
    }
    for (const cookie of this.#all().slice(0, -MOST)) this.#remove(cookie);
    return { told, refused };
  }

  /**
   * @param {string} path
   * @param {string} header
   * @returns {Cookie} for the browser
   */
  #takeOne(path, header) {
    const cookie = this.#tough.Cookie.parse(withoutLongAttributes(header), { loose: true });
    if (!cookie?.key && !cookie?.value) throw new Refused("it has neither a name nor a value");
    if (size(cookie.key + cookie.value) > LARGEST) {
      throw new Refused(`its name and value are longer than ${LARGEST} bytes`);
    }
    if (cookie.sameSite === "none" && !cookie.secure) {
      throw new Refused("with SameSite=None it must be Secure"); // 6265bis, section 5.7, step 19
    }
    cookie.sameSite ??= "lax"; // what browsers take for the default
    if (cookie.path) cookie.path = this.#inside(cookie.path);
    if (cookie.maxAge !== null) {
      // tough-cookie would count it from the last request that has sent the cookie
      cookie.expires = cookie.expiryDate(new Date()) ?? "Infinity";
      cookie.maxAge = null;
    }
    try {
      this.#jar.setCookieSync(cookie, this.#url(path));
    } catch (error) {
      throw new Refused(clause(error instanceof Error ? error.message : String(error)));
    }
    const plain = this.#plain(cookie);
    const expired = cookie.TTL() <= 0;
    if (expired || (!cookie.httpOnly && plain.path === "/")) this.#remove(cookie);
    // One that scripts may see may have been there, and must go.
    return cookie.httpOnly ? { ...plain, value: "", expires: 0 } : plain;
  }

  /** @returns {ToughCookie[]} the oldest first */
  #all() {
    /** @type {ToughCookie[]} */
    let all = [];
    this.#store.getAllCookies((_, cookies) => {
      all = cookies ?? [];
    });
    return all;
  }

  /** @param {ToughCookie} cookie */
  #remove({ domain, path, key }) {
    this.#store.removeCookie(domain ?? this.#host, path ?? "/", key, () => {});
  }

  /**
   * @param {ToughCookie} cookie
   * @returns {Cookie}
   */
  #plain({ key, value, path, expires, sameSite }) {
    return {
      name: key,
      value,
      path: this.#outside(path ?? "/"),
      expires: expires instanceof Date ? Math.max(0, expires.getTime() / 1000) : null,
      same_site: /** @type {Cookie["same_site"]} */ (sameSite ?? "lax"),
    };
  }

  /**
   * @param {string} path
   * @returns {URL} as far as tough-cookie looks at one. It would compare decoded paths, which
   *   browsers do not.
   */
  #url(path) {
    const url = { hostname: this.#host, pathname: path.replaceAll("%", "%25"), protocol: PROTOCOL };
    return /** @type {URL} */ (url);
  }

  /** @param {string} path of a cookie, as an app sets it: one that is mounted may not know where */
  #inside(path) {
    if (!`${path}/`.startsWith(`${this.#root}/`)) return path;
    return path.slice(this.#root.length) || "/";
  }

  /** @param {string} path of a cookie, as the jar has it */
  #outside(path) {
    return this.#root + path;
  }
}

/**
 * How far a request is from the app's own site (6265bis, section 5.8.3): of another site's requests
 * only a link to the whole page, or what reads like one, has Lax cookies.
 *
 * @param {CookieRequest} request
 * @returns {"strict" | "lax" | "none"}
 */
function sameSiteContext({ site, method, destination }) {
  if (site !== "cross-site") return "strict";
  return destination === "document" && ["GET", "HEAD"].includes(method) ? "lax" : "none";
}

/** @param {string} header */
function withoutLongAttributes(header) {
  const [pair, ...attributes] = header.split(";");
  const kept = attributes.filter((attribute) => {
    const [, value = ""] = /=\s*(.*)$/s.exec(attribute) ?? [];
    return size(value) <= LARGEST_ATTRIBUTE;
  });
  return [pair, ...kept].join(";");
}

/** @param {string} text */
function size(text) {
  return new TextEncoder().encode(text).length;
}

/** tough-cookie's messages as clauses. @type {[RegExp, string][]} */
const REASONS = [
  [
    /^Cookie not in this host's domain\. Cookie:(\S+) Request:(\S+)$/,
    "its Domain is $1, and the app is at $2",
  ],
  [/^Cookie has __Secure prefix .*$/, "with this name it must be Secure"],
  [/^Cookie has __Host prefix .*$/, "with this name it must be Secure, with Path=/ and no Domain"],
  [/^Cookie /, "it "],
];

/** @param {string} message tough-cookie's */
function clause(message) {
  const [pattern, words] = REASONS.find(([known]) => known.test(message)) ?? [/^/, ""];
  return message.replace(pattern, words);
}
