/** Ctrl+K: one field that finds every record, person, page and command that one may reach. */
import { ask, later, make, meta, tell } from "./dom";

interface Hit { label: string; url: string; kind: string; code?: string; post?: boolean }

export function watchPalette(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || !meta("palette")) return;
    event.preventDefault();
    if (!document.querySelector("dialog.palette")) show(meta("palette"));
  });
}

/** What changes something, such as signing out, is sent as the form that the menu has. */
function send(url: string): void {
  const token = make("input", { type: "hidden", name: "csrfmiddlewaretoken", value: meta("csrf") });
  const form = make("form", { method: "post", action: url, hidden: true }, token);
  document.body.append(form);
  form.submit();
}

function show(url: string): void {
  const list = make("ul", { role: "listbox", id: "palette-list", "aria-label": "Found" });
  const note = make("p", {}, "Type a name, a code, or what you want to do.");
  const input = make("input", {
    type: "text", role: "combobox", "aria-label": "Find a record, person, page or command", "aria-controls": "palette-list",
    "aria-expanded": "true", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", placeholder: "Find anything",
  });
  const dialog = make("dialog", { class: "palette", "aria-label": "Find" }, input, list, note);
  let hits: Hit[] = [];
  let at = 0;
  let asking = new AbortController();

  const point = (to: number) => {
    if (!hits.length) return;
    at = (to + hits.length) % hits.length;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    input.setAttribute("aria-activedescendant", `hit-${at}`);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };
  const go = (aside: boolean) => {
    const hit = hits[at];
    if (!hit) return;
    dialog.close();
    if (hit.post) return send(hit.url);
    if (aside) window.open(hit.url, "_blank", "noopener");
    else window.location.assign(hit.url);
  };
  const look = later(async (words: string) => {
    asking.abort();
    asking = new AbortController();
    const answer = await ask<{ results: Hit[] }>(url, words, asking.signal);
    if (!answer) return;
    hits = answer.results;
    list.replaceChildren(...hits.map((hit, i) =>
      make("li", { role: "option", id: `hit-${i}`, "aria-selected": "false" },
        ...(hit.code ? [make("span", { class: "faint" }, hit.code)] : []), make("span", {}, hit.label), make("span", { class: "kind" }, hit.kind))));
    note.textContent = hits.length ? "Enter opens, Ctrl Enter opens in a new tab." : words ? "Nothing that you may see has these words." : "";
    tell(hits.length === 1 ? "1 found" : `${hits.length} found`);
    point(0);
  }, 120);

  input.addEventListener("input", () => look(input.value.trim()));
  input.addEventListener("keydown", (event) => {
    const act = { ArrowDown: () => point(at + 1), ArrowUp: () => point(at - 1), Enter: () => go(event.ctrlKey || event.metaKey) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  list.addEventListener("click", (event) => {
    const item = (event.target as HTMLElement).closest("li");
    if (!item) return;
    at = [...list.children].indexOf(item);
    go(event.ctrlKey || event.metaKey);
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  look("");
}
