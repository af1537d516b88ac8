/** Returns a token in the form of a JWT, without a real signature: no client here verifies it. */
export function jwt(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT', kid: 'stub' })}.${part(claims)}.${part('signature')}`;
}
