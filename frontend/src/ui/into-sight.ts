/** A `ref` of what appears in response to the user: scrolls to it if it is outside of the window. */
export function intoSight(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
