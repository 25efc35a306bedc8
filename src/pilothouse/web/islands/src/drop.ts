/** A file may be dropped on the box round a file field; the field itself works without. */
export function drop(box: HTMLElement): void {
  const field = box.querySelector<HTMLInputElement>("input[type=file]");
  if (!field) return;
  box.addEventListener("dragover", (event) => {
    event.preventDefault();
    box.classList.add("over");
  });
  box.addEventListener("dragleave", () => box.classList.remove("over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("over");
    if (event.dataTransfer?.files.length) field.files = event.dataTransfer.files;
    field.focus();
  });
}
