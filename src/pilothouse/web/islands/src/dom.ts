/** Making and finding elements, speaking to the server, and speaking to those who listen. */

type Attributes = Record<string, string | boolean>;

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

export function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}

/** Ask for JSON as the person signed in; anything but a good answer is an empty one. */
export async function ask<T>(url: string, words: string, signal: AbortSignal): Promise<T | null> {
  const joint = url.includes("?") ? "&" : "?";
  try {
    const answer = await fetch(`${url}${joint}q=${encodeURIComponent(words)}`, {
      headers: { Accept: "application/json" }, credentials: "same-origin", signal,
    });
    return answer.ok ? ((await answer.json()) as T) : null;
  } catch {
    return null;
  }
}

/** Say a sentence to a screen reader without moving the focus. */
export function tell(sentence: string): void {
  const live = document.getElementById("live");
  if (!live) return;
  live.textContent = "";
  window.setTimeout(() => { live.textContent = sentence; }, 50);
}

export function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement
    && (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=range], [type=button])"));
}

/** Run the last call only, once the hand has been still for a moment. */
export function later<A extends unknown[]>(run: (...args: A) => void, wait: number): (...args: A) => void {
  let timer = 0;
  return (...args) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => run(...args), wait);
  };
}

/** A setting kept in this browser only; a browser that forbids it loses nothing else. */
export function keep(name: string, value: string): void {
  try { localStorage.setItem(name, value); } catch { /* private windows may refuse */ }
}

export function kept(name: string): string | null {
  try { return localStorage.getItem(name); } catch { return null; }
}
