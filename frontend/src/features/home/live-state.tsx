import { useEffect, useReducer, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuth, useAuthClient } from 'safejwt-js/react';
import { serverClock } from '../../ui/server-clock';
import { hasCsrfCookie, sessionFacts, tokenExpiry } from '../session/session-facts';
import classes from './live-state.module.css';

/** Shown while the session is unknown. */
const UNKNOWN = '–';

/** Shows whether the CSRF cookie exists. */
export function CsrfCookieNow() {
  const { t } = useTranslation();
  useEachSecond();
  return <>{t(hasCsrfCookie() ? 'home.csrf.present' : 'home.csrf.absent')}</>;
}

/** Counts down the lifetime of the access token. Not a live region, so screen readers stay quiet. */
export function AccessTokenNow() {
  const { t } = useTranslation();
  const { status } = useAuth();
  const expiry = useTokenExpiry();
  useEachSecond();
  if (status === 'unknown') return UNKNOWN;
  if (status === 'anonymous') return t('home.access.none');
  if (expiry === null) return UNKNOWN;
  const seconds = Math.ceil((expiry - serverClock.now()) / 1000);
  if (seconds <= 0) return t('home.access.over');
  return <span className={classes.time}>{t('home.access.left', { time: minutes(seconds) })}</span>;
}

/** Shows how often this page used the refresh cookie. Scripts cannot read the cookie itself. */
export function RefreshCookieNow() {
  const { t } = useTranslation();
  const { status, degraded } = useAuth();
  const { refreshes } = useSyncExternalStore(sessionFacts.subscribe, sessionFacts.get);
  if (status === 'unknown') return UNKNOWN;
  // While the server has not carried out the logout, the cookie is still there.
  if (status === 'anonymous') return t(degraded ? 'home.refresh.present' : 'home.refresh.none');
  return t('home.refresh.used', { count: refreshes });
}

/**
 * The expiry of the access token by the server's clock. Reads the token after each API response,
 * when it needs no request of its own. Watching the token never renews it.
 */
function useTokenExpiry(): number | null {
  const client = useAuthClient();
  const { status, user } = useAuth();
  const { responses } = useSyncExternalStore(sessionFacts.subscribe, sessionFacts.get);
  const [expiry, setExpiry] = useState<number | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each API response may have brought a new token
  useEffect(() => {
    if (status !== 'authenticated') return setExpiry(null);
    let gone = false;
    client.getAccessToken().then(
      (token) => gone || setExpiry(token === null ? null : tokenExpiry(token)),
      () => undefined, // The server cannot be reached; the banner says so.
    );
    return () => {
      gone = true;
    };
  }, [client, status, user?.id, responses]);
  return expiry;
}

function useEachSecond(): void {
  const [, render] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(render, 1000);
    return () => clearInterval(timer);
  }, []);
}

function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
