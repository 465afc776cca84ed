// The score sheet: criteria as buttons, steps by arrow key, live total, where one is. The server checks all of it again.
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
    nav: form.querySelector(`[data-nav="${section.id}"]`),
  }));
  const value = (card) => {
    const typed = card.points.value.normalize("NFKC").trim();
    return typed === "" || Number.isNaN(Number(typed)) ? null : Number(typed);
  };
  const percent = (share) => `${(100 * share).toFixed(1)} %`;
  const plain = (points) => String(Math.round(points * 100) / 100);
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  const showCard = (card) => {
    const points = value(card);
    const filled = points !== null || card.unable.checked;
    card.rate.value = points === null ? "" : percent(points / card.max);
    for (const anchor of card.anchors) {
      anchor.setAttribute("aria-pressed", String(points !== null && Number(anchor.dataset.anchor) === points));
    }
    const extreme = points !== null && (points <= Number(card.due.dataset.low) || points >= Number(card.due.dataset.high));
    card.due.classList.toggle("due-now", (extreme || card.unable.checked) && !card.comment.value.trim());
    card.nav?.toggleAttribute("data-filled", filled);
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
  const enter = (card, points) => {
    card.points.value = plain(points);
    card.unable.checked = false;
    card.points.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const go = (card) => {
    if (!card) return;
    card.section.scrollIntoView({ block: "start" });
    card.points.focus({ preventScroll: true });
    card.points.select();
  };

  for (const [place, card] of cards.entries()) {
    for (const anchor of card.anchors) {
      anchor.addEventListener("click", () => enter(card, Number(anchor.dataset.anchor)));
    }
    card.unable.addEventListener("change", () => {
      if (card.unable.checked) card.points.value = "";
      show();
    });
    card.points.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "Enter") {
        event.preventDefault();
        go(cards[place + 1]);
      } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
        event.preventDefault();
        const step = Number(card.points.dataset.step), now = value(card);
        const up = event.key === "ArrowUp";
        const next = now === null ? (up ? step : card.max) : up ? Math.floor(now / step + 1e-9) * step + step : Math.ceil(now / step - 1e-9) * step - step;
        enter(card, Math.min(card.max, Math.max(0, next)));
      }
    });
    card.section.addEventListener("keydown", (event) => {
      if (!event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        go(cards[place + (event.key === "ArrowDown" ? 1 : -1)]);
      } else if (/^Digit[1-5]$/.test(event.code)) {
        event.preventDefault();
        card.anchors[Number(event.code.slice(5)) - 1]?.click();
      }
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-save]"));
  });
  form.addEventListener("input", show);
  show();

  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const card = cards.find((one) => one.section === entry.target);
      if (entry.isIntersecting) {
        for (const one of cards) one.nav?.removeAttribute("aria-current");
        card.nav?.setAttribute("aria-current", "true");
      }
    }
  }, { rootMargin: "-20% 0px -70% 0px" });
  for (const card of cards) seen.observe(card.section);
}
