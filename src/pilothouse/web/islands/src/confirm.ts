/** Asks before a form that undoes or removes is sent: the words stand on the form in `data-confirm`. */
import { make } from "./dom";

const agreed = new WeakSet<HTMLFormElement>();

export function watchConfirms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.dataset.confirm || agreed.has(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = (event as SubmitEvent).submitter;
    void sure(form.dataset.confirm, form.dataset.confirmYes ?? "Yes").then((yes) => {
      if (!yes) return;
      agreed.add(form);
      form.requestSubmit(submitter instanceof HTMLElement && submitter.isConnected ? submitter : undefined);
    });
  }, true);
}

/** A dialog with two answers; Escape means no, and the focus returns to where it was. */
export function sure(question: string, yes: string): Promise<boolean> {
  const dialog = make("dialog", { "aria-labelledby": "sure" },
    make("p", { id: "sure" }, question),
    make("form", { method: "dialog", class: "acts" },
      make("button", { class: "btn", value: "no" }, "Keep it as it is"),
      make("button", { class: "btn go", value: "yes" }, yes)));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => {
    dialog.remove();
    done(dialog.returnValue === "yes");
  }));
}
