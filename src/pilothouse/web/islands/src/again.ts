/** While something is being written in the background, the page reads itself again; its link does so without script. */
import htmx from "htmx.org";
import { tell } from "./dom";

const WAIT = 2000;

export function again(link: HTMLElement): void {
  const look = () => {
    if (!link.isConnected) return;
    if (document.hidden) {
      window.setTimeout(look, WAIT);
      return;
    }
    void htmx.ajax("get", window.location.href, { target: "#main", select: "#main", swap: "outerHTML" }).then(() => {
      const title = document.querySelector("#main h1")?.textContent;
      if (title && !document.querySelector("[data-island=again]")) tell(title);
    });
  };
  window.setTimeout(look, WAIT);
}
