import { expect, type Locator, test } from '@playwright/test';
import { respondWith } from '../app/pages.ts';
import { signUp } from '../app/user.ts';

/** The last two are phones at 320 pixels and at 200 % zoom. */
const sizes = [
  { width: 390, height: 844 },
  { width: 1024, height: 900 },
  { width: 320, height: 568 },
  { width: 195, height: 422 },
];

async function expectInside(dialog: Locator): Promise<void> {
  for (const size of sizes) {
    await dialog.page().setViewportSize(size);
    for (const button of await dialog.getByRole('button').all()) await expect(button).toBeInViewport({ ratio: 1 });
  }
}

test('the question before logging out everywhere is inside the window, with many devices', async ({
  context,
  page,
}) => {
  await signUp(context);
  await page.route('**/users/sessions/', async (route) => {
    const [own] = await (await route.fetch({ maxRetries: 2 })).json();
    const others = [1, 2, 3, 4].map((id) => ({ ...own, id, current: false }));
    await route.fulfill({ json: [own, ...others] });
  });
  await page.goto('/account/devices');
  const opener = page.getByRole('button', { name: 'Log out everywhere', exact: true });
  await opener.click();
  const dialog = page.getByRole('dialog', { name: 'Log out everywhere' });
  await expect(dialog).toHaveAccessibleDescription(/on all devices/);
  await expectInside(dialog);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(opener).toBeFocused();
});

test('the question for the password is inside the window', async ({ context, page }) => {
  const { username } = await signUp(context);
  const code = 'reauthentication_required';
  await respondWith(page, 'DELETE', 'account/', 403, { detail: 'Enter your password.', code });
  await page.goto('/account/danger');
  await page.getByLabel(`Type ${username} to confirm`).fill(username);
  await page.keyboard.press('Enter');
  await expectInside(page.getByRole('dialog'));
});
