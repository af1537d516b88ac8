import { type BrowserContext, expect, type Page, type Route, test } from '@playwright/test';
import { Traffic } from '../app/traffic.ts';
import { expectSignedIn, expectSignedOut, newUser, signIn, signUp, submitLogin, type User } from '../app/user.ts';
import { sessionRows } from '../server/database.ts';

const logout = '**/users/logout/';

async function clickLogOut(page: Page, { username }: User): Promise<void> {
  await page.getByRole('button', { name: `Account menu of ${username}` }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
}

function errorPage(status: number) {
  return (route: Route) => route.fulfill({ status, contentType: 'text/html', body: 'down' });
}

test.describe('a logout that fails', () => {
  const unreachable = 'You are still logged in. The server could not be reached.';
  const unavailable = 'You are still logged in. The server could not log you out.';

  for (const [how, fail, text] of [
    ['without a response', (route: Route) => route.abort(), unreachable],
    ['with a 503', errorPage(503), unavailable],
    ['with a 500', errorPage(500), unavailable],
    ['with a 429', errorPage(429), unavailable],
  ] as const) {
    test(`${how} is shown in all tabs and after a reload, and completed by itself`, async ({ context, page }) => {
      const user = await signUp(context);
      const other = await context.newPage();
      for (const each of [page, other]) {
        await each.goto('/');
        await expectSignedIn(each, user);
      }
      await context.route(logout, fail);
      await clickLogOut(page, user);
      for (const each of [page, other]) await expectStillLoggedIn(each, text);
      await page.reload();
      await expectStillLoggedIn(page, text);
      expect(sessionRows(user.username)).toHaveLength(1);

      await context.unroute(logout);
      for (const each of [page, other]) {
        await expectSignedOut(each);
        await expect(each.getByText(text)).toHaveCount(0);
      }
      expect(sessionRows(user.username)).toEqual([]);
      await page.reload();
      await expectSignedOut(page);
    });
  }

  test('offline is repeated when the connection returns', async ({ context, page }) => {
    const user = await signUp(context);
    await page.goto('/');
    await expectSignedIn(page, user);
    await context.setOffline(true);
    await clickLogOut(page, user);
    await expectStillLoggedIn(page, unreachable);
    await context.setOffline(false);
    await expectSignedOut(page);
    expect(sessionRows(user.username)).toEqual([]);
  });

  test('is repeated by the button', async ({ context, page }) => {
    const user = await signUp(context);
    await page.goto('/');
    await expectSignedIn(page, user);
    await page.route(logout, errorPage(503), { times: 1 });
    await clickLogOut(page, user);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByText('You have logged out.')).toBeVisible();
    expect(sessionRows(user.username)).toEqual([]);
  });

  test('leaves no secret in the storage', async ({ context, page }) => {
    const user = await signUp(context);
    await page.goto('/');
    await expectSignedIn(page, user);
    await context.route(logout, (route) => route.abort());
    await clickLogOut(page, user);
    await expectStillLoggedIn(page, unreachable);
    const marks = () => page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.endsWith(' logout')));
    expect(await marks()).toEqual([
      [expect.stringMatching(/^safejwt /), expect.stringMatching(/^session-hint=[\da-f]{8}$/)],
    ]);
    await context.unroute(logout);
    await expectSignedOut(page);
    expect(await marks()).toEqual([]);
  });

  async function expectStillLoggedIn(page: Page, text: string): Promise<void> {
    await expect(page.getByRole('alert').filter({ hasText: text })).toBeVisible();
    await expect(page.getByRole('banner').getByRole('link', { name: 'Log in' })).toHaveCount(0);
    await expect(page.getByText('You are not logged in')).toHaveCount(0);
    await expect(page.getByText(/You have logged out/)).toHaveCount(0);
  }
});

test('a page that opens while the logout is on its way does not show the user as logged in', async ({
  context,
  page,
}) => {
  const user = await signUp(context);
  await page.goto('/');
  await expectSignedIn(page, user);
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await context.route(
    logout,
    async (route) => {
      await released;
      await route.continue().catch(() => undefined);
    },
    { times: 1 },
  );
  const traffic = new Traffic(page);
  await clickLogOut(page, user);
  await page.goto('/account');
  await expect(page).toHaveURL(/\/login/);
  await expectSignedOut(page);
  expect(traffic.countOf('token/')).toBe(0);
  expect(sessionRows(user.username)).toEqual([]);
  release();
});

