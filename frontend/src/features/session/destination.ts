import { useLocation, useSearchParams } from 'react-router';
import { safeReturnTo } from 'safejwt-js/return-to';

/** Where to go after signing in: `?next=`, if it is a place inside this app, else home. */
export function useDestination(): string {
  const [parameters] = useSearchParams();
  return safeReturnTo(parameters.get('next'), '/');
}

/** `path` with the current place as its `?next=`. */
export function useReturningHere(path: string): string {
  const { pathname, search, hash } = useLocation();
  return withNext(path, pathname + search + hash);
}

/** `path` with `destination` as its `?next=`; home needs none. */
export function withNext(path: string, destination: string): string {
  return destination === '/' ? path : `${path}?next=${encodeURIComponent(destination)}`;
}
