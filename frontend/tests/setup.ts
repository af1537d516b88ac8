import '@testing-library/jest-dom/vitest';
import { notifications } from '@mantine/notifications';
import { act, cleanup, configure } from '@testing-library/react';
import { afterEach, vi } from 'vitest';
import { chooseLanguage } from '../src/i18n/i18n';

// The timers of this hook would delay each test that uses a menu. It has a test of its own.
vi.mock('../src/performance/use-after-first-paint', () => ({ useAfterFirstPaint: (isReady: boolean) => isReady }));

// jsdom lacks these. The screen is a wide one.
window.scrollTo = () => {};
Element.prototype.scrollIntoView = () => {};
window.matchMedia = (query) =>
  ({
    matches: query.includes('min-width'),
    media: query,
    addEventListener: () => {},
    removeEventListener: () => {},
  }) as never;
vi.stubGlobal(
  'ResizeObserver',
  class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
);

// A busy machine needs longer than the default second.
configure({ asyncUtilTimeout: 5000 });

// Warnings of React fail the test.
console.error = (...complaint) => {
  throw new Error(complaint.join(' '));
};

afterEach(async () => {
  await chooseLanguage('en');
  localStorage.clear();
  act(() => notifications.clean());
  cleanup();
});
