// @vitest-environment jsdom
import { act, cleanup, renderHook } from '@testing-library/react';
import { renderToString } from 'react-dom/server';
import { afterEach, describe, expect, test } from 'vitest';
import { PasskeyError } from '../../src/passkeys/index.js';
import { useAllauthFlow } from '../../src/react/allauth.js';
import { ada, openAllauth, pending, reply } from '../support/fake-allauth.js';

afterEach(cleanup);

async function open() {
  const app = await openAllauth();
  const { result } = renderHook(() => useAllauthFlow(app.allauth));
  return { ...app, state: () => result.current };
}

const login = { email: 'ada@example.org', password: 'right' };

describe('useAllauthFlow', () => {
  test('follows the steps of a login', async () => {
    const { allauth, plan, signIn, state } = await open();
    plan('POST auth/login', pending({ id: 'mfa_authenticate', types: ['totp'] }));
    plan('POST auth/2fa/authenticate', signIn());
    expect(state()).toMatchObject({ step: null, isPending: false, error: null });
    await act(() => state().run(() => allauth.login(login)));
    expect(state().step).toMatchObject({ step: 'mfa_authenticate', types: ['totp'] });
    const result = await act(() => state().run(() => allauth.authenticate('123456')));
    expect(result).toEqual({ step: 'done', user: ada });
    expect(state()).toMatchObject({ step: null, isPending: false, error: null });
  });

  test('is pending meanwhile, and keeps the reason of a failure until the next attempt', async () => {
    const { allauth, plan, state } = await open();
    plan('POST auth/login', reply(400, { errors: [{ code: 'email_password_mismatch', message: 'No.' }] }));
    let running: Promise<unknown> = Promise.resolve();
    act(() => {
      running = state().run(() => allauth.login(login));
    });
    expect(state()).toMatchObject({ isPending: true, error: null });
    expect(await act(() => running)).toBeUndefined();
    expect(state()).toMatchObject({ isPending: false, error: { code: 'email_password_mismatch' } });
    plan('POST auth/login', pending({ id: 'verify_email' }));
    await act(() => state().run(() => allauth.login(login)));
    expect(state()).toMatchObject({ error: null, step: { step: 'verify_email' } });
  });

  test.each([
    ['cancelled', null],
    ['not_allowed', { code: 'not_allowed' }],
  ] as const)('treats the passkey error %s as %j', async (code, error) => {
    const { state } = await open();
    await act(() => state().run(() => Promise.reject(new PasskeyError(code))));
    if (error) expect(state().error).toMatchObject(error);
    else expect(state().error).toBeNull();
  });

  test('shows the same step to all components, and none on a server', async () => {
    const { allauth, plan, state } = await open();
    plan('POST auth/login', pending({ id: 'verify_email' }));
    await act(() => allauth.login(login));
    expect(state().step).toBe(allauth.getStep());
    const Page = () => <p>{useAllauthFlow(allauth).step?.step ?? 'none'}</p>;
    expect(renderToString(<Page />)).toBe('<p>none</p>');
  });

  test('has one function from render to render', async () => {
    const { state } = await open();
    const { run } = state();
    await act(() => run(async () => undefined));
    expect(state().run).toBe(run);
  });
});
