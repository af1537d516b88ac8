'use client';

import { useEffect, useRef, useState } from 'react';
import { idle, PasskeyAttempts, type PasskeyLoginFunction } from '../passkeys/attempts.js';
import { passkeyCapabilities } from '../passkeys/capabilities.js';

export interface PasskeyLogin {
  /** Whether the browser has passkeys, so that there should be a button. `false` until that is known. */
  readonly isSupported: boolean;
  /** Whether the browser's dialog is open, or the server verifies a passkey. */
  readonly isPending: boolean;
  /** Why the last attempt failed, or `null`. A dialog that the user has closed is not a failure. */
  readonly error: unknown;
  /** Logs in with the browser's dialog: for the button. */
  readonly signIn: () => Promise<void>;
}

/**
 * Offers the user's passkeys in the autofill of a field with `autoComplete="username webauthn"`,
 * while the component is mounted, and in the browser's dialog.
 *
 * @example
 * const { isSupported, signIn } = usePasskeyLogin((get) => allauth.passkeys.login(get));
 */
export function usePasskeyLogin(login: PasskeyLoginFunction): PasskeyLogin {
  const latest = useRef(login);
  const [isSupported, setSupported] = useState(false);
  const [state, setState] = useState(idle);
  const [attempts] = useState(() => new PasskeyAttempts((get) => latest.current(get), setState));
  const [signIn] = useState(() => () => attempts.signIn());
  useEffect(() => {
    latest.current = login;
  });
  useEffect(() => {
    passkeyCapabilities().then(({ passkeys }) => setSupported(passkeys));
    attempts.start();
    return () => attempts.stop();
  }, [attempts]);
  return { isSupported, ...state, signIn };
}

// Types only from here on.

export type { PasskeyLoginFunction } from '../passkeys/attempts.js';
