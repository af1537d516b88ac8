/**
 * Follows what happens to a page after it has loaded. Returns the function that stops it.
 *
 * @param left The user leaves the page. It may enter the back/forward cache.
 * @param restored The page returns from the back/forward cache as it was. The user may have logged
 * out or in since.
 * @param awake The user or the network may be back.
 */
export function followPage(
  page: EventTarget | null,
  left: () => void,
  restored: () => void,
  awake: () => void,
): () => void {
  const controller = new AbortController();
  const on = (type: string, listener: (event: Event) => void) =>
    page?.addEventListener(type, listener, { signal: controller.signal });
  on('pagehide', left);
  on('pageshow', (event) => {
    if ((event as PageTransitionEvent).persisted) restored();
  });
  for (const type of ['online', 'focus', 'visibilitychange']) on(type, awake);
  return () => controller.abort();
}

/** Whether the page is visible. True where there is no page, as in a worker. */
export function isVisible(): boolean {
  return globalThis.document?.visibilityState !== 'hidden';
}
