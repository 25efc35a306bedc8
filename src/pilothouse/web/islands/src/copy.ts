/** Copies the address of a record, or of the view with its filters. */
import { tell } from "./dom";

export function copy(element: HTMLElement): void {
  const button = element instanceof HTMLButtonElement ? element : element.querySelector("button");
  const words = button?.textContent ?? "";
  button?.addEventListener("click", () => {
    const url = new URL(element.dataset.copy || window.location.href, window.location.href);
    void navigator.clipboard.writeText(url.href).then(() => {
      button.textContent = "Copied";
      tell("The address is copied.");
      window.setTimeout(() => { button.textContent = words; }, 2000);
    }, () => tell("The browser did not allow copying."));
  });
}
