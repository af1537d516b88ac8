import { createAuthClient, type User } from 'safejwt-js';
import { askForPassword } from './reauthentication/question';
import { sessionFacts } from './session-facts';

/** The signed-in person, with the fields this project's serializer adds. */
export interface Account extends User {
  /** ISO 8601; `null` before the first login. */
  last_login: string | null;
  /** ISO 8601. */
  date_joined: string;
}

export const authClient = createAuthClient<Account>({
  baseUrl: '/users/',
  fetch: speakingFetch,
  onReauthenticationRequired: askForPassword,
});

/** The platform's `fetch`: the API is asked to answer in the app's language, and its answers are counted. */
async function speakingFetch(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers ?? (input instanceof Request ? input.headers : undefined));
  if (!headers.has('Accept-Language')) headers.set('Accept-Language', document.documentElement.lang);
  const response = await fetch(input, { ...init, headers });
  sessionFacts.notice(input instanceof Request ? input.url : input, response);
  return response;
}
