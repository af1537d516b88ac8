import type { Backend, ReplyWithCookies } from './backend.js';
import { refreshCookies } from './cookies.js';
import { endpoints } from './endpoints/index.js';
import { Refusal } from './refusals.js';
import type { TestRequest } from './requests.js';
import { toResponse } from './responses.js';

/** `:id` stands for digits, `:sid` for a session's id. */
const parameters: Readonly<Record<string, string>> = { ':id': '(\\d+)', ':sid': '([\\w-]+)' };

/**
 * Responds with the endpoint below `mount`, or else with `otherwise`; refusals have the protocol's
 * form.
 */
export async function respond(
  backend: Backend,
  mount: string,
  request: TestRequest,
  otherwise: (request: TestRequest) => Promise<Response | null>,
): Promise<Response> {
  try {
    const { url, headers } = request;
    if ((headers.get('Host') ?? url.host) !== url.host) throw new Refusal('bad_request');
    const path = url.pathname.startsWith(mount) ? url.pathname.slice(mount.length) : null;
    const reply = path === null ? null : callEndpoint(backend, path, request);
    if (reply) return toResponse(reply, reply.cookies);
    const response = await otherwise(request);
    if (!response) throw new Refusal('not_found');
    return response;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Only a token of this server that is over: another server on the host may use the same name.
    return toResponse(
      error.reply,
      /^refresh_token_(expired|revoked|reused)$/.test(error.code) ? refreshCookies('', 0) : [],
    );
  }
}

function callEndpoint(backend: Backend, path: string, request: TestRequest): ReplyWithCookies | null {
  const matches = Object.entries(endpoints).flatMap(([name, endpoint]) => {
    const [method = '', pattern = ''] = name.split(' ');
    const match = new RegExp(`^${pattern.replace(/:\w+/, (word) => parameters[word] ?? '')}$`).exec(path);
    return match ? [{ method, endpoint, parameter: match[1] ?? '' }] : [];
  });
  if (matches.length === 0) return null;
  const found = matches.find(({ method }) => method === request.method);
  const Allow = matches.map(({ method }) => method).join(', ');
  if (!found) throw new Refusal('method_not_allowed', { headers: { Allow } });
  if (!/\bjson\b|\*\/\*/.test(request.headers.get('Accept') ?? '*/*')) throw new Refusal('not_acceptable');
  return found.endpoint(backend, request, found.parameter);
}
