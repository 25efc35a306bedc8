/** Saves a field when one leaves it changed, and says so; a stale write goes to the merge page with what was typed. */
import { meta } from "./dom";

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
interface Answer { version?: number; saved?: string; merge_url?: string; errors?: Record<string, string[]> }

const value = (field: Field) =>
  field instanceof HTMLInputElement && field.type === "checkbox" ? String(field.checked)
    : field instanceof HTMLSelectElement ? [...field.selectedOptions].map((option) => option.value).join(",") : field.value;

export function autosave(form: HTMLElement): void {
  const url = form.dataset.autosaveUrl;
  if (!(form instanceof HTMLFormElement) || !url) return;
  const was = new Map<string, string>();
  const fields = () => [...form.elements].filter((e): e is Field =>
    (e instanceof HTMLInputElement || e instanceof HTMLSelectElement || e instanceof HTMLTextAreaElement)
    && Boolean(e.name) && e.type !== "hidden" && e.type !== "file");
  for (const field of fields()) was.set(field.name, value(field));
  say(form, "Each field is saved when you leave it.", "");
  let queue: Promise<boolean> = Promise.resolve(true);
  let waiting = 0;

  form.addEventListener("change", (event) => {
    const field = fields().find((one) => one === event.target);
    if (!field || was.get(field.name) === value(field)) return;
    waiting += 1;
    queue = queue.then((stays) => stays && send(form, url, field, was)).finally(() => { waiting -= 1; });
  });
  // a form sent while a field is on its way would carry the version of before, and clash with itself
  form.addEventListener("submit", (event) => {
    if (!waiting) return;
    event.preventDefault();
    void queue.then((stays) => { if (stays) form.requestSubmit(event.submitter); });
  });
}

/** Send one field; false when the page is left for the merge page. */
async function send(form: HTMLFormElement, url: string, field: Field, was: Map<string, string>): Promise<boolean> {
  say(form, "Saving…", "busy");
  const body = new FormData();
  const version = form.querySelector<HTMLInputElement>("input[name=version]");
  body.set("_field", field.name);
  if (version) body.set("version", version.value);
  for (const one of new FormData(form).getAll(field.name)) body.append(field.name, one);
  const sent = value(field);
  try {
    const reply = await fetch(url, {
      method: "POST", body, credentials: "same-origin",
      headers: { "X-CSRFToken": meta("csrf"), "X-Autosave": "1", Accept: "application/json" },
    });
    const answer = (await reply.json().catch(() => ({}))) as Answer;
    if (reply.redirected) { // to the sign-in page: nothing was written
      mark(field, "You have been signed out. Your text is kept here: sign in in another tab, then change the field again.");
      say(form, "Not saved", "failed");
    } else if (reply.ok && answer.version !== undefined) {
      was.set(field.name, sent);
      if (version) version.value = String(answer.version);
      mark(field, "");
      form.dispatchEvent(new CustomEvent("saved", { detail: field.name }));
      say(form, answer.saved ?? "Saved", "done");
    } else if (reply.status === 409 && answer.merge_url) {
      post(answer.merge_url, form);
      return false;
    } else {
      const words = answer.errors?.[field.name]?.join(" ") ?? sorry(reply.status);
      mark(field, words);
      say(form, "Not saved: your text is kept here", "failed");
    }
  } catch {
    mark(field, "The server cannot be reached. Your text is kept here; leave the field again to retry.");
    say(form, "Not saved", "failed");
  }
  return true;
}

const sorry = (status: number) =>
  status === 403 ? "You may no longer change this, or you are signed out. Your text is kept here."
    : status === 429 ? "Too many changes at once. Wait a moment, then save." : "The server could not save this. Your text is kept here.";

/** Hand the whole form to the merge page, so that every field typed so far is there to choose from. */
function post(url: string, form: HTMLFormElement): void {
  form.action = url;
  form.dispatchEvent(new CustomEvent("leaving"));
  form.submit();
}

function say(form: HTMLFormElement, words: string, state: string): void {
  const line = form.querySelector<HTMLElement>("[data-saved]");
  if (!line) return;
  line.textContent = words;
  line.dataset.state = state;
}

function mark(field: Field, words: string): void {
  const box = field.closest(".field");
  if (!box) return;
  box.classList.toggle("bad", Boolean(words));
  field.toggleAttribute("aria-invalid", Boolean(words));
  if (words) field.setAttribute("aria-invalid", "true");
  let line = box.querySelector<HTMLElement>(".err");
  if (!line && words) {
    line = document.createElement("div");
    line.className = "err";
    line.id = `${field.id}_error`;
    line.setAttribute("role", "alert");
    box.append(line);
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${line.id}`.trim());
  }
  if (line) line.textContent = words;
}
