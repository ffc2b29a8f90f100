// Starts Pyodide and the service worker, and shows the app when both are there.

const app = new URLSearchParams(location.search).get("app") ?? "hello";
const worker = new Worker("worker.js", { type: "module" });

const serving = new Promise((resolve, reject) => {
  worker.addEventListener("error", ({ message }) => reject(new Error(message)));
  worker.addEventListener("message", ({ data }) => {
    if (data.type === "reached") performance.mark(data.name);
    if (data.type === "serving") resolve();
    if (data.type === "failed") reject(new Error(data.message));
  });
});

// The service worker knows pages only; each request brings the port that its answer goes to.
navigator.serviceWorker.addEventListener("message", ({ data, ports }) => {
  worker.postMessage(data, [...ports]);
});
navigator.serviceWorker.startMessages();

async function activated() {
  const options = { scope: "/" };
  const registration = await navigator.serviceWorker.register("service_worker.js", options);
  const coming = registration.installing ?? registration.waiting;
  if (coming && !registration.active) {
    await new Promise((resolve) => {
      coming.addEventListener("statechange", () => {
        if (coming.state === "activated") resolve();
      });
    });
  }
  performance.mark("service worker active");
}

worker.postMessage({ type: "start", app });
await Promise.all([activated(), serving]);
performance.mark("serving");
document.getElementById("preview").src = "/";
