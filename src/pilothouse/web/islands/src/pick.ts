/** Offers records or people while one types in a field that names one. */
import { Suggestions } from "./suggest";

export function pick(field: HTMLElement): void {
  const url = field.dataset.pickUrl;
  if (!(field instanceof HTMLInputElement) || !url) return;
  field.parentElement?.classList.add("pick");
  const chosen = field.dataset.pickInto ? document.getElementById(field.dataset.pickInto) : null;
  const suggestions = new Suggestions({ input: field, url }, (choice) => {
    if (chosen instanceof HTMLInputElement) chosen.value = choice.value; // what is shown stays words
    field.value = chosen ? choice.label : choice.value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  field.addEventListener("input", () => {
    if (chosen instanceof HTMLInputElement) chosen.value = ""; // typing on means something else
    if (field.value.trim()) suggestions.look(field.value.trim());
    else suggestions.shut();
  });
}
