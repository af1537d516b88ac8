import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { open, respondWith, signedInPages } from '../app/pages.ts';
import { newUser, signIn, signUp, type User } from '../app/user.ts';
import { expectFits, widths } from '../app/width.ts';

/** As long as the server allows: one word of 150 characters, and an address of 241. */
function longUser(): User {
  const user = newUser();
  const domain = `${`${'d'.repeat(55)}.`.repeat(3)}example`;
  return {
    ...user,
    username: user.username.padEnd(150, 'x'),
    email: `${user.username.padEnd(64, 'x')}@${domain}.org`.padEnd(241, 'x'),
  };
}

async function expectFitsEverywhere(page: Page): Promise<void> {
  for (const width of widths) await expectFits(page, width);
}

/** Shows another name than the account has, such as one that only another user model allows. */
async function rename(context: BrowserContext, username: string): Promise<void> {
  await context.route('**/users/token/', async (route) => {
    // The server closes an idle connection just when a request is sent.
    const response = await route.fetch({ maxRetries: 2 });
    const answer = await response.json();
    await route.fulfill({ response, json: { ...answer, user: { ...answer.user, username } } });
  });
}

for (const { language, colorScheme } of [
  { language: 'en', colorScheme: 'light' },
  { language: 'de', colorScheme: 'dark' },
] as const) {
  test.describe(() => {
    test.use({ colorScheme, userAgent: `${'LongScript'.repeat(30)}/1.0` });
    test.slow(); // Many pages at many widths.

    test(`the longest names fit every page, notice and toast: ${language}`, async ({ browser, context, page }) => {
      await context.addInitScript((language) => localStorage.setItem('language', language), language);
      const user = await signUp(context, longUser());
      await signIn(await browser.newContext({ userAgent: `Mozilla/5.0 (${'x'.repeat(300)})` }), user);
      for (const appPage of signedInPages) {
        await open(page, { ...appPage, heading: /./ });
        await expectFitsEverywhere(page);
      }
      // The notice of a pending address, and a toast.
      await page.goto('/account/email');
      await page.getByRole('textbox').fill(longUser().email);
      await page.keyboard.press('Enter');
      const cancel = page.getByRole('button', { name: /^(Cancel this change|Diese Änderung abbrechen)$/ });
      await expect(cancel).toBeVisible();
      await expectFitsEverywhere(page);
      await cancel.click();
      await expect(page.getByRole('alert').filter({ hasText: `${user.email.slice(0, 39)}…` })).toBeVisible();
      await expectFitsEverywhere(page);
      // The narrowest width that has this menu. An open menu follows a resize a moment later.
      await page.setViewportSize({ width: 768, height: 800 });
      await page.getByRole('button', { name: user.username }).click();
      await expect(page.getByRole('menu')).toContainText(user.email);
      await expectFits(page, 768);
    });
  });
}

test('a toast shortens a long name', async ({ page }) => {
  const user = longUser();
  await page.goto('/register');
  await page.getByLabel('Username').fill(user.username);
  await page.getByLabel('Email').fill(user.email);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.keyboard.press('Enter');
  const toast = page.getByRole('alert').filter({ hasText: 'Welcome' });
  await expect(toast).toContainText(`${user.username.slice(0, 39)}…`);
  await expect(toast).not.toContainText(user.username.slice(0, 41));
  await expectFitsEverywhere(page);
});

for (const [kind, name] of Object.entries({
  'right-to-left': '\u0645\u062d\u0645\u062f.\u0639\u0644\u064a-2026'.repeat(8),
  emoji: '\u{1f469}\u{1f3fd}\u200d\u{1f680}'.repeat(30),
})) {
  test(`${kind} names fit every page, and leave the sentences around them in order`, async ({ context, page }) => {
    test.slow(); // Many pages at many widths.
    await signUp(context);
    await rename(context, name);
    for (const appPage of signedInPages) {
      await open(page, appPage);
      await expectFitsEverywhere(page);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto('/');
    // Isolated from the sentence, whatever its direction.
    const strong = page.getByRole('main').getByText(name);
    await expect(strong).toHaveCSS('unicode-bidi', 'isolate');
    await page.getByRole('button', { name: `Account menu of ${name}` }).click();
    await expect(page.getByRole('menu').getByText(name)).toBeVisible();
  });
}

test('names in questions and refusals fit', async ({ context, page }) => {
  const user = await signUp(context, longUser());
  const code = 'reauthentication_required';
  await respondWith(page, 'DELETE', 'account/', 403, { detail: 'Enter your password.', code });
  await page.goto('/account/danger');
  const confirmation = page.getByLabel(`Type ${user.username} to confirm`);
  await confirmation.fill('another name');
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await expect(confirmation).toHaveAttribute('aria-invalid', 'true');
  await expectFitsEverywhere(page);
  await confirmation.fill(user.username);
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectFitsEverywhere(page);
});
