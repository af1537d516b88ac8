import { act, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
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

test.each([/^Language: /, /^Color scheme: /])(
  'the button with an icon %s names itself on hover and focus, until Escape',
  async (name) => {
    const { user } = await renderApp(fakeClient(signedIn()), '/');
    const [button] = await screen.findAllByRole('button', { name });
    if (!button) throw new Error('The button is missing.');
    expect(screen.queryByRole('tooltip')).toBeNull();
    await user.hover(button);
    expect(await screen.findByRole('tooltip')).toHaveTextContent(name);
    await user.unhover(button);
    await waitFor(() => expect(screen.queryByRole('tooltip')).toBeNull());
    // jsdom sees no focus as that of the keyboard.
    vi.spyOn(button, 'matches').mockReturnValue(true);
    act(() => button.focus());
    expect(await screen.findByRole('tooltip')).toHaveTextContent(name);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('tooltip')).toBeNull());
  },
);

test('an open menu hides the tooltip of its button', async () => {
  const { user } = await renderApp(fakeClient(signedIn()), '/');
  const button = await screen.findByRole('button', { name: /^Color scheme: / });
  await user.hover(button);
  await screen.findByRole('tooltip');
  await user.click(button);
  await screen.findByRole('menu');
  await waitFor(() => expect(screen.queryByRole('tooltip')).toBeNull());
});

test('going back does not open the panel of a phone again', async () => {
  const { user, back, url } = await renderApp(fakeClient(signedIn()), '/');
  await user.click(await screen.findByRole('button', { name: 'Open menu' }));
  await user.click(within(screen.getByRole('navigation', { name: 'Menu' })).getByRole('link', { name: 'Account' }));
  await waitFor(() => expect(url()).toBe('/account/profile'));
  back();
  await waitFor(() => expect(url()).toBe('/'));
  expect(screen.getByRole('button', { name: 'Open menu' })).toHaveAttribute('aria-expanded', 'false');
});
