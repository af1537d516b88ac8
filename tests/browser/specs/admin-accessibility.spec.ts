import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { signUp } from '../app/user.ts';
import { makeAdministrator } from '../server/database.ts';

/** What Django's own templates lack, by axe's rule and the elements: nothing here is rendered by this project. */
const OF_DJANGO: Readonly<Record<string, RegExp>> = {
  // AdminSplitDateTime: one label for a date and a time, which have the same name.
  label: /^#id_(date_joined|last_login)_[01]$/,
  // The icons with help beside "Choose all permissions".
  'aria-prohibited-attr': /\.help-tooltip/,
  // The links of the path differ from its text by color alone.
  'link-in-text-block': /^\.breadcrumbs > a/,
};

const PAGES = {
  'the list of users': '/admin/users/user/',
  'the list of devices': '/admin/safejwt/refreshtoken/',
  'the list of events': '/admin/safejwt/securityevent/',
  'the list of emails': '/mail/',
};

const ACTIONS = [
  ['/admin/users/user/', 'deactivate_users'],
  ['/admin/users/user/', 'end_sessions_of_users'],
  ['/admin/users/user/', 'send_password_resets'],
  ['/admin/safejwt/refreshtoken/', 'end_sessions'],
] as const;

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the pages of the admin have no serious fault of ours: ${colorScheme}`, async ({ browser, context, page }) => {
    test.slow(); // Axe reads some twenty pages.
    const user = await signUp(await browser.newContext());
    const root = await signUp(context);
    makeAdministrator(root.username);
    await page.emulateMedia({ colorScheme });

    await page.goto('/admin/');
    await check(page, 'the login');
    await page.getByLabel('Username').fill(root.username);
    await page.getByLabel('Password').fill(root.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await check(page, 'the index');
    for (const [name, path] of Object.entries(PAGES)) {
      await page.goto(path);
      await check(page, name);
    }
    await page
      .getByRole('link', { name: /confirm your email address/ })
      .first()
      .click();
    await check(page, 'an email');
    await page.goto(`/admin/safejwt/refreshtoken/?q=${user.username}`);
    await page.getByRole('link', { name: user.username }).click();
    await check(page, 'a device');
    await page.goto(`/admin/users/user/?q=${user.username}`);
    await page.getByRole('link', { name: user.username }).click();
    await check(page, 'a user');
    for (const [list, action] of ACTIONS) {
      await page.goto(`${list}?q=${user.username}`);
      await page.locator('.action-select').check();
      await page.getByLabel('Action:').selectOption(action);
      await page
        .getByRole('button', { name: /^(Go|Run)$/ })
        .first()
        .click();
      await expect(page.getByRole('link', { name: 'No, go back' })).toBeVisible();
      await check(page, action);
    }
    await page.goto('/users/nothing');
    await check(page, 'an error page');
  });
}

/** Axe in legacy mode does not look into the frame with an email's HTML, which emails.spec.ts does. */
async function check(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const ours = grave.flatMap(({ id, nodes }) =>
    nodes
      .map(({ target }) => target.join(' '))
      .filter((target) => !OF_DJANGO[id]?.test(target))
      .map((target) => `${id}: ${target}`),
  );
  expect.soft(ours, name).toEqual([]);
}
