/** Wires behaviours to server-made pages: an element names its islands in `data-island`. */
import htmx from "htmx.org";
import { watchAddress } from "./address";
import { again } from "./again";
import { asof } from "./asof";
import { autosave } from "./autosave";
import { watchConfirms } from "./confirm";
import { copy } from "./copy";
import { later, tell } from "./dom";
import { drop } from "./drop";
import { focus } from "./focus";
import { grid, watchPanel } from "./grid";
import { guard } from "./guard";
import { keysHelp, watchKeys } from "./keys";
import { mention } from "./mention";
import { menu, watchMenus } from "./menu";
import { watchPalette } from "./palette";
import { pick } from "./pick";
import { watchRequests } from "./requests";
import { scroll } from "./scroll";
import { theme } from "./theme";
import { toast } from "./toast";
import { tree } from "./tree";

const ISLANDS: Record<string, (element: HTMLElement) => void> = {
  again, asof, autosave, copy, drop, focus, grid, guard, "keys-help": keysHelp, mention, menu, pick, theme, toast, tree,
};
const started = new WeakMap<HTMLElement, Set<string>>();

function start(root: ParentNode): void {
  const found = [...root.querySelectorAll<HTMLElement>("[data-island]")];
  if (root instanceof HTMLElement && root.dataset.island) found.unshift(root);
  for (const element of found) {
    const done = started.get(element) ?? new Set<string>();
    started.set(element, done);
    for (const name of (element.dataset.island ?? "").split(/\s+/)) {
      const island = ISLANDS[name];
      if (!island || done.has(name)) continue;
      done.add(name);
      element.hidden = false;
      island(element);
    }
  }
  scroll(root);
}

Object.assign(htmx.config, {
  includeIndicatorStyles: false,
  allowEval: false,
  allowScriptTags: false,
  selfRequestsOnly: true,
  historyCacheSize: 0, // pages of a portfolio do not stay behind in the browser's storage
  refreshOnHistoryMiss: true,
  attributesToSettle: ["class"],
  defaultSettleDelay: 0,
  scrollIntoViewOnBoost: false,
});

document.addEventListener("htmx:load", (event) => start(event.target as HTMLElement));
document.addEventListener("htmx:afterSwap", (event) => {
  const count = (event.target as HTMLElement | null)?.closest<HTMLElement>("[data-count]")?.dataset.count
    ?? document.getElementById("results")?.dataset.count;
  if (count) tell(count);
});
start(document);
watchAddress();
watchConfirms();
watchKeys();
watchMenus();
watchPalette();
watchPanel();
watchRequests();
window.addEventListener("resize", later(() => scroll(document), 200));
document.documentElement.dataset.ready = "true";
