// Shows the response of /poem while it is still arriving.

const poem = document.querySelector("#poem");
const again = document.querySelector("#again");

async function read() {
  again.disabled = true;
  poem.textContent = "";
  const response = await fetch("/poem");
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    poem.append(piece.value);
  }
  again.disabled = false;
}

again.addEventListener("click", read);
await read();
