/** What happens to a page after it was loaded. */
export interface PageEvents {
  /** It is left, perhaps for the back/forward cache. */
  left(): void;
  /** It comes back from the back/forward cache as it was: others may have signed in or out since. */
  restored(): void;
  /** The person or the network may be back. */
  awake(): void;
}

export function followPage(page: EventTarget | null, signal: AbortSignal, { left, restored, awake }: PageEvents): void {
  for (const type of ['pagehide', 'pageshow', 'online', 'focus', 'visibilitychange']) {
    page?.addEventListener(
      type,
      (event) => {
        if (type === 'pagehide') left();
        else if (type !== 'pageshow') awake();
        else if ((event as PageTransitionEvent).persisted) restored();
      },
      { signal },
    );
  }
}

/** Also true where nothing can be seen, as in a worker. */
export function isVisible(): boolean {
  return globalThis.document?.visibilityState !== 'hidden';
}
