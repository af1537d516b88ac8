import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { sectionLink } from '../app/pages.ts';
import { expectSignedIn, logIn, logOut, register, type User } from '../app/user.ts';
import { makeAdministrator } from '../server/database.ts';
import { type Mode, origin } from '../server/servers.ts';

/** Opens a tab of the admin and logs in there. */
async function openAdmin(context: BrowserContext, { username, password }: User): Promise<Page> {
  const admin = await context.newPage();
  await admin.goto('/admin/');
  await submitAdminLogin(admin, { username, password });
  return admin;
}

async function submitAdminLogin(admin: Page, { username, password }: Pick<User, 'username' | 'password'>) {
  await admin.locator('#id_username').fill(username);
  await admin.locator('#id_password').fill(password);
  await admin.getByRole('button', { name: 'Log in' }).click();
  await expect(admin.getByRole('heading', { level: 1 })).toHaveText('Site administration');
}

/** Opens a form of the admin and types into it. */
async function beginGroup(admin: Page, name: string): Promise<void> {
  await admin.goto('/admin/auth/group/add/');
  await admin.locator('#id_name').fill(name);
}

async function save(admin: Page, name: string): Promise<void> {
  await admin.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(admin.locator('.messagelist')).toContainText(name);
}

/** The app loads, restores its session and calls protected views. */
async function work(page: Page, user: User): Promise<void> {
  await page.goto('/account/devices');
  await expectSignedIn(page, user);
  await expect(page.getByRole('list', { name: 'Logged-in devices' }).getByRole('listitem')).not.toHaveCount(0);
}

for (const mode of ['development', 'production'] satisfies Mode[]) {
  test.describe(`in ${mode}`, () => {
    test.use({ baseURL: origin(mode) });

    test('an open form of the admin stays valid while the app works in another tab', async ({ context, page }) => {
      const user = await register(page);
      makeAdministrator(user.username, mode);
      const admin = await openAdmin(context, user);
      await beginGroup(admin, `${user.username} editors`);
      await work(page, user);
      await save(admin, `${user.username} editors`);
      await work(page, user);
    });

    test('the app works on without a reload while the admin is used', async ({ context, page }) => {
      const user = await register(page);
      makeAdministrator(user.username, mode);
      await work(page, user);
      const admin = await openAdmin(context, user);
      await sectionLink(page, 'Profile').click();
      await page.getByRole('form', { name: 'Profile' }).getByLabel('Username').fill(`${user.username}-renamed`);
      await page.getByRole('button', { name: 'Save changes' }).click();
      await expectSignedIn(page, { username: `${user.username}-renamed` });
      await beginGroup(admin, `${user.username} readers`);
      await save(admin, `${user.username} readers`);
    });

    test('login and logout of the app leave an open form of the admin valid', async ({ context, page }) => {
      const user = await register(page);
      makeAdministrator(user.username, mode);
      const admin = await openAdmin(context, user);
      await beginGroup(admin, `${user.username} writers`);
      await page.goto('/');
      await logOut(page, user);
      await logIn(page, user);
      await save(admin, `${user.username} writers`);
      await work(page, user);
    });

    test('an open login page of the admin survives a logout of the app', async ({ context, page }) => {
      const user = await register(page);
      makeAdministrator(user.username, mode);
      const admin = await context.newPage();
      await admin.goto('/admin/');
      await page.goto('/');
      await logOut(page, user);
      await submitAdminLogin(admin, user);
    });
  });
}
