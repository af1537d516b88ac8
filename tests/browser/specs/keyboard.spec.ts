import { expect, type Locator, type Page, test } from '@playwright/test';
import { ageLogins } from '../database.ts';
import { linkInMail } from '../mailbox.ts';
import { expectSignedIn, expectSignedOut, logIn, logOut, newPerson, register } from '../person.ts';
import { accessTokenSeconds } from '../servers.ts';

/** Presses Tab until the element has the focus, and shows that it can be seen there. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) {
      expect(await target.evaluate((element) => element.matches(':focus-visible'))).toBe(true);
      await expect(target).toBeInViewport();
      return;
    }
  }
  throw new Error(`Thirty times Tab did not lead to ${target}.`);
}

test('logging in and out needs no mouse', async ({ page }) => {
  const person = await register(page);
  await logOut(page, person);
  await page.goto('/');

  await tabTo(page, page.getByRole('banner').getByRole('link', { name: 'Log in' }));
  await page.keyboard.press('Enter');
  const form = page.getByRole('form', { name: 'Log in' });
  await expect(form).toBeVisible();

  await tabTo(page, form.getByLabel('Username or e-mail'));
  await page.keyboard.type(person.username);
  await tabTo(page, form.getByLabel('Password', { exact: true }));
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');
  await expectSignedIn(page, person);

  await tabTo(page, page.getByRole('button', { name: `Account menu of ${person.username}` }));
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

test('the first Tab offers to skip to the content', async ({ page }) => {
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

test('an account is created without a mouse, after a look at the password', async ({ page }) => {
  const person = newPerson();
  await page.goto('/register');
  const form = page.getByRole('form', { name: 'Create your account' });
  await expect(form).toBeVisible();
  await type(page, form.getByLabel('Username'), person.username);
  await type(page, form.getByLabel('E-mail'), person.email);
  await type(page, form.getByLabel('Password', { exact: true }), person.password);
  await tabTo(page, form.getByRole('button', { name: 'Show password' }));
  await page.keyboard.press('Space');
  await expect(form.getByLabel('Password', { exact: true })).toHaveAttribute('type', 'text');
  await tabTo(page, form.getByRole('button', { name: 'Create account' }));
  await page.keyboard.press('Enter');
  await expectSignedIn(page, person);
});

test('a forgotten password is replaced without a mouse', async ({ page }) => {
  const person = await register(page);
  await logOut(page, person);
  await page.goto('/login');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await tabTo(page, page.getByRole('link', { name: 'Forgot your password?' }));
  await page.keyboard.press('Enter');
  await type(page, page.getByLabel('E-mail'), person.email);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Check your mail' })).toBeFocused();

  await page.goto(await linkInMail(page.request, person.email, /choose a new password/));
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await type(page, page.getByLabel('New password', { exact: true }), newPerson().password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Log in' })).toBeFocused();
});

test('every tab of the account is reached and the password changed without a mouse', async ({ page }) => {
  const person = await register(page);
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

  const password = newPerson().password;
  await type(page, page.getByLabel('Current password'), person.password);
  await type(page, page.getByLabel('New password', { exact: true }), password);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Your password has been changed.')).toBeVisible();
});

test('the account is deleted without a mouse, by way of the question for the password', async ({ page }) => {
  const person = await register(page);
  ageLogins(person.username);
  await page.waitForTimeout(accessTokenSeconds * 1000);
  await page.goto('/account/danger');
  await expect(page.getByRole('tabpanel').getByRole('heading')).toBeVisible();
  await type(page, page.getByLabel(`Type ${person.username} to confirm`), person.username);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Is it you?' });
  await expect(dialog.getByLabel('Password', { exact: true })).toBeFocused();
  // The focus stays in the dialog, however often Tab is pressed.
  for (let presses = 0; presses < 8; presses += 1) {
    await page.keyboard.press('Tab');
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  }
  await type(page, dialog.getByLabel('Password', { exact: true }), person.password);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Your account has been deleted.')).toBeVisible();
  await expectSignedOut(page);
});

test('language and color scheme are chosen without a mouse', async ({ page }) => {
  await page.goto('/login');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Color scheme: System' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitemradio', { name: 'Light' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  // The focus is back a moment later than the choice is seen.
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

test('the forms of the account are sent, a message asked for again and its notice closed without a mouse', async ({
  page,
}) => {
  const person = await register(page);
  await openTab(page, 'profile');
  const renamed = newPerson().username;
  // A field that is tabbed to has its content selected: typing replaces it.
  await type(page, page.getByRole('tabpanel').getByLabel('Username'), renamed);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'Your profile has been saved.' })).toBeVisible();
  await expect(page.getByRole('button', { name: `Account menu of ${renamed}` })).toBeVisible();

  const again = page.getByRole('button', { name: 'Send it again' });
  await tabTo(page, again);
  await page.keyboard.press('Enter');
  const notice = page.getByRole('alert').filter({ hasText: `on its way to ${person.email}` });
  await expect(notice).toBeVisible();
  await expect(again).toBeFocused();
  await tabTo(page, notice.getByRole('button', { name: 'Close message' }));
  await page.keyboard.press('Enter');
  await expect(notice).toHaveCount(0);

  await openTab(page, 'email');
  const next = newPerson().email;
  await type(page, page.getByLabel('New e-mail address'), next);
  await page.keyboard.press('Enter');
  await expect(page.getByText(`We have sent a message to ${next}`)).toBeVisible();
  await expect(page.getByLabel('New e-mail address')).toBeFocused();
  await tabTo(page, page.getByRole('button', { name: 'Withdraw the change' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'The change has been withdrawn.' })).toBeVisible();
  await expect(page.getByLabel('New e-mail address')).toBeFocused();
});

test('other devices are logged out without a mouse, and the focus stays in the list', async ({ browser, page }) => {
  const person = await register(page);
  const phone = await (await browser.newContext()).newPage();
  await logIn(phone, person);
  await openTab(page, 'devices');
  const list = page.getByRole('list', { name: 'Signed-in devices' });
  const end = list.getByRole('button', { name: /^End session: / });

  // A failure leaves the focus on the button, for another try.
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

test('the protected API is called without a mouse, again and again', async ({ page }) => {
  await register(page);
  const call = page.getByRole('button', { name: 'Call the protected API' });
  await tabTo(page, call);
  for (let calls = 0; calls < 2; calls += 1) {
    const answered = page.waitForResponse('**/users/auth/');
    await page.keyboard.press('Enter');
    await answered;
    await expect(page.getByText(/The API answered in \d+ ms/)).toBeVisible();
    await expect(call).toBeFocused();
    await expect(call).not.toHaveAttribute('aria-disabled', 'true');
  }
});

