// The upload form [data-upload]: lists what is chosen, takes dropped files, says what will be refused before it is
// sent, and sends each file in parts by tus, so that a broken connection goes on where it stopped. The server checks
// all of it again. Where tus is missing the form is sent as forms are.
const AT_ONCE = 3;
const LOOK_AGAIN = 1500;
const RETRY = [0, 1000, 2000, 4000, 8000, ...Array(60).fill(15000)];

const size = (bytes) => {
  const units = ["B", "KB", "MB", "GB"];
  const place = Math.min(Math.floor(Math.log(bytes || 1) / Math.log(1024)), units.length - 1);
  return `${(bytes / 1024 ** place).toFixed(place ? 1 : 0)} ${units[place]}`;
};

const element = (tag, text = "", className = "") => {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
};

// What is chosen.

const chosenLine = (file, input) => {
  const item = document.createElement("li");
  const tooLarge = file.size > Number(input.dataset.maxBytes);
  const about = tooLarge ? `${size(file.size)}, ${input.dataset.tooLarge}` : size(file.size);
  item.append(element("span", file.name), element("span", about, tooLarge ? "text-danger" : "num"));
  return item;
};

const showChosen = (form, input) => {
  const files = [...input.files];
  form.querySelector("[data-chosen]").replaceChildren(...files.map((file) => chosenLine(file, input)));
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
    const kept = new DataTransfer();
    for (const file of [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1)) kept.items.add(file);
    input.files = kept.files;
    showChosen(form, input);
  });
};

// Sending.

const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) || "";

const token = (form) => cookie("csrftoken") || form.querySelector("[name=csrfmiddlewaretoken]").value;

const timeLeft = (form, seconds) => {
  const [words, number] = seconds < 90 ? [form.dataset.saysSecond, seconds] : [form.dataset.saysMinute, seconds / 60];
  return words.replace("{number}", String(Math.max(1, Math.ceil(number))));
};

const uploadLine = (form, file) => {
  const item = element("li", "", "upload-line");
  const says = element("span", form.dataset.saysBegins);
  const bar = element("progress", "", "progress progress-sm");
  const cancel = element("button", form.dataset.saysCancel, "btn btn-sm");
  bar.max = 100;
  bar.value = 0;
  cancel.type = "button";
  item.append(element("span", file.name, "upload-name"), element("span", size(file.size), "text-secondary num"), says, bar, cancel);
  form.querySelector("[data-upload-lines]").append(item);
  return {
    item,
    cancel,
    say: (words, className = "") => {
      says.textContent = words;
      says.className = className;
    },
    share: (percent) => (bar.value = percent),
    link: (address, words, target = "") => {
      const link = element("a", words);
      link.href = address;
      link.target = target;
      says.append(" ", link);
    },
    over: () => {
      bar.remove();
      cancel.remove();
    },
  };
};

const describe = (form) => {
  const described = {};
  for (const name of ["kind", "issuer", "issued_on"]) described[name] = form.elements[name].value;
  if (form.dataset.replaces) described.replaces = form.dataset.replaces;
  return described;
};

// What is wrong with the description stands beside its field until that is changed, and in a sentence by the button.

const clearWrong = (control) => {
  control.classList.remove("is-invalid");
  for (const name of ["aria-invalid", "aria-describedby"]) control.removeAttribute(name);
  control.parentElement.querySelector(".invalid-feedback")?.remove();
};

const controls = (form) => form.querySelectorAll(".upload-words :is(input, select)");

const clearProblems = (form) => {
  form.querySelector("[data-upload-problem]").textContent = "";
  for (const control of controls(form)) clearWrong(control);
};

const markWrong = (control, sentence) => {
  clearWrong(control);
  const feedback = element("div", sentence, "invalid-feedback");
  feedback.id = `${control.id}_error`;
  control.classList.add("is-invalid");
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", feedback.id);
  control.after(feedback);
};

const tellProblems = (form, wrong) => {
  form.querySelector("[data-upload-problem]").textContent = form.dataset.saysWrong;
  for (const [name, sentence] of Object.entries(wrong)) markWrong(form.elements[name], sentence);
  form.querySelector(".is-invalid")?.focus();
};

// The files that were not taken are chosen again, before what has been chosen meanwhile.
const giveBack = (form, input, files) => {
  const kept = new DataTransfer();
  for (const file of [...files, ...input.files].slice(input.multiple ? 0 : -1)) kept.items.add(file);
  input.files = kept.files;
  showChosen(form, input);
};