test.describe('the activity', () => {
  const iPhone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';

  test('names the device that was logged out, and the one that did it', async ({ browser, context, page }) => {
    const user = await signUp(context);
    await signInOnPhones(1);
    await endOthers();
    const row = page.getByRole('listitem').filter({ hasText: 'Safari on iPhone was logged out' });
    await expect(row.getByText(/^by (Headless)?Chrome on Linux$/)).toBeVisible();

    await signInOnPhones(4);
    await endOthers();
    await expect(page.getByText('4 devices were logged out')).toHaveCount(1);

    async function signInOnPhones(count: number): Promise<void> {
      for (let number = 0; number < count; number++) {
        const phone = await browser.newContext({ userAgent: iPhone });
        await signIn(phone, user);
        await phone.close();
      }
    }
    async function endOthers(): Promise<void> {
      await page.goto('/account/devices');
      await page.getByRole('button', { name: 'Log out all other devices' }).click();
      await expect(page.getByText('All other devices have been logged out.')).toBeVisible();
      await page.goto('/account/activity');
    }
  });
});

test.describe('sending the confirmation again', () => {
  test('says that it was sent, and when it can be sent again', async ({ context, page }) => {
    await signUp(context);
    await page.goto('/account/profile');
    await page.getByRole('button', { name: 'Email me a link' }).click();
    const again = page.getByRole('button', { name: /^Sent\. Send again in (60|59|58) s$/ });
    await expect(again).toBeDisabled();
    await expect(page.getByRole('button', { name: /^Sent\. Send again in 5[0-7] s$/ })).toBeDisabled();
    expect(await page.getByRole('alert').count()).toBeLessThanOrEqual(1);
  });

  test('says that nothing was sent when the address has had its messages', async ({ context, page }) => {
    const user = await signUp(context);
    await sendUntilRefused(context, user);
    await page.goto('/account/profile');
    await page.getByRole('button', { name: 'Email me a link' }).click();
    await expect(page.getByText(/^No email was sent/)).toBeVisible();
    await expect(page.getByRole('button', { name: /^Send again in (60|59) min$/ })).toBeDisabled();
    await expect(page.getByText(/^Sent/)).toHaveCount(0);
  });

  async function sendUntilRefused({ request }: BrowserContext, { username, password }: User): Promise<void> {
    const { csrfToken } = await (await request.get('/users/csrf/')).json();
    const headers = { 'X-CSRFToken': csrfToken };
    const login = await request.post('/users/login/', { data: { username, password }, headers });
    const { accessToken } = await login.json();
    const { csrfToken: bound } = await (await request.get('/users/csrf/')).json();
    const authorized = { 'X-CSRFToken': bound, Authorization: `Bearer ${accessToken}` };
    const statuses: number[] = [];
    for (let number = 0; number < 7; number++) {
      statuses.push((await request.post('/users/email/verify/resend/', { data: {}, headers: authorized })).status());
    }
    expect(new Set(statuses)).toEqual(new Set([202, 429]));
  }
});

test('the time to wait after too many attempts counts down', async ({ page }) => {
  await page.route('**/users/login/', (route) =>
    route.fulfill({
      status: 429,
      headers: { 'Retry-After': '56' },
      json: { detail: 'Too many attempts.', code: 'throttled' },
    }),
  );
  await page.goto('/login');
  await submitLogin(page, newUser());
  await expect(page.getByText('Wait 56 seconds')).toBeVisible();
  await expect(page.getByText(/Wait 5[0-4] seconds/)).toBeVisible();
});

test('another user in another tab is announced, and what was said to the user before goes', async ({
  context,
  page,
}) => {
  const bert = await signUp(context);
  const ada = await signUp(context);
  const other = await context.newPage();
  for (const each of [page, other]) {
    await each.goto('/');
    await expectSignedIn(each, ada);
  }
  await clickLogOut(other, ada);
  await expect(page.getByText('You are not logged in any more.')).toBeVisible();
  await expectSignedOut(other);
  await other.getByRole('banner').getByRole('link', { name: 'Log in' }).click();
  await submitLogin(other, bert);
  await expect(page.getByText(`You are now logged in as ${bert.username}.`)).toBeVisible();
  await expect(page.getByText('You are not logged in any more.')).toHaveCount(0);
  await expectSignedIn(page, bert);
});

