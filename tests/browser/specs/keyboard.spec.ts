import { expect, type Locator, type Page, test } from '@playwright/test';
import { expectSignedIn, expectSignedOut, newUser, signIn, signUp } from '../app/user.ts';
import { createAccount } from '../server/accounts.ts';
import { moveServerClock, pastReauthenticationSeconds } from '../server/clock.ts';
import { linkInEmail } from '../server/mailbox.ts';

/** Presses Tab until the element has the focus, which has to be visible. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) {
      expect(await target.evaluate((element) => element.matches(':focus-visible'))).toBe(true);
      await expect(target).toBeInViewport();
      return;
    }
  }
  throw new Error(`Thirty presses of Tab did not reach ${target}.`);
}

test('login and logout work without a mouse', async ({ page }) => {
  const user = await createAccount('development');
  await page.goto('/');

  await tabTo(page, page.getByRole('banner').getByRole('link', { name: 'Log in' }));
  await page.keyboard.press('Enter');
  const form = page.getByRole('form', { name: 'Log in' });
  await expect(form).toBeVisible();

  await tabTo(page, form.getByLabel('Username or e-mail'));
  await page.keyboard.type(user.username);
  await tabTo(page, form.getByLabel('Password', { exact: true }));
  await page.keyboard.type(user.password);
  await page.keyboard.press('Enter');
  await expectSignedIn(page, user);

  await tabTo(page, page.getByRole('button', { name: `Account menu of ${user.username}` }));
  await page.keyboard.press('Enter');
  const logOutItem = page.getByRole('menuitem', { name: 'Log out' });
  await expect(logOutItem).toBeVisible();
  for (let presses = 0; presses < 5; presses += 1) {
    if (await logOutItem.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('ArrowDown');
  }
  await expect(logOutItem).toBeFocused();
  await page.keyboard.press('Enter');
  await expectSignedOut(page);
});

test('the first Tab reaches the link that skips to the content', async ({ page }) => {
  await page.goto('/login');
  await expect(page.getByRole('heading', { level: 1, name: 'Log in' })).toBeVisible();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});

/** Tabs to the field and types into it. */
async function type(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.type(text);
}

test('registration works without a mouse, and so does showing the password', async ({ page }) => {
  const user = newUser();
  await page.goto('/register');
  const form = page.getByRole('form', { name: 'Create your account' });
  await expect(form).toBeVisible();
  await type(page, form.getByLabel('Username'), user.username);
  await type(page, form.getByLabel('E-mail'), user.email);
  await type(page, form.getByLabel('Password', { exact: true }), user.password);
  await tabTo(page, form.getByRole('button', { name: 'Show password' }));
  await page.keyboard.press('Space');
  await expect(form.getByLabel('Password', { exact: true })).toHaveAttribute('type', 'text');
  await tabTo(page, form.getByRole('button', { name: 'Create account' }));
  await page.keyboard.press('Enter');
  await expectSignedIn(page, user);
});

