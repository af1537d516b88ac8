import { createAuthClient } from '../../src/index.js';

export const client = createAuthClient({ baseUrl: '/users/' });
