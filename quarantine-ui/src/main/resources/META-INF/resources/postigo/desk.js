// The little that has to happen in the browser: single keys, running seconds, and where the focus goes.
(() => {
  if (window.postigo) return;
  const KEYS = new Set(["j", "k", "x", "X", "r", "w", "s", "d", "n", "o", "c", "u", "/", "?", "Enter", "Escape", "1", "2", "3", "4"]);
  const FIELDS = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]:not([contenteditable=false])";
  let view = null;
  let armed = false;
  let skew = 0;
  let going = false;

  const now = () => Date.now() + skew;

  function onKey(event) {
    if (!armed || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.composedPath()[0];
    const field = target instanceof Element && target.matches(FIELDS);
    if (field) {
      // Chromium would empty the field; leaving it is what is meant.
      if ((event.key === "Escape" || event.key === "Enter") && target.id === "comment") { event.preventDefault(); target.blur(); }
      if (event.key === "Escape" && target.type === "search") { event.preventDefault(); target.blur(); }
      return;
    }
    // A menu or dialog that is open has the keys to itself.
    if (document.querySelector("vaadin-dialog[opened], vaadin-dialog-overlay[opened], vaadin-context-menu-overlay[opened], vaadin-context-menu[opened], vaadin-multi-select-combo-box[opened]")) return;
    const key = event.key.length === 1 && !event.shiftKey ? event.key.toLowerCase() : event.key;
    if (going) {
      going = false;
      const way = document.querySelector(`nav a[data-go="${CSS.escape(key)}"]`);
      if (way) { event.preventDefault(); event.stopPropagation(); way.click(); }
      return;
    }
    if (key === "g" && !event.repeat) { going = true; setTimeout(() => { going = false; }, 1500); return; }
    if (!view || !view.isConnected || !KEYS.has(key) || (event.repeat && key !== "j" && key !== "k")) return;
    if (key === "Enter" && target instanceof Element && target.closest("button, a, label, input, [role=tab]")) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === "/") {
      // Here and now: what is typed next must not arrive as keys while the server is asked.
      const search = document.getElementById("search");
      if (search && search.offsetParent) { search.focus(); search.select(); }
      return;
    }
    if (key === "c") {
      const comment = document.getElementById("comment");
      if (comment && comment.offsetParent) comment.focus();
      return;
    }
    view.$server.key(key);
  }

  function tick() {
    for (const el of document.querySelectorAll("[data-due]")) {
      const due = Number(el.dataset.due);
      if (!due) { if (el.textContent) el.textContent = ""; continue; }
      const left = Math.ceil((due - now()) / 1000);
      const text = left > 0 ? (el.dataset.words || "{0}").replace("{0}", left) : el.dataset.now || "";
      if (el.textContent !== text) el.textContent = text;
    }
    for (const el of document.querySelectorAll("[data-until]")) {
      const left = (Number(el.dataset.until) - now()) / 1000;
      const all = parseFloat(getComputedStyle(el).getPropertyValue("--undo")) || 30;
      el.style.setProperty("--left", Math.max(0, Math.min(100, Math.ceil(left) / all * 100)) + "%");
      el.hidden = left <= 0;
    }
  }

  window.postigo = {
    sync(serverTime) { skew = serverTime - Date.now(); tick(); },
    arm(on) { armed = on; },
    keys(element) { view = element; },
    tick,
    // Brings a row into view; gives its cell the focus once the grid has drawn it.
    show(grid, index, id, focus) {
      const row = () => grid.querySelector(`[data-copy="${CSS.escape(id)}"]`);
      const seen = el => {
        const a = el.getBoundingClientRect(), b = grid.getBoundingClientRect();
        return a.height > 0 && a.top >= b.top && a.bottom <= b.bottom;
      };
      const present = row();
      if (!present || !seen(present)) {
        const height = present ? present.getBoundingClientRect().height || 34 : 34;
        const rows = Math.max(1, Math.floor(grid.clientHeight / height));
        grid.scrollToIndex(Math.max(0, index - Math.floor(rows / 3)));
      }
      if (!focus) return;
      let tries = 0;
      const take = () => {
        const el = row();
        const cell = el && el.closest("vaadin-grid-cell-content")?.assignedSlot?.parentElement;
        const active = document.activeElement;
        if (active && active.matches(FIELDS)) return;
        if (cell) cell.focus({ preventScroll: true });
        else if (tries++ < 20) requestAnimationFrame(take);
      };
      take();
    },
  };
  document.addEventListener("keydown", onKey, true);
  setInterval(tick, 1000);
  new MutationObserver(list => {
    if (list.some(m => m.type === "attributes" || [...m.addedNodes].some(n => n.nodeType === 1))) requestAnimationFrame(tick);
  }).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-due", "data-until"] });
})();
