import type { Platform } from '../browser/platform.js';
import type { SessionHints } from '../http/session-hint.js';

/**
 * Marks a logout that the server has not confirmed, for the other tabs and the next pages. It names
 * the session by its hint and holds no secret.
 */
export interface LogoutMarker {
  /** Whether the session of this browser is the one that was logged out. */
  isSet(): boolean;
  set(): void;
  remove(): void;
}

/**
 * Without a storage, this page remembers for itself. `hints` returns the hints of this browser's
 * sessions.
 */
export function createLogoutMarker(
  storage: Platform['storage'],
  name: () => string,
  hints: () => SessionHints,
): LogoutMarker {
  let unsaved = '';
  const key = () => `${name()} logout`;
  /** The storage may be blocked or full. */
  const attempt = <T>(access: () => T): T | undefined => {
    try {
      return access();
    } catch {
      return undefined;
    }
  };
  return {
    isSet() {
      const marked = unsaved || attempt(() => storage?.getItem(key()));
      // With another hint, the user has logged in without this client.
      return !!marked && (hints()?.some((hint) => marked.includes(hint)) ?? true);
    },
    set() {
      const marked = `${hints() || '-'}`;
      unsaved = attempt(() => storage && (storage.setItem(key(), marked) ?? '')) ?? marked;
    },
    remove() {
      unsaved = '';
      attempt(() => storage?.removeItem(key()));
    },
  };
}
