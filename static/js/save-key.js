// Ctrl+S (⌘S) presses the [data-save] button of a form marked data-save-key.
for (const form of document.querySelectorAll("form[data-save-key]")) {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    const button = form.querySelector("[data-save]");
    if (button) form.requestSubmit(button);
  });
}
