// The coal equivalent of a quantity, as it is typed: [data-product] names the fields that are multiplied and, by unit,
// the factor. In whole numbers, so that it is what the server computes.
const parsed = (text) => {
  const plain = text.trim().replace(/[,，\s]/g, "");
  if (!/^\d+(\.\d+)?$/.test(plain)) return null;
  const [whole, part = ""] = plain.split(".");
  return { digits: BigInt(whole + part), places: part.length };
};

const written = (digits, places) => {
  const text = digits.toString().padStart(places + 1, "0");
  const whole = text.slice(0, text.length - places);
  const part = text.slice(text.length - places).replace(/0+$/, "");
  return places && part ? `${whole}.${part}` : whole;
};

for (const place of document.querySelectorAll("[data-product]")) {
  const form = place.closest("form");
  const field = (name) => form.querySelector(`[name="${CSS.escape(place.dataset.row + name)}"]`);
  const factors = place.dataset.product.split(" ").map(field);
  const unit = field(place.dataset.unit);
  const times = JSON.parse(place.dataset.times);
  const show = () => {
    const found = factors.map((one) => parsed(one.value));
    const known = times[unit.value] && found.every(Boolean);
    const product = known && found.reduce((all, one) => ({ digits: all.digits * one.digits, places: all.places + one.places }));
    place.querySelector("output").textContent = known ? written(product.digits * BigInt(times[unit.value]), product.places) : "–";
  };
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  form.addEventListener("shown", show);
  show();
}
