/** Key in sessionStorage: when this tab was last reloaded for a missing file. Also in public/first-paint.js. */
const RELOADED = 'reloaded-for-missing-file';
/** A second failure within this time has another cause than a new version of the app. */
const ONCE_IN = 60_000;

const missing = new WeakSet<object>();

/** Vite announces each chunk that fails to load, with the error that the import then throws. */
export function watchChunks(): void {
  window.addEventListener('vite:preloadError', ({ payload }) => missing.add(payload));
}

export function isMissingChunk(error: unknown): boolean {
  return typeof error === 'object' && error !== null && missing.has(error);
}

/**
 * Reloads the page, once: after a deployment, the page of the old version misses its files. Only if the server responds,
 * because a failed reload would replace the page by the browser's own error. Returns whether it reloads.
 */
export async function reloadForChunk(): Promise<boolean> {
  try {
    if (Date.now() - Number(sessionStorage.getItem(RELOADED)) < ONCE_IN) return false;
    const { ok } = await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' });
    if (!ok) return false;
    sessionStorage.setItem(RELOADED, String(Date.now()));
  } catch {
    // No connection, or storage is blocked.
    return false;
  }
  location.reload();
  return true;
}
