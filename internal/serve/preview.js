// The preview's part in a page. It runs twice: in every page, and once as a shared worker, which holds the one
// stream of events of all tabs. It keeps to the page's Content-Security-Policy: no inline script, no style in
// markup; what is shown of files is text, never markup.
(() => {
  "use strict";

  // stream keeps one stream of events open, about some paths, and tells what comes of it.
  function stream(tell) {
    let source, asked, timer, wait = 250;
    function open() {
      clearTimeout(timer);
      if (source) source.close();
      source = new EventSource("/_/events?" + asked);
      source.onopen = () => { wait = 250; tell({ up: true }); };
      source.onmessage = (message) => tell({ up: true, event: JSON.parse(message.data) });
      source.onerror = () => {
        source.close();
        tell({ up: false });
        timer = setTimeout(open, wait);
        wait = Math.min(2 * wait, 5000);
      };
    }
    return {
      ask(paths) {
        asked = "";
        for (const path of new Set(paths)) {
          const more = "path=" + encodeURIComponent(path) + "&";
          if (asked.length + more.length > 8000) break; // the server reads a header of 16 kB
          asked += more;
        }
        open();
      },
      close() {
        clearTimeout(timer);
        if (source) source.close();
      },
    };
  }

  if (typeof SharedWorkerGlobalScope === "function" && self instanceof SharedWorkerGlobalScope) {
    const tabs = new Map(); // what each shows, the latest last
    let front = null; // the one the reader looked at last
    const events = stream((news) => {
      for (const [port, paths] of tabs) {
        const event = news.event && { ...news.event, hashes: Object.fromEntries(paths.filter((p) => p in news.event.hashes).map((p) => [p, news.event.hashes[p]])) };
        port.postMessage({ up: news.up, event, front: port === front });
      }
    });
    self.onconnect = ({ ports: [port] }) => {
      port.onmessage = ({ data }) => {
        if (data.front || front === null) front = port;
        if (data.gone) {
          tabs.delete(port);
          if (front === port) front = null;
        }
        if (data.paths) {
          tabs.delete(port);
          tabs.set(port, data.paths);
          events.ask([...tabs.values()].reverse().flat());
        }
      };
    };
    return;
  }

  const me = document.currentScript;
  const page = { revision: Number(me.dataset.revision), hash: me.dataset.hash, head: me.dataset.head };
  const hashes = new Map(); // of the files the page uses, as far as they are known

  // ---- what the page shows, and changing it

  // uses is the paths of what this page shows: itself, and every file of this site it has loaded.
  function uses() {
    const urls = performance.getEntriesByType("resource").map((entry) => entry.name);
    for (const e of document.querySelectorAll("link[rel~=stylesheet][href], img[src], script[src], source[src]")) urls.push(e.href || e.src);
    const paths = new Set([location.pathname]);
    for (const text of urls) {
      const url = new URL(text, location.href);
      if (url.origin === location.origin && !url.pathname.startsWith("/_/")) paths.add(url.pathname);
    }
    return [...paths];
  }

  function hear(event, front) {
    if (event.problems) panel.problems(event.problems, event.total);
    const first = page.revision !== null;
    const missed = first && page.revision !== event.revision; // something changed between the page's loading and now
    page.revision = null;
    const changed = [];
    for (const [path, hash] of Object.entries(event.hashes)) {
      if (path === location.pathname) continue;
      if (hashes.has(path) ? hashes.get(path) !== hash : missed) changed.push([path, hash]);
      hashes.set(path, hash);
    }
    const hash = event.hashes[location.pathname];
    const to = event.follow && front ? event.follow : null;
    if (to && !same(to.path, location.pathname)) { // what becomes of this page is of no interest: it may be gone
      keep("follow", to.id);
      location.assign(encodeURI(to.path));
      return;
    }
    let stays = Promise.resolve(true);
    if (hash !== undefined && hash !== page.hash) stays = update();
    for (const [path, hash] of changed) refresh(path, hash);
    if (to) stays.then((stays) => stays ? mark(to.id) : keep("follow", to.id));
  }

  function same(path, pathname) {
    return path === decodeURIComponent(pathname).replace(/index\.html$/, "");
  }

  // update brings the page up to date: in place if only its body has changed, else by loading it again. It
  // reports whether the page stays.
  async function update() {
    let now, next;
    try {
      const response = await fetch(location.pathname, { headers: { Accept: "text/html" }, cache: "no-store" });
      next = new DOMParser().parseFromString(await response.text(), "text/html");
      now = next.querySelector('script[src^="/_/preview.js"]').dataset;
    } catch {
      return true; // it has stopped, which the stream tells
    }
    const runs = (doc) => [...doc.scripts].some((s) => !s.src.includes("/_/preview.js") && !/json/.test(s.type));
    if (now.head !== page.head || runs(document) || runs(next)) {
      reload();
      return false;
    }
    page.hash = now.hash;
    const at = view(), style = document.documentElement.style;
    style.overflowAnchor = "none"; // else the browser settles as well
    patch(document.body, next.body);
    settle(at);
    requestAnimationFrame(() => { style.overflowAnchor = ""; });
    panel.refresh();
    ask();
    return true;
  }

  function reload() {
    keep("view", view());
    history.scrollRestoration = "manual"; // the browser knows only how far, not to what
    location.reload();
  }

  // patch makes an element like another with as few changes as it can: what stays keeps focus, selection and state.
  function patch(a, b) {
    if (a.nodeType !== Node.ELEMENT_NODE) {
      if (a.data !== b.data) a.data = b.data;
      return;
    }
    const readers = (name) => name === "open" && a.nodeName === "DETAILS";
    for (const { name } of [...a.attributes]) if (!b.hasAttribute(name) && !readers(name)) a.removeAttribute(name);
    for (const { name, value } of b.attributes) if (a.getAttribute(name) !== value && !readers(name)) a.setAttribute(name, value);

    const old = [...a.childNodes], now = [...b.childNodes];
    while (old.length && now.length && old.at(-1).isEqualNode(now.at(-1))) { old.pop(); now.pop(); }
    const end = a.childNodes[old.length] || null;
    const coming = new Set(now.map((node) => node.id).filter(Boolean));
    let i = 0;
    for (const want of now) {
      while (i < old.length && old[i].id && !coming.has(old[i].id)) old[i++].remove();
      const have = old[i];
      if (have && have.nodeName === want.nodeName && (have.id || "") === (want.id || "")) {
        i++;
        if (!have.isEqualNode(want)) patch(have, want);
      } else {
        a.insertBefore(document.importNode(want, true), have || end);
      }
    }
    while (i < old.length) old[i++].remove();
  }

  // refresh shows a file anew that the page uses.
  function refresh(path, hash) {
    const at = (url) => url && new URL(url, location.href).pathname === path;
    const sheets = [...document.querySelectorAll('link[rel~="stylesheet"][href]')];
    const images = [...document.querySelectorAll("img[src], source[src]")].filter((e) => at(e.src));
    if ([...document.scripts].some((s) => at(s.src))) {
      reload();
    } else if (images.length) {
      for (const e of images) e.src = path + "?" + hash;
    } else {
      // A file that no element names, a font or an @import, is one of a style sheet's.
      const ours = sheets.filter((e) => at(e.href));
      for (const sheet of ours.length ? ours : sheets) swap(sheet, hash);
    }
  }

  // swap replaces a style sheet once the new one is there: a page without any would flash.
  function swap(sheet, hash) {
    const next = sheet.cloneNode();
    next.href = new URL(sheet.href).pathname + "?" + hash;
    next.onload = () => sheet.remove();
    next.onerror = () => next.remove();
    sheet.after(next);
  }

  // view is where the reader is: what stands at the top of the window, what is open, what has the focus.
  function view() {
    const top = blocks().find((e) => e.getBoundingClientRect().top >= 0);
    return {
      path: location.pathname, y: scrollY, words: top ? words(top) : "", top: top ? top.getBoundingClientRect().top : 0,
      open: [...document.querySelectorAll("details")].map((e) => e.open), focus: focusPath(),
    };
  }

  function blocks() {
    return [...document.querySelectorAll("main :is(p, li, h1, h2, h3, h4, tr, pre)")];
  }

  // words is what a block says, without what changes when one is put in above: the numbers of sentences.
  function words(block) {
    const copy = block.cloneNode(true);
    for (const e of copy.querySelectorAll('a[href^="#"]')) if (/^\d+$/.test(e.textContent)) e.remove();
    return copy.textContent.trim();
  }

  function focusPath() {
    const path = [];
    for (let e = document.activeElement; e && e !== document.body && e.parentElement; e = e.parentElement) {
      if (e.id) { path.unshift(e.id); break; }
      path.unshift([...e.parentElement.children].indexOf(e));
    }
    return path;
  }

  function focused(path) {
    let e = document.body;
    for (const step of path) e = e && (typeof step === "string" ? document.getElementById(step) : e.children[step]);
    return e === document.body ? null : e;
  }

  // settle scrolls so that what the reader had at the top of the window is there again.
  function settle(was) {
    if (was.y === 0 || !was.words) return;
    const same = blocks().filter((e) => words(e) === was.words);
    const off = same.map((e) => e.getBoundingClientRect().top - was.top).sort((a, b) => Math.abs(a) - Math.abs(b))[0];
    if (off) scrollBy({ top: off, behavior: "instant" });
  }

  // keep hands something to the next page in this tab.
  function keep(name, value) {
    try { sessionStorage.setItem("preview-" + name, JSON.stringify(value)); } catch { /* then not */ }
  }

  function kept(name) {
    try {
      const text = sessionStorage.getItem("preview-" + name);
      sessionStorage.removeItem("preview-" + name);
      return JSON.parse(text);
    } catch { return null; }
  }

  // mark shows a block, and marks it for a second.
  function mark(id) {
    const e = document.getElementById(id) || document.querySelector("main");
    if (!e) return;
    for (let d = e.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
    e.scrollIntoView({ block: id ? "center" : "start", behavior: "instant" });
    e.animate([{ backgroundColor: "#f5c400" }, { backgroundColor: "#f5c400", offset: 0.6 }, {}], { duration: 1000, id: "preview-mark" });
  }

  // ---- what is shown over the page: problems, that the preview has stopped, the writer's panel

  function el(name, attributes, ...children) {
    const e = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (typeof value === "function") e.addEventListener(key, value);
      else if (value !== false && value !== "") e.setAttribute(key, value === true ? "" : value);
    }
    e.append(...children.filter((c) => c !== null));
    return e;
  }

  async function copy(text, said) {
    try {
      await navigator.clipboard.writeText(text);
    } catch { // not allowed, or not over https
      const area = el("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    said("copied: " + text.split("\n")[0]);
  }

  const panel = (() => {
    const host = document.createElement("dateline-preview");
    const root = host.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet();
    style.replaceSync(`
      :host { all: initial; }
      * { box-sizing: border-box; font: 14px/1.5 system-ui, sans-serif; }
      [hidden] { display: none !important; }
      .over { position: fixed; z-index: 2147483647; color: #fafaf9; background: #1c1917; }
      .problems { inset: auto 0 0 0; max-height: 75vh; overflow: auto; padding: 1rem 1.25rem; border-top: 4px solid #dc2626; }
      .stopped { inset: 0 0 auto 0; padding: .5rem 1.25rem; background: #92400e; }
      .said { left: 50%; bottom: 4rem; transform: translateX(-50%); padding: .25rem .75rem; border-radius: 4px; max-width: 80vw; }
      .button { right: .75rem; bottom: .75rem; padding: .2rem .6rem; border: 1px solid #78716c; border-radius: 4px; cursor: pointer; opacity: .75; }
      .button:hover, .button:focus { opacity: 1; }
      .panel { right: .75rem; bottom: 3rem; width: min(30rem, calc(100vw - 1.5rem)); max-height: 70vh; overflow: auto; padding: .75rem 1rem; border: 1px solid #78716c; border-radius: 4px; }
      h1, h2 { margin: 0 0 .5rem; font-weight: bold; } h2 { margin-top: .75rem; color: #d6d3d1; }
      p, ul { margin: 0 0 .5rem; } ul { padding-left: 1rem; } li { overflow-wrap: anywhere; }
      a { color: #93c5fd; } .hint, .why { color: #a8a29e; } .where { font-weight: bold; }
      .state { color: #1c1917; background: #fbbf24; padding: 0 .4rem; border-radius: 2px; font-weight: bold; }
      pre, pre * { font: 13px/1.45 ui-monospace, monospace; } pre { margin: .25rem 0 .5rem; white-space: pre-wrap; overflow-wrap: anywhere; }
      .at { color: #fca5a5; } .before { visibility: hidden; }
      .bar { float: right; } .bar button { cursor: pointer; }
      table { border-collapse: collapse; } td { padding: .1rem .5rem .1rem 0; vertical-align: top; overflow-wrap: anywhere; }`);
    root.adoptedStyleSheets = [style];

    const problems = el("section", { class: "over problems", role: "alert", hidden: true });
    const stopped = el("p", { class: "over stopped", role: "status", hidden: true }, "The preview has stopped. Start ", el("code", {}, "dateline serve"), " again, and this page follows.");
    const said = el("p", { class: "over said", role: "status", hidden: true });
    const button = el("button", { class: "over button", type: "button", "aria-expanded": "false", click: () => toggle() }, "writer");
    const box = el("aside", { class: "over panel", "aria-label": "Writer’s view", hidden: true });
    root.append(problems, stopped, box, button, said);
    document.documentElement.append(host);

    let list = [], info = null, saying;
    const tint = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, tint];

    function say(text) {
      said.textContent = text;
      said.hidden = false;
      clearTimeout(saying);
      saying = setTimeout(() => { said.hidden = true; }, 2500);
    }

    function where(p) {
      const text = p.file + (p.line ? ":" + p.line : "") + (p.line && p.col ? ":" + p.col : "");
      return p.editor ? el("a", { class: "where", href: p.editor, title: "open in the editor" }, text) : el("span", { class: "where" }, text);
    }

    // code shows the lines around a place, with a caret under it. What precedes the caret is the same text, unseen,
    // so that it stands right whatever the width of the letters.
    function code(p) {
      if (!p.code || !p.code.length) return null;
      const width = String(p.code.at(-1).n).length;
      const pre = el("pre", { class: "frame" });
      for (const { n, text } of p.code) {
        const number = (n === p.line ? ">" : " ") + String(n).padStart(width) + " | ";
        pre.append(el("span", { class: n === p.line ? "at" : "" }, number + text), "\n");
        if (n === p.line && p.col > 0) {
          const before = number + [...text].slice(0, p.caret - 1).join("");
          pre.append(el("span", { class: "before" }, before), el("span", { class: "at caret" }, "^"), "\n");
        }
      }
      return pre;
    }

    function describe(p) {
      const e = el("article", {}, el("p", {}, where(p), " " + (p.warning ? "warning: " : "") + p.msg));
      const frame = code(p);
      if (frame) e.append(frame);
      if (p.chain && p.chain.length) e.append(el("ul", { class: "chain" }, ...p.chain.map((c) => el("li", {}, "in " + c))));
      if (p.hint) e.append(el("p", { class: "hint" }, "hint: " + p.hint));
      return e;
    }

    function showProblems(all, total) {
      list = all || [];
      const errors = list.filter((p) => !p.warning), warnings = list.length - errors.length;
      button.textContent = "writer" + (warnings ? " · " + warnings + (warnings === 1 ? " warning" : " warnings") : "");
      if (info !== null) draw();
      const text = errors.map((p) => p.text).join("\n");
      if (problems.dataset.text === text) return; // what is read is not moved, and what was hidden stays so
      problems.dataset.text = text;
      problems.hidden = errors.length === 0;
      problems.replaceChildren(...[
        el("span", { class: "bar" }, el("button", { type: "button", class: "copy", click: () => copy(text, say) }, "Copy"), " ",
          el("button", { type: "button", class: "hide", click: () => { problems.hidden = true; } }, "Hide (Esc)")),
        el("h1", {}, (errors.length === 1 ? "1 error" : errors.length + " errors") + (/^(200|404)/.test(page.hash) ? ": this is the last good page" : "")),
        ...errors.map(describe),
        total > list.length ? el("p", { class: "hint" }, "and " + (total - list.length) + " more: dateline check shows all") : "",
      ]);
    }

    // the writer's view

    async function load() {
      try {
        const response = await fetch("/_/info?path=" + encodeURIComponent(location.pathname), { cache: "no-store" });
        info = await response.json();
      } catch { info = info || {}; }
    }

    async function toggle() {
      box.hidden = !box.hidden;
      button.setAttribute("aria-expanded", String(!box.hidden));
      keep("panel", !box.hidden);
      if (box.hidden) {
        info = null;
        tint.replaceSync("");
        return;
      }
      await load();
      draw();
    }

    function link(line, text) {
      return info.editor ? el("a", { href: info.editor.replace("{line}", line).replace("{col}", 1) }, text) : el("span", {}, text);
    }

    function part(title, ...children) {
      return [el("h2", {}, title), ...children];
    }

    function draw() {
      const warnings = list.filter((p) => p.warning);
      const rows = [];
      if (info.file) {
        rows.push(el("h1", {}, link(1, info.file), " ", info.state ? el("span", { class: "state" }, info.state) : null));
        rows.push(el("p", { class: "hint" }, "Click a sentence to copy its cite; an item to copy its hide line, with Shift its pin line. Darker sentences carry more items."));
        if (info.removed && info.removed.length) rows.push(...part("Left out: " + info.removed.length, el("ul", { class: "removed" },
          ...info.removed.map((r) => el("li", {}, link(r.line, "line " + r.line), ": " + r.text + " ", el("span", { class: "why" }, r.why))))));
        if (info.marks && info.marks.length) rows.push(...part("Found: " + info.marks.length, el("table", { class: "marks" },
          ...info.marks.map((m) => el("tr", {}, el("td", {}, el("a", { href: "#" + m.sentence }, m.sentence)), el("td", {}, m.kind), el("td", {}, m.text),
            el("td", {}, m.value), el("td", { class: "why" }, m.rule))))));
      } else {
        rows.push(el("h1", {}, info.state || "This page is made from the whole site"));
      }
      if (warnings.length) rows.push(...part("Warnings: " + warnings.length, ...warnings.map(describe)));
      box.replaceChildren(...rows);
      const color = (n) => n === 0 ? "transparent" : "rgb(245 196 0 / " + Math.min(.12 + .1 * n, .6) + ")";
      tint.replaceSync((info.sentences || []).map((s) => "#" + CSS.escape(s.id) + " { background-color: " + color(s.uses) + "; cursor: copy; }").join("\n") +
        (info.items || []).map((id) => "#" + CSS.escape(id) + " { cursor: copy; outline: 1px dotted; outline-offset: 2px; }").join("\n"));
    }

    // While the panel is open a click copies what names the sentence or the item, and follows no link.
    document.addEventListener("click", (event) => {
      if (box.hidden || !info || !info.file) return;
      for (let e = event.target; e && e.id !== undefined; e = e.parentElement) {
        const sentence = (info.sentences || []).find((s) => s.id === e.id);
        if (sentence || (info.items || []).includes(e.id)) {
          event.preventDefault();
          if (!sentence) copy((event.shiftKey ? "pin" : "hide") + ": [" + e.id + "]", say);
          else if (sentence.cite) copy('[@ "' + sentence.cite + '"]', say);
          else say("no words of this sentence are its own");
          return;
        }
      }
    }, true);

    addEventListener("keydown", (event) => {
      if (event.key === "Escape") problems.hidden = true;
    });

    let silence;
    return {
      problems: showProblems,
      up(up) {
        clearTimeout(silence);
        if (up) stopped.hidden = true;
        else silence = setTimeout(() => { stopped.hidden = false; }, 500); // not for a moment's restart
      },
      open: toggle,
      async refresh() {
        if (info === null) return;
        await load();
        draw();
      },
    };
  })();

  // ---- the stream

  let port = null, own = null;

  function told({ up, event, front }) {
    panel.up(up);
    if (event) hear(event, front);
  }

  function ask() {
    const paths = uses();
    if (port) port.postMessage({ paths, front: document.visibilityState === "visible" && document.hasFocus() });
    else if (own) own.ask(paths);
  }

  function connect() {
    try {
      port = new SharedWorker(me.src, { name: "preview" }).port;
      port.onmessage = ({ data }) => told(data);
    } catch { // a browser without: a stream of its own, while it is looked at
      port = null;
      own = stream((news) => told({ ...news, front: true }));
    }
    if (!own || document.visibilityState === "visible") ask();
  }

  addEventListener("focus", () => { if (port) port.postMessage({ front: true }); });
  document.addEventListener("visibilitychange", () => {
    if (own) document.visibilityState === "visible" ? ask() : own.close();
    else if (document.visibilityState === "visible") port.postMessage({ front: true });
  });
  addEventListener("pagehide", () => { if (port) port.postMessage({ gone: true }); else if (own) own.close(); });
  addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
  const was = kept("view");
  if (was && was.path === location.pathname) {
    document.querySelectorAll("details").forEach((e, i) => { if (i in was.open) e.open = was.open[i]; });
    const e = focused(was.focus);
    if (e) e.focus({ preventScroll: true });
    addEventListener("load", () => {
      scrollTo({ top: was.y, behavior: "instant" });
      settle(was);
      setTimeout(() => { history.scrollRestoration = "auto"; }, 1000); // earlier, the browser would still do it
    });
  }
  const follow = kept("follow");
  if (follow !== null) addEventListener("load", () => mark(follow));
  if (kept("panel")) panel.open();
  addEventListener("load", connect); // what the page uses is known then
})();
