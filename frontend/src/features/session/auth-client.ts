import { createAuthClient, type User } from 'safejwt-js';
import { announceChange, isChange } from './changes';
import { askForPassword } from './reauthentication/question';
import { sessionFacts } from './session-facts';

/** The logged-in user, as this project's serializer shows them. */
export interface Account extends User {
  username: string;
  email: string;
  /** ISO 8601; `null` before the first login. */
  last_login: string | null;
  /** ISO 8601. */
  date_joined: string;
}

declare module 'safejwt-js' {
  interface Register {
    user: Account;
  }
}

export const authClient = createAuthClient({
  baseUrl: '/users/',
  fetch: fetchInLanguage,
  onReauthenticationRequired: askForPassword,
});

/** `fetch` that requests responses in the app's language, records facts for the home page, and tells other tabs of changes. */
async function fetchInLanguage(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers ?? (input instanceof Request ? input.headers : undefined));
  if (!headers.has('Accept-Language')) headers.set('Accept-Language', document.documentElement.lang);
  const response = await fetch(input, { ...init, headers }).catch((error: unknown) => {
    if (!init.signal?.aborted) sessionFacts.recordNoResponse();
    throw error;
  });
  const url = input instanceof Request ? input.url : String(input);
  sessionFacts.record(url, response);
  if (response.ok && isChange(url, init.method)) announceChange();
  return response;
}
