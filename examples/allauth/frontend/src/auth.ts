import { createAuthClient } from 'safejwt-js';
import { createAllauthClient } from 'safejwt-js/allauth';
import { askUser } from './reauthentication/question';

declare module 'safejwt-js' {
  interface Register {
    /** The user, as `example/serializers.py` shows them. */
    user: { id: number; username: string; email: string; has_password: boolean };
  }
}

/** The session: django-safejwt. */
export const client = createAuthClient({ baseUrl: '/users/' });

/** The ways to log in: django-allauth. */
export const allauth = createAllauthClient(client, { onReauthenticationRequired: askUser });
