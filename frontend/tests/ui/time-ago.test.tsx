import { MantineProvider } from '@mantine/core';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import i18next from 'i18next';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { chooseLanguage } from '../../src/i18n/i18n';
import { serverClock } from '../../src/ui/server-clock';
import { timeAgo } from '../../src/ui/time-ago';
import { TimeStamp } from '../../src/ui/time-stamp';

const now = Date.parse('2026-11-30T12:00:00Z');
const before = (seconds: number) => new Date(now - seconds * 1000).toISOString();
const [minute, hour, day] = [60, 3600, 24 * 3600];

test.each([
  [-30, 'just now', 'gerade eben'],
  [59, 'just now', 'gerade eben'],
  [minute, '1 minute ago', 'vor 1 Minute'],
  [59 * minute + 59, '59 minutes ago', 'vor 59 Minuten'],
  [hour, '1 hour ago', 'vor 1 Stunde'],
  [day, '1 day ago', 'vor 1 Tag'],
  [29 * day, '29 days ago', 'vor 29 Tagen'],
  [60 * day, '2 months ago', 'vor 2 Monaten'],
  [800 * day, '2 years ago', 'vor 2 Jahren'],
])('%i seconds are “%s” and “%s”', async (seconds, english, german) => {
  expect(timeAgo(i18next.t, before(seconds), now)).toBe(english);
  await chooseLanguage('de');
  expect(timeAgo(i18next.t, before(seconds), now)).toBe(german);
});

describe('a time', () => {
  afterEach(() => vi.useRealTimers());

  function show(value: string) {
    render(
      <MantineProvider env="test">
        <TimeStamp value={value} />
      </MantineProvider>,
    );
    return screen.getByRole('time');
  }

  test.each([
    ['en-US', 'en', /^November 30, 2026 at \d+:00\s[AP]M$/],
    ['en-GB', 'en', /^30 November 2026 at \d+:00$/],
    ['de-DE', 'de', /^30\. November 2026 um \d+:00$/],
    ['fr-FR', 'en', /^November 30, 2026 at \d+:00\s[AP]M$/],
  ] as const)('is exact in the tooltip, in the form of a %s browser', async (browser, language, exact) => {
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue([browser, 'en']);
    await chooseLanguage(language);
    const time = show('2026-11-30T12:00:00Z');
    await userEvent.hover(time);
    const { textContent } = await screen.findByRole('tooltip');
    expect(textContent).toMatch(exact);
    // Screen readers do not hover.
    expect(time).toHaveTextContent(textContent);
  });

  test('grows older while the page is open', () => {
    vi.useFakeTimers({ now });
    const time = show(before(50));
    expect(time).toHaveTextContent(/^just now/);
    act(() => vi.advanceTimersByTime(30_000));
    expect(time).toHaveTextContent(/^1 minute ago/);
  });

  test('is compared with the clock of the server, not of the device', () => {
    vi.useFakeTimers({ now });
    const respondAt = (time: number) =>
      serverClock.read(new Response(null, { headers: { Date: new Date(time).toUTCString() } }));
    respondAt(now - 3 * hour * 1000);
    const time = show('2026-11-30T08:58:00Z');
    expect(time).toHaveTextContent(/^2 minutes ago/);
    respondAt(now);
  });
});
