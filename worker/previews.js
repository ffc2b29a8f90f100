// Which project a request belongs to. On a preview origin there is only one. In prefix mode all
// share the IDE's origin under /preview/<id>/, and a root-absolute request ("/about") is led back to
// the project of the page that made it, or that it replaces: by client, else by referrer.

/**
 * @typedef {object} Target
 * @property {string} project "" where the origin has only one
 * @property {string} rootPath "" or "/preview/<id>"
 * @property {string} path percent-encoded, without rootPath
 * @property {string} [redirect] absolute path where a navigation must go first
 */

/** Clients whose project is remembered: far more than tabs and workers that live at a time. */
const REMEMBERED = 500;

const PREFIX = /^\/preview\/([a-z0-9]+)(\/.*)?$/;

export class Previews {
  #prefixed;
  #clients;
  /** Projects of clients whose own URL does not tell, as of the worker "/worker.js"; the newest last.
   * @type {Map<string, string>} */
  #projects = new Map();

  /**
   * @param {boolean} prefixed several projects on this origin
   * @param {Clients} clients
   */
  constructor(prefixed, clients) {
    this.#prefixed = prefixed;
    this.#clients = clients;
  }

  /** @param {string} url of a host page */
  projectOfHost(url) {
    return this.#prefixed ? (new URL(url).searchParams.get("id") ?? "") : "";
  }

  /**
   * @param {FetchEvent} event
   * @param {URL} url
   * @returns {Target | Promise<Target | null> | null} null: not a preview's, leave it to the network
   */
  route(event, url) {
    if (!this.#prefixed) return { project: "", rootPath: "", path: url.pathname };
    const inside = PREFIX.exec(url.pathname);
    if (inside) {
      const [, project = "", path] = inside;
      this.#remember(event, project);
      // Without the slash, the page's relative links would lose the project.
      const redirect =
        path || !isNavigation(event) ? {} : { redirect: `${url.pathname}/${url.search}` };
      return { ...target(project, path ?? "/"), ...redirect };
    }
    return this.#absolute(event, url);
  }

  /**
   * @param {Client} page that opens a WebSocket
   * @param {URL} url
   * @returns {Target | null} null: not a preview's
   */
  routeSocket(page, url) {
    if (!this.#prefixed) return { project: "", rootPath: "", path: url.pathname };
    const inside = PREFIX.exec(url.pathname);
    if (inside) return target(/** @type {string} */ (inside[1]), inside[2] ?? "/");
    const project = this.#projects.get(page.id) ?? projectIn(page.url);
    return project === null ? null : target(project, url.pathname);
  }

  /**
   * @param {FetchEvent} event
   * @param {URL} url outside every prefix
   * @returns {Promise<Target | null>}
   */
  async #absolute(event, url) {
    if (isTyped(event)) return null;
    const project = await this.#projectOf(event);
    if (project === null) return null;
    this.#remember(event, project);
    const found = target(project, url.pathname);
    if (!isNavigation(event)) return found;
    return { ...found, redirect: found.rootPath + url.pathname + url.search };
  }

  /**
   * @param {FetchEvent} event
   * @returns {Promise<string | null>}
   */
  async #projectOf(event) {
    const known = this.#projects.get(event.clientId);
    if (known) return known;
    const client = event.clientId ? await this.#clients.get(event.clientId) : undefined;
    return projectIn(client?.url) ?? projectIn(event.request.referrer);
  }

  /**
   * @param {FetchEvent} event
   * @param {string} project
   */
  #remember({ resultingClientId }, project) {
    // A page of the IDE may fetch from a preview too: only who was made by a preview belongs to it.
    if (!resultingClientId) return;
    this.#projects.set(resultingClientId, project);
    if (this.#projects.size <= REMEMBERED) return;
    for (const oldest of this.#projects.keys()) {
      this.#projects.delete(oldest);
      return;
    }
  }
}

/** @param {FetchEvent} event */
function isNavigation(event) {
  return event.request.mode === "navigate";
}

/**
 * An address that somebody typed into a tab, or followed from a link that hides where it is: the
 * client is then the page that is left, and says nothing. Frames have no address bar, and a reload
 * asks again for what the app has put there itself.
 *
 * @param {FetchEvent} event
 */
function isTyped({ request }) {
  if (request.mode !== "navigate" || request.destination !== "document") return false;
  return !request.referrer && request.cache === "default";
}

/**
 * @param {string} project
 * @param {string} path
 * @returns {Target}
 */
function target(project, path) {
  return { project, rootPath: `/preview/${project}`, path };
}

/** @param {string | undefined} url */
function projectIn(url) {
  if (!url || !URL.canParse(url)) return null;
  return PREFIX.exec(new URL(url).pathname)?.[1] ?? null;
}
