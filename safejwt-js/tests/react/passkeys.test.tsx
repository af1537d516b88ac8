// @vitest-environment jsdom
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AuthError } from '../../src/index.js';
import { type PasskeyLoginFunction, usePasskeyLogin } from '../../src/react/passkeys.js';
import { openCredentials, request, usedJSON } from '../support/credentials.js';

afterEach(cleanup);

let order: string[];
beforeEach(() => {
  order = [];
});

/** The app's function: gets the options, and sends the passkey to the server. */
function createLogin(verify: () => Promise<unknown> = async () => undefined) {
  return vi.fn<PasskeyLoginFunction>(async (get) => {
    order.push('options');
    const credential = await get({ publicKey: request });
    order.push('verify');
    expect(credential).toEqual(usedJSON);
    return verify();
  });
}

function open(login = createLogin(), options: Parameters<typeof openCredentials>[0] = {}) {
  const credentials = openCredentials(options);
  const hook = renderHook(() => usePasskeyLogin(login), { wrapper: StrictMode });
  return { ...credentials, ...hook, login, state: () => hook.result.current };
}

const idle = { isPending: false, error: null, isSupported: true };

describe('the autofill', () => {
  test('is offered once, also in StrictMode', async () => {
    const { call, calls, login, state } = open();
    const { options } = await call(0);
    expect(options.mediation).toBe('conditional');
    expect([calls.length, login.mock.calls.length]).toEqual([1, 1]);
    expect(state()).toMatchObject(idle);
  });

  test('logs in with the passkey that the user chooses, and is pending until the server has verified it', async () => {
    let finish = () => {};
    const verify = () => new Promise<void>((resolve) => (finish = resolve));
    const { call, state, calls } = open(createLogin(verify));
    (await call(0)).answer();
    await waitFor(() => expect(state().isPending).toBe(true));
    await act(async () => finish());
    expect(state()).toMatchObject(idle);
    expect([calls.length, order]).toEqual([1, ['options', 'verify']]);
  });

  test('is offered again with new options after a passkey that the server refuses', async () => {
    const refused = new AuthError('incorrect_code');
    const { call, state } = open(createLogin(() => Promise.reject(refused)));
    (await call(0)).answer();
    const { options } = await call(1);
    expect(options.mediation).toBe('conditional');
    await waitFor(() => expect(state()).toMatchObject({ isPending: false, error: refused }));
    expect(order).toEqual(['options', 'verify', 'options']);
  });

  test('that cannot begin is not offered again, and is no error: the user does not know of it', async () => {
    const { login, state, calls } = open(vi.fn(() => Promise.reject(new AuthError('network_error'))));
    await waitFor(() => expect(login).toHaveBeenCalled());
    await act(async () => undefined);
    expect([login.mock.calls.length, calls]).toEqual([1, []]);
    expect(state()).toMatchObject(idle);
  });

  test('ends when the component unmounts', async () => {
    const { call, unmount, login } = open();
    const { options } = await call(0);
    unmount();
    expect(options.signal?.aborted).toBe(true);
    await act(async () => undefined);
    expect(login).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['without autofill has the button only', { capabilities: {} }, true],
    ['without passkeys has neither', null, false],
  ])('of a browser %s', async (_name, options, isSupported) => {
    const login = createLogin();
    if (options) openCredentials(options);
    const { result } = renderHook(() => usePasskeyLogin(login));
    await waitFor(() => expect(result.current.isSupported).toBe(isSupported));
    await act(async () => undefined);
    expect(login).not.toHaveBeenCalled();
  });
});

describe('the button', () => {
  test('ends the autofill, and then opens the dialog', async () => {
    const { call, state, calls } = open();
    const autofill = await call(0);
    act(() => void state().signIn());
    const dialog = await call(1);
    expect(autofill.options.signal?.aborted).toBe(true);
    expect(dialog.options.mediation).toBeUndefined();
    expect(state()).toMatchObject({ isPending: true });
    dialog.answer();
    await waitFor(() => expect(state()).toMatchObject(idle));
    expect([calls.length, order]).toEqual([2, ['options', 'options', 'verify']]);
  });

  test('gets its options after those of the autofill: the server may know the last ones only', async () => {
    let answer = () => {};
    const login = vi.fn<PasskeyLoginFunction>(async (get) => {
      order.push('asked');
      if (order.length === 1) await new Promise<void>((resolve) => (answer = resolve));
      order.push('answered');
      await get(request);
    });
    const { call, state } = open(login);
    await waitFor(() => expect(order).toEqual(['asked']));
    act(() => void state().signIn());
    await act(async () => undefined);
    expect(order).toEqual(['asked']);
    answer();
    (await call(0)).answer();
    expect(order).toEqual(['asked', 'answered', 'asked', 'answered']);
    await waitFor(() => expect(state()).toMatchObject(idle));
  });

  test('whose dialog the user closes brings the autofill back, without an error', async () => {
    const { call, state } = open();
    await call(0);
    act(() => void state().signIn());
    (await call(1)).fail('NotAllowedError');
    expect((await call(2)).options.mediation).toBe('conditional');
    await waitFor(() => expect(state()).toMatchObject(idle));
  });

  test.each([
    ['SecurityError', 'not_allowed'],
    ['NotSupportedError', 'unsupported'],
  ])('shows why it fails: %s', async (name, code) => {
    const { call, state } = open();
    await call(0);
    act(() => void state().signIn());
    (await call(1)).fail(name);
    await waitFor(() => expect(state()).toMatchObject({ isPending: false, error: { code } }));
  });

  test('opens one dialog for two clicks', async () => {
    const { call, state, calls } = open();
    await call(0);
    act(() => {
      void state().signIn();
      void state().signIn();
    });
    await call(1);
    await act(async () => undefined);
    expect(calls).toHaveLength(2);
  });

  test('opens no dialog after a login by the autofill', async () => {
    let finish = () => {};
    const verify = () => new Promise<void>((resolve) => (finish = resolve));
    const { call, state, calls } = open(createLogin(verify));
    (await call(0)).answer();
    await waitFor(() => expect(state().isPending).toBe(true));
    await act(() => state().signIn());
    await act(async () => finish());
    expect(calls).toHaveLength(1);
  });

  test('does nothing once the component has unmounted', async () => {
    const { call, unmount, state, calls } = open();
    await call(0);
    act(() => void state().signIn());
    unmount();
    await act(async () => undefined);
    expect(calls).toHaveLength(1);
  });

  test('closes its dialog when the component unmounts, and offers no autofill', async () => {
    const { call, unmount, state, calls } = open();
    await call(0);
    act(() => void state().signIn());
    const dialog = await call(1);
    unmount();
    expect(dialog.options.signal?.aborted).toBe(true);
    await act(async () => undefined);
    expect(calls).toHaveLength(2);
  });

  test('is the same function from render to render, and calls the latest one of the app', async () => {
    const { call } = openCredentials();
    const [first, second] = [createLogin(), createLogin()];
    const { result, rerender } = renderHook((login) => usePasskeyLogin(login), { initialProps: first });
    await call(0);
    const { signIn } = result.current;
    rerender(second);
    expect(result.current.signIn).toBe(signIn);
    act(() => void signIn());
    (await call(1)).answer();
    await waitFor(() => expect(second).toHaveBeenCalledTimes(1));
  });
});
