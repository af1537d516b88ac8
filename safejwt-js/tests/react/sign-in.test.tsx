// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { SignIn } from '../recipes/sign-in.js';
import { openCredentials, request } from '../support/credentials.js';
import { ada, ok, openAllauth, pending, reply } from '../support/fake-allauth.js';

afterEach(cleanup);

async function open() {
  const app = await openAllauth();
  app.plan('GET auth/webauthn/login', ok({ request_options: { publicKey: request } }));
  return app;
}

function fill(label: string, value: string): void {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
}

const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

test('a user with a second factor logs in with the form of the manual', async () => {
  const { allauth, client, plan, signIn, sent } = await open();
  const refused = reply(400, { errors: [{ code: 'email_password_mismatch', message: 'That is not right.' }] });
  plan('POST auth/login', refused, pending({ id: 'mfa_authenticate', types: ['totp'] }));
  plan('POST auth/2fa/authenticate', signIn());
  render(<SignIn allauth={allauth} />);
  fill('Email', 'ada@example.org');
  press('Continue');
  await screen.findByText('That is not right.');
  fill('Password', 'right');
  press('Continue');
  await screen.findByLabelText('Code');
  fill('Code', '123456');
  press('Continue');
  await vi.waitFor(() => expect(client.getState().user).toEqual(ada), 10_000);
  expect(sent().at(-1)).toEqual(['POST /_allauth/app/v1/auth/2fa/authenticate', { code: '123456' }]);
});

test('a user with a passkey logs in with the autofill of that form, or with its button', async () => {
  const { call } = openCredentials();
  const { allauth, client, plan, signIn } = await open();
  plan('GET auth/webauthn/login', ok({ request_options: { publicKey: request } }));
  plan('POST auth/webauthn/login', signIn());
  render(<SignIn allauth={allauth} />);
  expect((await call(0)).options.mediation).toBe('conditional');
  press('Use a passkey');
  (await call(1)).answer();
  await vi.waitFor(() => expect(client.getState().user).toEqual(ada), 10_000);
});
