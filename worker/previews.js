// Which project a request belongs to. On a preview origin there is only one. In prefix mode all
// share the IDE's origin under /preview/<id>/, and a root-absolute request ("/about") is led back to
// the project of the page that made it: by client, else by referrer.

/**
 * @typedef {object} Target
 * @property {string} project "" where the origin has only one
 * @property {string} rootPath "" or "/preview/<id>"
 * @property {string} path percent-encoded, without rootPath
 * @property {string} [redirect] where a navigation must go first
 */

const PREFIX = /^\/preview\/([a-z0-9]+)(\/.*)?$/;

export class Previews {
  #prefixed;
  #clients;
  /** Projects of clients whose own URL does not tell: after pushState("/about"), in their workers.
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
    if (inside?.[1]) {
      this.#remember(event, inside[1]);
      return target(inside[1], inside[2] ?? "/");
    }
    return this.#absolute(event, url);
  }

  /**
   * @param {FetchEvent} event
   * @param {URL} url outside every prefix
   * @returns {Promise<Target | null>}
   */
  async #absolute(event, url) {
    const project = await this.#projectOf(event);
    if (project === null) return null;
    if (event.request.mode !== "navigate") return target(project, url.pathname);
    this.#remember(event, project);
    const { rootPath, path } = target(project, url.pathname);
    return { project, rootPath, path, redirect: `${url.origin}${rootPath}${path}${url.search}` };
  }

  /**
   * @param {FetchEvent} event
   * @returns {Promise<string | null>}
   */
  async #projectOf(event) {
    const known = this.#projects.get(event.clientId);
    if (known) return known;
    const client = event.clientId ? await this.#clients.get(event.clientId) : undefined;
    const project = projectIn(client?.url) ?? projectIn(event.request.referrer);
    if (project) this.#remember(event, project);
    return project;
  }

  /**
   * @param {FetchEvent} event
   * @param {string} project
   */
  #remember(event, project) {
    // A page of the IDE may fetch from a preview too: only who was made by a preview belongs to it.
    if (event.resultingClientId) this.#projects.set(event.resultingClientId, project);
  }
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
