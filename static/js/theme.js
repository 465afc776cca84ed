// Light, dark or as the system has it. Runs in the head, so that no page flashes in the wrong one.
(() => {
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const chosen = root.dataset.theme;
    root.dataset.bsTheme = chosen === "auto" ? (system.matches ? "dark" : "light") : chosen;
  };
  show();
  system.addEventListener("change", show);

  // Choosing does not leave the page: what has been typed stays. Without this the form asks the server.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-theme-form]") || !event.submitter) return;
    event.preventDefault();
    root.dataset.theme = event.submitter.value;
    document.cookie = `theme=${event.submitter.value}; path=/; max-age=31536000; samesite=lax`;
    for (const button of event.target.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button === event.submitter));
    }
    show();
    document.dispatchEvent(new CustomEvent("themechange"));
  });
})();
