// A long list of boxes to tick is narrowed by typing; what is ticked stays in sight.
for (const place of document.querySelectorAll("[data-filter-choices]")) {
  const input = place.querySelector("[data-filter]");
  input.hidden = false;
  input.addEventListener("input", () => {
    const words = input.value.trim().toLowerCase();
    for (const choice of place.querySelectorAll(".form-check")) {
      const fits = choice.textContent.toLowerCase().includes(words) || choice.querySelector("input").checked;
      choice.hidden = !fits;
    }
  });
}
