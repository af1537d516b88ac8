import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createCsrf, readCookie } from '../../src/http/csrf.js';
import { openPage, setCookie } from '../support/page.js';

describe('readCookie', () => {
  beforeEach(() => openPage());

  test('returns the first name that is set, whatever the order in the jar', () => {
    setCookie('csrftoken', 'plain');
    setCookie('__Host-csrftoken', 'prefixed');
    expect(readCookie(['__Host-csrftoken', 'csrftoken'])).toBe('prefixed');
    expect(readCookie(['other', 'csrftoken'])).toBe('plain');
  });

  test('ignores names that only end or begin alike', () => {
    setCookie('mycsrftoken', 'a');
    setCookie('csrftoken2', 'b');
    expect(readCookie(['csrftoken'])).toBeNull();
  });

  test('keeps an equals sign in the value', () => {
    setCookie('csrftoken', 'a=b');
    expect(readCookie(['csrftoken'])).toBe('a=b');
  });

  test('is null where there is no document', () => {
    vi.unstubAllGlobals();
    expect(readCookie(['csrftoken'])).toBeNull();
  });
});

describe('the token', () => {
  beforeEach(() => openPage());

  test('is read again each time, because another tab may have logged in', () => {
    const csrf = createCsrf(['csrftoken'], vi.fn());
    setCookie('csrftoken', 'one');
    expect(csrf.current()).toBe('one');
    setCookie('csrftoken', 'two');
    expect(csrf.current()).toBe('two');
  });

  test('is requested once for concurrent callers', async () => {
    const ask = vi.fn(async () => 'answered');
    const csrf = createCsrf(['csrftoken'], ask);
    expect(await Promise.all([csrf.renew(null), csrf.renew(null), csrf.renew(null)])).toEqual(
      Array(3).fill('answered'),
    );
    expect(await csrf.renew(null)).toBe('answered');
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test('is not requested again after the refusal of an older one', async () => {
    const ask = vi.fn(async () => 'answered');
    const csrf = createCsrf(['csrftoken'], ask);
    setCookie('csrftoken', 'newer');
    expect(await csrf.renew('older')).toBe('newer');
    expect(ask).not.toHaveBeenCalled();
  });

  test('comes from the response where the cookie cannot be read', async () => {
    const csrf = createCsrf(['csrftoken'], async () => 'answered');
    await csrf.renew(null);
    expect(csrf.current()).toBe('answered');
  });

  test('comes only from the response where no cookie belongs to the API', async () => {
    setCookie('csrftoken', 'of the app itself');
    const csrf = createCsrf([], async () => 'answered');
    expect(csrf.current()).toBeNull();
    expect(await csrf.renew(null)).toBe('answered');
    expect(csrf.current()).toBe('answered');
  });

  test('comes from the response where the readable cookie belongs to another application', async () => {
    setCookie('csrftoken', 'foreign');
    const csrf = createCsrf(['csrftoken'], async () => 'answered');
    expect(await csrf.renew('foreign')).toBe('answered');
    expect(csrf.current()).toBe('answered');
  });

  test('comes from the cookie again as soon as that changes', async () => {
    const csrf = createCsrf(['csrftoken'], async () => 'answered');
    await csrf.renew(null);
    setCookie('csrftoken', 'rotated');
    expect(csrf.current()).toBe('rotated');
  });

  test('can be forgotten, and is then requested again', async () => {
    const ask = vi.fn(async () => 'answered');
    const csrf = createCsrf(['csrftoken'], ask);
    await csrf.renew(null);
    csrf.forget();
    expect(csrf.current()).toBeNull();
    await csrf.renew(null);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  test('is requested again after a failed request', async () => {
    const ask = vi.fn(async () => 'answered').mockRejectedValueOnce(new Error('down'));
    const csrf = createCsrf(['csrftoken'], ask);
    await expect(csrf.renew(null)).rejects.toThrow('down');
    expect(await csrf.renew(null)).toBe('answered');
  });
});

test('a response requested before forget() is neither kept nor shared', async () => {
  openPage();
  const asked: ((token: string) => void)[] = [];
  const csrf = createCsrf(['csrftoken'], () => new Promise((resolve) => asked.push(resolve)));
  const first = csrf.renew(null);
  csrf.forget();
  const second = csrf.renew(null);
  asked[0]?.('before');
  expect(await first).toBe('before');
  expect(csrf.current()).toBeNull();
  asked[1]?.('after');
  expect(await second).toBe('after');
  expect(csrf.current()).toBe('after');
});
