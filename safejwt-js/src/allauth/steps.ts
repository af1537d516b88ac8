import type { AllauthBody, AllauthFlow, AllauthStep, PendingStep } from './types.js';

const known =
  /^(login_by_code|verify_email|verify_phone|mfa_authenticate|mfa_signup_webauthn|mfa_trust|provider_signup)$/;
const reset = 'password_reset_by_code';

export function readFlows({ data }: AllauthBody): readonly AllauthFlow[] {
  return (data as { flows?: readonly AllauthFlow[] } | undefined)?.flows ?? [];
}

/** Reads what a response requires of the user. */
export function readStep(body: AllauthBody): PendingStep | Extract<AllauthStep, { step: 'none' }> {
  const flows = readFlows(body);
  const pending = flows.filter((flow) => flow.is_pending);
  // A reset that the user has begun stays pending beside the login that they have begun since.
  const flow = pending.find(({ id }) => id !== reset) ?? pending[0];
  if (!flow) return { step: 'none', flows };
  const { id, types, provider } = flow;
  const step = known.test(id) || id === reset ? id : 'other';
  return { step, id, types, provider, flows } as PendingStep;
}
