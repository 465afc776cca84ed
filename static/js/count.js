// Shows under a text how many characters it has. The server counts again.
for (const field of document.querySelectorAll("[data-count]")) {
  const output = document.getElementById(field.dataset.countTo);
  if (!output) continue;
  const limit = Number(field.dataset.count);
  const language = document.documentElement.lang;
  const show = () => {
    const count = [...field.value.trim()].length;
    const values = { count: count.toLocaleString(language), limit: limit.toLocaleString(language) };
    output.value = output.dataset.words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
    output.classList.toggle("over-limit", count > limit);
  };
  field.addEventListener("input", show);
  show();
}
