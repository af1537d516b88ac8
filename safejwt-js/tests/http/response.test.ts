import { describe, expect, test } from 'vitest';
import type { AuthError } from '../../src/errors.js';
import { readBody, readErrorCode } from '../../src/http/response.js';

async function errorOf(response: Response): Promise<AuthError> {
  return readBody(response).then(
    () => expect.unreachable(),
    (error) => error,
  );
}

function html(status: number, headers: HeadersInit = {}): Response {
  return new Response('<html>nginx</html>', { status, headers: { 'Content-Type': 'text/html', ...headers } });
}

describe('a 2xx response', () => {
  test('resolves with its JSON', async () => {
    expect(await readBody(Response.json({ id: 1 }))).toEqual({ id: 1 });
    expect(await readBody(Response.json(null))).toBeNull();
  });

  test('without a body resolves with undefined', async () => {
    expect(await readBody(new Response(null, { status: 204 }))).toBeUndefined();
  });

  test.each(['{"accessToken": "abc', '<html>Welcome to the hotel</html>'])(
    'that is not JSON rejects: %s',
    async (body) => {
      expect(await errorOf(new Response(body))).toMatchObject({ code: 'unexpected_response', status: 200 });
    },
  );
});

describe("a refusal in the protocol's form", () => {
  test('keeps code, sentence and status', async () => {
    const response = Response.json({ detail: 'No account matches.', code: 'invalid_credentials' }, { status: 401 });
    const error = await errorOf(response);
    expect(error).toMatchObject({ code: 'invalid_credentials', message: 'No account matches.', status: 401 });
  });

  test('keeps the reasons by field', async () => {
    const errors = { email: ['Taken.', 'Too long.'], non_field_errors: ['No.'] };
    const body = { detail: 'Not accepted.', code: 'validation_error', errors };
    expect((await errorOf(Response.json(body, { status: 400 }))).fields).toEqual(errors);
  });

  test("keeps a code of the project's own", async () => {
    expect((await errorOf(Response.json({ detail: 'Used.', code: 'coupon_used' }, { status: 409 }))).code).toBe(
      'coupon_used',
    );
  });
});

describe("a refusal in Django REST Framework's own form", () => {
  test('with fields at the top level is a validation error', async () => {
    const error = await errorOf(Response.json({ title: ['Required.'] }, { status: 400 }));
    expect(error).toMatchObject({ code: 'validation_error', fields: { title: ['Required.'] } });
    expect(error.message).toMatch(/validation_error/);
  });

  // The form of DRF 3.18, and the lists of older versions.
  test.each([
    [{ email: ['Enter a valid email address.'] }, { email: ['Enter a valid email address.'] }],
    [
      { email: ['Taken.'], non_field_errors: ['Too late.', 'Closed.'] },
      { email: ['Taken.'], non_field_errors: ['Too late.', 'Closed.'] },
    ],
    [
      { lines: { 1: { title: ['Too long.'], quantity: ['Too small.'] } }, tags: { 1: ['Too long.'] } },
      { 'lines.1.title': ['Too long.'], 'lines.1.quantity': ['Too small.'], 'tags.1': ['Too long.'] },
    ],
    [{ lines: [{}, { title: ['Too long.'] }] }, { 'lines.1.title': ['Too long.'] }],
    [[{}, { title: ['Too long.'] }], { '1.title': ['Too long.'] }],
    [
      { address: { street: ['Required.'], non_field_errors: ['No such street.'] } },
      { 'address.street': ['Required.'], 'address.non_field_errors': ['No such street.'] },
    ],
    [
      { tags: ['Expected a list of items but got type "int".'] },
      { tags: ['Expected a list of items but got type "int".'] },
    ],
    [{ email: 'Taken.' }, { email: ['Taken.'] }],
    [['Not today.'], { non_field_errors: ['Not today.'] }],
  ])('becomes reasons by path: %j', async (body, fields) => {
    const error = await errorOf(Response.json(body, { status: 400 }));
    expect(error).toMatchObject({ code: 'validation_error' });
    expect(error.fields).toEqual(fields);
    const ours = { detail: 'Not accepted.', code: 'validation_error', errors: body };
    expect((await errorOf(Response.json(ours, { status: 400 }))).fields).toEqual(fields);
  });

  test('cannot change a prototype', async () => {
    const { fields } = await errorOf(
      new Response('{"__proto__": ["no"], "a": {"__proto__": ["no"]}}', { status: 400 }),
    );
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
    expect(Object.keys(fields)).toEqual(['__proto__', 'a.__proto__']);
  });

  test('that is throttled keeps its sentence and the seconds to wait', async () => {
    const body = { detail: 'Request was throttled. Expected available in 42 seconds.' };
    const error = await errorOf(Response.json(body, { status: 429, headers: { 'Retry-After': '42' } }));
    expect(error).toMatchObject({ code: 'throttled', status: 429, retryAfter: 42, message: body.detail });
    expect(await errorOf(Response.json(body, { status: 429 }))).toMatchObject({ code: 'throttled', retryAfter: null });
  });

  test('with a detail alone keeps the sentence', async () => {
    const error = await errorOf(Response.json({ detail: 'Not yours.' }, { status: 403 }));
    expect(error).toMatchObject({ code: 'permission_denied', message: 'Not yours.' });
  });
});

