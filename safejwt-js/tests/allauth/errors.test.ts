import { expect, test } from 'vitest';
import { isAuthError } from '../../src/index.js';
import { answers } from '../../testing/index.js';
import { openAllauth, reply } from '../support/fake-allauth.js';

const login = { email: 'ada@example.org', password: 'wrong' };

test("a refusal has allauth's code, sentence and fields", async () => {
  const { allauth, plan } = await openAllauth();
  const errors = [
    { code: 'invalid', message: 'Enter a valid email address.', param: 'email' },
    { code: 'too_short', message: 'Too short.', param: 'password' },
    { code: 'too_common', message: 'Too common.', param: 'password' },
    { code: 'other', message: 'Something else.' },
  ];
  plan('POST auth/login', reply(400, { errors }));
  const error = await allauth.login(login).catch((reason: unknown) => reason);
  expect(isAuthError(error)).toBe(true);
  expect(error).toMatchObject({
    code: 'invalid',
    message: 'Enter a valid email address.',
    status: 400,
    cause: { status: 400, errors },
    fields: {
      email: ['Enter a valid email address.'],
      password: ['Too short.', 'Too common.'],
      non_field_errors: ['Something else.'],
    },
  });
});

test.each([
  [401, 'not_authenticated'],
  [403, 'permission_denied'],
  [404, 'not_found'],
  [409, 'conflict'],
  [429, 'throttled'],
])('a %i without an explanation is %s', async (status, code) => {
  const { allauth, plan } = await openAllauth();
  plan('POST auth/code/resend', reply(status));
  await expect(allauth.code.resend()).rejects.toMatchObject({ code, status, fields: {} });
});

test.each([
  ['csrf_failed', 403, answers.failing(403, 'csrf_failed')],
  ['throttled', 429, answers.failing(429, 'throttled')],
  ['service_unavailable', 503, answers.failing(503, 'service_unavailable')],
  ['server_error', 502, answers.html(502)],
  ['network_error', null, answers.networkError],
  ['csrf_failed', 403, answers.json(403, { status: 403, detail: 'It failed.', code: 'csrf_failed' })],
  ['throttled', 429, answers.json(429, { status: 429, title: 'It failed.', type: 'about:blank' })],
])('what is not a response of allauth stays as the client understands it: %s', async (code, status, answer) => {
  const { allauth, server } = await openAllauth();
  for (let times = 0; times < 2; times += 1) server.network.answer('/_allauth/app/v1/auth/login', answer);
  const error = await allauth.login(login).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code, status });
  if (status && status < 502) expect(error).toMatchObject({ message: 'It failed.' });
});
