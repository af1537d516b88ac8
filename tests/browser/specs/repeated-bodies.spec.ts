import { expect, test } from '@playwright/test';
import { startSmallApi } from '../client/small-api.ts';

/** The kinds of body that a page can send. */
const bodies = ['string', 'Blob', 'ArrayBuffer', 'URLSearchParams', 'Request', 'Request with FormData'] as const;

type Kind = (typeof bodies)[number] | 'FormData';

async function sendTwice(page: import('@playwright/test').Page, kind: Kind) {
  const api = await startSmallApi();
  await page.goto(api.url);
  const status = await page.evaluate(async (kind) => {
    const { createAuthClient } = (await import('/client/index.js' as string)) as typeof import('safejwt-js');
    // This small API sets no cookies.
    const client = createAuthClient({ sessionHint: false });
    await client.restore();
    const text = 'žluťoučký kůň\r\n\u0000 😀';
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const form = new FormData();
    form.set('title', text);
    form.set('file', new File([bytes], 'bytes.bin', { type: 'application/x-bytes' }));
    const post = (body: BodyInit) => client.fetch('/echo/', { method: 'POST', body });
    const request = (body: BodyInit) => client.fetch(new Request('/echo/', { method: 'POST', body }));
    const send: Record<typeof kind, () => Promise<Response>> = {
      string: () => post(text),
      Blob: () => post(new Blob([bytes], { type: 'application/x-bytes' })),
      ArrayBuffer: () => post(bytes.buffer),
      URLSearchParams: () => post(new URLSearchParams({ title: text })),
      Request: () => request(bytes.buffer),
      'Request with FormData': () => request(form),
      FormData: () => post(form),
    };
    return (await send[kind]()).status;
  }, kind);
  await api.stop();
  expect(status).toBe(200);
  expect(api.arrived).toHaveLength(2);
  const [first, second] = api.arrived;
  if (!first || !second) throw new Error('Two requests have arrived.');
  expect(first.body.length).toBeGreaterThan(0);
  return { first, second };
}

for (const kind of bodies) {
  test(`after a 401 the same bytes are sent again: ${kind}`, async ({ page }) => {
    const { first, second } = await sendTwice(page, kind);
    expect(second.type).toBe(first.type);
    expect(second.body.equals(first.body)).toBe(true);
  });
}

test('after a 401 the same FormData fields are sent again, with another boundary', async ({ page }) => {
  const { first, second } = await sendTwice(page, 'FormData');
  const [one, other] = [first, second].map(({ type, body }) => {
    const boundary = type?.split('boundary=')[1] ?? '';
    return body.toString('latin1').replaceAll(boundary, 'boundary');
  });
  expect(other).toBe(one);
  expect(one).toContain('bytes.bin');
});
