import { withTimeout } from '../browser/abort-signal.js';
import { AuthError, isAuthError } from '../errors.js';
import type { User } from '../types.js';
import { isAllauthBody } from './errors.js';
import type { Flow } from './flow.js';
import { readFlows } from './steps.js';
import type { AllauthBody, AllauthCore, AllauthFlow, AllauthOptions } from './types.js';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface AllauthRequest {
  body?: unknown;
  headers?: Record<string, string>;
  /** Rejects with `reauthentication_required` without asking the user. */
  isQuiet?: boolean | undefined;
  /** The token contains the time of the last authentication, so it is renewed afterwards. */
  isStepUp?: boolean | undefined;
  /** A request is repeated once. */
  isRepeated?: boolean;
}

/** A response of allauth. */
interface Reply {
  readonly body: AllauthBody;
  /** `null` for a 2xx. */
  readonly error: AuthError | null;
}

/** Rejects without a response of allauth. */
export type Exchange = (method: Method, path: string, request?: AllauthRequest) => Promise<Reply>;

/**
 * Makes the function that sends a request, and repeats it once when the flow or the session was over
 * or the user has re-authenticated.
 */
export function createExchange<TUser extends User>(
  client: AllauthCore<TUser>,
  flow: Flow,
  url: (path: string) => string,
  { onReauthenticationRequired, timeout = 15_000 }: AllauthOptions,
): Exchange {
  const askUser = shareOne((flows: readonly AllauthFlow[]) => onReauthenticationRequired?.(flows));
  const user = () => client.getState().user;

  const send: Exchange = async (method, path, { body, headers } = {}) => {
    const { signal, end } = withTimeout(timeout, undefined);
    const request = { method, body, signal, headers: { ...headers, ...flow.headers() } };
    try {
      return { body: (await client.request<AllauthBody | undefined>(url(path), request)) ?? {}, error: null };
    } catch (error) {
      if (isAuthError(error) && isAllauthBody(error.cause)) return { body: error.cause, error };
      throw error;
    } finally {
      end();
    }
  };

  return async function exchange(method, path, request = {}) {
    const before = user();
    const sent = flow.headers();
    const reply = await send(method, path, request);
    const { body, error } = reply;
    // The options for the autofill may arrive after the response to a login, which has a flow of its own.
    const isLate = method === 'GET' && sent !== flow.headers();
    if (!isLate) flow.keep(body);
    if (request.isRepeated || !error) return reply;
    if (error.status === 401 && body.meta?.is_authenticated) {
      if (request.isQuiet || !(await askUser(readFlows(body)))) {
        throw new AuthError('reauthentication_required', { status: 401, cause: body });
      }
    } else if (error.status === 410 || (error.status === 401 && before)) {
      // The flow or the session is over.
      if (before) await client.refresh();
      else if (!isLate) flow.forget();
    } else return reply;
    // What one user has requested is not done for another.
    if (before && user() && before.id !== user()?.id) throw new AuthError('superseded');
    return exchange(method, path, { ...request, isRepeated: true });
  };
}

/** Makes all concurrent callers share one call. */
function shareOne<T, R>(work: (argument: T) => Promise<R> | undefined): (argument: T) => Promise<R | undefined> {
  let pending: Promise<R | undefined> | null = null;
  return (argument) => {
    pending ??= Promise.resolve(work(argument)).finally(() => {
      pending = null;
    });
    return pending;
  };
}
