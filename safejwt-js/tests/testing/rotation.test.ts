import { describe, expect, test } from 'vitest';
import { createTestServer, type TestBrowser, type TestServer } from '../../testing/index.js';
import { cookiesOf } from '../../testing/responses.js';

// The exchanges of the protocol are replayed in protocol.test.ts. Here are the limits, to the second.

interface Page {
  server: TestServer;
  browser: TestBrowser;
  /** Refreshes with the jar's token or with another one. Returns the code of a refusal, or the cookies that were set. */
  refresh(refreshToken?: string | null): Promise<string>;
  /** Uses the latest access token. */
  use(): Promise<number>;
  jar(): string | null;
}

function open(): Page {
  const server = createTestServer();
  const browser = server.signIn('ada');
  const csrf = () => ({ 'X-CSRFToken': browser.cookies.get('csrftoken') ?? '' });
  let accessToken = '';
  return {
    server,
    browser,
    async refresh(refreshToken) {
      if (refreshToken) browser.cookies.set('refreshtoken', refreshToken);
      const response = await browser.fetch('/users/token/', { method: 'POST', headers: csrf() });
      const body = await response.json();
      if (!response.ok) return body.code;
      accessToken = body.accessToken;
      return cookiesOf(response)
        .map(({ name }) => name)
        .join();
    },
    async use() {
      const headers = { ...csrf(), Authorization: `Bearer ${accessToken}` };
      return (await browser.fetch('/users/auth/', { headers })).status;
    },
    jar: () => browser.cookies.get('refreshtoken'),
  };
}

const repeated = 'csrftoken';
const replaced = 'session-hint,refreshtoken,csrftoken';

describe('the current refresh token', () => {
  test('is repeated without a cookie for a minute after its first use, and then replaced', async () => {
    const { server, refresh, jar } = open();
    const first = jar();
    server.clock.jump(59);
    expect(await refresh()).toBe(repeated);
    expect(jar()).toBe(first);
    server.clock.jump(59);
    expect(await refresh()).toBe(repeated);
    server.clock.jump(1);
    expect(await refresh()).toBe(replaced);
    expect(jar()).not.toBe(first);
  });

  test('counts as used when its access token is', async () => {
    const { server, refresh, use } = open();
    server.clock.jump(60);
    expect(await refresh()).toBe(replaced);
    server.clock.jump(59);
    expect(await use()).toBe(200);
    server.clock.jump(59);
    expect(await refresh()).toBe(repeated);
    server.clock.jump(1);
    expect(await refresh()).toBe(replaced);
  });
});

describe('the previous refresh token', () => {
  async function openRotated() {
    const page = open();
    const first = page.jar();
    page.server.clock.jump(60);
    await page.refresh();
    return { ...page, first, second: page.jar() };
  }

  test('is accepted for a minute after the first use of its successor', async () => {
    const { server, refresh, use, jar, first, second } = await openRotated();
    server.clock.jump(200);
    expect(await use()).toBe(200);
    server.clock.jump(60);
    expect(await refresh(first)).toBe(replaced);
    expect(jar()).toBe(second);
    server.clock.jump(1);
    expect(await refresh(first)).toBe('refresh_token_reused');
    expect(await refresh(second)).toBe('refresh_token_revoked');
    expect(server.sessionCount('ada')).toBe(0);
  });

  test('is accepted at any time while its successor was never used, which then is not replaced', async () => {
    const { server, refresh, jar, first, second } = await openRotated();
    for (const _ of [1, 2]) {
      server.clock.jump(3600);
      expect(await refresh(first)).toBe(replaced);
      expect(jar()).toBe(second);
    }
    // Another request with the same token may still be under way.
    server.clock.jump(59);
    expect(await refresh(second)).toBe(repeated);
    expect(await refresh(first)).toBe(replaced);
    expect(jar()).toBe(second);
  });

  test('ends the session once its successor has been replaced', async () => {
    const { server, refresh, first } = await openRotated();
    server.clock.jump(60);
    expect(await refresh()).toBe(replaced);
    expect(await refresh(first)).toBe('refresh_token_reused');
  });
});
