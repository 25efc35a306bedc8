/** The date slider: steps over the dates that hold facts, and reads the page again at the one let go of. */
import htmx from "htmx.org";
import { push } from "./address";
import { later, make } from "./dom";

const SLIDER = "asof-slider";
let refocus = false;
let wanted = ""; // the date last let go of, while an earlier one is still being read
let reading = false;

export function asof(form: HTMLElement): void {
  const typed = form.querySelector<HTMLInputElement>("input[type=date]");
  const output = form.querySelector("output");
  if (!(form instanceof HTMLFormElement) || !typed || !output || !form.dataset.dates) return;

  const now = form.dataset.now ?? "";
  const day = wanted || typed.value;
  const dates = [...new Set([...form.dataset.dates.split(" "), now, day])].filter(Boolean).sort();
  if (dates.length < 2) return; // nothing to slide over: a day may still be typed
  const label = output.textContent ?? "";
  const slider = make("input", {
    id: SLIDER, type: "range", min: "0", max: String(dates.length - 1), step: "1", "aria-label": "As of",
  });
  slider.value = String(dates.indexOf(day));
  const track = make("div", { class: "track" });
  track.innerHTML = ticks(dates.length);
  track.append(slider);
  const written = (date: string) => date === typed.value ? label : inWords(date);
  const show = () => {
    const words = written(dates[Number(slider.value)] ?? typed.value);
    output.textContent = words;
    slider.setAttribute("aria-valuetext", words);
  };
  slider.addEventListener("input", show);
  const settle = later(() => void read(form, dates[Number(slider.value)] ?? typed.value), 200);
  slider.addEventListener("change", settle);
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

async function read(form: HTMLFormElement, date: string): Promise<void> {
  wanted = date;
  if (reading) return;
  reading = true;
  while (wanted) {
    const url = address(form, wanted);
    const asked = wanted;
    refocus = true;
    await htmx.ajax("get", url, { target: "#sheet", select: "#sheet", swap: "outerHTML" });
    push(url);
    if (wanted === asked) wanted = "";
  }
  reading = false;
}

function address(form: HTMLFormElement, date: string): string {
  const words = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value && name !== "as_of") words.append(name, value);
  }
  if (date !== form.dataset.now) words.append("as_of", date); // today is not the past: there one may write
  return `${form.getAttribute("action") || window.location.pathname}${words.size ? `?${words}` : ""}`;
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
