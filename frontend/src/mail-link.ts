import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';

/** The pages that links in messages lead to. */
const PAGES = ['/verify-email', '/confirm-email', '/reset-password'];

let atStart = PAGES.includes(location.pathname) ? tokenIn(location.hash) : null;
// Before anything else: what is in the address bar gets into histories, screenshots and copied links.
if (atStart) history.replaceState(history.state, '', location.pathname + location.search);

/** The token of the link that was opened, `null` without one. It stays in memory, and is taken out of the address. */
export function useMailToken(): string | null {
  const { hash, pathname } = useLocation();
  const navigate = useNavigate();
  const [token, setToken] = useState(() => takeFromStart() ?? tokenIn(hash));

  // A second link opened in the same tab changes only the fragment: the page is not loaded again.
  const arrived = tokenIn(hash);
  useEffect(() => {
    if (!arrived) return;
    setToken(arrived);
    navigate(pathname, { replace: true });
  }, [arrived, pathname, navigate]);
  return token;
}

function takeFromStart(): string | null {
  const token = atStart;
  // Not in the same turn: React calls an initialiser twice in development.
  queueMicrotask(() => {
    atStart = null;
  });
  return token;
}

function tokenIn(hash: string): string | null {
  return new URLSearchParams(hash.slice(1)).get('token') || null;
}
