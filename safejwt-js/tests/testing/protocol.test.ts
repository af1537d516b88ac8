import { expect, test } from 'vitest';
import protocolErrors from '../../../protocol/errors.json' with { type: 'json' };
import { errors } from '../../testing/refusals.js';
import { exchanges, replay } from './exchanges.js';

/** Exchanges that the test server does not support, and why. */
const outside: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['account-secure', 'email-change', 'email-not-verified', 'email-verify', 'password-reset', 'register-by-mail'].map(
      (name) => [name, 'needs emails, which the test server does not send'],
    ),
  ),
  'throttled-accounts': 'the test server sends no emails, and limits logins only',
  events: 'the test server has no history',
  'account-export': 'the test server keeps nothing to export',
};

const inside = exchanges.filter(({ name }) => !(name in outside));

test.each(inside.map((exchange) => [exchange.name, exchange] as const))(
  'the test server responds as in the exchange: %s',
  (_name, exchange) => replay(exchange),
);

test('all exchanges are replayed, except those with a reason', () => {
  expect(inside.length + Object.keys(outside).length).toBe(exchanges.length);
  expect(inside.length).toBeGreaterThan(20);
});

test('every code has its status of the protocol', () => {
  const statuses = Object.entries(errors).map(([code, [status]]) => [code, status]);
  expect(Object.fromEntries(statuses)).toEqual(
    Object.fromEntries(Object.entries(protocolErrors).map(([code, { status }]) => [code, status])),
  );
});
