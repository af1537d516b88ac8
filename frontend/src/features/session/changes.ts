/**
 * Tells other tabs that the account was changed here. Unlike an open BroadcastChannel, listening to `storage` keeps no
 * page out of the back/forward cache.
 */

/** Key in localStorage: when something was changed. Read by no one: the event is the message. */
const CHANGED = 'changed';

/** Of logins, logouts and refreshes the client itself tells the other tabs. */
const ownNews = /\/(login|logout|logout\/everywhere|token)\/$/;

export function isChange(url: string, method = 'GET'): boolean {
  return method !== 'GET' && !ownNews.test(url);
}

export function announceChange(): void {
  try {
    localStorage.setItem(CHANGED, String(Date.now()));
  } catch {
    // Storage is blocked: other tabs read again when they are looked at.
  }
}

/** Calls the listener until the returned function is called. */
export function onChangeElsewhere(listener: () => void): () => void {
  const heard = ({ key }: StorageEvent) => {
    if (key === CHANGED) listener();
  };
  window.addEventListener('storage', heard);
  return () => window.removeEventListener('storage', heard);
}
