// Asks how many tasks wait, once the page stands, and shows the number in the rail. Without scripts there is no number.
for (const badge of document.querySelectorAll("[data-task-count]")) {
  fetch(badge.dataset.taskCount, { headers: { Accept: "text/plain" }, credentials: "same-origin" })
    .then((answer) => (answer.ok && !answer.redirected ? answer.text() : "0"))
    .then((text) => {
      const count = Number(text);
      badge.hidden = !(count > 0);
      badge.textContent = count > 0 ? String(count) : "";
      badge.setAttribute("aria-label", badge.dataset.words.replace("{count}", String(count)));
    })
    .catch(() => undefined);
}