test('a password reset works without a mouse', async ({ page }) => {
  const user = await createAccount('development');
  await page.goto('/login');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await tabTo(page, page.getByRole('link', { name: 'Forgot your password?' }));
  await page.keyboard.press('Enter');
  await type(page, page.getByLabel('E-mail'), user.email);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Check your mail' })).toBeFocused();

  await page.goto(await linkInEmail(page.request, user.email, /choose a new password/));
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await type(page, page.getByLabel('New password', { exact: true }), newUser().password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Log in' })).toBeFocused();
});

test('the tabs of the account and a password change work without a mouse', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto('/account');
  const tab = (name: string) => page.getByRole('tab', { name });
  await tabTo(page, tab('Profile'));
  for (const name of ['Password', 'E-mail', 'Devices', 'Activity', 'Delete']) {
    await page.keyboard.press('ArrowRight');
    await expect(tab(name)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(tab(name)).toHaveAttribute('aria-selected', 'true');
    await expect(page.getByRole('tabpanel').getByRole('heading')).toBeVisible();
  }
  await page.keyboard.press('Home');
  await expect(tab('Profile')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');

  const password = newUser().password;
  await type(page, page.getByLabel('Current password'), user.password);
  await type(page, page.getByLabel('New password', { exact: true }), password);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Your password has been changed.')).toBeVisible();
});

test('account deletion with the password dialog works without a mouse', async ({ context, page }) => {
  const user = await signUp(context);
  await moveServerClock(context, pastReauthenticationSeconds);
  await page.goto('/account/danger');
  await expect(page.getByRole('tabpanel').getByRole('heading')).toBeVisible();
  await type(page, page.getByLabel(`Type ${user.username} to confirm`), user.username);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Is it you?' });
  await expect(dialog.getByLabel('Password', { exact: true })).toBeFocused();
  // Tab never leaves the dialog.
  for (let presses = 0; presses < 8; presses += 1) {
    await page.keyboard.press('Tab');
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  }
  await type(page, dialog.getByLabel('Password', { exact: true }), user.password);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Your account has been deleted.')).toBeVisible();
  await expectSignedOut(page);
});

test('the menus for language and color scheme work without a mouse', async ({ page }) => {
  await page.goto('/login');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Color scheme: System' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitemradio', { name: 'Light' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  // The focus returns a moment after the choice takes effect.
  await expect(page.getByRole('button', { name: 'Color scheme: Dark' })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('button', { name: 'Language: English' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitemradio', { name: 'English' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('button', { name: 'Sprache: Deutsch' })).toBeFocused();
});

test('the forms of the account and closing a message work without a mouse', async ({ context, page }) => {
  const user = await signUp(context);
  await openTab(page, 'profile');
  const renamed = newUser().username;
  // Tab selects the content of a field: typing replaces it.
  await type(page, page.getByRole('tabpanel').getByLabel('Username'), renamed);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'Your profile has been saved.' })).toBeVisible();
  await expect(page.getByRole('button', { name: `Account menu of ${renamed}` })).toBeVisible();

  const again = page.getByRole('button', { name: 'Send it again' });
  await tabTo(page, again);
  await page.keyboard.press('Enter');
  const notice = page.getByRole('alert').filter({ hasText: `on its way to ${user.email}` });
  await expect(notice).toBeVisible();
  await expect(again).toBeFocused();
  await tabTo(page, notice.getByRole('button', { name: 'Close message' }));
  await page.keyboard.press('Enter');
  await expect(notice).toHaveCount(0);

  await openTab(page, 'email');
  const next = newUser().email;
  await type(page, page.getByLabel('New e-mail address'), next);
  await page.keyboard.press('Enter');
  await expect(page.getByText(`We have sent a message to ${next}`)).toBeVisible();
  await expect(page.getByLabel('New e-mail address')).toBeFocused();
  await tabTo(page, page.getByRole('button', { name: 'Withdraw the change' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'The change has been withdrawn.' })).toBeVisible();
  await expect(page.getByLabel('New e-mail address')).toBeFocused();
});

test('logging out another device works without a mouse and keeps the focus in the list', async ({
  browser,
  context,
  page,
}) => {
  const user = await signUp(context);
  await signIn(await browser.newContext(), user);
  await openTab(page, 'devices');
  const list = page.getByRole('list', { name: 'Signed-in devices' });
  const end = list.getByRole('button', { name: /^End session: / });

  // A failure leaves the focus on the button, for another attempt.
  await page.route('**/users/sessions/*/', (route) => route.abort());
  await tabTo(page, end);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'The server cannot be reached' })).toBeVisible();
  await expect(end).toBeFocused();
  await page.unroute('**/users/sessions/*/');

  await tabTo(page, page.getByRole('button', { name: 'Log out everywhere' }));
  await page.keyboard.press('Space');
  await expect(page.getByText('this one too?')).toBeFocused();
  await tabTo(page, page.getByRole('button', { name: 'Cancel' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Log out everywhere' })).toBeFocused();

  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await expect(end).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await expect(list).toBeFocused();
});

test('repeated calls of the protected API work without a mouse', async ({ context, page }) => {
  await signUp(context);
  await page.goto('/');
  const call = page.getByRole('button', { name: 'Call the protected API' });
  await tabTo(page, call);
  for (let calls = 0; calls < 2; calls += 1) {
    const response = page.waitForResponse('**/users/auth/');
    await page.keyboard.press('Enter');
    await response;
    await expect(page.getByText(/The API answered in \d+ ms/)).toBeVisible();
    await expect(call).toBeFocused();
    await expect(call).not.toHaveAttribute('aria-disabled', 'true');
  }
});

test('the menu of a phone works without a mouse', async ({ context, page }) => {
  await signUp(context);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/');
  const open = page.getByRole('button', { name: 'Open menu' });
  const menu = page.getByRole('navigation', { name: 'Menu' });
  await tabTo(page, open);
  await page.keyboard.press('Enter');
  await tabTo(page, menu.getByRole('link', { name: 'Account' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Your account' })).toBeFocused();
  await expect(menu).toHaveCount(0);

  await page.goto('/');
  await tabTo(page, open);
  await page.keyboard.press('Space');
  await tabTo(page, menu.getByRole('button', { name: 'Log out' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'You have logged out.' })).toBeVisible();
  await expect(menu).toHaveCount(0);
  await expect(open).toBeFocused();
});

test('the pages behind the links in emails work without a mouse', async ({ browser, context, page }) => {
  const user = await signUp(context);
  const link = await linkInEmail(page.request, user.email, /confirm your e-mail address/);
  const elsewhere = await (await browser.newContext()).newPage();
  await elsewhere.goto(link);
  await expect(elsewhere.getByRole('heading', { level: 1, name: 'Verify your e-mail address' })).toBeFocused();
  await type(elsewhere, elsewhere.getByLabel('Password', { exact: true }), user.password);
  await elsewhere.keyboard.press('Enter');
  await expect(elsewhere.getByRole('heading', { level: 1, name: 'Your e-mail address is verified' })).toBeFocused();
  await tabTo(elsewhere, elsewhere.getByRole('main').getByRole('link', { name: 'Log in' }));
  await elsewhere.keyboard.press('Enter');
  await expect(elsewhere.getByRole('heading', { level: 1, name: 'Log in' })).toBeFocused();

  // The link works once; the page can request another one.
  await elsewhere.goto(link);
  await expect(elsewhere.getByRole('heading', { level: 1, name: 'This link does not work any more' })).toBeFocused();
  await type(elsewhere, elsewhere.getByLabel('E-mail'), user.email);
  await elsewhere.keyboard.press('Enter');
  await expect(elsewhere.getByRole('heading', { level: 1, name: 'Check your mail' })).toBeFocused();

  const next = newUser().email;
  await openTab(page, 'email');
  await type(page, page.getByLabel('New e-mail address'), next);
  await page.keyboard.press('Enter');
  await page.goto(await linkInEmail(page.request, next, /confirm your new e-mail address/));
  await expect(page.getByRole('heading', { level: 1, name: 'Your e-mail address has been changed' })).toBeFocused();
  await tabTo(page, page.getByRole('link', { name: 'Go to the home page' }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/');
});

test('closing the message about an ended session works without a mouse', async ({ browser, context, page }) => {
  const user = await signUp(context);
  await page.goto('/account/profile');
  await expectSignedIn(page, user);
  const phone = await (await browser.newContext()).newPage();
  await signIn(phone.context(), user);
  await phone.goto('/account/devices');
  await phone.getByRole('button', { name: 'End all other sessions' }).click();
  await expect(phone.getByText('All other sessions have been ended.')).toBeVisible();
  await page.goto('/account/profile');
  const notice = page.getByRole('alert').filter({ hasText: 'You have been logged out' });
  await tabTo(page, notice.getByRole('button', { name: 'Close message' }));
  await page.keyboard.press('Enter');
  await expect(notice).toHaveCount(0);
  await expect(page.getByRole('main')).toBeFocused();
});

async function openTab(page: Page, tab: string): Promise<void> {
  await page.goto(`/account/${tab}`);
  await expect(page.getByRole('tabpanel').getByRole('heading')).toBeVisible();
}
