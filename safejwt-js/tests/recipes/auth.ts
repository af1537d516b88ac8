import { createAuthClient } from '../../src/index.js';

declare module 'safejwt-js' {
  interface Register {
    // What your SAFEJWT_USER_SERIALIZER shows. Only `id` is required.
    user: { id: number; username: string; email: string };
  }
}

export const client = createAuthClient({ baseUrl: '/users/' });
