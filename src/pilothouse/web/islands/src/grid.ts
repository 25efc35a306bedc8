/** Moves through rows by key and opens a record beside the grid where there is room for it. */
import htmx from "htmx.org";
import { tell, typing } from "./dom";

const WIDE = "(min-width: 1181px)";
const link = (row: Element) => row.querySelector<HTMLAnchorElement>(".ttl a, .name a:not(.twist)") ?? row.querySelector<HTMLAnchorElement>("a:not(.twist)");

export function grid(table: HTMLElement): void {
  const rows = () => [...table.querySelectorAll<HTMLTableRowElement>("tbody tr:not(.group, [hidden])")];
  let current = rows()[0];
  for (const row of table.querySelectorAll<HTMLTableRowElement>("tbody tr:not(.group)")) stop(row, row === current);

  table.addEventListener("focusin", (event) => {
    const row = (event.target as HTMLElement).closest<HTMLTableRowElement>("tbody tr:not(.group)");
    if (!row || row === current) return;
    if (current) stop(current, false);
    stop(current = row, true);
  });
  table.addEventListener("keydown", (event) => {
    const row = (event.target as HTMLElement).closest<HTMLTableRowElement>("tbody tr");
    if (!row || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && event.target === row) {
      event.preventDefault();
      open(row, event.shiftKey);
      return;
    }
    const all = rows();
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -all.length, End: all.length, PageDown: 15, PageUp: -15 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    move(all, all.indexOf(row) + step);
  });
  table.addEventListener("click", (event) => {
    const anchor = (event.target as HTMLElement).closest("a");
    const row = anchor?.closest<HTMLTableRowElement>("tbody tr");
    if (!row || !anchor || anchor.href !== link(row)?.href || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (open(row, false, true)) event.preventDefault();
  });
}

/** A table is one stop of the Tab key: the row one is at, and then what can be pressed in that row. */
function stop(row: HTMLTableRowElement, here: boolean): void {
  for (const one of [row, ...row.querySelectorAll<HTMLElement>("a, button, input")]) one.tabIndex = here ? 0 : -1;
}

function move(rows: HTMLTableRowElement[], to: number): void {
  const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
  if (!row) return;
  row.focus();
  row.scrollIntoView({ block: "nearest" });
}

/** `j` and `k` work from anywhere on the page that is not a field. */
export function step(by: number): void {
  const rows = [...document.querySelectorAll<HTMLTableRowElement>("table[data-island~=grid] tbody tr:not(.group, [hidden])")];
  const now = rows.findIndex((row) => row.contains(document.activeElement) || row.classList.contains("sel"));
  move(rows, now < 0 ? 0 : now + by);
}

/** Open a row's record: beside the grid when there is a panel and room, else as a page. */
function open(row: HTMLTableRowElement, whole: boolean, clicked = false): boolean {
  const anchor = link(row);
  const panel = document.getElementById("panel");
  if (!anchor) return false;
  if (whole || !panel || !window.matchMedia(WIDE).matches) {
    if (!clicked) window.location.assign(anchor.href);
    return false;
  }
  document.querySelectorAll("tr.sel").forEach((one) => one.classList.remove("sel"));
  row.classList.add("sel");
  row.setAttribute("tabindex", "0");
  void htmx.ajax("get", anchor.href, { target: "#panel", swap: "innerHTML" }).then(() => {
    panel.hidden = false;
    panel.scrollTop = 0;
    panel.focus({ preventScroll: true });
    tell(`${anchor.textContent?.trim() ?? "The record"} is open beside the grid. Escape shuts it.`);
  });
  return true;
}

export function closePanel(): boolean {
  const panel = document.getElementById("panel");
  if (!panel || panel.hidden) return false;
  panel.hidden = true;
  panel.replaceChildren();
  const row = document.querySelector<HTMLTableRowElement>("tr.sel");
  row?.classList.remove("sel");
  row?.focus();
  return true;
}

export function watchPanel(): void {
  document.addEventListener("click", (event) => {
    if ((event.target as HTMLElement).closest("[data-close-panel]")) closePanel();
  });
}
