import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { alice, fakeClient, signedIn } from '../fake-client';
import { renderApp } from '../render-app';

test("the user's menu shows who is logged in, and leads to profile and devices", async () => {
  const { user } = await renderApp(fakeClient(signedIn()), '/');
  await user.click(await screen.findByRole('button', { name: 'Account menu of alice' }));
  const menu = within(await screen.findByRole('menu'));
  expect(menu.getByText(alice.username)).toBeInTheDocument();
  expect(menu.getByText(alice.email)).toBeInTheDocument();
  expect(menu.getByRole('menuitem', { name: 'Profile' })).toHaveAttribute('href', '/account/profile');
  expect(menu.getByRole('menuitem', { name: 'Devices' })).toHaveAttribute('href', '/account/devices');
});

test('each button with an icon names itself on hover', async () => {
  await renderApp(fakeClient(signedIn()), '/account/password');
  for (const name of [/^Language: /, /^Color scheme: /, /^Show password$/]) {
    const [button] = await screen.findAllByRole('button', { name });
    expect(button?.title).toMatch(name);
  }
});
