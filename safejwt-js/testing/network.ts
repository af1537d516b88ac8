import type { TestClock } from './clock.js';
import type { TestRequest } from './requests.js';

/** Responds to a request; `serve` has the server do it. */
export type TestAnswer = (
  request: TestRequest,
  serve: (request: TestRequest) => Promise<Response>,
) => Response | Promise<Response>;

/** A request that is kept waiting. */
export interface HeldRequest {
  /** Resolves when the request has arrived. */
  readonly arrived: Promise<void>;
  release(): void;
}

/**
 * The network between browsers and server. Paths are those of URLs, `/users/token/`; `*` stands for
 * all.
 */
export interface TestNetwork {
  /** Makes every request fail until `goOnline`. Pages receive `offline` and `online`. */
  goOffline(): void;
  goOnline(): void;
  /** Seconds until a response arrives, by the clock of the test. Default 0. */
  delay: number;
  /**
   * Responds differently to the next `times` requests to `path`.
   *
   * @example
   * server.network.answer('/users/token/', answers.html(502), Infinity);
   */
  answer(path: string, answer: TestAnswer, times?: number): void;
  /** Keeps the next request to `path` waiting before it reaches the server. */
  hold(path: string, answer?: TestAnswer): HeldRequest;
  /** Removes the planned responses to `path`, or to all paths. */
  heal(path?: string): void;
  /** Every request so far, unanswered ones too. */
  readonly received: TestRequest[];
  /** Returns the requests to `path`. */
  requests(path: string): TestRequest[];
}

interface Plan {
  readonly answer: TestAnswer;
  times: number;
}

/** Its public members are bound, so that tests can pass them around. */
export class Network implements TestNetwork {
  readonly received: TestRequest[] = [];
  delay = 0;
  readonly #clock: TestClock;
  readonly #notify: (type: 'online' | 'offline') => void;
  readonly #plans = new Map<string, Plan[]>();
  #isOnline = true;

  constructor(clock: TestClock, notify: (type: 'online' | 'offline') => void) {
    this.#clock = clock;
    this.#notify = notify;
  }

  readonly goOffline = (): void => {
    this.#isOnline = false;
    this.#notify('offline');
  };

  readonly goOnline = (): void => {
    this.#isOnline = true;
    this.#notify('online');
  };

  readonly answer = (path: string, answer: TestAnswer, times = 1): void => {
    this.#plans.set(path, [...(this.#plans.get(path) ?? []), { answer, times }]);
  };

  readonly hold = (path: string, answer: TestAnswer = (request, serve) => serve(request)): HeldRequest => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const arrived = new Promise<void>((resolve) => {
      this.answer(path, async (request, serve) => {
        resolve();
        await gate;
        // The caller has given up, so the request was never sent.
        if (request.signal?.aborted) throw failedToFetch();
        return answer(request, serve);
      });
    });
    return { arrived, release };
  };

  readonly heal = (path?: string): void => {
    if (path === undefined) this.#plans.clear();
    else this.#plans.delete(path);
  };

  readonly requests = (path: string): TestRequest[] => this.received.filter(({ url }) => url.pathname === path);

  /** Carries a request to the server, and the response back. */
  async carry(request: TestRequest, serve: (request: TestRequest) => Promise<Response>): Promise<Response> {
    this.received.push(request);
    if (!this.#isOnline) throw failedToFetch();
    const answer = this.#takePlan(request.url.pathname) ?? ((unchanged) => serve(unchanged));
    const response = await answer(request, serve);
    if (this.delay > 0) {
      await new Promise<void>((resolve) => void this.#clock.timers.setTimeout(resolve, this.delay * 1000));
    }
    return response;
  }

  #takePlan(path: string): TestAnswer | undefined {
    for (const plans of [this.#plans.get(path), this.#plans.get('*')]) {
      const first = plans?.[0];
      if (!first) continue;
      first.times -= 1;
      if (first.times <= 0) plans?.shift();
      return first.answer;
    }
    return undefined;
  }
}

/** The error of browsers when there was no response. */
export function failedToFetch(): TypeError {
  return new TypeError('Failed to fetch');
}
