// Saves each field of a form marked data-autosave as it is typed. A field is a [data-field]; data-base is the text it
// was opened with; data-seen, where there is one, tells what the text speaks of. The server stores it if that still stands; else both texts are shown and a person chooses. What is
// not stored yet is kept in this browser, under the user's number, and given back to that user only: at once on a form
// marked data-restore, else after asking. It is sent when there is a connection again.
const words = document.querySelector("[data-autosave-words]")?.dataset ?? {};
const says = document.querySelector("[data-autosave-says]");
const WAIT = 800;
const AGAIN = 10_000;
const PATIENCE = 20_000;

const drafts = (user) => {
  const prefix = `draft:${user}:${location.pathname}:`;
  const safely = (act) => { try { return act(); } catch { return null; } };
  return {
    keep: (name, draft) => safely(() => localStorage.setItem(prefix + name, JSON.stringify(draft))),
    drop: (name) => safely(() => localStorage.removeItem(prefix + name)),
    find: (name) => safely(() => JSON.parse(localStorage.getItem(prefix + name))),
  };
};

// The cookie's: after signing in again in another window, the form's own is out of date.
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];

const element = (name, text, attributes = {}) => {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

const say = (text, ...acts) => {
  if (!says) return;
  says.replaceChildren(element("span", text), ...acts);
  says.hidden = !text;
};

// How the text of a field is made of its controls, and shown in them again. A mark is points, or "unable" where the box
// is ticked; a citation is the pages beside a ticked box, "*" for the whole file.
const parts = ({ controls }) => [controls.find((one) => one.type === "checkbox"), controls.find((one) => one.type !== "checkbox")];
const KINDS = {
  plain: {
    read: ({ controls: [first] }) => first.value.replace(/\r\n?/g, "\n"),
    write: ({ controls: [first] }, text) => {
      const before = first.value;
      if (before === text) return;
      first.value = text;
      if (first.tagName === "SELECT" && first.value !== text) first.value = before; // a choice that is gone
    },
  },
  choices: {
    read: ({ controls }) => controls.filter((box) => box.checked).map((box) => box.value).join(","),
    write: ({ controls }, text) => {
      const chosen = text.split(",");
      for (const box of controls) box.checked = chosen.includes(box.value);
    },
  },
  mark: {
    read: (field) => { const [unable, points] = parts(field); return unable.checked ? "unable" : points.value.trim(); },
    write: (field, text) => {
      const [unable, points] = parts(field);
      unable.checked = text === "unable";
      points.value = text === "unable" ? "" : text;
    },
  },
  cite: {
    read: (field) => { const [ticked, pages] = parts(field); return ticked.checked ? pages.value.trim() || "*" : ""; },
    write: (field, text) => {
      const [ticked, pages] = parts(field);
      ticked.checked = text !== "";
      pages.value = text === "*" ? "" : text;
    },
  },
};

class Field {
  constructor(box) {
    this.box = box;
    this.name = box.dataset.field;
    this.base = box.dataset.base ?? "";
    this.controls = [...box.querySelectorAll("input:not([type=hidden]), select, textarea")];
    this.kind = KINDS[box.dataset.kind ?? (this.controls[0]?.type === "checkbox" ? "choices" : "plain")];
  }

  get text() { return this.controls.length ? this.kind.read(this) : this.base; }

  set text(text) {
    if (!this.controls.length) return;
    this.kind.write(this, text);
    this.controls[0].dispatchEvent(new Event("shown", { bubbles: true }));
  }

  get isOpen() { return this.text.trim() !== this.base; }
  get hasFocus() { return this.controls.includes(document.activeElement); }

  mark(state) {
    for (const name of ["typed", "stored"]) this.box.toggleAttribute(`data-${name}`, name === state);
  }

  clear() {
    for (const note of this.box.querySelectorAll(".field-refused, .field-conflict, .theirs")) note.remove();
  }

  refuse(message) {
    this.clear();
    this.box.append(element("div", message, { class: "field-refused", role: "alert" }));
  }

  // Both texts, and a button for each.
  conflict(answer, mine, choose) {
    this.clear();
    const note = element("div", "", { class: "field-conflict", role: "alert" });
    const theirs = element("button", words.keepTheirs, { type: "button", class: "btn btn-sm" });
    const own = element("button", words.keepMine, { type: "button", class: "btn btn-sm btn-primary" });
    const acts = element("div");
    acts.append(theirs, " ", own);
    note.append(
      element("b", answer.message),
      element("div", `${words.theirs}${answer.who ? ` (${answer.who})` : ""}:`), element("pre", (answer.shown ?? this.shown(answer.theirs)) || "–"),
      element("div", `${words.mine}:`), element("pre", this.shown(mine) || "–"),
      acts,
    );
    theirs.addEventListener("click", () => choose(answer.theirs, answer.theirs));
    own.addEventListener("click", () => choose(answer.theirs, this.text));
    this.box.append(note);
  }

  // A choice that has come since the page was opened.
  offer(text, shown) {
    const [first] = this.controls;
    if (!shown || first?.tagName !== "SELECT" || [...first.options].some((option) => option.value === text)) return;
    first.append(new Option(shown, text));
  }

  // A choice in its words instead of its code.
  shown(text) {
    const [first] = this.controls;
    if (first?.tagName === "SELECT") return [...first.options].find((option) => option.value === text)?.text ?? text;
    return text;
  }
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.kept = drafts(form.dataset.user);
    this.fields = new Map();
    for (const box of form.querySelectorAll("[data-field]")) {
      const field = new Field(box);
      this.fields.set(field.name, field);
      box.addEventListener("input", () => this.typed(field));
      box.addEventListener("change", () => this.soon(field, 0));
    }
    this.timers = new Map();
    this.stopped = new Set();
    this.busy = null;
    form.addEventListener("submit", (event) => this.submit(event));
    window.addEventListener("online", () => this.next());
    document.addEventListener("visibilitychange", () => this.next());
    this.offer();
    this.count();
  }

  get open() { return [...this.fields.values()].filter((field) => field.isOpen); }

  typed(field) {
    field.mark("typed");
    this.stopped.delete(field.name);
    if (field.isOpen) this.kept.keep(field.name, { base: field.base, text: field.text, at: Date.now(), of: this.form.dataset.of });
    else this.kept.drop(field.name);
    this.count();
    this.soon(field, WAIT);
  }

  // How many fields wait to be stored, for whoever wants to leave.
  count() {
    const number = this.open.length;
    for (const place of this.form.querySelectorAll("[data-unsent]")) {
      place.hidden = number === 0;
      place.textContent = place.dataset.unsent.replace("{count}", number);
    }
  }

  soon(field, wait) {
    clearTimeout(this.timers.get(field.name));
    this.timers.set(field.name, setTimeout(() => this.next(), wait));
  }

  // One request at a time; what is typed meanwhile follows.
  next() {
    this.busy ??= this.drain().finally(() => { this.busy = null; });
    return this.busy;
  }

  async drain() {
    for (;;) {
      const field = this.open.find((one) => !this.stopped.has(one.name));
      if (!field) break;
      if (!(await this.send(field))) return false;
    }
    if (!this.open.length) this.form.dispatchEvent(new Event("saved"));
    this.count();
    return this.open.length === 0;
  }

  async send(field) {
    const text = field.text;
    const body = new URLSearchParams(); // read before anything else: see accounts/connections.py
    body.set("csrfmiddlewaretoken", token() ?? this.form.elements.csrfmiddlewaretoken.value);
    for (const [key, value] of Object.entries({ name: field.name, base: field.base, text })) body.set(key, value);
    if (this.form.dataset.user) body.set("user", this.form.dataset.user);
    if (field.box.dataset.seen) body.set("seen", field.box.dataset.seen);
    let response;
    try {
      response = await fetch(this.form.dataset.autosave, {
        method: "POST", body, headers: { Accept: "application/json" },
        keepalive: document.visibilityState === "hidden", signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      say(words.failed);
      setTimeout(() => this.next(), AGAIN);
      return false;
    }
    const isJson = response.headers.get("Content-Type")?.includes("json");
    if (response.redirected || !isJson) return this.lost(response);
    const answer = await response.json();
    if (response.status === 403) { say(answer.message); return false; }
    if (response.ok) this.stored(field, text, answer);
    else if (response.status === 409) this.differs(field, text, answer);
    else if (answer.whole) { say(answer.message); this.count(); return false; }
    else { this.stopped.add(field.name); field.refuse(answer.message); }
    this.count();
    return true;
  }

  stored(field, sent, answer) {
    field.clear();
    field.base = answer.text;
    if (field.text === sent && !field.hasFocus) field.text = answer.text;
    else if (field.text.trim() === sent.trim()) this.settle(field, sent, answer.text);
    if (!field.isOpen) { field.mark("stored"); this.kept.drop(field.name); }
    const row = field.name.slice(0, field.name.lastIndexOf(":"));
    const version = this.form.querySelector(`[data-version="${CSS.escape(row)}"]`) ?? this.form.querySelector("[data-version='']");
    // Another window has saved in between where the number has jumped: then the form stays at the older one.
    if (version && answer.version <= Number(version.value) + 1) version.value = answer.version;
    const when = this.form.querySelector("[data-saved-at]");
    if (when) when.textContent = answer.saved;
    say("");
  }

  // The person is still in the field: its text becomes the one spelling when they leave it.
  settle(field, sent, text) {
    field.base = text;
    if (sent.trim() === text) return;
    field.box.addEventListener("focusout", () => { if (field.text.trim() === sent.trim()) field.text = text; field.mark("stored"); }, { once: true });
    this.stopped.add(field.name);
    this.kept.drop(field.name);
  }

  differs(field, mine, answer) {
    this.stopped.add(field.name);
    field.offer(answer.theirs, answer.shown);
    field.conflict(answer, mine, (base, text) => {
      field.clear();
      field.base = base;
      field.text = text;
      this.stopped.delete(field.name);
      if (field.isOpen) { this.typed(field); this.next(); } else { field.mark("stored"); this.kept.drop(field.name); }
    });
  }

  lost(response) {
    if (response.status >= 500) { say(words.failed); setTimeout(() => this.next(), AGAIN); return false; }
    if (response.status === 404 && !response.redirected) { say(words.gone); return false; }
    const here = encodeURIComponent(location.pathname);
    say(words.expired, element("a", words.login, { href: `${this.form.dataset.login}?next=${here}`, class: "btn btn-sm btn-primary" }));
    this.form.dispatchEvent(new Event("saved"));
    return false;
  }

  // Everything is stored field by field before the form itself is sent; plain saving needs no more than that.
  async submit(event) {
    if (this.through || this.form.querySelector("fieldset:disabled")) return;
    const button = event.submitter;
    event.preventDefault();
    // A form does not send itself while its submit event is under way; where nothing waits, all below would happen within.
    await new Promise((resolve) => setTimeout(resolve));
    for (const field of this.open) if (!field.box.querySelector(".field-conflict")) this.stopped.delete(field.name);
    await this.next();
    const done = await this.next();
    if (!done) { if (this.open.length && says?.hidden) say(words.unsaved); return; }
    if (button?.dataset.goes) { location.assign(button.dataset.goes); return; }
    if (button?.dataset.save !== undefined && !this.form.dataset.whole) return;
    this.through = true;
    this.form.requestSubmit(button ?? undefined);
  }

  // What this user typed here and never got stored. Where the form is closed, kept.js shows it.
  offer() {
    const found = [...this.fields.values()].map((field) => [field, this.kept.find(field.name)]).filter(([, draft]) => draft);
    const waiting = found.filter(([field, draft]) => {
      if (draft.text.trim() !== field.base) return true;
      this.kept.drop(field.name);
      return false;
    });
    if (!waiting.length || this.form.querySelector("fieldset:disabled")) return;
    if (this.form.dataset.restore !== undefined) { this.take(waiting); say(words.restored.replace("{count}", waiting.length)); return; }
    const take = element("button", words.take, { type: "button", class: "btn btn-sm btn-primary" });
    const drop = element("button", words.drop, { type: "button", class: "btn btn-sm" });
    take.addEventListener("click", () => { say(""); this.take(waiting); });
    drop.addEventListener("click", () => { say(""); for (const [field] of waiting) this.kept.drop(field.name); });
    say(words.kept.replace("{count}", waiting.length), take, drop);
  }

  take(waiting) {
    for (const [field, draft] of waiting) {
      field.base = draft.base;
      field.text = draft.text;
      field.mark("typed");
    }
    this.next();
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);
