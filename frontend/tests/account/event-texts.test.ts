import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next from 'i18next';
import { describe, expect, test } from 'vitest';
import { eventSentence } from '../../src/features/account/activity/event-sentence';
import { chooseLanguage } from '../../src/i18n/i18n';

/** The kinds of email that belong to an account, by their templates. */
function emailKinds(): string[] {
  const server = join(import.meta.dirname, '..', '..', '..', 'django-safejwt', 'src', 'safejwt');
  return readdirSync(join(server, 'accounts', 'templates', 'safejwt', 'mail'))
    .filter((name) => name.endsWith('.subject.txt'))
    .map((name) => name.replace('.subject.txt', ''))
    .filter((kind) => kind !== 'account_deleted' && kind !== 'register');
}

/** The events of a user in the manual's table, without those that the server does not store. */
function keptEvents(): string[] {
  const manual = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'reference', 'events.md'), 'utf8');
  const notKept = [
    'authz_fail',
    'password_hash_unreadable',
    'session_created',
    'session_expired',
    'session_renewed',
    'user_deleted',
  ];
  return [...manual.matchAll(/^\| `(\w+)` \| [A-Z]+ \|.*`user_id`/gm)]
    .map(([, name = '']) => name)
    .filter((name) => !notKept.includes(name));
}

describe.each(['en', 'de'] as const)('event texts in %s', (language) => {
  const sentence = (event: string, reason = '') => eventSentence(i18next.t, { event, reason });

  test.each(keptEvents())('%s has its own text', async (event) => {
    await chooseLanguage(language);
    expect(sentence(event)).toMatch(/^\p{Lu}/u);
    expect(sentence(event)).not.toContain(event);
  });

  test.each(emailKinds())('a sent email names its kind: %s', async (kind) => {
    await chooseLanguage(language);
    expect(sentence('mail_sent', kind)).not.toBe(sentence('mail_sent'));
  });

  test('a change of the account names what has changed', async () => {
    await chooseLanguage(language);
    const reasons = ['renamed', 'deactivated', 'reactivated', 'something new'];
    const sentences = reasons.map((reason) => sentence('user_updated', reason));
    expect(new Set(sentences)).toHaveLength(reasons.length);
    expect(sentences.at(-1)).toBe(sentence('user_updated'));
  });

  test('emails that were held back are no attempts', async () => {
    await chooseLanguage(language);
    expect(sentence('excess_rate_limit_exceeded', 'emails')).toMatch(
      /emails were not sent|E‑Mails wurden .* nicht verschickt/,
    );
    expect(sentence('excess_rate_limit_exceeded', 'something new')).toBe(sentence('excess_rate_limit_exceeded'));
  });

  test('the end of a session names its reason', async () => {
    await chooseLanguage(language);
    const reasons = ['logout', 'replaced', 'revoked', 'evicted', 'restored_backup', 'something new'];
    const sentences = reasons.map((reason) => sentence('authn_token_revoked', reason));
    expect(new Set(sentences)).toHaveLength(reasons.length);
    expect(sentences.at(-1)).toBe(sentence('authn_token_revoked'));
  });

  test('the end of a session names its device, or how many ended', async () => {
    await chooseLanguage(language);
    const ended = {
      event: 'authn_token_revoked',
      device: { userAgent: '', browser: 'Safari', system: 'iPhone' },
      count: null,
    };
    const reasons = ['logout', 'revoked', 'evicted', 'restored_backup'];
    const sentences = reasons.map((reason) => eventSentence(i18next.t, { ...ended, reason }));
    expect(new Set(sentences)).toHaveLength(reasons.length);
    for (const each of sentences) expect(each).toMatch(/^Safari (on|auf) iPhone /);
    expect(eventSentence(i18next.t, { ...ended, reason: 'revoked', device: null, count: 4 })).toMatch(
      /^4 \S+ (were|wurden) /,
    );
  });

  test('a session in two places names what differs', async () => {
    await chooseLanguage(language);
    const sentences = ['network', 'browser', 'both', 'something new'].map((reason) =>
      sentence('authn_token_retry_elsewhere', reason),
    );
    expect(new Set(sentences)).toHaveLength(sentences.length);
    expect(sentences.at(-1)).toBe(sentence('authn_token_retry_elsewhere'));
  });

  test('an unknown event shows its name', async () => {
    await chooseLanguage(language);
    expect(sentence('passkey_added')).toMatch(/: passkey added$/);
    expect(sentence('toString')).toMatch(/: toString$/);
  });
});

test("the manual's table of events is found", async () => {
  expect(keptEvents()).toContain('authn_token_reuse');
  expect(keptEvents().length).toBeGreaterThan(12);
});
