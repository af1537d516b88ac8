import type { BrowserContext, Page } from '@playwright/test';
import type { AuthClient, AuthClientOptions } from 'safejwt-js';
import { clientModule, openClientPage } from './page.ts';

/** What a browser may lack: Web Locks need a secure context, and either may be disabled. */
export type Missing = 'locks' | 'channel';

declare module 'safejwt-js' {
  interface Register {
    user: { id: string; username: string; email: string };
  }
}

declare global {
  interface Window {
    client: AuthClient;
  }
}

export interface TabOptions {
  missing?: readonly Missing[];
  /** Options of the client that can be sent to the page. */
  client?: Pick<AuthClientOptions, 'shareTokens' | 'timeout'>;
  /**
   * A clock that never moves, as on a device that sleeps: the client does not refresh ahead of time, so that only the
   * server's 401 tells it that the token has expired.
   */
  clockStandsStill?: boolean;
}

/** Opens a tab with the client at `window.client`, which has not sent a request yet. */
export async function openTab(context: BrowserContext, options: TabOptions = {}): Promise<Page> {
  const page = await context.newPage();
  const { missing = [], client = {}, clockStandsStill = false } = options;
  await page.addInitScript((missing) => {
    if (missing.includes('locks')) Object.defineProperty(navigator, 'locks', { value: undefined });
    if (missing.includes('channel')) Object.assign(window, { BroadcastChannel: undefined });
  }, missing as string[]);
  await openClientPage(page);
  await page.evaluate(
    async ({ module, client, clockStandsStill }) => {
      const { createAuthClient } = (await import(module)) as typeof import('safejwt-js');
      window.client = createAuthClient({ ...client, ...(clockStandsStill && { now: () => 0 }) });
    },
    { module: clientModule, client, clockStandsStill },
  );
  return page;
}

/** Opens tabs one after the other, each with the session restored. */
export async function openTabs(context: BrowserContext, count: number, options: TabOptions = {}): Promise<Page[]> {
  const tabs: Page[] = [];
  for (let at = 0; at < count; at += 1) {
    const tab = await openTab(context, options);
    await tab.evaluate(() => window.client.restore());
    tabs.push(tab);
  }
  return tabs;
}

/** The client's state: `authenticated ada`, `anonymous signed_out`, `unknown`; with ` degraded` behind in an outage. */
export function stateOf(tab: Page): Promise<string> {
  return tab.evaluate(() => {
    const { status, user, reason, degraded } = window.client.getState();
    return [status, user?.username, reason, degraded && 'degraded'].filter(Boolean).join(' ');
  });
}

/** Sends that many requests at once. Returns the status of each response, or the code of the error. */
export function callApi(tab: Page, times: number, url = '/users/auth/'): Promise<(number | string)[]> {
  return tab.evaluate(
    ([times, url]) => {
      const call = async () => {
        try {
          return (await window.client.fetch(url)).status;
        } catch (error) {
          return (error as { code: string }).code;
        }
      };
      return Promise.all(Array.from({ length: times }, call));
    },
    [times, url] as const,
  );
}

/** Counts the requests that all tabs of the browser send to a path below `/users/` from now on. */
export function countRequests(context: BrowserContext, path: string): () => number {
  let count = 0;
  context.on('request', (request) => {
    if (new URL(request.url()).pathname === `/users/${path}`) count += 1;
  });
  return () => count;
}
