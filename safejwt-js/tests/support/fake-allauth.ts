import { type AllauthOptions, createAllauthClient } from '../../src/allauth/index.js';
import type { AllauthBody, AllauthFlow } from '../../src/allauth/types.js';
import type { AuthClient } from '../../src/index.js';
import { createTestServer, type TestRequest } from '../../testing/index.js';
import { withCookiesOf } from '../../testing/responses.js';
import { openPage } from './page.js';

export const ada = { id: 1, username: 'ada', email: 'ada@example.org' };

type Answer = (request: TestRequest) => Response | Promise<Response>;

/** A response as allauth's. */
export function reply(status: number, body: AllauthBody = {}): Response {
  return Response.json({ status, ...body }, { status });
}

/** The flows that any visitor may begin. */
export const offered: AllauthFlow[] = [{ id: 'login' }, { id: 'signup' }];

/** The 401 of a login that requires another step. */
export function pending(flow: AllauthFlow, token?: string, flows: AllauthFlow[] = offered): Response {
  const meta = { is_authenticated: false, ...(token && { session_token: token }) };
  return reply(401, { data: { flows: [...flows, { ...flow, is_pending: true }] }, meta });
}

export const nothingPending = () => reply(401, { data: { flows: offered }, meta: { is_authenticated: false } });

const reauthentication: AllauthFlow[] = [{ id: 'reauthenticate' }, { id: 'mfa_reauthenticate', types: ['totp'] }];

export const reauthenticationRequired = () =>
  reply(401, { data: { flows: reauthentication }, meta: { is_authenticated: true } });

export const ok = (data?: unknown) => reply(200, data === undefined ? {} : { data });

interface Options extends AllauthOptions {
  signedIn?: boolean;
}

/** The test server with a scripted allauth, and a tab with both clients. */
export async function openAllauth({ signedIn = false, ...options }: Options = {}) {
  if (typeof document === 'undefined') openPage();
  const server = createTestServer();
  const plans = new Map<string, Answer[]>();
  const received: TestRequest[] = [];
  server.handle(
    '/_allauth/*',
    (request) => {
      received.push(request);
      const [, path = ''] =
        /^\/_allauth\/(?:app|browser)\/v1\/(.*)$/.exec(request.url.pathname + request.url.search) ?? [];
      const answer = plans.get(`${request.method} ${path}`)?.shift();
      return answer ? answer(request) : reply(500, { errors: [{ code: 'unplanned', message: path }] });
    },
    { isPublic: true },
  );
  const browser = signedIn ? server.signIn('ada') : server.browser();
  const { client } = browser.tab();
  await client.restore();
  received.length = 0;

  return {
    server,
    browser,
    client: client as AuthClient,
    allauth: createAllauthClient(client, options),
    /** The requests to allauth. */
    received,
    /** Plans the responses to the next requests. */
    plan(name: string, ...answers: (Answer | Response)[]) {
      const list = plans.get(name) ?? [];
      list.push(...answers.map((answer) => (answer instanceof Response ? () => answer : answer)));
      plans.set(name, list);
    },
    /** The 200 that ends a flow: the answer of a login is in `meta`, and its cookies are set. */
    signIn(username = 'ada', wrap = (answer: object): object => ({ access_token: answer })): Answer {
      return async () => {
        const session = server.session(username);
        const meta = { is_authenticated: true, ...wrap((await session.json()) as object) };
        return withCookiesOf(session, reply(200, { data: { user: { id: 1 }, methods: [] }, meta }));
      };
    },
    sent: () =>
      received.map(({ method, url, body }) => {
        const text = new TextDecoder().decode(body);
        return [`${method} ${url.pathname}${url.search}`, ...(text ? [JSON.parse(text) as unknown] : [])];
      }),
    header: (index: number, name: string) => received[index]?.headers.get(name) ?? null,
  };
}
