// The frame: menus that close, the rail on a phone, focus on what went wrong.
for (const menu of document.querySelectorAll("[data-menu]")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

const rail = document.getElementById("rail");
const opener = document.querySelector("[data-rail-open]");
if (rail && opener) {
  const open = (yes) => {
    rail.classList.toggle("rail-open", yes);
    opener.setAttribute("aria-expanded", String(yes));
    (yes ? rail.querySelector("a") : opener).focus();
  };
  opener.setAttribute("aria-expanded", "false");
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    open(true);
  });
  for (const closer of document.querySelectorAll("[data-rail-close]")) {
    closer.addEventListener("click", (event) => {
      event.preventDefault();
      open(false);
    });
  }
  rail.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && rail.classList.contains("rail-open")) open(false);
  });
}

// Which parts of the rail are open is remembered; the part of this page always is.
for (const section of document.querySelectorAll("[data-rail-section]")) {
  const key = `rail:${section.dataset.railSection}`;
  const remembered = localStorage.getItem(key);
  if (remembered && !section.querySelector("[aria-current]")) section.open = remembered === "open";
  section.querySelector("summary").addEventListener("click", () => {
    localStorage.setItem(key, section.open ? "closed" : "open");
  });
}

// The key / goes to the search box, from wherever nobody is writing.
const WRITING = "input, textarea, select, [contenteditable]";
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(WRITING)) return;
  const box = [...document.querySelectorAll("[data-search-key]")].find((one) => one.offsetParent);
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// What has to be scrolled can be reached with the keyboard.
for (const part of document.querySelectorAll(".table-responsive, .page-images, .ruler-list")) {
  const scrolls = part.scrollWidth > part.clientWidth || part.scrollHeight > part.clientHeight;
  if (scrolls && !part.querySelector("a, button, input, select, textarea")) part.tabIndex = 0;
}

document.querySelector("[data-error-summary]")?.focus();
