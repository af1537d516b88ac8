import { passkeyCapabilities } from './capabilities.js';
import { errorCodes, PasskeyError } from './errors.js';
import {
  type CreatedPasskey,
  type CreationOptions,
  type PasskeyJSON,
  parseOptions,
  type RequestOptions,
  toJSON,
  type UsedPasskey,
  unwrap,
  type Wrapped,
} from './json.js';

export interface PasskeyRequest {
  /**
   * `conditional`: no dialog. A login waits for the user to choose a passkey in the autofill of the
   * field, a registration needs a password that was filled in just before. Rejects with
   * `unsupported` where the browser cannot do that.
   */
  mediation?: 'conditional' | undefined;
  signal?: AbortSignal | undefined;
}

/** Of the ceremony that has begun last. */
let current: AbortController | undefined;

/**
 * Logs in with a passkey: `options` is what the server has sent, the result is what it verifies.
 * Rejects with `PasskeyError`.
 *
 * @example
 * const credential = await getPasskey(await client.request('passkeys/options/'));
 * await client.signIn('passkeys/login/', credential);
 */
export function getPasskey(options: Wrapped<RequestOptions>, request?: PasskeyRequest): Promise<UsedPasskey> {
  return perform('get', options, request);
}

/**
 * Creates a passkey: `options` is what the server has sent, the result is what it stores. Rejects
 * with `PasskeyError`. If the server refuses the passkey, call `signalUnknownCredential`.
 */
export function createPasskey(options: Wrapped<CreationOptions>, request?: PasskeyRequest): Promise<CreatedPasskey> {
  return perform('create', options, request);
}

/** A browser performs one ceremony at a time, so a new one aborts the previous one. */
async function perform<T extends PasskeyJSON>(
  verb: 'create' | 'get',
  wrapped: Wrapped<CreationOptions | RequestOptions>,
  { mediation, signal }: PasskeyRequest = {},
): Promise<T> {
  const options = unwrap(wrapped);
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  else {
    current?.abort();
    current = controller;
  }
  const start = performance.now();
  try {
    const capability = verb === 'get' ? 'conditionalGet' : 'conditionalCreate';
    // A dialog needs the user's click, which some engines forget while they are asked this.
    if (mediation ? !(await passkeyCapabilities())[capability] : !globalThis.PublicKeyCredential) {
      throw new DOMException('', 'NotSupportedError');
    }
    controller.signal.throwIfAborted();
    const init = { publicKey: parseOptions(verb, options), signal: controller.signal, mediation };
    return toJSON((await navigator.credentials[verb](init as object)) as PublicKeyCredential) as T;
  } catch (cause) {
    const code = errorCodes[Object(cause).name] ?? (controller.signal.aborted ? 'aborted' : 'failed');
    // Browsers report a timeout as NotAllowedError, like a closed dialog.
    const isLate = code === 'cancelled' && performance.now() - start >= (options.timeout as number);
    throw new PasskeyError(isLate ? 'timeout' : code, cause);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}
