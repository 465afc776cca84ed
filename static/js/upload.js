// The upload form [data-upload]: lists what is chosen, takes dropped files, says what will be refused before it is
// sent, and shows how far the sending is. The server checks all of it again, and answers with the same page.
const size = (bytes) => {
  const units = ["B", "KB", "MB", "GB"];
  const place = Math.min(Math.floor(Math.log(bytes || 1) / Math.log(1024)), units.length - 1);
  return `${(bytes / 1024 ** place).toFixed(place ? 1 : 0)} ${units[place]}`;
};

const line = (file, input) => {
  const item = document.createElement("li");
  const name = document.createElement("span");
  const about = document.createElement("span");
  name.textContent = file.name;
  about.className = "num";
  about.textContent = size(file.size);
  if (file.size > Number(input.dataset.maxBytes)) {
    about.className = "text-danger";
    about.textContent = `${size(file.size)}, ${input.dataset.tooLarge}`;
  }
  item.append(name, about);
  return item;
};

const showChosen = (form, input) => {
  const files = [...input.files];
  form.querySelector("[data-chosen]").replaceChildren(...files.map((file) => line(file, input)));
  const all = files.reduce((sum, file) => sum + file.size, 0);
  const tooMany = files.length > Number(input.dataset.maxFiles);
  const tooFull = all > Number(input.dataset.left);
  form.querySelector("[data-chosen-problem]").textContent = tooMany ? input.dataset.tooMany : tooFull ? input.dataset.tooFull : "";
  form.querySelector("[data-send]").disabled = tooMany;
};

const takeDrops = (form, input) => {
  const zone = form.querySelector("[data-drop]");
  zone.querySelector("[data-drop-hint]").hidden = false;
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.toggle("drop-over", kind === "dragenter" || kind === "dragover");
    });
  }
  zone.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    showChosen(form, input);
  });
};

const send = (form, input) => {
  const progress = form.querySelector("[data-progress]");
  const words = form.querySelector("[data-progress-words]");
  const bar = form.querySelector("[data-progress-bar]");
  const button = form.querySelector("[data-send]");
  const request = new XMLHttpRequest();
  const leave = (event) => event.preventDefault();
  const over = () => {
    button.disabled = false;
    window.removeEventListener("beforeunload", leave);
  };
  const failed = () => {
    over();
    words.textContent = words.dataset.failed;
  };
  progress.hidden = false;
  button.disabled = true;
  window.addEventListener("beforeunload", leave);
  request.upload.addEventListener("progress", (event) => {
    const percent = event.total ? Math.floor((100 * event.loaded) / event.total) : 0;
    bar.value = percent;
    words.textContent = percent < 100 ? words.dataset.sending.replace("{percent}", percent) : words.dataset.checking;
  });
  request.addEventListener("error", failed);
  request.addEventListener("load", () => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = page.querySelector("#main");
    if (!main || !page.querySelector("[data-upload], .frame")) return failed();
    over();
    show(main, input.files);
  });
  request.open("POST", form.action || location.href);
  request.send(new FormData(form));
};

// The answer takes the page's place. Files stay chosen if nothing of them was stored.
const show = (main, files) => {
  document.querySelector("#main").replaceWith(main);
  const form = main.querySelector("form[data-upload]");
  if (form) {
    const input = form.querySelector("[data-files]");
    if (form.hasAttribute("data-keep-files")) input.files = files;
    bind(form);
  }
  const first = main.querySelector("[data-error-summary], .alert") || main;
  first.setAttribute("tabindex", "-1");
  first.focus();
  window.scrollTo(0, 0);
};

const bind = (form) => {
  const input = form.querySelector("[data-files]");
  input.addEventListener("change", () => showChosen(form, input));
  takeDrops(form, input);
  showChosen(form, input);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, input);
  });
};

for (const form of document.querySelectorAll("form[data-upload]")) bind(form);
