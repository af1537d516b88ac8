import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { tokenAtStart, tokenIn } from './token-at-start';

/** The token of the link that was opened, `null` without one. It stays in memory, and is taken out of the address. */
export function useMailToken(): string | null {
  const { hash, pathname } = useLocation();
  const navigate = useNavigate();
  const [token, setToken] = useState(() => tokenAtStart.get() ?? tokenIn(hash));

  useEffect(tokenAtStart.forget, []);

  // A second link opened in the same tab changes only the fragment: the page is not loaded again.
  const arrived = tokenIn(hash);
  useEffect(() => {
    if (!arrived) return;
    setToken(arrived);
    navigate(pathname, { replace: true });
  }, [arrived, pathname, navigate]);
  return token;
}
