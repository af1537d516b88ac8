import { expect, test } from '@playwright/test';
import { clientModule, openClientPage } from '../client-page.ts';
import { expectSignedIn, register } from '../person.ts';
import { accessTokenSeconds } from '../servers.ts';
import { Traffic } from '../traffic.ts';

const pastExpiry = accessTokenSeconds * 1000 + 500;

/**
 * Clocks of devices stand still while they sleep. A client with such a clock does not refresh ahead of time: only the
 * server's 401 tells it that the token has expired. This one has a clock that never moves.
 */
function openClient() {
  return `(async () => {
    const { createAuthClient } = await import('${clientModule}');
    window.client = createAuthClient({ now: () => 0 });
    return (await window.client.restore()).user;
  })()`;
}

declare global {
  interface Window {
    client: import('safejwt-js').AuthClient;
  }
}

test('ten parallel requests with an expired token share one refresh and are all repeated', async ({ page }) => {
  const { username } = await register(page);
  await openClientPage(page);
  await page.evaluate(openClient());
  await page.waitForTimeout(pastExpiry);

  const traffic = new Traffic(page);
  const answers = await page.evaluate(() =>
    Promise.all(
      Array.from({ length: 10 }, async () => {
        const response = await window.client.fetch('/users/auth/');
        return { status: response.status, username: (await response.json()).username };
      }),
    ),
  );

  expect(answers).toEqual(Array.from({ length: 10 }, () => ({ status: 200, username })));
  expect(traffic.countOf('token/')).toBe(1);
  const count = (line: string) => traffic.lines.filter((other) => other === line).length;
  expect(count('GET auth/ 401')).toBeGreaterThan(0);
  expect(count('GET auth/ 200')).toBe(10);
});

for (const method of ['PATCH', 'POST']) {
  test(`an expired token on ${method}: 401, refresh, and the same body once more`, async ({ page }) => {
    const { username } = await register(page);
    await openClientPage(page);
    await page.evaluate(openClient());
    await page.waitForTimeout(pastExpiry);

    const traffic = new Traffic(page);
    const answer = await page.evaluate(
      async ({ method, renamed }) => {
        const { user } = window.client.getState();
        const response = await window.client.fetch(`/users/${user?.id}/`, {
          method,
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ username: renamed }),
        });
        return response.json();
      },
      { method, renamed: `${username}-renamed` },
    );

    expect(answer).toMatchObject({ username: `${username}-renamed` });
    expect(traffic.lines).toEqual([`${method} <id>/ 401`, 'POST token/ 200', `${method} <id>/ 200`]);
  });
}

test('saving a form after the device has slept past the token’s end just works', async ({ page }) => {
  const { username } = await register(page);
  await page.addInitScript(() => {
    const [time, date] = [performance.now(), Date.now()];
    performance.now = () => time;
    Date.now = () => date;
  });
  await page.goto('/account');
  const profile = page.getByRole('form', { name: 'Profile' });
  await profile.getByLabel('Username').fill(`${username}-renamed`);
  await page.waitForTimeout(pastExpiry);

  const traffic = new Traffic(page);
  await profile.getByRole('button', { name: 'Save changes' }).click();
  await expectSignedIn(page, { username: `${username}-renamed` });
  expect(traffic.lines).toEqual(['PATCH <id>/ 401', 'POST token/ 200', 'PATCH <id>/ 200']);
});

test('on a device that is awake the token is renewed before the form is sent', async ({ page }) => {
  const { username } = await register(page);
  await page.goto('/account');
  const profile = page.getByRole('form', { name: 'Profile' });
  await profile.getByLabel('Username').fill(`${username}-renamed`);
  await page.waitForTimeout(pastExpiry);

  const traffic = new Traffic(page);
  await profile.getByRole('button', { name: 'Save changes' }).click();
  await expectSignedIn(page, { username: `${username}-renamed` });
  expect(traffic.lines).toEqual(['POST token/ 200', 'PATCH <id>/ 200']);
});
