/** After @ and a letter, offers the people who may see this record; says which finished name tells nobody. */
import { ask, later, make } from "./dom";
import { type Choice, Suggestions } from "./suggest";

const OPEN = /(^|[\s(])@([\p{L}\p{N}._-]{1,40})$/u;
const CLOSED = /(?:^|[\s(])@([a-z0-9](?:[a-z0-9.]{0,58}[a-z0-9])?)(?=\.?(?:[\s,;:!?)]|$))/gi;
const MOST_ASKED = 5;

export function mention(field: HTMLElement): void {
  const url = field.dataset.mentionUrl;
  if (!(field instanceof HTMLTextAreaElement) || !url) return;
  const before = () => field.value.slice(0, field.selectionStart);
  const doubts = doubt(field, url);
  const suggestions = new Suggestions({ input: field, url }, (choice) => {
    const head = before().replace(OPEN, `$1@${choice.value} `);
    field.value = head + field.value.slice(field.selectionStart);
    field.setSelectionRange(head.length, head.length);
    field.focus();
    doubts(field.value);
  });
  field.addEventListener("input", () => {
    const name = OPEN.exec(before())?.[2];
    if (name) suggestions.look(name);
    else suggestions.shut();
    doubts(field.value, name);
  });
}

/** A line under the field for each finished name that would tell nobody. */
function doubt(field: HTMLTextAreaElement, url: string): (text: string, open?: string) => void {
  const line = make("p", { class: "help", "aria-live": "polite", hidden: true });
  const known = new Map<string, string>();
  field.closest("form")?.querySelector(".acts")?.before(line);
  return later(async (text: string, open?: string) => {
    const names = [...new Set([...text.matchAll(CLOSED)].map((found) => found[1]!.toLowerCase()))];
    const asked = names.filter((name) => name !== open?.toLowerCase()).slice(0, MOST_ASKED);
    for (const name of asked) {
      if (known.has(name)) continue;
      const answer = await ask<{ results: Choice[] }>(url, name, new AbortController().signal);
      if (answer) known.set(name, words(name, answer.results));
    }
    line.textContent = asked.map((name) => known.get(name) ?? "").filter(Boolean).join(" ");
    line.hidden = !line.textContent;
  }, 400);
}

function words(name: string, meant: Choice[]): string {
  if (meant.some((one) => one.value === name)) return "";
  if (!meant.length) return `@${name} tells nobody: nobody who may see this is called that.`;
  const listed = meant.slice(0, 4).map((one) => `@${one.value}`).join(", ");
  return meant.length === 1 ? `@${name} tells nobody yet. Did you mean ${listed}?` : `@${name} tells nobody yet: several people may be meant, ${listed}.`;
}
