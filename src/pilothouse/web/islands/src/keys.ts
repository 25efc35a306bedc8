/** Keys for those who do not reach for the mouse. Every key has a button that does the same; they can be turned off. */
import { keep, kept, make, typing } from "./dom";
import { closePanel, step } from "./grid";

const OFF = "pilothouse.keys";
const LIST: [string, string][] = [
  ["Find any record, page or command", "Ctrl K"], ["Search on this page", "/"], ["New", "n"], ["Edit", "e"], ["Tell a fact of a workspace", "t"],
  ["Next row, row before", "j  k"], ["Open the row; as a page", "Enter  Shift Enter"], ["Close what is open", "Esc"],
  ["Unfold, fold a row of the tree", "→  ←"], ["Save a form", "Ctrl Enter"], ["Undo what was just done", "Ctrl Z"], ["This list", "?"],
];
let going = 0;

/** Ctrl+Enter sends the form one writes in: a comment, the reason of a move. A form with its own guard has done so. */
function send(event: KeyboardEvent): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
  const form = event.target instanceof Element ? event.target.closest("form") : null;
  if (!form || form.method !== "post" || !typing(event.target)) return;
  event.preventDefault();
  form.requestSubmit();
}

export function watchKeys(): void {
  document.addEventListener("keydown", send);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open], details.menu[open]") && !typing(event.target)) {
      closePanel();
      return;
    }
    if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]") || kept(OFF) === "off") return;
    if (Date.now() - going < 1200 && go(event.key)) {
      event.preventDefault();
      going = 0;
      return;
    }
    const act = { "?": help, g: () => { going = Date.now(); }, j: () => step(1), k: () => step(-1), "/": find, n: () => press("n"), e: () => press("e"), t: () => press("t") }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function go(key: string): boolean {
  const link = document.querySelector<HTMLAnchorElement>(`[data-go="${CSS.escape(key)}"]`);
  link?.click();
  return Boolean(link);
}

function press(key: string): void {
  document.querySelector<HTMLElement>(`[data-key="${key}"]`)?.click();
}

function find(): void {
  (document.querySelector<HTMLElement>("[data-key='/']") ?? document.getElementById("find"))?.focus();
}

function help(): void {
  const list = make("dl", { class: "keys" });
  const places = [...document.querySelectorAll<HTMLAnchorElement>("[data-go]")]
    .map((a): [string, string] => [`Go to ${a.firstChild?.textContent?.trim() ?? ""}`, `g  ${a.dataset.go ?? ""}`]);
  for (const [what, keys] of [...LIST, ...places]) {
    const held = make("dd");
    keys.split("  ").forEach((key, i) => held.append(...(i ? [" ", make("kbd", {}, key)] : [make("kbd", {}, key)])));
    list.append(make("dt", {}, what), held);
  }
  const off = make("input", { type: "checkbox", id: "keys-off", checked: kept(OFF) !== "off" });
  off.addEventListener("change", () => keep(OFF, off.checked ? "on" : "off"));
  const dialog = make("dialog", { "aria-labelledby": "keys-title" },
    make("h2", { id: "keys-title" }, "Keyboard"), list,
    make("p", {}, make("label", { for: "keys-off" }, off, "Single letters act as keys")),
    make("form", { method: "dialog", class: "acts" }, make("button", { class: "btn go", autofocus: true }, "Close")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

export function keysHelp(element: HTMLElement): void {
  element.querySelector("button")?.addEventListener("click", help);
}
