import { expect, type Page, test } from '@playwright/test';
import { signedInCookies } from '../../app/production-cookies.ts';
import { expectSignedIn, register } from '../../app/user.ts';
import { type Deployed, deploy } from '../../server/deployed.ts';

/** Presses the button of the home page, which needs a fresh access token each time, until `disturbance` is over. */
async function useDuring(page: Page, disturbance: Promise<void>): Promise<{ calls: number; failures: number }> {
  let over = false;
  const end = disturbance.finally(() => {
    over = true;
  });
  const seen = { calls: 0, failures: 0 };
  const button = page.getByRole('button', { name: 'Call the protected API' });
  while (!over) {
    await button.click();
    await expect(button).toBeEnabled();
    seen.calls += 1;
    seen.failures += await page.getByRole('alert').count();
    await page.waitForTimeout(200);
  }
  await end;
  return seen;
}

test.describe('two servers behind Caddy, with PostgreSQL and Valkey', () => {
  let site: Deployed;

  test.beforeAll(async () => {
    test.setTimeout(120_000);
    site = await deploy();
  });

  test.afterAll(async () => {
    await site?.end();
  });

  test('a page stays signed in while a server is killed and a release is rolled', async ({ browser }, info) => {
    test.setTimeout(240_000);
    // Caddy has a certificate of its own authority here.
    const context = await browser.newContext({ baseURL: site.origin, ignoreHTTPSErrors: true });
    const page = await context.newPage();
    const refreshes: number[] = [];
    page.on('response', (response) => {
      if (response.url().endsWith('/users/token/')) refreshes.push(response.status());
    });
    const user = await register(page);
    const cookies = await context.cookies();
    expect(cookies.map(({ name }) => name).sort()).toEqual(signedInCookies);
    expect(cookies.every(({ secure }) => secure)).toBe(true);
    await page.goto('/');

    const killed = await useDuring(page, site.kill());
    // The page has one request in flight.
    expect(killed.failures).toBeLessThanOrEqual(1);
    await expectSignedIn(page, user);

    const before = refreshes.length;
    const released = await useDuring(page, site.release());
    expect(released.failures).toBe(0);
    await expectSignedIn(page, user);
    expect(refreshes.slice(before).every((status) => status === 200)).toBe(true);
    expect(refreshes.slice(before).length).toBeGreaterThan(10);
    expect(refreshes.filter((status) => status === 401)).toEqual([]);
    const description = `${killed.calls + released.calls} calls, ${killed.failures} lost, ${refreshes.length} refreshes`;
    info.annotations.push({ type: 'figures', description });

    await page.reload();
    await expectSignedIn(page, user);
    await context.close();
  });
});
