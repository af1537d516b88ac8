import { expect, type Page, test } from '@playwright/test';
import { tabTo, type } from '../app/keyboard.ts';
import { openSection, sectionLink } from '../app/pages.ts';
import { expectSignedIn, expectSignedOut, newUser, signIn, signUp } from '../app/user.ts';
import { moveServerClock, pastReauthenticationSeconds } from '../server/clock.ts';
import { linkInEmail } from '../server/mailbox.ts';

test('the sections of the account and a password change work without a mouse', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto('/account');
  for (const name of ['Email', 'Devices', 'Activity', 'Data and deletion', 'Password']) {
    await tabTo(page, sectionLink(page, name));
    await page.keyboard.press('Enter');
    await expect(sectionLink(page, name)).toHaveAttribute('aria-current', 'page');
    // Screen readers announce the section, and Tab continues in it.
    await expect(openSection(page)).toBeFocused();
    await expect(openSection(page)).toHaveAccessibleName(name);
    await expect(openSection(page).getByRole('heading').first()).toBeVisible();
  }

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
  await expect(openSection(page).getByRole('heading').last()).toBeVisible();
  await type(page, page.getByLabel(`Type ${user.username} to confirm`), user.username);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Confirm it’s you' });
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

test('the forms of the account and closing a message work without a mouse', async ({ context, page }) => {
  await signUp(context);
  await openTab(page, 'profile');
  const renamed = newUser().username;
  // Tab selects the content of a field: typing replaces it.
  await type(page, openSection(page).getByLabel('Username'), renamed);
  await page.keyboard.press('Enter');
  const notice = page.getByRole('alert').filter({ hasText: 'Your profile has been saved.' });
  await expect(notice).toBeVisible();
  await expect(page.getByRole('button', { name: `Account menu of ${renamed}` })).toBeVisible();

  await tabTo(page, notice.getByRole('button', { name: 'Close notification' }));
  await page.keyboard.press('Enter');
  await expect(notice).toHaveCount(0);
  await tabTo(page, page.getByRole('button', { name: 'Email me a link' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Sent\. Send again in/ })).toBeFocused();

  await openTab(page, 'email');
  const next = newUser().email;
  await type(page, page.getByLabel('New email address'), next);
  await page.keyboard.press('Enter');
  await expect(page.getByText(`If ${next} is not the address of another account`)).toBeVisible();
  await expect(page.getByLabel('New email address')).toBeFocused();
  await tabTo(page, page.getByRole('button', { name: 'Cancel this change' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'The change has been canceled.' })).toBeVisible();
  await expect(page.getByLabel('New email address')).toBeFocused();
});

test('logging out another device works without a mouse and keeps the focus in the list', async ({
  browser,
  context,
  page,
}) => {
  const user = await signUp(context);
  await signIn(await browser.newContext(), user);
  await openTab(page, 'devices');
  const list = page.getByRole('list', { name: 'Logged-in devices' });
  const end = list.getByRole('button', { name: /^Log out device: / });

  // A failure leaves the focus on the button, for another attempt.
  await page.route('**/users/sessions/*/', (route) => route.abort());
  await tabTo(page, end);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'The server did not answer' })).toBeVisible();
  await expect(end).toBeFocused();
  await page.unroute('**/users/sessions/*/');

  await tabTo(page, page.getByRole('button', { name: 'Log out everywhere', exact: true }));
  await page.keyboard.press('Space');
  const dialog = page.getByRole('dialog', { name: 'Log out everywhere' });
  await expect(dialog).toHaveAccessibleDescription(/including this one\?/);
  await expect(dialog.getByRole('button', { name: 'Cancel' }).last()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Log out everywhere', exact: true })).toBeFocused();

  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Shift+Tab');
  await expect(end).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await expect(list).toBeFocused();
});

test('closing the message about an ended session works without a mouse', async ({ browser, context, page }) => {
  const user = await signUp(context);
  await page.goto('/account/profile');
  await expectSignedIn(page, user);
  const phone = await (await browser.newContext()).newPage();
  await signIn(phone.context(), user);
  await phone.goto('/account/devices');
  await phone.getByRole('button', { name: 'Log out all other devices' }).click();
  await expect(phone.getByText('All other devices have been logged out.')).toBeVisible();
  await page.goto('/account/profile');
  const notice = page.getByRole('alert').filter({ hasText: 'You have been logged out' });
  await tabTo(page, notice.getByRole('button', { name: 'Close notification' }));
  await page.keyboard.press('Enter');
  await expect(notice).toHaveCount(0);
  await expect(page.getByRole('main')).toBeFocused();
});

test('the pages behind the links in emails work without a mouse', async ({ browser, context, page }) => {
  const user = await signUp(context);
  const link = await linkInEmail(page.request, user.email, /confirm your email address/);
  const elsewhere = await (await browser.newContext()).newPage();
  await elsewhere.goto(link);
  await expect(elsewhere.getByRole('heading', { level: 1, name: 'Confirm your email address' })).toBeFocused();
  await type(elsewhere, elsewhere.getByLabel('Password', { exact: true }), user.password);
  await elsewhere.keyboard.press('Enter');
  await expect(elsewhere.getByRole('heading', { level: 1, name: 'Your email address is confirmed' })).toBeFocused();
  await tabTo(elsewhere, elsewhere.getByRole('main').getByRole('link', { name: 'Log in' }));
  await elsewhere.keyboard.press('Enter');
  await expect(elsewhere.getByRole('heading', { level: 1, name: 'Log in' })).toBeFocused();

  // The link works once; the page can request another one.
  await elsewhere.goto(link);
  await expect(elsewhere.getByRole('heading', { level: 1, name: 'This link does not work any more' })).toBeFocused();
  await type(elsewhere, elsewhere.getByLabel('Email'), user.email);
  await elsewhere.keyboard.press('Enter');
  await expect(elsewhere.getByRole('heading', { level: 1, name: 'Check your email' })).toBeFocused();

  const next = newUser().email;
  await openTab(page, 'email');
  await type(page, page.getByLabel('New email address'), next);
  await page.keyboard.press('Enter');
  await page.goto(await linkInEmail(page.request, next, /confirm your new email address/));
  await expect(page.getByRole('heading', { level: 1, name: 'Your email address has been changed' })).toBeFocused();
  await tabTo(page, page.getByRole('link', { name: 'Go to your account' }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/account/profile');
});

async function openTab(page: Page, tab: string): Promise<void> {
  await page.goto(`/account/${tab}`);
  await expect(openSection(page).getByRole('heading')).toBeVisible();
}
