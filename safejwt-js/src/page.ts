/** What happens to a page after it was loaded. */
export interface PageEvents {
  /** It is left, perhaps for the back/forward cache. */
  left(): void;
  /** It comes back from the back/forward cache as it was: others may have signed in or out since. */
  restored(): void;
  /** The person or the network is back. */
  awake(): unknown;
}

export function followPage(page: EventTarget | null, signal: AbortSignal, { left, restored, awake }: PageEvents): void {
  const on = (type: string, listener: (event: Event) => void) => page?.addEventListener(type, listener, { signal });
  on('pagehide', left);
  on('pageshow', (event) => (event as PageTransitionEvent).persisted && restored());
  for (const type of ['online', 'focus', 'visibilitychange', 'resume']) on(type, awake);
}

/** Also true where nothing can be seen, as in a worker. */
export function isVisible(): boolean {
  return globalThis.document?.visibilityState !== 'hidden';
}
