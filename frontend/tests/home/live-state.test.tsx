import { act, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sessionFacts } from '../../src/features/session/session-facts';
import { fakeClient, signedIn, signedOut, unknown } from '../fake-client';
import { renderApp } from '../render-app';

/** The line with the current state of an item. */
function now(item: string) {
  const card = screen.getByRole('heading', { name: item }).closest('li') as HTMLElement;
  return within(card).getByText('Now').nextElementSibling;
}

function tokenUntil(milliseconds: number): string {
  const exp = milliseconds / 1000;
  return `e30.${btoa(JSON.stringify({ exp, iat: exp - 300 }))}.c2ln`;
}

function respondTo(path: string, status = 200, date?: number): void {
  const headers = date === undefined ? {} : { Date: new Date(date).toUTCString() };
  act(() => sessionFacts.record(`/users/${path}`, new Response(null, { status, headers })));
}

describe('the live state of cookies and tokens', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'], now: Date.parse('2026-11-23T20:00:00Z') });
  });
  afterEach(() => {
    vi.useRealTimers();
    // biome-ignore lint/suspicious/noDocumentCookie: jsdom has no CookieStore
    document.cookie = 'csrftoken=; max-age=0';
  });

  test('the access token counts down each second and is not renewed by watching it', async () => {
    const client = fakeClient(signedIn());
    client.getAccessToken.mockResolvedValue(tokenUntil(Date.now() + 272_000));
    await renderApp(client);
    expect(await screen.findByText('4:32 left')).toBeInTheDocument();
    act(() => void vi.advanceTimersByTime(3000));
    expect(now('Access token')).toHaveTextContent('4:29 left');
    const reads = client.getAccessToken.mock.calls.length;
    act(() => void vi.advanceTimersByTime(300_000));
    expect(now('Access token')).toHaveTextContent('renewed when needed');
    expect(client.getAccessToken).toHaveBeenCalledTimes(reads);
  });

  test('the remaining time is right on a device with a wrong clock', async () => {
    const client = fakeClient(signedIn());
    const serverTime = Date.now() + 3_600_000;
    client.getAccessToken.mockResolvedValue(tokenUntil(serverTime + 60_000));
    await renderApp(client);
    respondTo('token/', 200, serverTime);
    expect(await screen.findByText('1:00 left')).toBeInTheDocument();
    respondTo('auth/', 200, Date.now());
  });

  test.each([-3, 3])('without a response yet, a clock that is %i hours off shows no time', async (hours) => {
    const client = fakeClient(signedIn());
    client.getAccessToken.mockResolvedValue(tokenUntil(Date.now() - hours * 3_600_000 + 240_000));
    await renderApp(client);
    await act(async () => {});
    expect(now('Access token')).toHaveTextContent('–');
  });

  test('is not a live region', async () => {
    const client = fakeClient(signedIn());
    client.getAccessToken.mockResolvedValue(tokenUntil(Date.now() + 60_000));
    await renderApp(client);
    expect((await screen.findByText('1:00 left')).closest('[aria-live],[role=status],[role=alert]')).toBeNull();
  });

  test('counts successful uses of the refresh cookie', async () => {
    await renderApp(fakeClient(signedIn()));
    const { refreshes } = sessionFacts.get();
    respondTo('token/');
    respondTo('token/', 503);
    respondTo('auth/');
    respondTo('token/');
    expect(sessionFacts.get().refreshes).toBe(refreshes + 2);
    expect(now('Refresh cookie')).toHaveTextContent(`used ${refreshes + 2} times here`);
  });

  test('shows the CSRF cookie as soon as it exists', async () => {
    await renderApp(fakeClient(signedOut()));
    expect(now('CSRF cookie')).toHaveTextContent('not there yet');
    // biome-ignore lint/suspicious/noDocumentCookie: jsdom has no CookieStore
    document.cookie = 'csrftoken=abc';
    act(() => void vi.advanceTimersByTime(1000));
    expect(now('CSRF cookie')).toHaveTextContent('present');
  });

  test('shows nothing for an unknown session and “none” for visitors', async () => {
    const client = fakeClient(unknown);
    await renderApp(client);
    expect(now('Access token')).toHaveTextContent('–');
    expect(now('Refresh cookie')).toHaveTextContent('–');
    act(() => client.become(signedOut()));
    expect(now('Access token')).toHaveTextContent('none');
    expect(now('Refresh cookie')).toHaveTextContent('none');
  });
});
