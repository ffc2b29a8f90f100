// A classic script in the head: puts the chosen theme on the document before it is drawn.
try {
  const chosen = localStorage.getItem("asgipad-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is refused, so nothing was chosen: the system's theme.
}
