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
  const listeners: Readonly<Record<string, (event: Event) => void>> = {
    pagehide: left,
    pageshow(event) {
      if ((event as PageTransitionEvent).persisted) restored();
    },
    online: awake,
    focus: awake,
    visibilitychange: awake,
  };
  // Without the option `signal`: jsdom refuses the AbortSignal of Node, which Jest environments have.
  const each = (verb: 'addEventListener' | 'removeEventListener') => {
    for (const type in listeners) page?.[verb](type, listeners[type] as EventListener);
  };
  each('addEventListener');
  return () => each('removeEventListener');
}

/** Whether the page is visible. True where there is no page, as in a worker. */
export function isVisible(): boolean {
  return globalThis.document?.visibilityState !== 'hidden';
}
