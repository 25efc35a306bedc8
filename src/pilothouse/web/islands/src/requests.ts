/** What every fragment request carries, and what happens when its answer is not the fragment asked for. */
import { meta, tell } from "./dom";

const FRAGMENTS = ["results", "panel"]; // the parts that the server renders alone; any other target gets the whole page

interface Request { headers: Record<string, string>; verb: string; formData: FormData }
interface Answer { xhr: XMLHttpRequest; shouldSwap: boolean; pathInfo: { finalRequestPath: string }; requestConfig: { verb: string } }

const detail = <T>(event: Event): T => (event as CustomEvent<T>).detail;

export function watchRequests(): void {
  document.addEventListener("htmx:configRequest", (event) => {
    const { headers, verb, formData } = detail<Request>(event);
    headers["X-CSRFToken"] = meta("csrf");
    if (!FRAGMENTS.includes(headers["HX-Target"] ?? "")) delete headers["HX-Target"];
    if (verb === "get") dropEmpty(formData);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, pathInfo, requestConfig } = detail<Answer>(event);
    const asked = new URL(pathInfo.finalRequestPath, window.location.href);
    if (!xhr.responseURL || new URL(xhr.responseURL).pathname === asked.pathname) return;
    detail<Answer>(event).shouldSwap = false; // signed out meanwhile: the door is a page, not a part of this one
    window.location.assign(requestConfig.verb === "get" ? asked.href : xhr.responseURL);
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { requestConfig, pathInfo } = detail<Answer>(event);
    if (requestConfig.verb === "get") window.location.assign(pathInfo.finalRequestPath);
  });
  document.addEventListener("htmx:sendError", () => tell("The server cannot be reached. What you see is what was last loaded."));
  for (const [name, busy] of [["htmx:beforeRequest", true], ["htmx:afterRequest", false]] as const) {
    document.addEventListener(name, () => {
      const results = document.getElementById("results");
      results?.classList.toggle("busy", busy);
      results?.setAttribute("aria-busy", String(busy));
    });
  }
  // without htmx too, an address shall say only what was chosen
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "get" || event.defaultPrevented) return;
    for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input[name], select[name]")) {
      if (!field.value) field.disabled = true;
    }
    window.setTimeout(() => form.querySelectorAll<HTMLInputElement>("[name]:disabled").forEach((field) => { field.disabled = false; }));
  });
}

function dropEmpty(data: FormData): void {
  const kept = [...data].filter(([, value]) => value !== "");
  for (const name of new Set(data.keys())) data.delete(name);
  for (const [name, value] of kept) data.append(name, value);
}
