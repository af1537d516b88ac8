'use client';

import { useCallback, useState, useSyncExternalStore } from 'react';
import type { AllauthClient, PendingStep } from '../allauth/index.js';
import { isPasskeyError } from '../passkeys/index.js';
import type { User } from '../types.js';

export interface AllauthFlowState {
  /** The step that the server waits for: which form to show. `null` without one. */
  readonly step: PendingStep | null;
  /** Whether `run` waits for the server, or for a passkey. */
  readonly isPending: boolean;
  /** Why the last `run` failed, or `null`: an `AuthError` or a `PasskeyError`. */
  readonly error: unknown;
  /**
   * Performs a step. Resolves with its result, `undefined` if it failed. A dialog that the user has
   * closed is not a failure.
   */
  readonly run: <T>(perform: () => Promise<T>) => Promise<T | undefined>;
}

/**
 * Follows a login from step to step.
 *
 * @example
 * const { step, error, run } = useAllauthFlow(allauth);
 * if (step?.step === 'mfa_authenticate') {
 *   return <CodeForm error={error} onSubmit={(code) => run(() => allauth.authenticate(code))} />;
 * }
 */
export function useAllauthFlow(allauth: Pick<AllauthClient<User>, 'getStep' | 'subscribe'>): AllauthFlowState {
  const step = useSyncExternalStore(allauth.subscribe, allauth.getStep, () => null);
  const [state, setState] = useState({ isPending: false, error: null as unknown });
  const run = useCallback(async <T>(perform: () => Promise<T>): Promise<T | undefined> => {
    setState({ isPending: true, error: null });
    try {
      const result = await perform();
      setState({ isPending: false, error: null });
      return result;
    } catch (error) {
      const isClosed = isPasskeyError(error) && error.code === 'cancelled';
      setState({ isPending: false, error: isClosed ? null : error });
      return undefined;
    }
  }, []);
  return { step, ...state, run };
}
