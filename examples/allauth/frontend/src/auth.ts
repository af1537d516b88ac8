import { createAuthClient } from 'safejwt-js';
import { createAllauthClient } from 'safejwt-js/allauth';
import { askToConfirm } from './reauthentication/confirm';
import { askUser } from './reauthentication/question';

declare module 'safejwt-js' {
  interface Register {
    /** The user, as `example/serializers.py` shows them. */
    user: { id: number; username: string; email: string; has_password: boolean };
  }
}

/** The session: django-safejwt. */
export const client = createAuthClient({
  baseUrl: '/users/',
  fetch: fetchInLanguage,
  onReauthenticationRequired: confirmUser,
});

/** The ways to log in: django-allauth. */
export const allauth = createAllauthClient(client, { onReauthenticationRequired: askUser });

/** Before an action of our own API that needs it, such as the deletion of the account. */
async function confirmUser(): Promise<boolean> {
  const { user } = client.getState();
  return user !== null && askToConfirm(allauth, user);
}

/** `fetch` that requests responses and emails in the language of the app. */
function fetchInLanguage(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers ?? (input instanceof Request ? input.headers : undefined));
  if (!headers.has('Accept-Language')) headers.set('Accept-Language', document.documentElement.lang);
  return fetch(input, { ...init, headers });
}
