/** The date slider: steps over the dates that hold facts, and reads the page again at the one let go of. */
import htmx from "htmx.org";
import { push } from "./address";
import { make } from "./dom";

const SLIDER = "asof-slider";
let refocus = false;

export function asof(form: HTMLElement): void {
  const dates = (form.dataset.dates ?? "").split(" ").filter(Boolean);
  const typed = form.querySelector<HTMLInputElement>("input[type=date]");
  const output = form.querySelector("output");
  if (!(form instanceof HTMLFormElement) || !typed || !output || dates.length < 2) return;

  const at = dates.findIndex((date) => date >= typed.value);
  const start = at < 0 ? dates.length - 1 : at;
  const slider = make("input", {
    id: SLIDER, type: "range", min: "0", max: String(dates.length - 1), step: "1", "aria-label": "As of",
  });
  slider.value = String(start);
  const track = make("div", { class: "track" });
  track.innerHTML = ticks(dates.length);
  track.append(slider);
  const written = (date: string) => date === typed.value ? output.textContent ?? "" : inWords(date);
  const show = () => {
    const words = written(dates[Number(slider.value)] ?? typed.value);
    output.textContent = words;
    slider.setAttribute("aria-valuetext", words);
  };
  slider.addEventListener("input", show);
  slider.addEventListener("change", () => read(form, typed, dates[Number(slider.value)] ?? typed.value));
  show();

  form.querySelector("label")?.after(track);
  form.querySelector(".btn")?.setAttribute("hidden", "");
  typed.hidden = true;
  output.hidden = false;
  output.title = "Press to type a date";
  output.addEventListener("click", () => {
    typed.hidden = false;
    output.hidden = true;
    form.querySelector(".btn")?.removeAttribute("hidden");
    typed.focus();
  });
  if (refocus) slider.focus();
  refocus = false;
}

function read(form: HTMLFormElement, typed: HTMLInputElement, date: string): void {
  typed.value = date;
  const words = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string" && value) words.append(name, value);
  const url = `${form.getAttribute("action") || window.location.pathname}?${words}`;
  refocus = true;
  push(url);
  void htmx.ajax("get", url, { target: "#sheet", select: "#sheet", swap: "outerHTML" });
}

function ticks(count: number): string {
  const shown = Math.min(count, 40);
  const steps = Array.from({ length: shown }, (_, i) => `M${((134 * i) / (shown - 1)).toFixed(1)} 10v4`).join("");
  return `<svg class="ticks" viewBox="0 0 134 24" aria-hidden="true"><path d="${steps}" stroke="currentColor"/></svg>`;
}

function inWords(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  return day.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
}
