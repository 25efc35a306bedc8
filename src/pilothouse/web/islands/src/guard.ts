/** One begins to type at once; Ctrl+Enter saves a form, and leaving it half-written asks first. */
export function guard(form: HTMLElement): void {
  if (!(form instanceof HTMLFormElement)) return;
  const touched = new Set<string>();
  let leaving = false;
  form.addEventListener("input", (event) => {
    const name = (event.target as HTMLInputElement).name;
    if (name) touched.add(name);
  });
  form.addEventListener("saved", (event) => touched.delete((event as CustomEvent<string>).detail));
  for (const name of ["submit", "leaving"]) form.addEventListener(name, () => { leaving = true; });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  // where something stops the form, its summary has the focus instead
  if (document.activeElement === document.body && !document.querySelector('[data-island~="focus"]'))
    form.querySelector<HTMLElement>("fieldset :is(input:not([type=hidden]), select, textarea)")?.focus();
  window.addEventListener("beforeunload", (event) => {
    if (touched.size && !leaving && form.isConnected) event.preventDefault();
  });
}
