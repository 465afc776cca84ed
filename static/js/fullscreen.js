// A button [data-fullscreen] appears where the page can fill the screen.
for (const button of document.querySelectorAll("[data-fullscreen]")) {
  if (!document.documentElement.requestFullscreen) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  });
}
