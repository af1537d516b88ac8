import { createStore, type Store } from '../session/store.js';
import type { User } from '../types.js';
import type { AllauthBody, AllauthCore, AllauthOptions, AllauthStep, PendingStep } from './types.js';

/** The login that is under way in this page. It ends when a user is signed in, in any tab. */
export interface Flow {
  readonly store: Store<{ step: PendingStep | null }>;
  /** Which of allauth's clients the flow uses. */
  kind(): AllauthOptions['client'];
  /** The header by which the server knows the flow: the same object until a response replaces it. */
  headers(): Record<string, string>;
  /** Keeps what a response says of the flow. */
  keep(body: AllauthBody): void;
  /** Sets where the flow stands. */
  move(step: Exclude<AllauthStep, { step: 'done' }>): void;
  /** Continues the flow that the browser's session cookie knows. */
  continueInBrowser(): void;
  forget(): void;
}

export function createFlow<TUser extends User>(
  client: Pick<AllauthCore<TUser>, 'getState' | 'subscribe'>,
  configured: AllauthOptions['client'] = 'app',
): Flow {
  const store = createStore<{ step: PendingStep | null }>({ step: null });
  let kind = configured;
  /** With the key of a session in which no user is signed in. It stays in memory. */
  let headers: Record<string, string> = {};

  function forget(): void {
    headers = {};
    kind = configured;
    store.set({ step: null });
  }

  client.subscribe(() => {
    if (client.getState().user) forget();
  });
  return {
    store,
    kind: () => kind,
    headers: () => headers,
    keep({ meta }) {
      if (meta?.session_token && !client.getState().user) headers = { 'X-Session-Token': meta.session_token };
    },
    move(next) {
      const isOver = next.step === 'none';
      if (isOver) kind = configured;
      store.set({ step: isOver ? null : next });
    },
    continueInBrowser() {
      kind = 'browser';
    },
    forget,
  };
}
