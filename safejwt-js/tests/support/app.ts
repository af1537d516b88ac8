import { createAuthClient } from '../../src/index.js';
import type { AuthClientOptions } from '../../src/types.js';
import { createFakeServer, type FakeServerOptions, failing, type people } from './fake-server.js';
import { openPage } from './page.js';

interface AppOptions extends FakeServerOptions {
  client?: AuthClientOptions;
  /** The user of the last visit; `null` for a first visit without cookies. */
  remembered?: keyof typeof people | null;
}

/**
 * A page, a server that this browser has visited before, and a client that shares the server's
 * clock.
 */
export function openApp({ client: options, remembered, ...serverOptions }: AppOptions = {}) {
  openPage();
  const server = createFakeServer(serverOptions);
  if (remembered) server.remember(remembered);
  else if (remembered === undefined) server.visit();
  const client = createAuthClient({ ...server.options, ...options });
  return { server, client };
}

/** The same with ada signed in. */
export async function openSignedInApp(options: AppOptions = {}) {
  const app = openApp({ remembered: 'ada', ...options });
  await app.client.restore();
  return app;
}

/** The same with a server on which the token has expired earlier than the client expects. */
export async function openAppWithDeadToken() {
  const app = await openSignedInApp();
  app.server.plan('/api/', failing(401, 'access_token_expired'));
  return app;
}
