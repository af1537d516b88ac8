import type { Platform } from '../browser/platform.js';

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
 * sessions, or `null` if they cannot be read.
 */
export function createLogoutMarker(
  storage: Platform['storage'],
  name: () => string,
  hints: () => readonly string[] | null,
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
      if (!marked) return false;
      const present = hints();
      // Another session: the user has logged in without this client.
      return !present?.length || marked.split(' ').some((hint) => present.includes(hint));
    },
    set() {
      const marked = hints()?.join(' ') || '-';
      unsaved = '';
      attempt(() => storage?.setItem(key(), marked));
      if (attempt(() => storage?.getItem(key())) !== marked) unsaved = marked;
    },
    remove() {
      unsaved = '';
      attempt(() => storage?.removeItem(key()));
    },
  };
}
