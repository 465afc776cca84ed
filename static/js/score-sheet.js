// The score sheet: one indicator at a time, criteria as buttons, steps, live total, keys. The server checks all of it again.
for (const form of document.querySelectorAll("[data-score-sheet]")) {
  const cards = [...form.querySelectorAll("[data-card]")].map((section) => ({
    section,
    max: Number(section.dataset.max),
    points: section.querySelector("[data-points]"),
    unable: section.querySelector("[data-unable]"),
    comment: section.querySelector("[data-comment]"),
    due: section.querySelector("[data-due]"),
    rate: section.querySelector("[data-rate]"),
    anchors: [...section.querySelectorAll("[data-anchor]")],
    nav: form.querySelector(`[data-nav="${CSS.escape(section.id)}"]`),
  }));
  const others = [...form.querySelectorAll(".part-left-out")];
  let current = null;
  const value = (card) => {
    const text = card.points.value.normalize("NFKC").trim().replace("。", ".");
    return text === "" || Number.isNaN(Number(text)) ? null : Number(text);
  };
  const percent = (share) => `${(100 * share).toFixed(1)} %`;
  const plain = (points) => String(Math.round(points * 100) / 100);
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  const showCard = (card) => {
    const entered = value(card);
    const points = entered !== null && entered >= 0 && entered <= card.max ? entered : null; // what can't be given adds nothing
    const filled = points !== null || card.unable.checked;
    card.rate.value = points === null ? "" : percent(points / card.max);
    for (const anchor of card.anchors) {
      anchor.setAttribute("aria-pressed", String(points !== null && Number(anchor.dataset.anchor) === points));
    }
    const extreme = points !== null && (points <= Number(card.due.dataset.low) || points >= Number(card.due.dataset.high));
    const due = (extreme || card.unable.checked) && !card.comment.value.trim();
    card.due.classList.toggle("due-now", due);
    card.nav?.toggleAttribute("data-filled", filled && !due);
    card.nav?.toggleAttribute("data-due-now", due);
    const words = card.nav?.querySelector("[data-nav-state]");
    if (words) words.textContent = due ? words.dataset.commentDue : filled ? words.dataset.scored : "";
    return { points, filled };
  };
  const show = () => {
    let total = 0, max = 0, filled = 0, all = 0;
    for (const card of cards) {
      const state = showCard(card);
      filled += state.filled ? 1 : 0;
      all += card.unable.checked ? 0 : card.max;
      if (state.points === null) continue;
      total += state.points;
      max += card.max;
    }
    const output = form.querySelector("[data-total]");
    output.value = fill(output.dataset.words, { points: total.toFixed(2), max: plain(all) });
    form.querySelector("[data-total-rate]").value = max ? percent(total / max) : "–";
    const count = form.querySelector("[data-count]");
    count.value = fill(count.dataset.words, { filled, asked: cards.length });
  };
  const typed = (control) => control.dispatchEvent(new Event("input", { bubbles: true }));
  const enter = (card, points) => {
    card.points.value = plain(points);
    card.unable.checked = false;
    typed(card.points);
  };
  const step = (card, direction) => {
    const size = Number(card.points.dataset.step), now = value(card), up = direction > 0;
    const next = now === null ? (up ? size : card.max)
      : up ? Math.floor(now / size + 1e-9) * size + size : Math.ceil(now / size - 1e-9) * size - size;
    enter(card, Math.min(card.max, Math.max(0, next)));
  };

  // Only one card is open; the others are in the list of indicators.
  const side = (name) => {
    form.dataset.side = name;
    for (const button of form.querySelectorAll("[data-show]")) button.setAttribute("aria-pressed", String(button.dataset.show === name));
  };
  const open = (card, { focus = false } = {}) => {
    if (!card) return;
    current = card;
    for (const one of cards) {
      one.section.hidden = one !== card;
      if (one === card) one.nav?.setAttribute("aria-current", "true");
      else one.nav?.removeAttribute("aria-current");
    }
    for (const other of others) other.hidden = true;
    history.replaceState(history.state, "", `#${card.section.id}`);
    const list = card.nav?.closest("ol");
    if (list) list.scrollLeft = card.nav.offsetLeft - list.clientWidth / 3;
    form.dispatchEvent(new CustomEvent("opened", { detail: card.section }));
    if (focus) { side("card"); card.points.focus({ preventScroll: true }); card.points.select(); }
  };
  const go = (by) => open(cards[cards.indexOf(current) + by], { focus: true });
  const cardOf = (hash) => cards.find((card) => `#${card.section.id}` === decodeURIComponent(hash)
    || card.section.querySelector(`[id="${CSS.escape(decodeURIComponent(hash).slice(1))}"]`));

  for (const card of cards) {
    for (const anchor of card.anchors) anchor.addEventListener("click", () => enter(card, Number(anchor.dataset.anchor)));
    for (const button of card.section.querySelectorAll("[data-step-by]")) {
      button.hidden = false;
      button.addEventListener("click", () => step(card, Number(button.dataset.stepBy)));
    }
    for (const button of card.section.querySelectorAll("[data-go]")) {
      button.hidden = !cards[cards.indexOf(card) + Number(button.dataset.go)];
      button.addEventListener("click", () => go(Number(button.dataset.go)));
    }
    card.nav?.addEventListener("click", (event) => { event.preventDefault(); open(card, { focus: true }); });
    card.points.addEventListener("input", () => { if (card.points.value.trim()) card.unable.checked = false; });
    card.unable.addEventListener("input", () => {
      if (card.unable.checked) { card.points.value = ""; card.comment.focus(); }
    });
    card.points.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "Enter") {
        event.preventDefault();
        go(1);
      } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
        event.preventDefault();
        step(card, event.key === "ArrowUp" ? 1 : -1);
      }
    });
    for (const row of card.section.querySelectorAll("[data-kind=cite]")) {
      const [ticked, pages] = [row.querySelector("[type=checkbox]"), row.querySelector(".cite-pages")];
      pages.addEventListener("input", () => { if (pages.value.trim()) ticked.checked = true; });
      ticked.addEventListener("input", () => { if (!ticked.checked) pages.value = ""; });
    }
  }
  for (const other of others) {
    form.querySelector(`.sheet-nav a[href="#${CSS.escape(other.id)}"]`)?.addEventListener("click", (event) => {
      event.preventDefault();
      for (const one of [...cards.map((card) => card.section), ...others]) one.hidden = one !== other;
    });
  }
  const choice = form.querySelector("[data-switch]");
  choice.hidden = false;
  choice.addEventListener("click", (event) => {
    const button = event.target.closest("[data-show]");
    if (button) side(button.dataset.show);
  });
  // A link on the page, such as one of the summary of what is wrong, leads to its card.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const card = link && !link.dataset.nav && cardOf(link.getAttribute("href"));
    if (card) open(card);
  });

  const KEYS = {
    ArrowDown: () => go(1),
    ArrowUp: () => go(-1),
    KeyU: () => { current.unable.checked = !current.unable.checked; typed(current.unable); },
    KeyK: () => { side("card"); current.comment.focus(); },
    KeyV: () => form.dispatchEvent(new CustomEvent("next-file")),
    KeyG: () => form.dispatchEvent(new CustomEvent("cite-page")),
    PageDown: () => form.dispatchEvent(new CustomEvent("turn", { detail: 1 })),
    PageUp: () => form.dispatchEvent(new CustomEvent("turn", { detail: -1 })),
  };
  document.addEventListener("keydown", (event) => {
    const command = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (command && event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-save]"));
    } else if (command && event.key === "Enter") {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-review]"));
    } else if (event.altKey && !event.ctrlKey && !event.metaKey) {
      const anchor = /^Digit[1-5]$/.test(event.code) ? current?.anchors[Number(event.code.slice(5)) - 1] : null;
      const act = anchor ? () => anchor.click() : KEYS[event.code];
      if (act && current) { event.preventDefault(); act(); }
    } else if (event.key === "?" && !event.target.closest("input, textarea, select")) {
      event.preventDefault();
      document.getElementById("keys")?.togglePopover();
    }
  });
  form.addEventListener("input", show);
  form.addEventListener("shown", show);
  show();
  form.dataset.one = "";
  const unfinished = cards.find((card) => value(card) === null && !card.unable.checked);
  open((location.hash && cardOf(location.hash)) || unfinished || cards[0]);
}
