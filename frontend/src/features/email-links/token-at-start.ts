/** The pages that emailed links open. */
const PAGES = ['/verify-email', '/confirm-email', '/reset-password', '/secure-account'];

let atStart = PAGES.includes(location.pathname) ? tokenIn(location.hash) : null;
// Runs first: the address bar ends up in histories, screenshots and copied links.
if (atStart) history.replaceState(history.state, '', location.pathname + location.search);

/** The token in the URL at startup. Reading does not remove it, because React may discard a render. */
export const tokenAtStart = {
  get: () => atStart,
  forget(): void {
    atStart = null;
  },
};

export function tokenIn(hash: string): string | null {
  return new URLSearchParams(hash.slice(1)).get('token') || null;
}
