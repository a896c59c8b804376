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
      :host {
        all: initial; color-scheme: light dark;
        --paper: light-dark(#fff, #1c1917); --ink: light-dark(#1c1917, #f5f5f4); --soft: light-dark(#57534e, #a8a29e); --rule: light-dark(#d6d3d1, #44403c);
        --link: light-dark(#1d4ed8, #93c5fd); --red: light-dark(#b91c1c, #f87171); --code: light-dark(#f5f5f4, #292524); --here: light-dark(#fee2e2, #4c1515);
      }
      @media print { :host { display: none; } }
      * { box-sizing: border-box; font: 14px/1.5 system-ui, sans-serif; }
      [hidden] { display: none !important; }
      .over { position: fixed; z-index: 2147483647; color: var(--ink); background: var(--paper); margin: 0; }
      .panel { inset: 0 0 0 auto; width: 22rem; overflow: auto; padding: 0 1rem 1rem; border-left: 1px solid var(--rule); }
      @media (max-width: 79.99rem) { .panel { inset: auto 0 0 0; width: auto; height: 45vh; border: 0; border-top: 1px solid var(--rule); } }
      .problems { inset: auto 0 0 0; max-height: 75vh; overflow: auto; padding: 0 1.25rem 1rem; border-top: 4px solid var(--red); box-shadow: 0 -4px 24px rgb(0 0 0 / .2); }
      .problems > * { max-width: 60rem; }
      .stopped { inset: 0 0 auto 0; padding: .5rem 1.25rem; color: #fff; background: #92400e; }
      .said { left: 50%; bottom: 1rem; transform: translateX(-50%); padding: .35rem .9rem; border-radius: 4px; width: max-content; max-width: 90vw; overflow-wrap: anywhere; color: var(--paper); background: var(--ink); }
      .bar { position: sticky; z-index: 1; top: 0; display: flex; gap: .5rem; align-items: center; padding: .75rem 0 .5rem; background: inherit; }
      .bar h1 { flex: 1; }
      button { padding: .2rem .6rem; border: 1px solid var(--rule); border-radius: 4px; color: var(--ink); background: var(--paper); cursor: pointer; }
      button:hover { border-color: var(--soft); } :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
      .button { right: .75rem; bottom: .75rem; box-shadow: 0 1px 4px rgb(0 0 0 / .15); }
      h1 { margin: 0; font-weight: 600; font-size: 15px; overflow-wrap: anywhere; }
      summary { margin: .75rem 0 .25rem; font-weight: 600; cursor: pointer; } summary .n { font-weight: 400; color: var(--soft); }
      p, ul, dl { margin: 0 0 .5rem; } ul { padding-left: 1.1rem; } li, td, p { overflow-wrap: anywhere; }
      a { color: var(--link); } .hint, .why { color: var(--soft); } .where { font-weight: 600; }
      .why { font-size: 12px; }
      .state { color: #1c1917; background: #fbbf24; padding: .05rem .4rem; border-radius: 3px; font-size: 13px; font-weight: 600; }
      article { padding: .75rem 0 .25rem; border-top: 1px solid var(--rule); }
      pre, pre * { font: 13px/1.5 ui-monospace, monospace; } pre { margin: .25rem 0 .5rem; padding: .5rem .6rem; border-radius: 4px; background: var(--code); white-space: pre-wrap; overflow-wrap: anywhere; }
      .gutter { color: var(--soft); } .at { background: var(--here); line-height: 2.1; } .at .gutter, .caret { color: var(--red); font-weight: 700; }
      .spot { position: relative; line-height: inherit; } .caret { position: absolute; left: 0; top: 1.1em; line-height: 1; }
      table { border-collapse: collapse; width: 100%; } td { padding: .25rem 0; vertical-align: top; border-top: 1px solid var(--rule); } td:first-child { width: 2.75rem; }
      td b { font-weight: 600; }`);
    root.adoptedStyleSheets = [style];

    const problems = el("section", { class: "over problems", role: "alert", hidden: true });
    const stopped = el("p", { class: "over stopped", role: "status", hidden: true }, "The preview has stopped. Start ", el("code", {}, "dateline serve"), " again, and this page follows.");
    const said = el("p", { class: "over said", role: "status", hidden: true });
    const button = el("button", { class: "over button", type: "button", "aria-expanded": "false", click: () => toggle() }, "writer");
    const box = el("aside", { class: "over panel", "aria-label": "Writer’s view", hidden: true });
    root.append(button, box, problems, stopped, said);
    document.documentElement.append(host);

    let list = [], info = null, saying;
    const dark = matchMedia("(prefers-color-scheme: dark)");
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

    // code shows lines of a file, with a caret under the place.
    function code(lines, p) {
      if (!lines || !lines.length) return null;
      const width = String(lines.at(-1).n).length;
      const pre = el("pre", { class: "frame" });
      for (const { n, text } of lines) {
        const number = el("span", { class: "gutter" }, (n === p.line ? ">" : " ") + String(n).padStart(width) + " | ");
        const line = el("span", { class: n === p.line ? "at" : "" }, number, text);
        if (n === p.line && p.col > 0) {
          const letters = [...text], before = letters.slice(0, p.caret - 1).join(""), here = letters[p.caret - 1] || " ";
          line.replaceChildren(number, before, el("span", { class: "spot" }, here, el("span", { class: "caret" }, "^")), letters.slice(p.caret).join(""));
        }
        pre.append(line, "\n");
      }
      return pre;
    }

    function describe(p) {
      const e = el("article", {}, el("p", {}, where(p), " " + (p.warning ? "warning: " : "") + p.msg), code(p.code, p));
      if (p.chain && p.chain.length) e.append(el("ul", { class: "chain" }, ...p.chain.map((c) => el("li", {}, "in " + c))));
      if (p.hint) e.append(el("p", { class: "hint" }, "hint: " + p.hint));
      return e;
    }

    // remark is a warning about the file of this page.
    function remark(p) {
      const lines = (p.code || []).filter(({ n }) => n === p.line);
      return el("article", {}, el("p", {}, p.line ? link(p.line, "line " + p.line) : "", p.line ? ": " : "", p.msg), code(lines, p), p.hint ? el("p", { class: "hint" }, "hint: " + p.hint) : null);
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
      const now = errors.length === 1 ? "1 error" : errors.length + " errors";
      problems.replaceChildren(
        el("div", { class: "bar" },
          el("h1", {}, now + (/^(200|404)/.test(page.hash) ? " · this is the last good page" : " · there is no good page yet")),
          el("button", { type: "button", class: "copy", click: () => copy(text, say) }, "Copy"),
          el("button", { type: "button", class: "hide", click: () => { problems.hidden = true; }, title: "Esc" }, "Hide")),
        ...errors.map(describe),
        total > list.length ? el("p", { class: "hint" }, "and " + (total - list.length) + " more: dateline check shows all") : "");
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

    // part is a part of the panel that can be closed, and stays so.
    const closed = new Set(["Warnings elsewhere"]);
    function part(title, n, content) {
      const e = el("details", { open: !closed.has(title) }, el("summary", {}, title + " ", el("span", { class: "n" }, String(n))), content);
      e.addEventListener("toggle", () => e.open ? closed.delete(title) : closed.add(title));
      return e;
    }

    function found(m, i, all) {
      const first = i === 0 || all[i - 1].sentence !== m.sentence;
      return el("tr", {}, el("td", {}, first ? el("a", { href: "#" + m.sentence }, m.sentence) : ""),
        el("td", {}, el("b", {}, m.text), m.value && m.value !== m.text ? (m.kind === "quote" ? " – " : " = ") + m.value : "", " ",
          el("span", { class: "why" }, m.rule.startsWith(m.kind + "/") ? m.rule : m.kind + " · " + m.rule)));
    }

    function draw() {
      const rows = [el("div", { class: "bar" },
        el("h1", {}, info.file ? link(1, info.file) : info.state || "A page of the whole site", " ", info.state && info.file ? el("span", { class: "state" }, info.state) : ""),
        el("button", { type: "button", class: "close", click: () => { toggle(); button.focus(); } }, "Close"))];
      if (info.file) rows.push(el("p", { class: "hint" }, "Click a sentence to copy its cite, an item to copy its hide line (with Shift, its pin line). The darker a sentence, the more rests on it."));
      const warnings = list.filter((p) => p.warning), here = warnings.filter((p) => p.file === info.file), elsewhere = warnings.filter((p) => p.file !== info.file);
      if (here.length) rows.push(part("Warnings", here.length, el("div", {}, ...here.map(remark))));
      if (info.removed && info.removed.length) rows.push(part("Left out", info.removed.length, el("ul", { class: "removed" },
        ...info.removed.map((r) => el("li", {}, link(r.line, "line " + r.line), ": " + r.text + " ", el("span", { class: "why" }, r.why))))));
      if (info.marks && info.marks.length) rows.push(part("Found", info.marks.length, el("table", { class: "marks" }, ...info.marks.map(found))));
      if (elsewhere.length) rows.push(part("Warnings elsewhere", elsewhere.length, el("div", {}, ...elsewhere.map(describe))));
      box.replaceChildren(...rows);
      const rule = (name, n) => "#" + CSS.escape(name) + " { cursor: copy; background-color: rgb(245 196 0 / " + (n === 0 ? 0 : Math.min(.1 + .07 * n, .5) * (dark.matches ? .6 : 1)) + "); }";
      tint.replaceSync([
        "@media (min-width: 80rem) { html { margin-right: 22rem !important; } }", // so that it covers nothing
        "@media (max-width: 79.99rem) { html { padding-bottom: 45vh !important; } }",
        ...(info.sentences || []).map((s) => rule(s.id, s.uses)),
        ...(info.items || []).map((id) => "#" + CSS.escape(id) + " { cursor: copy; outline: 1px dashed rgb(128 128 128 / .6); outline-offset: 3px; }"),
      ].join("\n"));
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
      if (event.key !== "Escape") return;
      if (!problems.hidden) problems.hidden = true;
      else if (!box.hidden) toggle();
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
