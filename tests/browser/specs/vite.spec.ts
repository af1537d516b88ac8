import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { expectSignedIn, register } from '../app/user.ts';
import { freePort, origin } from '../server/servers.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const vite = join(root, 'node_modules', '.bin', 'vite');

test.describe("Vite's server on a port of its own, in front of an API on another", () => {
  let server: ChildProcess;
  let app: string;

  test.beforeAll(async () => {
    const port = await freePort();
    app = `http://localhost:${port}`;
    const env = {
      ...process.env,
      PORT: String(port),
      API_ORIGIN: origin('development').replace('localhost', '127.0.0.1'),
    };
    server = spawn(vite, [], { cwd: join(root, 'frontend'), env, stdio: 'ignore' });
    await expect(async () => expect((await fetch(`${app}/users/csrf/`)).status).toBe(200)).toPass({ timeout: 30_000 });
  });

  test.afterAll(() => {
    server?.kill();
  });

  test('a user registers, stays signed in after a reload, and reaches what Django serves', async ({ browser }) => {
    test.slow(); // Vite prepares the packages at the first visit, and may reload the page.
    const context = await browser.newContext({ baseURL: app });
    const page = await context.newPage();
    await page.goto('/register');
    await expect(page.getByRole('button', { name: 'Create account' })).toBeVisible({ timeout: 60_000 });
    const user = await register(page);
    await page.reload();
    await expectSignedIn(page, user);
    const unknown = await page.request.get('/api/nothing/');
    expect([unknown.status(), (await unknown.json()).code]).toEqual([404, 'not_found']);
    for (const path of ['/health/live', '/admin/login/', '/mail/'])
      expect((await page.request.get(path)).status()).toBe(200);
    await context.close();
  });
});
