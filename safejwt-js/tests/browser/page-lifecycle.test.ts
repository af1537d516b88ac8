import { expect, test, vi } from 'vitest';
import { followPage, isVisible } from '../../src/browser/page-lifecycle.js';

function open() {
  const page = new EventTarget();
  const handlers = [vi.fn(), vi.fn(), vi.fn()] as const;
  const stop = followPage(page, ...handlers);
  const happen = (type: string, init: object = {}) => page.dispatchEvent(Object.assign(new Event(type), init));
  const counts = () => handlers.map(({ mock }) => mock.calls.length);
  return { happen, counts, stop };
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
])('%s %o calls its handler', (type, init, counts) => {
  const page = open();
  page.happen(type, init);
  expect(page.counts()).toEqual(counts);
});

test('no handler is called after the end, or without a page', () => {
  const page = open();
  page.stop();
  page.happen('online');
  expect(page.counts()).toEqual([0, 0, 0]);
  const unexpected = () => expect.unreachable();
  expect(() => followPage(null, unexpected, unexpected, unexpected)()).not.toThrow();
});

test('a page is visible unless its state is hidden', () => {
  expect(isVisible()).toBe(true);
  vi.stubGlobal('document', { visibilityState: 'hidden' });
  expect(isVisible()).toBe(false);
  vi.stubGlobal('document', { visibilityState: 'visible' });
  expect(isVisible()).toBe(true);
});
