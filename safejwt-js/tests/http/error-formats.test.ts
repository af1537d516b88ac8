import { describe, expect, test, vi } from 'vitest';
import type { AuthError } from '../../src/errors.js';
import { readBody, readErrorCode } from '../../src/http/response.js';
import { openSignedInApp } from '../support/app.js';
import { json } from '../support/fake-server.js';

type Format = (code: string, detail: string) => unknown;

/** How other exception handlers write an error of the server. */
const formats: Readonly<Record<string, Format>> = {
  'the protocol': (code, detail) => ({ detail, code }),
  'drf-standardized-errors': (code, detail) => ({
    type: 'client_error',
    errors: [{ code, detail, attr: null }],
  }),
  'drf-standardized-errors, which takes the code for a field': (code, detail) => ({
    type: 'client_error',
    errors: [
      { code: 'error', detail, attr: 'detail' },
      { code: 'error', detail: code, attr: 'code' },
    ],
  }),
  'drf-exceptions-hog': (code, detail) => ({ type: 'authentication_error', code, detail, attr: null }),
  'RFC 9457 with a code': (code, detail) => ({ type: 'about:blank', title: 'Refused', detail, code }),
  'RFC 9457 with a type': (code, detail) => ({ type: `https://app.example/errors/${code}`, title: detail }),
  'RFC 9457 with a type in dashes': (code, detail) => ({ type: `urn:problem:${code.replaceAll('_', '-')}`, detail }),
  'an envelope': (code, detail) => ({ success: false, error: { code, detail } }),
};

const names = Object.keys(formats);

function answer(name: string, status: number, code: string, headers: HeadersInit = {}) {
  return () => json(status, formats[name]?.(code, 'A sentence.'), headers);
}

function errorOf(response: Response): Promise<AuthError> {
  return readBody(response).then(
    () => expect.unreachable(),
    (error) => error,
  );
}

describe.each(names)('in the format of %s', (name) => {
  test('a refused CSRF token is renewed, and the request repeated', async () => {
    const { client, server } = await openSignedInApp();
    server.plan('/api/', answer(name, 403, 'csrf_failed'));
    expect((await client.fetch('/api/', { method: 'POST', body: 'x' })).status).toBe(200);
    expect(server.count('/users/csrf/')).toBe(1);
  });

  test('a required re-authentication asks the user', async () => {
    const onReauthenticationRequired = vi.fn(async () => true);
    const { client, server } = await openSignedInApp({ client: { onReauthenticationRequired } });
    server.plan('/api/', answer(name, 403, 'reauthentication_required'));
    expect((await client.fetch('/api/')).status).toBe(200);
    expect(onReauthenticationRequired).toHaveBeenCalledOnce();
  });

  test.each(['access_token_expired', 'invalid_token'])('%s gets a new token', async (code) => {
    const { client, server } = await openSignedInApp();
    server.plan('/api/', answer(name, 401, code, { 'WWW-Authenticate': 'Bearer error="invalid_token"' }));
    expect((await client.fetch('/api/')).status).toBe(200);
    expect(server.count('/users/token/')).toBe(2);
  });

  test('an error has its code and its sentence', async () => {
    const error = await errorOf(answer(name, 403, 'reauthentication_required')());
    expect(error).toMatchObject({ code: 'reauthentication_required', status: 403, fields: {} });
    if (name !== 'an envelope') expect(error.message).toBe('A sentence.');
  });
});

test("the CSRF check of Django REST Framework's own SessionAuthentication is understood", async () => {
  const { client, server } = await openSignedInApp();
  server.plan('/api/', () => json(403, { detail: 'CSRF Failed: CSRF token missing.' }));
  expect((await client.fetch('/api/')).status).toBe(200);
  expect(server.count('/users/csrf/')).toBe(1);
});

test.each([
  [403, { detail: 'reauthentication_required is what this text is about', code: 'permission_denied' }],
  [403, { detail: 'Session ended', code: 'refresh_token_revoked' }],
  [403, { detail: 'No.', code: 'former_csrf_failed' }],
  [400, { detail: 'CSRF check failed.', code: 'csrf_failed' }],
])('a code counts only with its status, and at the end of a string: %i %j', async (status, body) => {
  expect(await readErrorCode(json(status, body), 403)).toBe('');
});

test("a code of the project's own is kept in each format", async () => {
  const codes = names.slice(0, 5).map(async (name) => (await errorOf(answer(name, 409, 'coupon_used')())).code);
  expect(await Promise.all(codes)).toEqual(['coupon_used', 'coupon_used', 'error', 'coupon_used', 'coupon_used']);
});

describe('fields', () => {
  test('of drf-standardized-errors are reasons by path', async () => {
    const body = {
      type: 'validation_error',
      errors: [
        { code: 'required', detail: 'Required.', attr: 'email' },
        { code: 'invalid', detail: 'Invalid.', attr: 'email' },
        { code: 'invalid', detail: 'No.', attr: 'lines.0.title' },
        { code: 'invalid', detail: 'Closed.', attr: 'non_field_errors' },
        { code: 'invalid', detail: 'Late.', attr: null },
      ],
    };
    expect(await errorOf(json(400, body))).toMatchObject({
      code: 'validation_error',
      message: 'Required.',
      fields: { email: ['Required.', 'Invalid.'], 'lines.0.title': ['No.'], non_field_errors: ['Closed.', 'Late.'] },
    });
  });

  test('of drf-exceptions-hog are reasons by path', async () => {
    const body = { type: 'validation_error', code: 'required', detail: 'Required.', attr: 'address__street' };
    expect(await errorOf(json(400, body))).toMatchObject({
      code: 'validation_error',
      fields: { 'address.street': ['Required.'] },
    });
  });

  test('of RFC 9457 are reasons by path', async () => {
    const body = {
      type: 'https://app.example/errors/invalid',
      title: 'Your request is not valid.',
      errors: [{ detail: 'must be a positive integer', pointer: '#/lines/0/quantity' }],
    };
    const error = await errorOf(json(422, body));
    expect(error).toMatchObject({
      code: 'validation_error',
      fields: { 'lines.0.quantity': ['must be a positive integer'] },
    });
  });

  test('a problem without fields has none', async () => {
    const body = { type: 'about:blank', title: 'Bad Request', status: 400, detail: 'No.' };
    expect(await errorOf(json(400, body))).toMatchObject({ code: 'unexpected_response', message: 'No.', fields: {} });
  });

  test('that are called like those of other formats are fields all the same', async () => {
    const body = { title: ['Required.'], type: ['Unknown.'], attr: ['Required.'], detail: ['Required.'] };
    const { fields } = await errorOf(json(400, { detail: 'No.', code: 'validation_error', errors: body }));
    expect(fields).toEqual(body);
  });
});

test('the body of a refusal is the cause of its error', async () => {
  const body = { detail: 'No.', code: 'mfa_required', methods: ['totp'] };
  expect((await errorOf(json(401, body))).cause).toEqual(body);
});

test('under development, the sentence of the server names the origin and the setting', async () => {
  const { client, server } = await openSignedInApp();
  const detail = 'CSRF check failed: http://localhost:5173 is not allowed. Add it to CSRF_TRUSTED_ORIGINS.';
  server.plan('/api/', ...Array(4).fill(() => json(403, { detail, code: 'csrf_failed' })));
  await expect(client.request('/api/')).rejects.toMatchObject({ code: 'csrf_failed', message: detail });
});
