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

/** One browser with one cookie jar, and a server: tabs are opened in it. Their clock runs with the server's. */
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
  // With the platform's timers, which these tests replace themselves.
  const hub = new TestChannels(systemTimers);

  function openTab(options: AuthClientOptions = {}) {
    const own = { timers: systemTimers, channel: channels ? hub.create : null };
    return browser.tab({ ...server.options, ...own, ...client, ...options });
  }

  return { server, locks: browser.locks, channels: hub, openTab };
}

export type Tab = ReturnType<ReturnType<typeof openBrowser>['openTab']>;

/** A browser with so many tabs, all of them signed in as ada by one request. */
export async function openSignedInBrowser(count: number, options: BrowserOptions = {}) {
  const browser = openBrowser(options);
  const tabs = Array.from({ length: count }, () => browser.openTab());
  for (const { client } of tabs) await client.restore();
  browser.server.received.length = 0;
  return { ...browser, tabs };
}
