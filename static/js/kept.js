// Where nothing can be stored any more: what this user typed on this page and never got stored, to be read and copied
// before it is dropped. Kept by autosave.js, under the user's number. [data-kept] has the words. With data-below it shows
// what was typed on the pages below that address, but for those whose numbers data-listed names: a list links to them.
for (const section of document.querySelectorAll("[data-kept]")) {
  const words = section.dataset;
  const prefix = `draft:${words.kept}:${words.below ?? `${location.pathname}:`}`;
  const listed = (words.listed ?? "").split(" ");
  const isMeant = (key) => key.startsWith(prefix) && !(words.below && listed.includes(key.slice(prefix.length).split("/:")[0]));
  const found = [];
  try {
    for (let place = 0; place < localStorage.length; place += 1) {
      const key = localStorage.key(place);
      if (isMeant(key)) found.push([key, JSON.parse(localStorage.getItem(key))]);
    }
  } catch { /* a browser that keeps nothing has nothing to show */ }

  const made = (tag, text, className = "") => {
    const element = document.createElement(tag);
    element.textContent = text;
    element.className = className;
    return element;
  };
  // The field on this page. Where there is none, C1:comment is named in words.
  const control = (name) => document.querySelector(`[data-field="${CSS.escape(name)}"] :is(select, textarea, input:not([type=hidden]))`);
  const parts = (name) => {
    const [last, ...before] = name.split(":").reverse();
    return [before.reverse().join(" "), last.split(".")[0]];
  };
  const label = (name) => {
    const called = document.querySelector(`[data-field="${CSS.escape(name)}"]`)?.dataset.label;
    if (called) return called;
    const field = control(name);
    if (field) return field.getAttribute("aria-label") || field.labels?.[0]?.textContent.trim() || name;
    const [row, part] = parts(name);
    return `${row} ${words[`part${part[0].toUpperCase()}${part.slice(1)}`] ?? part}`.trim();
  };
  // A choice in its words instead of its code.
  const shown = (name, text) => {
    const option = [...(control(name)?.options ?? [])].find((one) => one.value === text);
    const codes = { "mark unable": words.unable, "cite *": words.wholeFile };
    return option?.text ?? codes[`${parts(name)[1]} ${text}`] ?? text;
  };
  const line = ([key, { text, of }]) => {
    const rest = key.slice(prefix.length);
    const name = words.below ? rest.slice(rest.indexOf("/:") + 2) : rest;
    const says = shown(name, text) || "–";
    const copy = made("button", words.copy, "btn btn-sm");
    copy.type = "button";
    copy.hidden = !navigator.clipboard;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(says);
      copy.textContent = words.copied;
    });
    const said = made("dd", "");
    said.append(made("div", says, "kept-text"), copy);
    return [made("dt", words.below && of ? `${of} · ${label(name)}` : label(name)), said];
  };

  section.querySelector("dl").append(...found.sort().flatMap(line));
  section.hidden = !found.length;
  section.querySelector("[data-drop-kept]").addEventListener("click", () => {
    for (const [key] of found) localStorage.removeItem(key);
    section.hidden = true;
  });
}
