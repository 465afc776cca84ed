// Counts down [data-timer] between two answers of the server. The server's time decides: a page's own clock may be wrong.
// data-timer-left: milliseconds left at data-timer-now; data-timer-running: "1" while it runs; below 0 it counts on.
const NEARLY = 120000;
const offsets = new WeakMap();

const words = (left) => {
  const seconds = left >= 0 ? Math.ceil(left / 1000) : Math.floor(-left / 1000);
  return `${left < 0 ? "+" : ""}${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

const show = () => {
  for (const timer of document.querySelectorAll("[data-timer]")) {
    const { timerNow, timerLeft, timerRunning, timerLast, timerOver } = timer.dataset;
    if (!offsets.has(timer)) offsets.set(timer, Number(timerNow) - Date.now());
    const passed = timerRunning ? Date.now() + offsets.get(timer) - Number(timerNow) : 0;
    const left = Number(timerLeft) - passed;
    timer.textContent = words(left);
    const state = left < 0 ? "over" : left <= NEARLY ? "nearly" : "fine";
    const around = timer.closest("[data-timer-state]");
    if (!around || around.dataset.timerState === state) continue;
    around.dataset.timerState = state;
    const says = around.querySelector("[data-timer-says]");
    if (says) says.textContent = state === "over" ? timerOver : state === "nearly" ? timerLast : "";
  }
};

show();
setInterval(show, 200);
