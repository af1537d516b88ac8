import { randomBytes } from 'node:crypto';
import { expect, type Page, type Response } from '@playwright/test';

export interface Person {
  username: string;
  email: string;
  password: string;
}

/** Somebody nobody else in the tests is. */
export function newPerson(): Person {
  const username = `person-${randomBytes(6).toString('hex')}`;
  return { username, email: `${username}@example.com`, password: `quiet harbor ${randomBytes(6).toString('hex')}` };
}

/** Creates an account on the page for it, as a person does, and is signed in afterwards. */
export async function register(page: Page, person = newPerson()): Promise<Person> {
  await page.goto('/register');
  await submitRegistration(page, person);
  await expectSignedIn(page, person);
  return person;
}

/** Fills and sends the registration form that is on the page. */
export async function submitRegistration(page: Page, person: Person): Promise<void> {
  const form = page.getByRole('form', { name: 'Create your account' });
  await form.getByLabel('Username').fill(person.username);
  await form.getByLabel('E-mail').fill(person.email);
  await form.getByLabel('Password', { exact: true }).fill(person.password);
  await form.getByRole('button', { name: 'Create account' }).click();
}

export async function logIn(page: Page, person: Person): Promise<void> {
  await page.goto('/login');
  await submitLogin(page, person);
  await expectSignedIn(page, person);
}

/** Fills and sends the login form that is on the page. */
export async function submitLogin(page: Page, { username, password }: Omit<Person, 'email'>): Promise<void> {
  const form = page.getByRole('form', { name: 'Log in' });
  await form.getByLabel('Username or e-mail').fill(username);
  await form.getByLabel('Password', { exact: true }).fill(password);
  await form.getByRole('button', { name: 'Log in' }).click();
}

/** Logs out by the menu; waits for the server, whose answer comes after the page has changed, and returns that. */
export async function logOut(page: Page, { username }: Person): Promise<Response> {
  const answered = page.waitForResponse('**/users/logout/');
  await page.getByRole('button', { name: `Account menu of ${username}` }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await expectSignedOut(page);
  return answered;
}

export async function expectSignedIn(page: Page, { username }: Pick<Person, 'username'>): Promise<void> {
  await expect(page.getByRole('button', { name: `Account menu of ${username}` })).toBeVisible();
}

export async function expectSignedOut(page: Page): Promise<void> {
  await expect(page.getByRole('banner').getByRole('link', { name: 'Log in' })).toBeVisible();
}
