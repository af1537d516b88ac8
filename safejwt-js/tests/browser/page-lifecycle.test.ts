import { expect, test, vi } from 'vitest';
import { followPage, isVisible } from '../../src/browser/page-lifecycle.js';

function open() {
  const page = new EventTarget();
  const events = { left: vi.fn(), restored: vi.fn(), awake: vi.fn() };
  const controller = new AbortController();
  followPage(page, controller.signal, events);
  const happen = (type: string, init: object = {}) => page.dispatchEvent(Object.assign(new Event(type), init));
  const counts = () => [events.left, events.restored, events.awake].map(({ mock }) => mock.calls.length);
  return { happen, counts, controller };
}

test.each([
  ['pagehide', { persisted: true }, [1, 0, 0]],
  ['pagehide', { persisted: false }, [1, 0, 0]],
  ['pageshow', { persisted: true }, [0, 1, 0]],
  ['pageshow', { persisted: false }, [0, 0, 0]],
  ['online', {}, [0, 0, 1]],
  ['focus', {}, [0, 0, 1]],
  ['visibilitychange', {}, [0, 0, 1]],
  ['click', {}, [0, 0, 0]],
])('%s %o is told', (type, init, counts) => {
  const page = open();
  page.happen(type, init);
  expect(page.counts()).toEqual(counts);
});

test('nothing is told after the end, or where there is no page', () => {
  const page = open();
  page.controller.abort();
  page.happen('online');
  expect(page.counts()).toEqual([0, 0, 0]);
  expect(() => followPage(null, page.controller.signal, {} as never)).not.toThrow();
});

test('a page is visible unless it says that it is hidden', () => {
  expect(isVisible()).toBe(true);
  vi.stubGlobal('document', { visibilityState: 'hidden' });
  expect(isVisible()).toBe(false);
  vi.stubGlobal('document', { visibilityState: 'visible' });
  expect(isVisible()).toBe(true);
});
