/** A table wider than its place can be scrolled by key: it becomes a stop of the Tab key only while it needs to be. */
export function scroll(root: ParentNode): void {
  for (const box of root.querySelectorAll<HTMLElement>(".scroll")) {
    const wide = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
    const table = box.querySelector("table");
    if (wide && !box.querySelector("a, button, [tabindex='0']")) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", table?.getAttribute("aria-label") ?? "Table");
    } else if (box.getAttribute("role") === "group") {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  }
}
