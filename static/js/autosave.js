// Saves each field of a form marked data-autosave as it is typed. A field is a [data-field]; data-base is the text it
// was opened with. The server stores it if that still stands; else both texts are shown and a person chooses. What is
// not stored yet is kept in this browser, under the user's number, and offered back to that user only.
const words = document.querySelector("[data-autosave-words]")?.dataset ?? {};
const says = document.querySelector("[data-autosave-says]");
const WAIT = 800;
const AGAIN = 10_000;

const drafts = (user) => {
  const prefix = `draft:${user}:${location.pathname}:`;
  const safely = (act) => { try { return act(); } catch { return null; } };
  return {
    keep: (name, draft) => safely(() => localStorage.setItem(prefix + name, JSON.stringify(draft))),
    drop: (name) => safely(() => localStorage.removeItem(prefix + name)),
    find: (name) => safely(() => JSON.parse(localStorage.getItem(prefix + name))),
  };
};

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

class Field {
  constructor(box) {
    this.box = box;
    this.name = box.dataset.field;
    this.base = box.dataset.base ?? "";
    this.controls = [...box.querySelectorAll("input:not([type=hidden]), select, textarea")];
  }

  get text() {
    const [first] = this.controls;
    if (!first) return this.base;
    if (first.type !== "checkbox") return first.value.replace(/\r\n?/g, "\n");
    return this.controls.filter((box) => box.checked).map((box) => box.value).join(",");
  }

  set text(text) {
    const [first] = this.controls;
    if (!first) return;
    if (first.type === "checkbox") {
      const chosen = text.split(",");
      for (const box of this.controls) box.checked = chosen.includes(box.value);
    } else if (first.value !== text) {
      first.value = text;
    }
    first.dispatchEvent(new Event("shown", { bubbles: true }));
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
      element("div", `${words.theirs}${answer.who ? ` (${answer.who})` : ""}:`), element("pre", this.shown(answer.theirs) || "–"),
      element("div", `${words.mine}:`), element("pre", this.shown(mine) || "–"),
      acts,
    );
    theirs.addEventListener("click", () => choose(answer.theirs, answer.theirs));
    own.addEventListener("click", () => choose(answer.theirs, this.text));
    this.box.append(note);
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
    this.offer();
  }

  get open() { return [...this.fields.values()].filter((field) => field.isOpen); }

  typed(field) {
    field.mark("typed");
    this.stopped.delete(field.name);
    this.kept.keep(field.name, { base: field.base, text: field.text, at: Date.now() });
    this.soon(field, WAIT);
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
    return this.open.length === 0;
  }

  async send(field) {
    const text = field.text;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    for (const [key, value] of Object.entries({ name: field.name, base: field.base, text })) body.set(key, value);
    let response;
    try {
      response = await fetch(this.form.dataset.autosave, { method: "POST", body, headers: { Accept: "application/json" } });
    } catch {
      say(words.failed);
      setTimeout(() => this.next(), AGAIN);
      return false;
    }
    if (response.redirected || response.status === 403 || !response.headers.get("Content-Type")?.includes("json")) {
      return this.lost(response);
    }
    const answer = await response.json();
    if (response.ok) this.stored(field, text, answer);
    else if (response.status === 409) this.differs(field, text, answer);
    else { this.stopped.add(field.name); field.refuse(answer.message); }
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
    if (version) version.value = answer.version;
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
    for (const field of this.open) if (!field.box.querySelector(".field-conflict")) this.stopped.delete(field.name);
    await this.next();
    const done = await this.next();
    if (!done) { if (this.open.length && says?.hidden) say(words.unsaved); return; }
    if (button?.dataset.save !== undefined && !this.form.dataset.whole) return;
    this.through = true;
    this.form.requestSubmit(button ?? undefined);
  }

  // What this user typed here and never got stored.
  offer() {
    const found = [...this.fields.values()].map((field) => [field, this.kept.find(field.name)]).filter(([, draft]) => draft);
    const waiting = found.filter(([field, draft]) => {
      if (draft.text.trim() !== field.base) return true;
      this.kept.drop(field.name);
      return false;
    });
    if (!waiting.length || this.form.querySelector("fieldset:disabled")) return;
    const take = element("button", words.take, { type: "button", class: "btn btn-sm btn-primary" });
    const drop = element("button", words.drop, { type: "button", class: "btn btn-sm" });
    take.addEventListener("click", () => {
      say("");
      for (const [field, draft] of waiting) {
        field.base = draft.base;
        field.text = draft.text;
        field.mark("typed");
      }
      this.next();
    });
    drop.addEventListener("click", () => { say(""); for (const [field] of waiting) this.kept.drop(field.name); });
    say(words.kept.replace("{count}", waiting.length), take, drop);
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);
