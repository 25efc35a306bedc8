/** What just happened can be undone: by its button, or Ctrl+Z outside a field. It waits while one looks at it. */
import { make, typing } from "./dom";

const WAIT = 20_000;

export function toast(form: HTMLElement): void {
  if (!(form instanceof HTMLFormElement)) return;
  let timer = 0;
  const wait = () => { timer = window.setTimeout(() => form.remove(), WAIT); };
  const hold = () => window.clearTimeout(timer);
  for (const name of ["mouseenter", "focusin"]) form.addEventListener(name, hold);
  for (const name of ["mouseleave", "focusout"]) form.addEventListener(name, wait);
  const shut = make("button", { type: "button", class: "link", "aria-label": "Dismiss" }, "×");
  shut.addEventListener("click", () => form.remove());
  form.append(shut);
  wait();
  const moves = document.querySelector<HTMLElement>(".moves");
  if (moves && document.activeElement === document.body) { // read anew by what one did: Tab goes on where one was
    moves.tabIndex = -1;
    moves.focus({ preventScroll: true });
  }
  document.addEventListener("keydown", (event) => {
    if (!form.isConnected || typing(event.target) || event.shiftKey) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}
