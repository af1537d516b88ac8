import type { TestClock } from './clock.js';
import type { TestRequest } from './requests.js';

/** Answers a request; `serve` has the server do it. */
export type TestAnswer = (
  request: TestRequest,
  serve: (request: TestRequest) => Promise<Response>,
) => Response | Promise<Response>;

/** A request that has been kept waiting. */
export interface HeldRequest {
  /** Resolves when it has arrived. */
  readonly arrived: Promise<void>;
  release(): void;
}

/** What lies between the browsers and the server. Paths are those of URLs, `/users/token/`; `*` stands for all. */
export interface TestNetwork {
  /** Nothing is reached until `goOnline`; pages hear of both. */
  goOffline(): void;
  goOnline(): void;
  /** Seconds until an answer arrives, by the clock of the test. Default 0. */
  delay: number;
  /**
   * Answers the next requests to `path` differently, `times` of them.
   *
   * @example
   * server.network.answer('/users/token/', answers.html(502), Infinity);
   */
  answer(path: string, answer: TestAnswer, times?: number): void;
  /** Keeps the next request to `path` waiting before the server sees it. */
  hold(path: string, answer?: TestAnswer): HeldRequest;
  /** Answers `path` as usual again; all paths without one. */
  heal(path?: string): void;
  /** Every request so far, those that were not answered too. */
  readonly received: TestRequest[];
  /** Those to `path`. */
  requests(path: string): TestRequest[];
}

export function createNetwork(clock: TestClock, tell: (type: 'online' | 'offline') => void) {
  const plans = new Map<string, { answer: TestAnswer; times: number }[]>();
  const received: TestRequest[] = [];
  let isOnline = true;

  function takePlan(path: string): TestAnswer | undefined {
    for (const plan of [plans.get(path), plans.get('*')]) {
      const first = plan?.[0];
      if (!first) continue;
      first.times -= 1;
      if (first.times <= 0) plan?.shift();
      return first.answer;
    }
    return undefined;
  }

  const network: TestNetwork = {
    goOffline() {
      isOnline = false;
      tell('offline');
    },
    goOnline() {
      isOnline = true;
      tell('online');
    },
    delay: 0,
    answer(path, answer, times = 1) {
      plans.set(path, [...(plans.get(path) ?? []), { answer, times }]);
    },
    hold(path, answer = (request, serve) => serve(request)) {
      let release = () => {};
      const gate = new Promise<void>((resolve) => {
        release = resolve;
      });
      const arrived = new Promise<void>((resolve) => {
        network.answer(path, async (request, serve) => {
          resolve();
          await gate;
          // Nobody waits for it any more, so it was never sent.
          if (request.signal?.aborted) throw failedToFetch();
          return answer(request, serve);
        });
      });
      return { arrived, release };
    },
    heal(path) {
      if (path === undefined) plans.clear();
      else plans.delete(path);
    },
    received,
    requests: (path) => received.filter(({ url }) => url.pathname === path),
  };

  async function carry(request: TestRequest, serve: (request: TestRequest) => Promise<Response>): Promise<Response> {
    received.push(request);
    if (!isOnline) throw failedToFetch();
    const answer = takePlan(request.url.pathname) ?? ((unchanged) => serve(unchanged));
    const response = await answer(request, serve);
    if (network.delay > 0) {
      await new Promise<void>((resolve) => void clock.timers.setTimeout(resolve, network.delay * 1000));
    }
    return response;
  }

  return { network, carry };
}

/** What browsers say when there was no answer. */
export function failedToFetch(): TypeError {
  return new TypeError('Failed to fetch');
}
