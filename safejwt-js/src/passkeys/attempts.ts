import { passkeyCapabilities } from './capabilities.js';
import { getPasskey, type PasskeyRequest } from './ceremony.js';
import { isPasskeyError } from './errors.js';
import type { RequestOptions, UsedPasskey, Wrapped } from './json.js';

/** Gets the options from the server, calls `get` with them, and sends the result to the server. */
export type PasskeyLoginFunction = (
  get: (options: Wrapped<RequestOptions>) => Promise<UsedPasskey>,
) => Promise<unknown>;

export interface AttemptState {
  readonly isPending: boolean;
  readonly error: unknown;
}

export const idle: AttemptState = { isPending: false, error: null };

/**
 * The autofill and the dialog of one login form. The autofill has ended before the dialog begins,
 * because a server may remember one challenge only.
 */
export class PasskeyAttempts {
  readonly #login: PasskeyLoginFunction;
  readonly #setState: (state: AttemptState) => void;
  /** Of what runs: the autofill or the dialog. */
  #controller = new AbortController();
  /** Resolves with whether the user has logged in by the autofill. */
  #autofill = Promise.resolve(false);
  #isBusy = false;
  #isStopped = false;

  constructor(login: PasskeyLoginFunction, setState: (state: AttemptState) => void) {
    this.#login = login;
    this.#setState = setState;
  }

  start(): void {
    this.#isStopped = false;
    this.#controller = new AbortController();
    this.#autofill = this.#offer(this.#controller.signal);
  }

  stop(): void {
    this.#isStopped = true;
    this.#controller.abort();
  }

  async signIn(): Promise<void> {
    if (this.#isBusy) return;
    this.#show({ ...idle, isPending: true });
    this.#controller.abort();
    if ((await this.#autofill) || this.#isStopped) return;
    this.#controller = new AbortController();
    const { isDone } = await this.#attempt({ signal: this.#controller.signal });
    if (!isDone && !this.#isStopped) this.start();
  }

  async #offer(signal: AbortSignal): Promise<boolean> {
    const { conditionalGet } = await passkeyCapabilities();
    while (conditionalGet && !signal.aborted) {
      const { isDone, isChosen } = await this.#attempt({ mediation: 'conditional', signal });
      // After a passkey that the server has refused, the user may choose another one.
      if (isDone || !isChosen) return isDone;
    }
    return false;
  }

  async #attempt(request: PasskeyRequest): Promise<{ isDone: boolean; isChosen: boolean }> {
    let isChosen = false;
    try {
      await this.#login(async (options) => {
        const credential = await getPasskey(options, request);
        isChosen = true;
        this.#show({ ...idle, isPending: true });
        return credential;
      });
      this.#show(idle);
      return { isDone: true, isChosen };
    } catch (error) {
      const isClosed = isPasskeyError(error) && /cancelled|aborted/.test(error.code);
      // The user does not know of an autofill that they have not used.
      if (isChosen || !request.mediation) this.#show({ ...idle, error: isClosed ? null : error });
      return { isDone: false, isChosen };
    }
  }

  #show(state: AttemptState): void {
    this.#isBusy = state.isPending;
    this.#setState(state);
  }
}
