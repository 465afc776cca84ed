// Beside each link to a page on which this user typed something that was never stored: how much waits there in this browser.
const list = document.querySelector("[data-unsent-of]");
if (list) {
  const prefix = `draft:${list.dataset.unsentOf}:`;
  const waiting = new Map();
  try {
    for (let place = 0; place < localStorage.length; place += 1) {
      const key = localStorage.key(place);
      if (!key.startsWith(prefix)) continue;
      const path = key.slice(prefix.length).split("/:")[0] + "/";
      waiting.set(path, (waiting.get(path) ?? 0) + 1);
    }
  } catch { /* a browser that keeps nothing has nothing to show */ }
  for (const link of list.querySelectorAll("th a")) {
    const number = waiting.get(link.pathname);
    if (!number) continue;
    const mark = document.createElement("strong");
    mark.className = "unsent";
    mark.textContent = ` ${list.dataset.unsentWords.replace("{count}", number)}`;
    link.after(mark);
  }
}
