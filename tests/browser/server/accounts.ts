import { newUser, type User } from '../app/user.ts';
import { type Mode, origin } from './servers.ts';

/** An account with a session that no browser of the tests has. */
export interface Account extends User {
  /** The session's cookies by name. */
  cookies: Record<string, string>;
}

/** Creates an account over the API, without a browser. */
export async function createAccount(mode: Mode): Promise<Account> {
  const user = newUser();
  const url = `${origin(mode)}/users/`;
  const first = await fetch(`${url}csrf/`);
  const { csrfToken } = (await first.json()) as { csrfToken: string };
  const Cookie = Object.entries(cookiesOf(first))
    .map((pair) => pair.join('='))
    .join('; ');
  const headers = { 'Content-Type': 'application/json', Cookie, 'X-CSRFToken': csrfToken };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(user) });
  if (response.status !== 201) throw new Error(`The server responded to the registration with ${response.status}.`);
  return { ...user, cookies: cookiesOf(response) };
}

function cookiesOf(response: Response): Record<string, string> {
  const pairs = response.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}