test('the menu of a phone leads to the account and out without a mouse', async ({ page }) => {
  await register(page);
  await page.setViewportSize({ width: 390, height: 844 });
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

test('the pages of links in mails are used without a mouse', async ({ browser, page }) => {
  const person = await register(page);
  const link = await linkInMail(page.request, person.email, /confirm your email address/);
  const elsewhere = await (await browser.newContext()).newPage();
  await elsewhere.goto(link);
  await expect(elsewhere.getByRole('heading', { level: 1, name: 'Verify your e-mail address' })).toBeFocused();
  await type(elsewhere, elsewhere.getByLabel('Password', { exact: true }), person.password);
  await elsewhere.keyboard.press('Enter');
  await expect(elsewhere.getByRole('heading', { level: 1, name: 'Your e-mail address is verified' })).toBeFocused();
  await tabTo(elsewhere, elsewhere.getByRole('main').getByRole('link', { name: 'Log in' }));
  await elsewhere.keyboard.press('Enter');
  await expect(elsewhere.getByRole('heading', { level: 1, name: 'Log in' })).toBeFocused();

  // The second time it is no good, and another one is asked for.
  await elsewhere.goto(link);
  await expect(elsewhere.getByRole('heading', { level: 1, name: 'This link does not work any more' })).toBeFocused();
  await type(elsewhere, elsewhere.getByLabel('E-mail'), person.email);
  await elsewhere.keyboard.press('Enter');
  await expect(elsewhere.getByRole('heading', { level: 1, name: 'Check your mail' })).toBeFocused();

  const next = newPerson().email;
  await openTab(page, 'email');
  await type(page, page.getByLabel('New e-mail address'), next);
  await page.keyboard.press('Enter');
  await page.goto(await linkInMail(page.request, next, /confirm your new e-mail address/));
  await expect(page.getByRole('heading', { level: 1, name: 'Your e-mail address has been changed' })).toBeFocused();
  await tabTo(page, page.getByRole('link', { name: 'Go to the home page' }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/');
});

test('why a session is over is read and closed without a mouse', async ({ browser, page }) => {
  const person = await register(page);
  const phone = await (await browser.newContext()).newPage();
  await logIn(phone, person);
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
