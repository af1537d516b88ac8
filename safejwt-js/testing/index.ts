export { answers } from './answers.js';
export { createTestServer } from './server.js';

// Types only from here on.

export type { TestBrowser, TestBrowserOptions, TestTab } from './browser.js';
export type { TestClock } from './clock.js';
export type { Cookie, CookieJar } from './cookies.js';
export type { Limit } from './limits.js';
export type { HeldRequest, TestAnswer, TestNetwork } from './network.js';
export type { Person, PersonOptions } from './people.js';
export type { TestRequest } from './requests.js';
export type { PublicTestHandler, TestHandler, TestHandlerOptions, TestServer, TestServerOptions } from './server.js';
