// The reader's choice of light or dark, before anything is drawn. Without one the device decides.
try {
  const chosen = localStorage.getItem("colours");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.colours = chosen;
} catch {
  // No storage here: the device decides.
}
