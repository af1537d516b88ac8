import { expect, type Locator, test } from '@playwright/test';
import { sectionLink } from '../app/pages.ts';
import { newUser, signUp } from '../app/user.ts';

test.use({ contextOptions: { forcedColors: 'active' } });

const background = (element: Locator) => element.evaluate((node) => getComputedStyle(node).backgroundColor);

test('with forced colors the current links differ from the others', async ({ context, page }) => {
  await signUp(context);
  await page.goto('/account/devices');
  await expect(sectionLink(page, 'Devices')).toHaveAttribute('aria-current', 'page');
  const others = [await background(sectionLink(page, 'Profile')), 'rgba(0, 0, 0, 0)'];
  expect(others).not.toContain(await background(sectionLink(page, 'Devices')));
  const bar = page.getByRole('banner').getByRole('navigation');
  expect(others).not.toContain(await background(bar.getByRole('link', { name: 'Account' })));
});

test('with forced colors the strength of a password is visible', async ({ page }) => {
  await page.goto('/register');
  const field = page.getByLabel('Password', { exact: true });
  const bars = page.locator('[class*="_bar_"][aria-hidden] > span');
  await expect(bars.first()).toHaveCSS('border-style', 'solid');
  const empty = await background(bars.first());
  await field.fill('quiet harbor at nine, seven gulls');
  await expect.poll(() => background(bars.first())).not.toBe(empty);
  expect(await background(bars.last())).not.toBe(empty);
});

test('with forced colors a checked box and an idle button are visible as such', async ({ context, page }) => {
  await page.goto('/login');
  const box = page.getByRole('checkbox');
  await expect(box).toBeChecked();
  const checked = await background(box);
  await box.uncheck();
  expect(await background(box)).not.toBe(checked);

  await signUp(context);
  await page.goto('/account/profile');
  const save = page.getByRole('button', { name: 'Save changes' });
  const color = () => save.evaluate((node) => getComputedStyle(node).color);
  const idle = await color();
  await page.getByLabel('Username').fill('another-name');
  await expect.poll(color).not.toBe(idle);
});

test('with forced colors, dialogs, notifications, tooltips and what is loading have an edge', async ({
  context,
  page,
}) => {
  await signUp(context);
  const edge = (element: Locator) => expect(element).toHaveCSS('border-top', /^1px solid/);
  let respond = () => {};
  const wait = new Promise<void>((resolve) => {
    respond = resolve;
  });
  await page.route('**/users/sessions/', async (route) => {
    await wait;
    const [own] = await (await route.fetch()).json();
    await route.fulfill({ json: [own, { ...own, id: 'other', current: false }] });
  });
  await page.goto('/account/devices');
  await edge(page.getByRole('status', { name: 'Loading your devices…' }).locator('> *').first());
  respond();
  await page.getByRole('button', { name: 'Language: English' }).hover();
  await edge(page.getByRole('tooltip'));
  await page.getByRole('button', { name: 'Log out everywhere' }).click();
  await edge(page.getByRole('dialog'));
  await page.keyboard.press('Escape');
  await page.goto('/account/profile');
  await page.getByLabel('Username').fill(newUser().username);
  await page.keyboard.press('Enter');
  await edge(page.getByRole('alert').filter({ hasText: 'Your profile has been saved.' }));
});
