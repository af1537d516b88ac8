import { describe, expect, test } from 'vitest';
import { openSignedInApp } from '../support/app.js';
import { failing, networkError } from '../support/fake-server.js';

const bytes = new Uint8Array([0, 255, 10, 13]);

function form(): FormData {
  const data = new FormData();
  data.set('title', 'Invoice');
  data.set('file', new File([bytes], 'invoice.pdf'));
  return data;
}

/** A FormData of React Native, or of another realm: only its methods tell. */
class ForeignForm {
  append(): void {}
  toString(): string {
    return 'form';
  }
}

describe('a body that fetch can send', () => {
  test.each([
    ['form fields', new URLSearchParams({ a: '1' }), /^application\/x-www-form-urlencoded/, 'a=1'],
    ['a Blob', new Blob(['x'], { type: 'image/png' }), /^image\/png$/, 'x'],
    ['a File', new File(['x'], 'x.txt', { type: 'text/csv' }), /^text\/csv$/, 'x'],
    ['a string', 'plain', /^text\/plain/, 'plain'],
    ['an ArrayBuffer', new TextEncoder().encode('x').buffer, null, 'x'],
    ['a view of bytes', new TextEncoder().encode('xyz').subarray(1, 2), null, 'y'],
    ['a DataView', new DataView(new TextEncoder().encode('x').buffer), null, 'x'],
    ['a form of another realm', new ForeignForm(), /^text\/plain/, 'form'],
  ])('passes through request unchanged: %s', async (_name, body, type, text) => {
    const { client, server } = await openSignedInApp();
    await client.request('/api/', { body });
    const [request] = server.requests('/api/');
    expect(request?.method).toBe('POST');
    expect(new TextDecoder().decode(request?.body)).toBe(text);
    if (type) expect(request?.headers.get('Content-Type')).toMatch(type);
    else expect(request?.headers.has('Content-Type')).toBe(false);
    expect(request?.headers.get('Accept')).toBe('application/json');
  });

  test('may be a form with a file, and is repeated with the same bytes', async () => {
    const { client, server } = await openSignedInApp();
    server.plan('/api/', failing(401, 'access_token_expired'));
    await client.request('/api/', { method: 'PUT', body: form() });
    for (const { body, headers } of server.requests('/api/')) {
      const parsed = await new Response(body.slice(), { headers }).formData();
      expect(parsed.get('title')).toBe('Invoice');
      expect(new Uint8Array(await (parsed.get('file') as File).arrayBuffer())).toEqual(bytes);
    }
    expect(server.count('/api/')).toBe(2);
  });

  test('may be a stream, which is not repeated', async () => {
    const { client, server } = await openSignedInApp();
    await client.request('/api/', { body: new Blob(['x']).stream() });
    expect(new TextDecoder().decode(server.requests('/api/')[0]?.body)).toBe('x');
    server.plan('/api/', failing(401, 'access_token_expired'));
    const call = client.request('/api/', { body: new Blob(['x']).stream() });
    await expect(call).rejects.toMatchObject({ code: 'body_not_replayable' });
  });

  test("keeps the caller's content type", async () => {
    const { client, server } = await openSignedInApp();
    await client.request('/api/', { body: '<a/>', headers: { 'Content-Type': 'application/xml' } });
    expect(server.requests('/api/')[0]?.headers.get('Content-Type')).toBe('application/xml');
  });

  test('may begin a session', async () => {
    const { client, server } = await openSignedInApp({ remembered: null });
    server.plan('/users/login/', failing(400, 'validation_error'));
    await client.signIn('login/', form()).catch(() => undefined);
    expect(server.requests('/users/login/')[0]?.headers.get('Content-Type')).toMatch(/^multipart\/form-data/);
  });
});

test.each([
  ['an object', { a: 1 }, '{"a":1}'],
  ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
  [
    'an object of a class',
    new (class {
      a = 1;
    })(),
    '{"a":1}',
  ],
  ['an object with a field `append`', { append: true }, '{"append":true}'],
  ['an array', [1], '[1]'],
  ['a number', 7, '7'],
  ['false', false, 'false'],
  ['null', null, 'null'],
  ['a date', new Date(0), '"1970-01-01T00:00:00.000Z"'],
])('%s is sent as JSON', async (_name, body, text) => {
  const { client, server } = await openSignedInApp();
  await client.request('/api/', { body });
  const [request] = server.requests('/api/');
  expect(new TextDecoder().decode(request?.body)).toBe(text);
  expect(request?.headers.get('Content-Type')).toBe('application/json');
});

test('a missing response has a sentence for users', async () => {
  const { client, server } = await openSignedInApp();
  server.plan('/api/', networkError);
  const message = 'The server does not respond.';
  await expect(client.request('/api/')).rejects.toMatchObject({ code: 'network_error', message });
});

test('the token may have a header of its own, and Authorization is left to the browser', async () => {
  const { client, server } = await openSignedInApp({ client: { authorizationHeader: 'X-Authorization' } });
  server.plan('/api/', () => Response.json('fine'));
  await client.request('/api/', { headers: { Authorization: 'Basic abc' } });
  const [request] = server.requests('/api/');
  expect(request?.headers.get('X-Authorization')).toBe(`Bearer ${await client.getAccessToken()}`);
  expect(request?.headers.get('Authorization')).toBe('Basic abc');
});
