// The preview's part in a page: reload when the site has changed, show what is wrong with it.
// It keeps to the page's Content-Security-Policy: no inline script, no style attribute in markup.
(() => {
  "use strict";
  let revision = Number(document.currentScript.dataset.revision);
  let overlay = null;

  function show(problems) {
    if (overlay) overlay.remove();
    overlay = null;
    if (!problems || problems.length === 0) return;
    overlay = document.createElement("div");
    overlay.setAttribute("role", "alert");
    overlay.style.cssText = "position:fixed;inset:auto 0 0 0;max-height:70vh;overflow:auto;z-index:2147483647;" +
      "margin:0;padding:1rem 1.25rem;background:#1c1917;color:#fafaf9;border-top:4px solid #dc2626;" +
      "font:14px/1.5 ui-monospace,monospace";
    const head = document.createElement("p");
    head.style.cssText = "margin:0 0 .5rem;font-weight:bold";
    head.textContent = (problems.length === 1 ? "1 problem" : problems.length + " problems") +
      ": this is the last good page (Esc hides this)";
    overlay.append(head);
    for (const text of problems) {
      const pre = document.createElement("pre");
      pre.style.cssText = "margin:0 0 1rem;white-space:pre-wrap;background:none;color:inherit";
      pre.textContent = text; // never markup: it quotes files
      overlay.append(pre);
    }
    document.body.append(overlay);
  }

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && overlay) show([]);
  });

  const events = new EventSource("/_/events");
  events.onmessage = (event) => {
    const state = JSON.parse(event.data);
    const failed = state.problems && state.problems.length > 0;
    if (failed) {
      revision = state.revision; // the page is still the last good one
      show(state.problems);
      return;
    }
    if (state.revision !== revision) {
      events.close();
      location.reload();
    }
  };
})();
