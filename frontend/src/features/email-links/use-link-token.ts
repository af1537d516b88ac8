import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { tokenAtStart, tokenIn } from './token-at-start';

/** The token of the opened link, or `null`. It is kept in memory and removed from the URL. */
export function useLinkToken(): string | null {
  const { hash, pathname } = useLocation();
  const navigate = useNavigate();
  const [token, setToken] = useState(() => tokenAtStart.get() ?? tokenIn(hash));

  useEffect(tokenAtStart.forget, []);

  // A second link opened in the same tab changes only the fragment, without a page load.
  const arrived = tokenIn(hash);
  useEffect(() => {
    if (!arrived) return;
    setToken(arrived);
    navigate(pathname, { replace: true });
  }, [arrived, pathname, navigate]);
  return token;
}
