// HTTP Basic authentication (RFC 7617), which browsers do for responses from the network only: they
// show the body of a service worker's 401 and ask nobody. What is typed is kept as long as the
// service worker lives, which is as long as the project is open.

/**
 * @typedef {import("./runtime_client.js").Answer} Answer
 * @typedef {{realm: string, authorization: string, folders: Set<string>}} Credentials
 * @typedef {{realm: string, rejected: boolean}} Question
 */

/** Scheme and parameters of a challenge (RFC 9110, section 11.6.1), maybe behind others. */
const BASIC =
  /(?:^|,)\s*basic(?=[\s,]|$)(?<parameters>(?:[^",]|"(?:\\.|[^"\\])*"|,(?!\s*[\w-]+\s+\w))*)/i;
const REALM = /(?:^|[\s,])realm\s*=\s*(?:"(?<quoted>(?:\\.|[^"\\])*)"|(?<token>[^\s,"]+))/i;

/** Who has signed in where, in one project. */
export class BasicAuth {
  /** By realm. @type {Map<string, Credentials>} */
  #known = new Map();
  /** URLs whose next answer is shown as it is. @type {Set<string>} */
  #declined = new Set();

  /**
   * @param {object} signIn
   * @param {string} signIn.realm
   * @param {string} signIn.user
   * @param {string} signIn.password
   */
  signIn({ realm, user, password }) {
    const bytes = new TextEncoder().encode(`${user}:${password}`);
    const authorization = `Basic ${bytes.toBase64()}`;
    this.#known.set(realm, { realm, authorization, folders: new Set() });
  }

  /** @param {string} url that asks for a name; the user wants to see its answer */
  decline(url) {
    this.#declined.add(withoutFragment(url));
  }

  /**
   * Asks the app, with credentials where they are known.
   *
   * @param {Request} request
   * @param {string} path of the request, percent-encoded
   * @param {import("../static/js/messages.js").ClientScope} scope
   * @param {(scope: import("../static/js/messages.js").ClientScope) => Promise<Answer>} ask may be
   *   called twice
   * @returns {Promise<{answer: Answer, question: Question | null}>} `question`: whom to ask for
   */
  async answered({ url, credentials }, path, scope, ask) {
    if (credentials === "omit" || scope.headers.some(([name]) => name === "authorization")) {
      return { answer: await ask(scope), question: null };
    }
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    const sent = [...this.#known.values()].find(({ folders }) =>
      [...folders].some((each) => folder.startsWith(each)),
    );
    const answer = await ask(sent ? withAuthorization(scope, sent) : scope);
    const realm = answer.status === 401 ? basicRealm(answer.headers) : null;
    if (realm === null) return { answer, question: null };
    const known = this.#known.get(realm);
    if (known && known !== sent) {
      answer.body.pipeTo(new WritableStream()).catch(() => {}); // read to its end, as browsers do
      const second = await ask(withAuthorization(scope, known));
      if (second.status !== 401) {
        known.folders.add(folder);
        return { answer: second, question: null };
      }
      this.#known.delete(realm);
      return { answer: second, question: { realm, rejected: true } };
    }
    this.#known.delete(realm);
    if (this.#declined.delete(withoutFragment(url))) return { answer, question: null };
    return { answer, question: { realm, rejected: known !== undefined } };
  }
}

/** @param {string} url */
function withoutFragment(url) {
  return url.split("#", 1)[0] ?? url;
}

/**
 * @param {import("../static/js/messages.js").ClientScope} scope
 * @param {Credentials} credentials
 */
function withAuthorization(scope, { authorization }) {
  /** @type {[string, string]} */
  const header = ["authorization", authorization];
  return { ...scope, headers: [...scope.headers, header] };
}

/**
 * @param {[string, string][]} headers
 * @returns {string | null} null: Basic is not among the challenges
 */
export function basicRealm(headers) {
  const challenges = headers.filter(([name]) => name === "www-authenticate");
  const basic = BASIC.exec(challenges.map(([, value]) => value).join(", "));
  if (!basic) return null;
  const { quoted, token } = REALM.exec(basic.groups?.parameters ?? "")?.groups ?? {};
  return quoted?.replace(/\\(.)/g, "$1") ?? token ?? "";
}
