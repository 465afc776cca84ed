// Material beside the sheet: a link marked data-view opens in the viewer of the open card instead of on a page of its own.
// A file opens at the page that the city cites; the page that is shown can be cited with one click.
for (const form of document.querySelectorAll("[data-score-sheet]")) {
  const viewer = form.querySelector("[data-viewer]");
  const body = viewer.querySelector("[data-viewer-body]");
  const wide = matchMedia("(min-width: 1200px)");
  let section = null, asked = 0, page = 1;

  const load = async (address, place) => {
    const response = await fetch(address, { headers: { "X-Part": "1" } });
    if (!response.ok || response.redirected) throw new Error(String(response.status));
    const made = document.createElement("template");
    made.innerHTML = await response.text();
    place.replaceChildren(made.content);
  };
  const failed = (place, address) => {
    const [words, link] = [document.createElement("p"), document.createElement("a")];
    words.textContent = `${viewer.dataset.failed} `;
    link.href = address;
    link.textContent = address.split("?")[0];
    words.append(link);
    place.replaceChildren(words);
  };

  const view = async (address) => {
    const number = ++asked;
    viewer.hidden = false;
    form.dataset.viewing = "";
    body.dataset.loading = "";
    try {
      const part = document.createElement("div");
      await load(address, part);
      if (number !== asked) return;
      body.replaceChildren(...part.childNodes);
      body.dataset.shows = address;
      opened();
    } catch {
      if (number === asked) failed(body, address);
    } finally {
      delete body.dataset.loading;
    }
  };
  const pages = () => body.querySelector("[data-pages]");
  const opened = () => {
    const evidence = body.querySelector("[data-evidence]");
    const button = body.querySelector("[data-cite-page]");
    if (button) button.hidden = !row(evidence.dataset.evidence);
    if (!pages()) return;
    turnTo(Number(evidence.dataset.openedAt));
    pages().addEventListener("scroll", () => shown(nearest()), { passive: true });
  };
  const figure = (number) => pages()?.querySelector(`[data-page="${number}"]`);
  const turnTo = (number) => {
    const found = figure(number);
    if (!found) return;
    pages().scrollTop = found.offsetTop - 8;
    shown(number);
  };
  const nearest = () => {
    const top = pages().scrollTop + pages().clientHeight / 3;
    const figures = [...pages().querySelectorAll("[data-page]")];
    return Number((figures.findLast((one) => one.offsetTop <= top) ?? figures[0]).dataset.page);
  };
  const shown = (number) => {
    page = number;
    const words = body.querySelector("[data-page-now]");
    if (words) words.textContent = number;
  };
  const row = (evidence) => section?.querySelector(`[data-field$=":cite.${evidence}"]`);
  const cite = () => {
    const evidence = body.querySelector("[data-evidence]")?.dataset.evidence;
    const found = evidence && row(evidence);
    if (!found) return;
    const [ticked, field] = [found.querySelector("[type=checkbox]"), found.querySelector(".cite-pages")];
    const cited = field.value.split(/[,\s]+/).filter(Boolean);
    if (!cited.includes(String(page))) cited.push(String(page));
    field.value = cited.join(", ");
    ticked.checked = true;
    for (const details of [found.closest("details"), found.closest(".part-cites")]) if (details) details.open = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const cited = () => [...section.querySelectorAll("[data-cited]")];

  form.addEventListener("opened", (event) => {
    section = event.detail;
    section.querySelector("[data-viewer-place]").append(viewer);
    const [first] = cited();
    if (wide.matches && first) view(first.href);
    else { asked += 1; body.replaceChildren(); viewer.hidden = true; delete body.dataset.shows; delete form.dataset.viewing; }
    const ruler = section.querySelector("[data-ruler]");
    if (ruler && wide.matches) ruler.open = true;
  });
  form.addEventListener("turn", (event) => turnTo(page + event.detail));
  form.addEventListener("cite-page", cite);
  form.addEventListener("next-file", () => {
    const links = cited();
    if (links.length) view(links[(links.findIndex((link) => link.href === body.dataset.shows) + 1) % links.length].href);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const inside = body.contains(link);
    if (inside && link.hash && link.pathname === location.pathname) {
      event.preventDefault();
      turnTo(Number(link.hash.split("-").pop()));
    } else if (section && (link.matches("[data-view]") || (inside && /\/evidence\/\d+\/pages\/$/.test(link.pathname)))) {
      event.preventDefault();
      view(link.href);
      form.querySelector("[data-show=said]").click();
    } else if (event.target.closest("[data-cite-page]")) cite();
  });
  body.addEventListener("click", (event) => { if (event.target.closest("[data-cite-page]")) cite(); });
  for (const ruler of form.querySelectorAll("[data-ruler]")) {
    ruler.addEventListener("toggle", async () => {
      if (!ruler.open || ruler.dataset.loaded !== undefined) return;
      ruler.dataset.loaded = "";
      const place = ruler.querySelector("[data-ruler-body]");
      try { await load(ruler.dataset.ruler, place); } catch { delete ruler.dataset.loaded; failed(place, ruler.dataset.ruler); }
    });
  }
}
