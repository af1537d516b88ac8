import type { BrowserContext, Page } from '@playwright/test';
import type { AuthClientOptions } from 'safejwt-js';
import { clientModule, openClientPage } from './client-page.ts';

/** What a browser may lack: Web Locks need a secure page, either may be switched off. */
export type Missing = 'locks' | 'channel';

export interface TabOptions {
  missing?: readonly Missing[];
  /** Options of the client that can be sent to the page. */
  client?: Pick<AuthClientOptions, 'shareTokens' | 'timeout'>;
  /**
   * A clock that never moves, as on a device that sleeps: the client does not refresh ahead of time, so that only the
   * server's 401 tells it that the token is over.
   */
  clockStandsStill?: boolean;
}

/** Opens a tab with the client, which is at `window.client` and has not asked for anything yet. */
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

/** Who is signed in there: `authenticated ada`, `anonymous signed_out`, `unknown` with ` degraded` behind. */
export function stateOf(tab: Page): Promise<string> {
  return tab.evaluate(() => {
    const { status, user, reason, degraded } = window.client.getState();
    return [status, user?.username, reason, degraded && 'degraded'].filter(Boolean).join(' ');
  });
}

/** Sends so many requests at once; says the status of each answer, or the code of the error. */
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

/** How many requests all tabs of the browser have sent to a path below `/users/` since this was called. */
export function countRequests(context: BrowserContext, path: string): () => number {
  let count = 0;
  context.on('request', (request) => {
    if (new URL(request.url()).pathname === `/users/${path}`) count += 1;
  });
  return () => count;
}
