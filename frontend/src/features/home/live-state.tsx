import { useEffect, useReducer, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuth, useAuthClient } from 'safejwt-js/react';
import { endOfToken, hasCsrfCookie, sessionFacts } from '../session/session-facts';
import classes from './live-state.module.css';

/** What is shown while it is not known. */
const NOTHING_YET = '–';

/** Whether the page holds a CSRF cookie. */
export function CsrfCookieNow() {
  const { t } = useTranslation();
  useEachSecond();
  return <>{t(hasCsrfCookie() ? 'home.csrf.present' : 'home.csrf.absent')}</>;
}

/** How long the access token is still good for. It is no live region: nobody wants to hear each second. */
export function AccessTokenNow() {
  const { t } = useTranslation();
  const { status } = useAuth();
  const end = useTokenEnd();
  useEachSecond();
  if (status === 'unknown') return NOTHING_YET;
  if (status === 'anonymous') return t('home.access.none');
  if (end === null) return NOTHING_YET;
  const seconds = Math.ceil((end - Date.now()) / 1000);
  if (seconds <= 0) return t('home.access.over');
  return <span className={classes.time}>{t('home.access.left', { time: minutes(seconds) })}</span>;
}

/** How often this page has used the refresh cookie, which it cannot see. */
export function RefreshCookieNow() {
  const { t } = useTranslation();
  const { status } = useAuth();
  const { refreshes } = useSyncExternalStore(sessionFacts.subscribe, sessionFacts.get);
  if (status === 'unknown') return NOTHING_YET;
  if (status === 'anonymous') return t('home.refresh.none');
  return t('home.refresh.used', { count: refreshes });
}

/**
 * When the token ends, by this device's clock. It is asked for when this is first shown and after each answer of the API, when
 * it is there without a request of its own; a token that runs out meanwhile is not renewed for being looked at.
 */
function useTokenEnd(): number | null {
  const client = useAuthClient();
  const { status, user } = useAuth();
  const { answers, clockAhead } = useSyncExternalStore(sessionFacts.subscribe, sessionFacts.get);
  const [end, setEnd] = useState<number | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer of the API may have brought another token
  useEffect(() => {
    if (status !== 'authenticated') return setEnd(null);
    let gone = false;
    client.getAccessToken().then(
      (token) => gone || setEnd(token === null ? null : endOfToken(token, clockAhead)),
      () => undefined, // The server cannot be reached; the banner says so.
    );
    return () => {
      gone = true;
    };
  }, [client, status, user?.id, answers]);
  return end;
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
