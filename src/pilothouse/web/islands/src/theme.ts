/** Light, dark, or as the system has it. The cookie lets the server draw the next page right from the start. */
export function theme(element: HTMLElement): void {
  const buttons = [...element.querySelectorAll<HTMLButtonElement>("[data-theme-set]")];
  const show = () => {
    const now = document.documentElement.dataset.theme ?? "";
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.themeSet === now));
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const chosen = button.dataset.themeSet ?? "";
      if (chosen) document.documentElement.dataset.theme = chosen;
      else delete document.documentElement.dataset.theme;
      document.cookie = `theme=${chosen}; path=/; max-age=${chosen ? 31536000 : 0}; samesite=lax`;
      show();
    });
  }
  show();
}