test.describe('a visitor whose network fails', () => {
  for (const [path, name] of [
    ['/login', 'Log in'],
    ['/register', 'Create your account'],
  ] as const) {
    test(`sees the form of ${path}, and nothing about a session`, async ({ page }) => {
      await page.route('**/users/**', (route) => route.abort());
      await page.goto(path);
      const form = page.getByRole('form', { name });
      await expect(form).toBeVisible();
      const user = newUser();
      for (const label of ['Username or email', 'Username', 'Email', 'Password']) {
        const field = form.getByLabel(label, { exact: true });
        if (await field.count()) await field.fill(label === 'Email' ? user.email : user.password);
      }
      await form.getByRole('button', { name: /^(Log in|Create account)$/ }).click();
      await expect(page.getByRole('status').filter({ hasText: 'The server cannot be reached.' })).toBeVisible();
      await expect(form).toBeVisible();
      await expect(page.getByText(/session/i)).toHaveCount(0);
    });
  }

  test('reads nothing bad about the server once they are online again', async ({ context, page }) => {
    await page.goto('/login');
    const form = page.getByRole('form', { name: 'Log in' });
    await form.getByLabel('Username or email').fill('somebody');
    await form.getByLabel('Password', { exact: true }).fill('several words');
    await context.setOffline(true);
    await form.getByRole('button', { name: 'Log in' }).click();
    await expect(form.getByRole('alert')).toBeVisible();
    await context.setOffline(false);
    await expect(page.getByText(/You’re offline/)).toBeHidden();
    await expect(page.getByText('The server cannot be reached.')).toBeHidden();
  });

  test('is not told to stay logged in by the error page', async ({ page }) => {
    await page.goto('/');
    await expectSignedOut(page);
    for (const [answer, heading] of [
      [(route: Route) => route.abort(), 'This page could not be loaded'],
      [broken, 'Something went wrong'],
    ] as const) {
      await page.goto('/');
      await page.route('**/assets/login-page*.js', answer);
      await page.reload();
      await page.getByRole('banner').getByRole('link', { name: 'Log in' }).click();
      await expect(page.getByRole('heading', { name: heading })).toBeVisible();
      await expect(page.getByText(/stay logged in/)).toHaveCount(0);
      await page.unroute('**/assets/login-page*.js');
    }

    /** A page that throws while it renders. */
    function broken(route: Route) {
      const body = 'export default () => { throw new Error("broken"); };';
      return route.fulfill({ contentType: 'text/javascript', body });
    }
  });
});

test.describe('a new password', () => {
  test('that is too short shows only how much is missing, and is not sent', async ({ page }) => {
    await page.goto('/register');
    const form = page.getByRole('form', { name: 'Create your account' });
    const traffic = new Traffic(page);
    await form.getByLabel('Username').fill('somebody');
    await form.getByLabel('Email').fill('somebody@example.com');
    await form.getByLabel('Password', { exact: true }).fill('password123');
    await expect(form.getByText('4 more characters')).toBeVisible();
    await expect(form.getByText(/weak|common/i)).toHaveCount(0);
    await expect(form.locator('[data-score]')).toHaveCount(0);
    await form.getByRole('button', { name: 'Create account' }).click();
    await expect(form.getByLabel('Password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
    await expect(form.getByText('Choose a longer password.')).toBeVisible();
    await expect(form.getByText('At least 15 characters.')).toHaveCount(1);
    expect(traffic.countOf('')).toBe(0);
  });

  test('that is bad is reported together with a taken name', async ({ browser, context, page }) => {
    const user = await signUp(context);
    const visitor = await (await browser.newContext()).newPage();
    await visitor.goto('/register');
    const form = visitor.getByRole('form', { name: 'Create your account' });
    await form.getByLabel('Username').fill(user.username);
    await form.getByLabel('Email').fill(newUser().email);
    await form.getByLabel('Password', { exact: true }).fill('passwordpassword');
    await form.getByRole('button', { name: 'Create account' }).click();
    for (const label of ['Username', 'Password'])
      await expect(form.getByLabel(label, { exact: true })).toHaveAttribute('aria-invalid', 'true');
    await visitor.context().close();
    await page.close();
  });
});

test('nothing is saved without a change, and a success does not stand beside an error', async ({ context, page }) => {
  const taken = await signUp(context);
  const user = await signUp(context);
  await page.goto('/account/profile');
  const form = page.getByRole('form', { name: 'Profile' });
  const save = form.getByRole('button', { name: 'Save changes' });
  await expect(save).toBeDisabled();
  await form.getByLabel('Username').fill(`${user.username}-2`);
  await save.click();
  await expect(page.getByText('Your profile has been saved.')).toBeVisible();
  await expect(save).toBeDisabled();
  await form.getByLabel('Username').fill(taken.username);
  await save.click();
  await expect(form.getByLabel('Username')).toHaveAttribute('aria-invalid', 'true');
  // Sooner than it would close by itself.
  await expect(page.getByText('Your profile has been saved.')).toHaveCount(0, { timeout: 2_000 });

  await page.goto('/account/email');
  await expect(page.getByRole('button', { name: 'Send the link' })).toBeDisabled();
  await page.goto('/account/password');
  await expect(page.getByRole('button', { name: 'Change password' })).toBeDisabled();
});
