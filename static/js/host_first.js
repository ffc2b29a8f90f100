// A classic script in the head: asks for the host page of the project that the address names, before
// the browser is busy with all else that this page is made of. host_frame.js goes on with it.
{
  const id = location.search.slice(1);
  // As early_runtime.js has it, which imports what this must do without.
  if (/^[a-z0-9]{10}$/.test(id) && location.hash === "") {
    const config = document.getElementById("config")?.textContent ?? "";
    const frame = document.createElement("iframe");
    frame.id = "host";
    frame.src = JSON.parse(config).host.replaceAll("{id}", id);
    frame.hidden = true;
    frame.title = "Runtime";
    frame.allow = "cross-origin-isolated";
    // Its word comes once, perhaps before there is a module to hear it.
    window.addEventListener("message", ({ source, data }) => {
      if (source === frame.contentWindow && data?.type === "host.ready") frame.dataset.ready = "";
    });
    document.documentElement.append(frame);
  }
}