// One file, from its first byte until the server has said what became of it. Done with what is wrong with the
// description, by field, if that is why it was not taken.
const send = (form, file, described) =>
  new Promise((done) => {
    const line = uploadLine(form, file);
    let began = 0;
    let beganAt = 0;
    let isSignedOut = false;
    const upload = new tus.Upload(file, {
      endpoint: form.dataset.upload,
      chunkSize: Number(form.dataset.chunk),
      retryDelays: RETRY,
      removeFingerprintOnSuccess: true,
      metadata: { filename: file.name, ...described },
      fingerprint: (source) =>
        Promise.resolve(["evidence", form.dataset.user, form.dataset.upload, described.replaces || "", source.name, source.size, source.lastModified].join("|")),
      onBeforeRequest: (request) => request.setHeader("X-CSRFToken", token(form)),
      // Thrown here it is like a cut connection: asked where to go on, tus would take any other no for a lost upload,
      // and begin again.
      onAfterResponse: (_request, response) => {
        isSignedOut = response.getStatus() === 401;
        if (isSignedOut) throw new Error("signed out");
      },
      onShouldRetry: (error) => {
        const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
        const again = status === 0 || status === 409 || status === 423 || status >= 500;
        if (again) line.say(isSignedOut ? form.dataset.saysSignedOut : form.dataset.saysCut, "text-warning");
        if (again && isSignedOut) line.link(form.dataset.login, form.dataset.saysLogIn, "_blank");
        return again;
      },
      onProgress: (sent, all) => {
        if (!beganAt) [began, beganAt] = [sent, Date.now()];
        const seconds = (Date.now() - beganAt) / 1000;
        const left = sent > began ? ((all - sent) * seconds) / (sent - began) : 0;
        const percent = Math.floor((100 * sent) / all);
        line.share(percent);
        line.say(sent < all ? form.dataset.saysSending.replace("{percent}", percent).replace("{time}", timeLeft(form, left)) : form.dataset.saysChecking);
      },
      onError: (error) => {
        const answer = error.originalResponse;
        if (answer && answer.getStatus() === 422) {
          line.item.remove();
          done(JSON.parse(answer.getBody()).fields);
          return;
        }
        line.say((answer && answer.getStatus() < 500 && answer.getBody()) || form.dataset.saysStopped, "text-danger");
        line.over();
        done();
      },
      onSuccess: () => {
        line.say(form.dataset.saysChecking);
        line.over();
        done();
        follow(form, line, upload.url);
      },
    });
    line.cancel.addEventListener("click", () => {
      upload.abort(Boolean(upload.url)).catch(() => {});
      line.item.remove();
      done();
    });
    upload.findPreviousUploads().then((previous) => {
      if (previous.length) upload.resumeFromPreviousUpload(previous[0]);
      upload.start();
    });
  });

const STATES = { checked: "text-green", refused: "text-danger", known: "text-warning", held: "text-warning" };

const follow = async (form, line, address) => {
  let told = null;
  while (!told || !(told.state in STATES)) {
    await new Promise((wake) => setTimeout(wake, LOOK_AGAIN));
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json", "X-By-Itself": "1" }, cache: "no-store", redirect: "error" });
      if (!answer.ok) return;
      told = await answer.json();
    } catch {
      continue;
    }
  }
  line.say(told.says, STATES[told.state]);
  if (told.link) line.link(told.link, form.dataset.saysLook);
  refreshList();
};

const sendAll = async (form, input) => {
  const described = describe(form);
  const waiting = [...input.files];
  const kept = [];
  let wrong = null;
  clearProblems(form);
  const leave = (event) => event.preventDefault();
  window.addEventListener("beforeunload", leave);
  input.value = "";
  showChosen(form, input);
  const next = async () => {
    while (waiting.length && !wrong) {
      const file = waiting.shift();
      const said = await send(form, file, described);
      if (said) kept.push(file);
      wrong ??= said;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  window.removeEventListener("beforeunload", leave);
  if (wrong) {
    giveBack(form, input, [...kept, ...waiting]);
    tellProblems(form, wrong);
  }
  refreshList();
};

// The list below the form is fetched afresh as long as something in it waits.

let timer = 0;
const refreshList = async () => {
  clearTimeout(timer);
  const list = document.querySelector("[data-evidence-list]");
  try {
    const answer = await fetch(location.href, { headers: { "X-By-Itself": "1" }, cache: "no-store", redirect: "error" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-evidence-list]");
    if (fresh && !list.contains(document.activeElement)) list.replaceWith(fresh);
  } catch {
    // the next look will tell
  }
  again();
};

const again = () => {
  if (document.querySelector("[data-evidence-list][data-waiting]")) timer = setTimeout(refreshList, 4 * LOOK_AGAIN);
};

for (const form of document.querySelectorAll("form[data-upload]")) {
  const input = form.querySelector("[data-files]");
  input.addEventListener("change", () => showChosen(form, input));
  for (const control of controls(form)) control.addEventListener("input", () => clearWrong(control));
  takeDrops(form, input);
  showChosen(form, input);
  form.addEventListener("submit", (event) => {
    if (!window.tus || !tus.isSupported) return;
    event.preventDefault();
    sendAll(form, input);
  });
}
again();
