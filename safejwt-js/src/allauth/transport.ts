import { AuthError } from '../errors.js';
import type { User } from '../types.js';
import { toAllauthError } from './errors.js';
import { createExchange, type Exchange } from './exchange.js';
import { createFlow, type Flow } from './flow.js';
import { readStep } from './steps.js';
import type { AllauthBody, AllauthCore, AllauthOptions, AllauthStep } from './types.js';

/** The three ways to send a request. They are all that the rest of this entry uses. */
export interface AllauthTransport<TUser extends User> {
  /** Resolves with the body of a 2xx response. */
  call(...request: Parameters<Exchange>): Promise<AllauthBody>;
  /** Resolves with its `data`. */
  read<T>(...request: Parameters<Exchange>): Promise<T>;
  /** For the endpoints that may sign in: resolves with where the flow stands. */
  step(...request: Parameters<Exchange>): Promise<AllauthStep<TUser>>;
  url(path: string, kind?: AllauthOptions['client']): string;
  readonly flow: Flow;
}

export function createAllauthTransport<TUser extends User>(
  client: AllauthCore<TUser>,
  options: AllauthOptions,
): AllauthTransport<TUser> {
  const { baseUrl = '/_allauth/' } = options;
  const flow = createFlow(client, options.client);
  const url = (path: string, kind = flow.kind()) => `${baseUrl.replace(/\/?$/, '/')}${kind}/v1/${path}`;
  const exchange = createExchange(client, flow, url, options);

  async function call(...request: Parameters<Exchange>): Promise<AllauthBody> {
    const { body, error } = await exchange(...request);
    if (error) throw toAllauthError(error);
    return body;
  }

  return {
    flow,
    url,
    call,
    read: async <T>(...request: Parameters<Exchange>) => (await call(...request)).data as T,
    async step(method, path, request = {}) {
      const { body, error } = await exchange(method, path, request);
      if (error && error.status !== 401) throw toAllauthError(error);
      const session = findSession(body);
      if (session) return { step: 'done', user: await client.adopt(session) };
      if (body.meta?.is_authenticated) {
        const held = request.isStepUp ? null : client.getState().user;
        return { step: 'done', user: held ?? (await findUser(client, flow.kind())) };
      }
      const step = readStep(body);
      flow.move(step);
      return step;
    },
  };
}

/** Finds the answer of a login, for `client.adopt`: in `meta.access_token`, in `meta` or in the body. */
function findSession({ meta, ...body }: AllauthBody): unknown {
  return [meta?.access_token, meta, body].find((candidate) => Object(candidate).accessToken);
}

/**
 * Without that answer, the server has set the refresh cookie, or else has Django's session, which
 * `adopt/` turns into one of ours.
 */
async function findUser<TUser extends User>(
  client: AllauthCore<TUser>,
  kind: AllauthOptions['client'],
): Promise<TUser> {
  const user = (await client.refresh()) ?? (kind === 'browser' && (await client.signIn('adopt/')).user);
  if (user) return user;
  throw new AuthError('unexpected_response', { status: 200 });
}
