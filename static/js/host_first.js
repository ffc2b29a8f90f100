// A classic script, inline in the head: asks for the host page of the project that the address names or
// brings along, before the browser is busy with all else that this page is made of. host_frame.js goes
// on with it.
{
  const config = JSON.parse(document.getElementById("config")?.textContent ?? "");
  // As early_runtime.js, ids.js and share.js have it, which import what this must do without.
  const isLink = /^#\d+\./.test(location.hash);
  const signs = "abcdefghijklmnopqrstuvwxyz0123456789";
  const draw = () =>
    Array.from(crypto.getRandomValues(new Uint32Array(10)), (number, at) =>
      signs.charAt(number % (at === 0 ? 26 : 36)),
    ).join("");
  const id = isLink ? draw() : location.search.slice(1);
  const isMeant = isLink ? config.mode !== "prefix" : location.hash === "";
  if (isMeant && /^[a-z0-9]{10}$/.test(id)) {
    const frame = document.createElement("iframe");
    frame.id = "host";
    frame.dataset.project = id;
    frame.src = config.host.replaceAll("{id}", id);
    frame.hidden = true;
    frame.title = "Runtime";
    frame.allow = "cross-origin-isolated";
    // What it says, it says once, perhaps before there is a module to hear it.
    window.addEventListener("message", ({ source, data }) => {
      if (source !== frame.contentWindow) return;
      if (data?.type === "host.ready") frame.dataset.ready = "";
      else if (data?.type === "host.works") frame.dataset.works = "";
    });
    document.documentElement.append(frame);
  }
}
