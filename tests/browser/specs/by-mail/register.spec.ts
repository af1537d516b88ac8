import { expect, type Page, test } from '@playwright/test';
import { sessionRows } from '../../database.ts';
import { linkInMail } from '../../mailbox.ts';
import { expectSignedIn, expectSignedOut, newPerson, submitLogin, submitRegistration } from '../../person.ts';
import { Traffic } from '../../traffic.ts';

test('where an account is opened by mail, nobody is signed in before the link was followed', async ({
  context,
  page,
}) => {
  const traffic = new Traffic(page);
  const person = newPerson();
  await page.goto('/register?next=%2Faccount');
  await submitRegistration(page, person);
  await expectMailed(page, person.email);
  await expect(page.getByRole('heading', { level: 1, name: 'Check your mail' })).toBeFocused();
  expect(traffic.lines.filter((line) => line === 'POST  202')).toHaveLength(1);
  await expectSignedOut(page);
  expect((await context.cookies()).map(({ name }) => name)).toEqual(['csrftoken']);

  await page.goto('/login');
  await submitLogin(page, person);
  await expect(page.getByRole('form', { name: 'Log in' }).getByRole('alert')).toBeVisible();
  expect(sessionRows(person.username, 'byMail')).toEqual([]);

  const link = await linkInMail(page.request, person.email, /./, 'byMail');
  await page.goto(link);
  const form = page.getByRole('form', { name: 'Verify your e-mail address' });
  await form.getByLabel('Password', { exact: true }).fill(person.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Your e-mail address is verified' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Log in' }).click();
  await submitLogin(page, person);
  await expectSignedIn(page, person);

  // Somebody else who gives that address is told the same; its owner gets another mail.
  await page.context().clearCookies();
  await page.goto('/register');
  await submitRegistration(page, { ...newPerson(), email: person.email });
  await expectMailed(page, person.email);
  await expectSignedOut(page);
  expect(sessionRows(person.username, 'byMail')).toHaveLength(1);
});

async function expectMailed(page: Page, address: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: 'Check your mail' })).toBeVisible();
  await expect(page.getByText(`We have sent a message to ${address}. Open the link in it to finish.`)).toBeVisible();
  await expect(page.getByRole('form')).toHaveCount(0);
}
