/** Ctrl+Enter saves a form, and leaving it half-written asks first. */
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
  window.addEventListener("beforeunload", (event) => {
    if (touched.size && !leaving && form.isConnected) event.preventDefault();
  });
}