describe('a response from a proxy', () => {
  test.each([
    [401, 'unexpected_response'],
    [404, 'not_found'],
    [413, 'body_too_large'],
    [429, 'throttled'],
    [502, 'server_error'],
    [503, 'service_unavailable'],
  ])('%i becomes %s, with a sentence and without its page', async (status, code) => {
    const error = await errorOf(html(status));
    expect(error).toMatchObject({ code, status });
    expect(error.message).toMatch(/^[A-Z].+\.$/);
    expect(error.message).not.toContain('nginx');
  });

  test.each([
    [500, /^The server failed\. Try again later\.$/],
    [502, /is unavailable\. Try again shortly\.$/],
    [504, /did not respond in time\. Check what was done, then try again\.$/],
  ])('%i says what happened and what to do next, whatever its page is', async (status, sentence) => {
    const gateway = Response.json({ message: 'Endpoint request timed out' }, { status });
    for (const response of [html(status), gateway, new Response('', { status })]) {
      expect(await errorOf(response)).toMatchObject({
        code: 'server_error',
        status,
        message: expect.stringMatching(sentence),
      });
    }
    const own = Response.json({ detail: 'The press is out of paper.' }, { status });
    expect((await errorOf(own)).message).toBe('The press is out of paper.');
  });

  test.each(['null', '[]', '"no"', '{"code": 7, "detail": {}, "errors": "no"}'])('%s does not throw', async (body) => {
    expect(await errorOf(new Response(body, { status: 400 }))).toMatchObject({
      code: 'unexpected_response',
      fields: {},
    });
  });
});

describe('Retry-After', () => {
  test.each([
    ['120', 120],
    ['0', 0],
    ['soon', null],
    [new Date(Date.now() - 60_000).toUTCString(), 0],
  ])('%s is %s', async (header, seconds) => {
    expect((await errorOf(html(429, { 'Retry-After': header }))).retryAfter).toBe(seconds);
  });

  test('as a date is compared with the server’s own clock', async () => {
    const date = (seconds: number) => new Date(Date.UTC(2020, 1, 1, 12, 0, seconds)).toUTCString();
    const error = await errorOf(html(503, { 'Retry-After': date(30), Date: date(0) }));
    expect(error.retryAfter).toBe(30);
  });

  test('as a date becomes the seconds until then', async () => {
    const error = await errorOf(html(503, { 'Retry-After': new Date(Date.now() + 60_000).toUTCString() }));
    expect(error.retryAfter).toBeGreaterThan(55);
    expect(error.retryAfter).toBeLessThanOrEqual(60);
  });
});

describe('readErrorCode', () => {
  test('leaves the body for the caller', async () => {
    const response = Response.json({ code: 'csrf_failed' }, { status: 403 });
    expect(await readErrorCode(response, 403)).toBe('csrf_failed');
    expect(await response.json()).toEqual({ code: 'csrf_failed' });
  });

  test('is read from the header if the body has no code', async () => {
    const challenge = 'Bearer error="invalid_token", error_description="Access token expired"';
    const headers = { 'WWW-Authenticate': challenge };
    expect(await readErrorCode(new Response(null, { status: 401, headers }), 401)).toBe('invalid_token');
    expect(await readErrorCode(Response.json({ code: 'session_ended' }, { status: 401, headers }), 401)).toBe(
      'session_ended',
    );
    expect(await readErrorCode(html(401, { 'WWW-Authenticate': 'Basic realm="intranet"' }), 401)).toBe('');
  });

  test('is empty for a page', async () => {
    expect(await readErrorCode(html(401), 401)).toBe('');
  });
});
