/** Folds and unfolds rows that are already on the page; what is not there yet is fetched from the twist's address. */
import htmx from "htmx.org";
import { push } from "./address";

export function tree(table: HTMLElement): void {
  const children = (id: string) => [...table.querySelectorAll<HTMLTableRowElement>(`tr[data-parent="${CSS.escape(id)}"]`)];
  const show = (row: HTMLTableRowElement, open: boolean) => {
    for (const child of children(row.id)) {
      child.hidden = !open;
      if (child.getAttribute("aria-expanded") === "true") show(child, open);
    }
  };
  const fold = (row: HTMLTableRowElement, open: boolean): boolean => {
    // with more pages, what is folded away makes room for what comes after: the server says what that is
    if (!row.id || !children(row.id).length || document.querySelector("#page-next, #page-prev")) return false;
    row.setAttribute("aria-expanded", String(open));
    const twist = row.querySelector(".twist");
    const words = twist?.getAttribute("aria-label")?.replace(/^(Open|Close)/, open ? "Close" : "Open");
    if (words) twist?.setAttribute("aria-label", words);
    show(row, open);
    return true;
  };
  table.addEventListener("click", (event) => {
    const twist = (event.target as HTMLElement).closest<HTMLAnchorElement>("a.twist");
    const row = twist?.closest("tr");
    if (!twist || !row || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!fold(row, row.getAttribute("aria-expanded") !== "true")) fetchRows(twist.href, row.id);
  });
  table.addEventListener("keydown", (event) => {
    const row = event.target;
    if (!(row instanceof HTMLTableRowElement)) return;
    const folds = row.hasAttribute("aria-expanded");
    const open = row.getAttribute("aria-expanded") === "true";
    if (folds && ((event.key === "ArrowRight" && !open) || (event.key === "ArrowLeft" && open))) {
      event.preventDefault();
      if (!fold(row, !open)) row.querySelector<HTMLElement>(".twist")?.click();
    } else if (event.key === "ArrowLeft" && row.dataset.parent) {
      event.preventDefault();
      document.getElementById(row.dataset.parent)?.focus();
    }
  });
  // a figure far to the right pulls the table there when it gets the focus; with the next name one is back at the left
  table.addEventListener("focusin", (event) => {
    const box = table.closest<HTMLElement>(".scroll");
    if (box && (event.target as HTMLElement).closest("tr, .name")?.matches(".name, tr:focus")) box.scrollLeft = 0;
  });
}

function fetchRows(url: string, id: string): void {
  push(url);
  void htmx.ajax("get", url, { target: "#results", swap: "outerHTML" }).then(() => document.getElementById(id)?.focus());
}
