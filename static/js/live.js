// Keeps [data-live] as fresh as the server has it: asks while the page is in view, swaps the content when it
// changed, marks the lines that did, and says in [data-live-says] who moved. What stands outside of it and follows
// from the same comes along as template[data-live-elsewhere], named by id.
const WAITS = { failed: 5000, most: 30000 };
const MOST_SAID = 3;

for (const part of document.querySelectorAll("[data-live]")) {
  const every = Number(part.dataset.liveEvery) || 1500;
  const says = document.querySelector("[data-live-says]");
  const offline = document.querySelector("[data-live-offline]");
  let etag = part.dataset.liveEtag;
  let failures = 0;
  let timer = 0;

  // A button [data-live-act] of the part sends its form at once and shows what came of it.
  part.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-live-act]");
    if (!form) return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    event.submitter.disabled = true; // once: a second press would be refused
    clearTimeout(timer);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Live": "1" }, redirect: "error" });
      if (answer.status !== 200 && answer.status !== 409) throw new Error(String(answer.status));
      etag = answer.headers.get("ETag") || "";
      swap(await answer.text());
      again();
    } catch {
      event.submitter.disabled = false;
      if (offline) offline.hidden = false;
      again();
    }
  });

  const lines = () => new Map([...part.querySelectorAll("[data-live-row]")].map((row) => [row.dataset.liveRow, row]));

  const sentence = (name, old, now) => {
    const words = now === "0" ? part.dataset.liveLeft : old === "0" ? part.dataset.liveEntered : part.dataset.liveMoved;
    return words.replace("{name}", name).replace("{old}", old).replace("{new}", now);
  };

  const swap = (html) => {
    const before = new Map([...lines()].map(([key, row]) => [key, [row.textContent, row.dataset.liveRank]]));
    const scroller = part.querySelector(".table-sticky");
    const at = scroller ? [scroller.scrollLeft, scroller.scrollTop] : [0, 0];
    const active = part.contains(document.activeElement) ? document.activeElement : null;
    const focused = active?.getAttribute("href");
    const pressed = active?.dataset.liveFocus;
    part.innerHTML = html;
    for (const fresh of part.querySelectorAll("template[data-live-elsewhere]")) {
      document.getElementById(fresh.dataset.liveElsewhere)?.replaceChildren(fresh.content);
    }
    part.querySelector(".table-sticky")?.scrollTo(...at);
    if (focused) [...part.querySelectorAll("a[href]")].find((a) => a.getAttribute("href") === focused)?.focus({ preventScroll: true });
    if (pressed) part.querySelector(`[data-live-focus="${pressed}"]`)?.focus({ preventScroll: true });
    const moved = [];
    for (const [key, row] of lines()) {
      const [text, rank] = before.get(key) || ["", "0"];
      row.classList.toggle("live-changed", text !== row.textContent);
      if (rank !== row.dataset.liveRank) moved.push(sentence(row.querySelector("[data-live-name]").textContent, rank, row.dataset.liveRank));
    }
    if (says) says.textContent = [part.dataset.liveUpdated, ...moved.slice(0, MOST_SAID)].join(" ");
  };

  const ask = async () => {
    try {
      const answer = await fetch(part.dataset.live, { headers: { "If-None-Match": etag }, cache: "no-store", redirect: "error" });
      if (answer.status === 404 || answer.status === 403) return;
      if (answer.status === 200) {
        etag = answer.headers.get("ETag") || "";
        swap(await answer.text());
      } else if (answer.status !== 304) throw new Error(String(answer.status));
      failures = 0;
    } catch {
      failures += 1;
    }
    if (offline) offline.hidden = failures < 2;
    again();
  };

  const again = () => {
    clearTimeout(timer);
    const wait = failures ? Math.min(WAITS.failed * failures, WAITS.most) : every;
    if (!document.hidden) timer = setTimeout(ask, wait);
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : ask()));
  again();
}
