/** A token in the form of a JWT. No client here checks signatures, so there is none. */
export function JWT(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT', kid: 'stub' })}.${part(claims)}.${part('signature')}`;
}
