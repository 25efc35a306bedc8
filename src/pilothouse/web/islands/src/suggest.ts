/** A list of suggestions under a field: arrows choose, Enter takes, Escape leaves; a screen reader hears each. */
import { ask, later, make } from "./dom";

export interface Choice { value: string; label: string; note?: string }
interface Field { input: HTMLInputElement | HTMLTextAreaElement; url: string }

export class Suggestions {
  private readonly list: HTMLUListElement;
  private choices: Choice[] = [];
  private readonly combo: boolean;
  private at = -1;
  private asking = new AbortController();
  readonly look: (words: string) => void;

  constructor(private readonly field: Field, private readonly take: (choice: Choice) => void) {
    const { input } = field;
    this.list = make("ul", { role: "listbox", id: `${input.id}-list`, "aria-label": "Suggestions", hidden: true });
    input.after(this.list);
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
    this.combo = input instanceof HTMLInputElement; // ARIA has no combobox of several lines
    if (this.combo) input.setAttribute("role", "combobox");
    this.expand(false);
    input.addEventListener("keydown", (event) => this.key(event as KeyboardEvent));
    input.addEventListener("blur", () => this.shut());
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const item = (event.target as HTMLElement).closest("li");
      if (item) this.choose([...this.list.children].indexOf(item));
    });
    this.look = later((words: string) => void this.fetch(words), 120);
  }

  shut(): void {
    this.list.hidden = true;
    this.at = -1;
    this.expand(false);
    this.field.input.removeAttribute("aria-activedescendant");
  }

  private expand(open: boolean): void {
    if (this.combo) this.field.input.setAttribute("aria-expanded", String(open));
  }

  private async fetch(words: string): Promise<void> {
    this.asking.abort();
    this.asking = new AbortController();
    const answer = await ask<{ results: Choice[] }>(this.field.url, words, this.asking.signal);
    if (!answer) return;
    this.choices = answer.results.slice(0, 8);
    this.list.replaceChildren(...this.choices.map((choice, i) =>
      make("li", { role: "option", id: `${this.list.id}-${i}`, "aria-selected": "false" },
        choice.label, ...(choice.note ? [make("small", {}, choice.note)] : []))));
    if (!this.choices.length) return this.shut();
    this.list.hidden = false;
    this.expand(true);
    this.point(0);
  }

  private point(to: number): void {
    const items = [...this.list.children];
    this.at = (to + items.length) % items.length;
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === this.at)));
    this.field.input.setAttribute("aria-activedescendant", items[this.at]?.id ?? "");
    items[this.at]?.scrollIntoView({ block: "nearest" });
  }

  private choose(at: number): void {
    const choice = this.choices[at];
    this.shut();
    if (choice) this.take(choice);
  }

  private key(event: KeyboardEvent): void {
    if (this.list.hidden) return;
    const act = {
      ArrowDown: () => this.point(this.at + 1), ArrowUp: () => this.point(this.at - 1),
      Enter: () => this.choose(this.at), Tab: () => this.choose(this.at), Escape: () => this.shut(),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }
}
