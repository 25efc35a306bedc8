/** Offers records or people while one types in a field that names one. */
import { Suggestions } from "./suggest";

export function pick(field: HTMLElement): void {
  const url = field.dataset.pickUrl;
  if (!(field instanceof HTMLInputElement) || !url) return;
  field.parentElement?.classList.add("pick");
  const suggestions = new Suggestions({ input: field, url }, (choice) => {
    field.value = choice.value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  field.addEventListener("input", () => {
    if (field.value.trim()) suggestions.look(field.value.trim());
    else suggestions.shut();
  });
}
