import { expect, test } from '@playwright/test';
import { placesWithTokens, Tokens } from '../app/token-search.ts';
import { Traffic } from '../app/traffic.ts';
import { expectSignedIn, logIn } from '../app/user.ts';
import { createAccount } from '../server/accounts.ts';
import { moveClocks } from '../server/clock.ts';

test('no script can read a token after login, refresh and reload', async ({ context, page }) => {
  const user = await createAccount('development');
  const tokens = new Tokens(page);
  await logIn(page, user);
  await page.goto('/account');
  await expectSignedIn(page, user);
  expect(await placesWithTokens(page, await tokens.all())).toEqual([]);

  const traffic = new Traffic(page);
  await moveClocks(context);
  const profile = page.getByRole('form', { name: 'Profile' });
  await profile.getByLabel('Username').fill(`${user.username}-renamed`);
  await profile.getByRole('button', { name: 'Save changes' }).click();
  const renamed = { username: `${user.username}-renamed` };
  await expectSignedIn(page, renamed);
  expect(traffic.countOf('token/')).toBe(1);
  expect(await placesWithTokens(page, await tokens.all())).toEqual([]);

  await page.reload();
  await expectSignedIn(page, renamed);
  const found = await tokens.all();
  // Login, opening the account, the refresh and the reload issue an access token each.
  expect(found.length).toBeGreaterThanOrEqual(4 * 3);
  expect(await placesWithTokens(page, found)).toEqual([]);
});

test('the search finds a token in each of those places', async ({ page }) => {
  await page.goto('/');
  await page.evaluate(async () => {
    localStorage.setItem('a', 'planted');
    sessionStorage.setItem('a', 'planted');
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
    document.cookie = 'a=planted';
    history.replaceState({ a: 'planted' }, '');
    document.body.dataset.a = 'planted';
    await (await caches.open('a')).put('/a', new Response('planted'));
    const opening = indexedDB.open('a', 1);
    await new Promise((resolve) => {
      opening.onupgradeneeded = () => opening.result.createObjectStore('a').put({ a: 'planted' }, 1);
      opening.onsuccess = resolve;
    });
    opening.result.close();
    Object.assign(window, { a: { b: [new Map([['c', { d: 'planted' }]])] } });
    Object.assign(document.body, { expando: { a: 'planted' } });
  });
  const places = await placesWithTokens(page, ['planted']);
  for (const place of [
    'localStorage',
    'sessionStorage',
    'document.cookie',
    'URL',
    'DOM',
    'Cache storage',
    'IndexedDB',
  ]) {
    expect(places).toContain(place);
  }
  expect(places).toContain('window.a.b.0.c.d');
  expect(places).toContain('<body>.expando.a');
});
