/** Moves the focus to the open tab, after the pressed button has disappeared. */
export function focusPanel(): void {
  document.querySelector<HTMLElement>('[role="tabpanel"]')?.focus({ preventScroll: true });
}
