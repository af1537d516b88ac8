/** The pages that links in messages lead to. */
const PAGES = ['/verify-email', '/confirm-email', '/reset-password'];

let atStart = PAGES.includes(location.pathname) ? tokenIn(location.hash) : null;
// Before anything else: what is in the address bar gets into histories, screenshots and copied links.
if (atStart) history.replaceState(history.state, '', location.pathname + location.search);

/** The token the page was opened with, until somebody has it. Reading is no taking: React may render and throw it away. */
export const tokenAtStart = {
  get: () => atStart,
  forget(): void {
    atStart = null;
  },
};

export function tokenIn(hash: string): string | null {
  return new URLSearchParams(hash.slice(1)).get('token') || null;
}
