/** After @ and a letter, offers the people who may see this record. */
import { Suggestions } from "./suggest";

const OPEN = /(^|[\s(])@([\p{L}\p{N}._-]{1,40})$/u;

export function mention(field: HTMLElement): void {
  const url = field.dataset.mentionUrl;
  if (!(field instanceof HTMLTextAreaElement) || !url) return;
  const before = () => field.value.slice(0, field.selectionStart);
  const suggestions = new Suggestions({ input: field, url }, (choice) => {
    const head = before().replace(OPEN, `$1@${choice.value} `);
    field.value = head + field.value.slice(field.selectionStart);
    field.setSelectionRange(head.length, head.length);
    field.focus();
  });
  field.addEventListener("input", () => {
    const name = OPEN.exec(before())?.[2];
    if (name) suggestions.look(name);
    else suggestions.shut();
  });
}
