"use strict";
(() => {
  const EVERY = 5000;
  const LONGEST = 4000;
  const button = document.getElementById("pause");
  const news = document.getElementById("news");
  let paused = false;
  let lost = false;
  let next;

  // Focus is put back on what has the same id, so that a keyboard does not start anew every few seconds.
  const show = (fresh) => {
    const focused = document.activeElement && document.activeElement.id;
    const before = document.querySelector("h1").textContent;
    document.querySelector("main").replaceWith(document.adoptNode(fresh.querySelector("main")));
    document.getElementById("at").replaceWith(document.adoptNode(fresh.getElementById("at")));
    document.title = fresh.title;
    const icon = document.querySelector("link[rel=icon]");
    const newIcon = fresh.querySelector("link[rel=icon]");
    if (icon.href !== newIcon.href) icon.href = newIcon.href;
    const now = document.querySelector("h1").textContent;
    if (lost || now !== before) news.textContent = now;
    if (focused && document.getElementById(focused)) document.getElementById(focused).focus({ preventScroll: true });
    lost = false;
  };

  const look = async () => {
    clearTimeout(next);
    if (!paused && !document.hidden && !String(getSelection())) {
      try {
        const answer = await fetch(location.href, {
          headers: { Accept: "text/html" }, cache: "no-store", signal: AbortSignal.timeout(LONGEST)
        });
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (!fresh.querySelector("main") || !fresh.getElementById("at")) throw new Error("Another page.");
        if (!paused) show(fresh);
      } catch (failure) {
        if (!lost) news.textContent = "The service does not answer; what you see is old.";
        lost = true;
      }
      document.getElementById("lost").hidden = !lost;
    }
    next = setTimeout(look, EVERY);
  };

  button.addEventListener("click", () => {
    paused = !paused;
    button.setAttribute("aria-pressed", String(paused));
    look();
  });
  document.addEventListener("visibilitychange", look);
  button.hidden = false;
  next = setTimeout(look, EVERY);
})();
