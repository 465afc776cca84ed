// Shows the text of the form as it would be printed, a moment after the typing rests; puts fields in at the cursor;
// filters the list of fields.
const REST = 600;

for (const form of document.querySelectorAll("[data-preview]")) {
  const into = document.querySelector(form.dataset.previewInto);
  let timer = 0;
  let asked = 0;

  const show = async (language) => {
    const body = new FormData(form);
    body.set("language", language);
    const number = (asked += 1);
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body, redirect: "error" });
      if (answer.ok && number === asked) into.innerHTML = await answer.text();
    } catch {
      // the last preview stays; saving works without it
    }
  };

  for (const source of form.querySelectorAll("[data-preview-source]")) {
    source.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => show(source.dataset.previewSource), REST);
    });
  }

  let last = form.querySelector("[data-preview-source]");
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-preview-source]")) last = event.target;
  });
  for (const button of document.querySelectorAll("[data-insert]")) {
    button.addEventListener("click", () => {
      last.setRangeText(`{{${button.dataset.insert}}}`, last.selectionStart, last.selectionEnd, "end");
      last.focus();
      last.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}

for (const input of document.querySelectorAll("[data-filter-rows]")) {
  const rows = [...document.querySelectorAll(`${input.dataset.filterRows} tbody tr`)];
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
}
