import { failedToFetch, type TestAnswer } from './network.js';
import { withCookiesOf } from './responses.js';

/** Answers for `network.answer`: what servers, proxies and networks do on a bad day. */
export const answers = {
  /** No connection, or none any more. */
  networkError: (() => Promise.reject(failedToFetch())) as TestAnswer,
  /** Never: only the caller's signal or time-out ends the wait. */
  silence: (() => new Promise(() => undefined)) as TestAnswer,
  /** The server does what it is asked to, and its answer is lost on the way. */
  lost: (async (request, serve) => {
    await serve(request);
    throw failedToFetch();
  }) as TestAnswer,
  /** The head of the server's answer and half of its body, and then nothing more. */
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
  /** A refusal in the form of the protocol. */
  failing:
    (status: number, code: string, headers: HeadersInit = {}): TestAnswer =>
    () =>
      Response.json({ detail: 'It failed.', code }, { status, headers }),
  /** A proxy's page, or an intranet's. */
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
