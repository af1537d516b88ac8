import { randomBytes } from 'node:crypto';
import { type BrowserContext, expect, type Page, type Response } from '@playwright/test';
import { logIn as logInOverAPI } from './log-in.ts';

export interface User {
  username: string;
  email: string;
  password: string;
}

/** The fields of an account that does not exist yet; no two tests have the same. */
export function newUser(): User {
  const username = `user-${randomBytes(6).toString('hex')}`;
  return { username, email: `${username}@example.com`, password: `quiet harbor ${randomBytes(6).toString('hex')}` };
}

/** Creates an account over the API and signs this browser in. Its pages stay as they are. */
export async function signUp(context: BrowserContext, user = newUser()): Promise<User> {
  const { request } = context;
  const { csrfToken } = await (await request.get('/users/csrf/')).json();
  const response = await request.post('/users/', { data: user, headers: { 'X-CSRFToken': csrfToken } });
  expect(response.ok(), `The registration is refused with ${response.status()}.`).toBe(true);
  return user;
}

/** Signs this browser in over the API. Its pages stay as they are. */
export async function signIn(context: BrowserContext, { username, password }: User): Promise<void> {
  await logInOverAPI(context, username, password);
}

/** Creates an account with the form of its page, and is signed in afterwards. */
export async function register(page: Page, user = newUser()): Promise<User> {
  await page.goto('/register');
  await submitRegistration(page, user);
  await expectSignedIn(page, user);
  return user;
}

/** Fills and sends the registration form of the open page. */
export async function submitRegistration(page: Page, user: User): Promise<void> {
  const form = page.getByRole('form', { name: 'Create your account' });
  await form.getByLabel('Username').fill(user.username);
  await form.getByLabel('Email').fill(user.email);
  await form.getByLabel('Password', { exact: true }).fill(user.password);
  await form.getByRole('button', { name: 'Create account' }).click();
}

export async function logIn(page: Page, user: User): Promise<void> {
  await page.goto('/login');
  await submitLogin(page, user);
  await expectSignedIn(page, user);
}

/** Fills and sends the login form of the open page. */
export async function submitLogin(page: Page, { username, password }: Omit<User, 'email'>): Promise<void> {
  const form = page.getByRole('form', { name: 'Log in' });
  await form.getByLabel('Username or email').fill(username);
  await form.getByLabel('Password', { exact: true }).fill(password);
  await form.getByRole('button', { name: 'Log in' }).click();
}

/** Logs out with the menu. Returns the server's response, which arrives after the page has changed. */
export async function logOut(page: Page, { username }: User): Promise<Response> {
  const response = page.waitForResponse('**/users/logout/');
  await page.getByRole('button', { name: `Account menu of ${username}` }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await expectSignedOut(page);
  return response;
}

export async function expectSignedIn(page: Page, { username }: Pick<User, 'username'>): Promise<void> {
  await expect(page.getByRole('button', { name: `Account menu of ${username}` })).toBeVisible();
}

export async function expectSignedOut(page: Page): Promise<void> {
  await expect(page.getByRole('banner').getByRole('link', { name: 'Log in' })).toBeVisible();
}
