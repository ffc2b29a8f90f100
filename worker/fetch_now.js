// A file for who cannot wait for a promise, as Python and WebAssembly cannot where they are: a worker may do
// that with an XMLHttpRequest.

/**
 * @param {string} url
 * @returns {ArrayBuffer}
 * @throws {Error} it cannot be had; the message names it
 */
export function fetchNow(url) {
  const request = new XMLHttpRequest();
  request.open("GET", url, false);
  request.responseType = "arraybuffer";
  try {
    request.send();
  } catch (error) {
    throw new Error(`a part of Python cannot be had from ${url}. ${error}`);
  }
  if (request.status !== 200) throw new Error(`${url} answered ${request.status}`);
  return request.response;
}
