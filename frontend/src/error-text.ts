import { isAuthError } from 'safejwt-js';

/** What a person reads for an error code: what happened and what to do next. */
const SENTENCES: Readonly<Record<string, string>> = {
  invalid_credentials: 'That username and password do not match. Check both and try again.',
  validation_error: 'Some of what you entered needs another look.',
  csrf_failed: 'The server could not be sure that this request came from this app. Reload the page and try again.',
  permission_denied: 'Your account may not do this.',
  not_found: 'This is no longer there. Reload the page to see what is.',
  service_unavailable: 'The server is busy with a problem of its own. Try again in a minute.',
  server_error: 'Something went wrong on the server. Try again in a moment.',
  network_error: 'The server cannot be reached. Check your connection and try again.',
  timeout: 'The server took too long to answer. Check your connection and try again.',
  not_authenticated: 'You are not logged in any more. Log in and try again.',
};

const FALLBACK = 'Something went wrong. Try again in a moment.';

/** The sentence to show for whatever a request was rejected with. */
export function errorText(error: unknown): string {
  if (!isAuthError(error)) return FALLBACK;
  if (error.code === 'throttled') return `Too many tries. ${waitText(error.retryAfter)}`;
  return SENTENCES[error.code] ?? FALLBACK;
}

function waitText(seconds: number | null): string {
  if (seconds === null) return 'Wait a minute, then try again.';
  if (seconds <= 90) return `Wait ${seconds} ${seconds === 1 ? 'second' : 'seconds'}, then try again.`;
  return `Wait ${Math.ceil(seconds / 60)} minutes, then try again.`;
}
