/** Times are in seconds. */
export interface Claims {
  readonly sid: string;
  readonly gen: number;
  readonly iat: number;
  readonly exp: number;
  /** Tells access tokens apart that were issued while the clock of the test stood still. */
  readonly jti?: number;
}

export type TokenType = 'at+jwt' | 'rt+jwt';

/** The tokens look like JWTs but are for tests only: the signature is a constant. */
const signature = encode('safejwt-js/testing');

export function mintToken(type: TokenType, claims: Claims): string {
  return [encode(JSON.stringify({ typ: type })), encode(JSON.stringify(claims)), signature].join('.');
}

/** Returns the claims, if this server has issued the token for this purpose. */
export function readToken(type: TokenType, token: string): Claims | null {
  const [head, body = '', end] = token.split('.');
  if (head !== encode(JSON.stringify({ typ: type })) || end !== signature) return null;
  return JSON.parse(atob(body.replaceAll('-', '+').replaceAll('_', '/'))) as Claims;
}

function encode(text: string): string {
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
