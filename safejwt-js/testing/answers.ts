import { failedToFetch, type TestAnswer } from './network.js';
import { withCookiesOf } from './responses.js';

/** Responses for `network.answer`: failures of servers, proxies and networks. */
export const answers = {
  /** No connection. */
  networkError: (() => Promise.reject(failedToFetch())) as TestAnswer,
  /** No response: only the caller's signal or timeout ends the wait. */
  silence: (() => new Promise(() => undefined)) as TestAnswer,
  /** The server handles the request, but its response is lost. */
  lost: (async (request, serve) => {
    await serve(request);
    throw failedToFetch();
  }) as TestAnswer,
  /** The headers of the server's response and half of its body, then nothing. */
  stalled: (async (request, serve) => {
    const response = await serve(request);
    const bytes = new Uint8Array(await response.clone().arrayBuffer());
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.slice(0, Math.ceil(bytes.length / 2)));
        request.signal?.addEventListener('abort', () => controller.error(request.signal?.reason), { once: true });
      },
    });
    return withCookiesOf(response, new Response(body, response));
  }) as TestAnswer,
  /** A refusal in the protocol's form. */
  failing:
    (status: number, code: string, headers: HeadersInit = {}): TestAnswer =>
    () =>
      Response.json({ detail: 'It failed.', code }, { status, headers }),
  /** A page of a proxy or a captive portal. */
  html:
    (status: number, headers: HeadersInit = {}): TestAnswer =>
    () =>
      new Response('<html><body>A page</body></html>', {
        status,
        headers: { 'Content-Type': 'text/html', ...headers },
      }),
  /** Any JSON. */
  json:
    (status: number, body: unknown, headers: HeadersInit = {}): TestAnswer =>
    () =>
      Response.json(body, { status, headers }),
};
