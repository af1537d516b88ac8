import '@testing-library/jest-dom/vitest';
import { notifications } from '@mantine/notifications';
import { act, cleanup, configure } from '@testing-library/react';
import { afterEach, vi } from 'vitest';
import { chooseLanguage } from '../src/i18n/i18n';

// What jsdom lacks and the components ask for; the screen is a wide one.
window.scrollTo = () => {};
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

// The menus come a second after the page; on a busy machine that is a long second.
configure({ asyncUtilTimeout: 5000 });

// React's complaints are failures.
console.error = (...complaint) => {
  throw new Error(complaint.join(' '));
};

// As in a browser that has had the time to fetch all of the app.

afterEach(async () => {
  await chooseLanguage('en');
  localStorage.clear();
  act(() => notifications.clean());
  cleanup();
});
