// Shows how far a build is; when it is over, loads the page with its files.
const EVERY = 1000;

for (const part of document.querySelectorAll("[data-progress]")) {
  const ask = async () => {
    try {
      const answer = await fetch(part.dataset.progress, { headers: { "X-By-Itself": "1" }, cache: "no-store", redirect: "error" });
      if (answer.ok) {
        part.innerHTML = await answer.text();
        if (!part.querySelector("progress")) return location.reload();
      }
    } catch {
      // asked again
    }
    setTimeout(ask, EVERY);
  };
  setTimeout(ask, EVERY);
}
