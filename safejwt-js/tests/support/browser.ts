import { systemTimers } from '../../src/browser/clock.js';
import type { AuthClientOptions } from '../../src/types.js';
import { TestChannels } from '../../testing/channels.js';
import { createFakeServer, type FakeServerOptions, type people } from './fake-server.js';
import { openPage } from './page.js';

interface BrowserOptions extends FakeServerOptions {
  remembered?: keyof typeof people | null;
  channels?: boolean;
  client?: AuthClientOptions;
}

export const lockName = 'safejwt https://app.example/users/';

/** A browser with one cookie jar, and a server. Its tabs share the server's clock. */
export function openBrowser({
  remembered = 'ada',
  locks = true,
  channels = true,
  client,
  ...rest
}: BrowserOptions = {}) {
  openPage();
  const server = createFakeServer({ locks, ...rest });
  if (remembered) server.remember(remembered);
  const { browser } = server;
  // The channels use the platform's timers, which these tests replace.
  const hub = new TestChannels(systemTimers);

  function openTab(options: AuthClientOptions = {}) {
    const own = { timers: systemTimers, channel: channels ? hub.create : null };
    return browser.tab({ ...server.options, ...own, ...client, ...options });
  }

  return { server, locks: browser.locks, channels: hub, openTab };
}

export type Tab = ReturnType<ReturnType<typeof openBrowser>['openTab']>;

/** A browser with `count` tabs, all signed in as ada by one request. */
export async function openSignedInBrowser(count: number, options: BrowserOptions = {}) {
  const browser = openBrowser(options);
  const tabs = Array.from({ length: count }, () => browser.openTab());
  for (const { client } of tabs) await client.restore();
  browser.server.received.length = 0;
  return { ...browser, tabs };
}
