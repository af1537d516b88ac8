/** What a token says. Times are in seconds. */
export interface Claims {
  readonly sid: string;
  readonly gen: number;
  readonly iat: number;
  readonly exp: number;
}

export type TokenType = 'at+jwt' | 'rt+jwt';

/** Shaped like a JWT, and good for tests only: whoever reads this can make one. */
const signature = encode('safejwt-js/testing');

export function mintToken(type: TokenType, { sid, gen, iat, exp }: Claims): string {
  return [encode(JSON.stringify({ typ: type })), encode(JSON.stringify({ sid, gen, iat, exp })), signature].join('.');
}

/** What the token says, if this server has made it for this use. */
export function readToken(type: TokenType, token: string): Claims | null {
  const [head, body = '', end] = token.split('.');
  if (head !== encode(JSON.stringify({ typ: type })) || end !== signature) return null;
  return JSON.parse(atob(body.replaceAll('-', '+').replaceAll('_', '/'))) as Claims;
}

function encode(text: string): string {
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
