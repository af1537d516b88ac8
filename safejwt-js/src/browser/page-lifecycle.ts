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
  for (const type of ['pagehide', 'pageshow', 'online', 'focus', 'visibilitychange']) {
    page?.addEventListener(
      type,
      (event) => {
        if (type === 'pagehide') left();
        else if (type !== 'pageshow') awake();
        else if ((event as PageTransitionEvent).persisted) restored();
      },
      { signal: controller.signal },
    );
  }
  return () => controller.abort();
}

/** Whether the page is visible. True where there is no page, as in a worker. */
export function isVisible(): boolean {
  return globalThis.document?.visibilityState !== 'hidden';
}
