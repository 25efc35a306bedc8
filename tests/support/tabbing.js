// What tabbing.py asks of a page. A stop is an element that Tab should reach.
window.tabbing = (() => {
  const CONTROLS = "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex], [contenteditable=true]";
  const NATIVE = "a[href], area[href], button, input, select, textarea, summary, iframe";
  const TABLES = "table[data-island~=grid], table[data-island~=tree]";
  let stops = [], notes = [], start = null, root = document;

  const name = (e) => `${e.tagName.toLowerCase()}${e.id ? "#" + e.id : ""}${e.className && e.className.baseVal === undefined ? "." + [...e.classList].join(".") : ""}`
    + ` “${(e.getAttribute("aria-label") || e.textContent || e.name || "").trim().replace(/\s+/g, " ").slice(0, 40)}”`;
  const visible = (e) => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && e.getClientRects().length > 0;
  const usable = (e) => visible(e) && !e.disabled && !e.matches("fieldset:disabled *") && !e.closest("[inert]");
  const chosen = (e) => {
    if (e.type !== "radio" || !e.name) return true;
    const group = [...document.querySelectorAll(`input[type=radio][name="${CSS.escape(e.name)}"]`)].filter((r) => r.form === e.form && usable(r));
    return e === (group.find((r) => r.checked) || group[0]);
  };
  const look = (e) => [e, e.parentElement, e.firstElementChild, e.labels && e.labels[0]].filter(Boolean).map((one) => {
    const s = getComputedStyle(one);
    return [s.outlineStyle === "none" ? "" : s.outlineStyle + s.outlineWidth + s.outlineColor, s.boxShadow, s.backgroundColor, s.borderColor].join();
  }).join("|");

  // the part of an element that the boxes around it, which scroll, leave to be seen
  function seen(e) {
    const { left, right, top, bottom } = e.getBoundingClientRect();
    const b = { left, right, top, bottom };
    for (let box = e.parentElement; box && box !== document.body; box = box.parentElement) {
      if (getComputedStyle(box).overflow === "visible") continue;
      const r = box.getBoundingClientRect();
      b.left = Math.max(b.left, r.left);
      b.right = Math.min(b.right, r.right);
      b.top = Math.max(b.top, r.top);
      b.bottom = Math.min(b.bottom, r.bottom);
    }
    return b;
  }

  function note() {
    const e = document.activeElement;
    const held = notes.at(-1);
    if (held && held.e && held.e !== e) held.blurred = look(held.e);
    if (!e || e === document.body || e === start) return notes.push({ e: null });
    const b = seen(e);
    const x = Math.min(Math.max(b.left + Math.min(b.right - b.left, 24) / 2, 1), innerWidth - 2);
    const y = Math.min(Math.max((b.top + b.bottom) / 2, 1), innerHeight - 2);
    const top = document.elementFromPoint(x, y);
    const label = e.labels && e.labels[0];
    notes.push({
      e, focused: look(e), ring: e.matches(":focus-visible"),
      shown: b.bottom > 0 && b.top < innerHeight && b.right > 0 && b.left < innerWidth && b.right > b.left && b.bottom > b.top,
      covered: top && !e.contains(top) && !top.contains(e) && !(label && label.contains(top)) ? name(top) : "",
    });
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Tab") note(); }, true);

  function structure() {
    const faults = [];
    for (const e of document.querySelectorAll(CONTROLS)) {
      if (!usable(e)) continue;
      if (e.tabIndex > 0) faults.push(`${name(e)} jumps the queue: tabindex ${e.tabIndex}`);
      if (e.tabIndex < 0 && e.matches(NATIVE) && !e.closest(TABLES)) faults.push(`${name(e)} cannot be reached`);
      if (e.tabIndex === 0 && !e.matches(NATIVE) && !e.matches("tr, .scroll")) faults.push(`${name(e)} takes the focus and is no control`);
    }
    // cells of one row lead to one record, in whichever order they stand
    for (const box of document.querySelectorAll("body :not(tr)")) {
      const style = getComputedStyle(box);
      if (!/flex|grid/.test(style.display) || /visual|order/.test(style.readingFlow)) continue;
      const parts = [...box.children].filter((e) => visible(e) && (e.matches(CONTROLS) || e.querySelector(CONTROLS)));
      const orders = parts.map((e) => Number(getComputedStyle(e).order));
      const turned = parts.length > 1 && style.display.includes("flex") && /reverse/.test(style.flexDirection);
      if (turned || orders.some((order, i) => i && order < orders[i - 1])) {
        faults.push(`what lies in ${name(box)} is shown in another order than Tab goes`);
      }
    }
    return faults;
  }

  const summaries = () => [...document.querySelectorAll("summary")].filter(usable);
  const kinds = {
    menus: summaries,
    confirms: () => [...document.querySelectorAll("form[data-confirm] button")].filter(usable),
  };
  const tables = () => [...document.querySelectorAll(TABLES)].filter((t) => t.querySelector("tbody tr:not(.group, [hidden])") && visible(t));
  const rows = (t) => [...t.querySelectorAll("tbody tr:not(.group, [hidden])")];
  let walked = [];

  return {
    // menu: "" for the page, or the number of an open menu; gives how many stops there are
    begin(menu) {
      root = menu === "" ? document : summaries()[menu].parentElement;
      stops = [...root.querySelectorAll(CONTROLS)].filter((e) => usable(e) && e.tabIndex >= 0 && chosen(e) && e !== start
        && (menu === "" || e !== summaries()[menu]));
      notes = [];
      start = document.getElementById("tabbing-start");
      if (!start) {
        start = document.createElement("span");
        start.id = "tabbing-start";
        start.tabIndex = -1;
      }
      if (menu === "") document.body.prepend(start); else root.querySelector("summary").after(start);
      start.focus();
      // day, month, year and calendar of a date are stops of their own
      return stops.length + 3 * stops.filter((e) => /^(date|time|month|week|datetime-local)$/.test(e.type)).length;
    },
    judge() {
      note();
      const went = notes.filter((n) => n.e);
      const reached = new Set(went.map((n) => n.e));
      const faults = root === document ? structure() : [];
      for (const e of stops) if (!reached.has(e)) faults.push(`${name(e)} is not reached by Tab`);
      for (const e of new Set(went.map((n) => n.e))) {
        const own = went.filter((n) => n.e === e);
        if (!stops.includes(e)) continue;
        if (!own.some((n) => n.ring)) faults.push(`${name(e)} has the focus and :focus-visible does not say so`);
        const blurred = own.find((n) => n.blurred)?.blurred;
        if (own.every((n) => n.focused === blurred)) faults.push(`${name(e)} looks the same with the focus`);
        if (!own[0].shown) faults.push(`${name(e)} has the focus outside the window`);
        if (own[0].covered) faults.push(`${name(e)} has the focus under ${own[0].covered}`);
      }
      const order = went.map((n) => stops.indexOf(n.e)).filter((at) => at >= 0);
      const turn = order.findIndex((at, i) => i && at < order[i - 1]);
      const byLook = [...document.querySelectorAll("body *")].some((e) => (getComputedStyle(e).readingFlow || "normal") !== "normal");
      if (turn > 0 && !byLook && new Set(order.slice(0, turn)).size < stops.length) {
        faults.push(`after ${name(stops[order[turn - 1]])} Tab goes back to ${name(stops[order[turn]])}`);
      }
      if (root === document && document.querySelector(".skip") && stops[0] !== document.querySelector(".skip")) {
        faults.push(`the first stop is ${name(stops[0])} and not the way past the rail`);
      }
      start.remove();
      return [...new Set(faults)];
    },
    last() { stops.at(-1).focus(); },
    wentBack() {
      const at = stops.indexOf(document.activeElement);
      const group = document.activeElement && document.activeElement.closest("tr, fieldset, [role=radiogroup]");
      return at >= 0 && at < stops.length - 1 || group ? [] : [`Shift+Tab from the last stop leads to ${name(document.activeElement)}`];
    },
    tables: () => tables().length,
    enterTable(at) {
      walked = [];
      const table = tables()[at];
      table.addEventListener("focusin", (event) => walked.push(event.target));
      document.activeElement.blur();
      rows(table)[0].focus();
    },
    judgeTable(at) {
      const all = rows(tables()[at]);
      const wanted = all.length > 1 ? [all[0], all[1], all.at(-1), all[0], all.at(-1)] : [all[0]];
      const went = walked.filter((e, i) => e !== walked[i - 1]);
      const expected = wanted.filter((e, i) => e !== wanted[i - 1]);
      return went.length === expected.length && went.every((e, i) => e === expected[i]) ? []
        : [`arrows, Home and End do not lead through the table ${name(tables()[at])}: ${went.map(name).join(" → ")}`];
    },
    menus: () => summaries().map((s) => `${s.parentElement.className} ${s.textContent.trim().replace(/\s+/g, " ").slice(0, 40)}`),
    confirms: () => kinds.confirms().map((b) => `${b.form.getAttribute("action").replace(/[0-9a-z]{12}|\d+/g, "…")} ${b.textContent.trim()}`),
    stand(kind, at) { kinds[kind]()[at].focus(); },
    stands: (kind, at) => document.activeElement === kinds[kind]()[at] ? [] : ["the focus does not come back to what opened it"],
    isOpen: async (at) => {
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done))); // what listens to it opening has its turn
      return summaries()[at].parentElement.open;
    },
    isMenu: (at) => summaries()[at].parentElement.matches(".menu"),
    inLastRow(at) {
      const last = rows(tables()[at]).at(-1);
      const links = [...last.querySelectorAll(CONTROLS)].filter(usable);
      return !links.length || last.contains(document.activeElement) && document.activeElement !== last ? []
        : [`Tab leads from the last row of ${name(tables()[at])} to ${name(document.activeElement)}, not to what it holds`];
    },
    inside(at) {
      const first = [...summaries()[at].parentElement.querySelectorAll(CONTROLS)].find((e) => usable(e) && e !== summaries()[at]);
      if (first) first.focus();
    },
    closed(at) {
      const s = summaries()[at];
      if (s.parentElement.open) return ["Escape does not close it"];
      return document.activeElement === s ? [] : ["Escape does not give the focus back to it"];
    },
    inDialog: () => Boolean(document.querySelector("dialog[open]")) && (document.activeElement === document.body || Boolean(document.activeElement.closest("dialog[open]"))),
    dialogs: () => document.querySelectorAll("dialog[open]").length,
    hasShell: () => Boolean(document.querySelector("meta[name=palette]")),
    standOnLink() { document.querySelector("main a[href], .rail a[href]").focus(); },
    standsOnLink: (key) => document.activeElement === document.querySelector("main a[href], .rail a[href]") ? [] : [`${key}: the focus does not come back`],
  };
})();
