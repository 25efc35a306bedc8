/** Menus are <details>; this closes them again: Escape, a press elsewhere, or another one opening. */
const open = () => [...document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")];

export function menu(details: HTMLElement): void {
  details.addEventListener("toggle", () => {
    if (!(details instanceof HTMLDetailsElement) || !details.open) return;
    for (const other of open()) if (other !== details) other.open = false;
    details.querySelector<HTMLElement>(".pop :is(input:not([type=hidden]), select, textarea)")?.focus();
  });
}

export function watchMenus(): void {
  document.addEventListener("click", (event) => {
    for (const details of open()) if (!details.contains(event.target as Node)) details.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const details of open()) {
      details.open = false;
      details.querySelector<HTMLElement>("summary")?.focus();
    }
  });
}
