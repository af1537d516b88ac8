import { useLocation, useSearchParams } from 'react-router';
import { safeReturnTo } from 'safejwt-js/return-to';

/** Where to go after the login: `?next=` if it lies inside this app, otherwise home. */
export function useDestination(): string {
  const [parameters] = useSearchParams();
  return safeReturnTo(parameters.get('next'), '/');
}

/** `path` with the current URL as its `?next=`. */
export function useReturningHere(path: string): string {
  const { pathname, search, hash } = useLocation();
  return withNext(path, pathname + search + hash);
}

/** `path` with `destination` as its `?next=`, except for home. */
export function withNext(path: string, destination: string): string {
  return destination === '/' ? path : `${path}?next=${encodeURIComponent(destination)}`;
}
