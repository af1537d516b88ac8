import type { Platform } from '../browser/platform.js';

/**
 * Marks a logout that the server has not confirmed, for the other tabs and the next pages. It holds
 * no secret.
 */
export interface LogoutMarker {
  isSet(): boolean;
  set(): void;
  remove(): void;
}

/** Without a storage, this page remembers for itself. */
export function createLogoutMarker(storage: Platform['storage'], name: () => string): LogoutMarker {
  let isUnsaved = false;
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
    isSet: () => isUnsaved || !!attempt(() => storage?.getItem(key())),
    set() {
      attempt(() => storage?.setItem(key(), '1'));
      isUnsaved = !this.isSet();
    },
    remove() {
      isUnsaved = false;
      attempt(() => storage?.removeItem(key()));
    },
  };
}
