// Says, while a form is looked at, that somebody is on it, and shows who else is: [data-presence] is the address.
const EVERY = 60_000;
const place = document.querySelector("[data-presence]");

const cookie = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];

const look = async () => {
  if (document.visibilityState === "hidden") return;
  const body = new FormData();
  body.set("csrfmiddlewaretoken", cookie() ?? document.querySelector("[name=csrfmiddlewaretoken]").value);
  try {
    const answer = await fetch(place.dataset.presence, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error" });
    if (!answer.ok) return;
    const { says } = await answer.json();
    place.querySelector("[data-presence-says]").textContent = says;
    place.hidden = !says;
  } catch {
    // the next look will tell
  }
};

if (place) {
  look();
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}
