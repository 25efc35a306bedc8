/** The address carries the state of the view: pushed when a part of the page is read anew, read again on going back. */
let here = window.location.pathname + window.location.search;

export function push(url: string): void {
  window.history.pushState({}, "", url);
  here = window.location.pathname + window.location.search;
}

export function watchAddress(): void {
  document.addEventListener("htmx:pushedIntoHistory", () => { here = window.location.pathname + window.location.search; });
  window.addEventListener("popstate", () => {
    if (window.location.pathname + window.location.search !== here) window.location.reload();
  });
}
