import type { CDPSession, Page } from '@playwright/test';

/** An authenticator of Chromium that a test controls: a fingerprint reader in the device. */
export class Authenticator {
  readonly #cdp: CDPSession;
  readonly #authenticatorId: string;

  private constructor(cdp: CDPSession, authenticatorId: string) {
    this.#cdp = cdp;
    this.#authenticatorId = authenticatorId;
  }

  static async connect(page: Page): Promise<Authenticator> {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new Authenticator(cdp, authenticatorId);
  }

  /** Whether the user touches it when a dialog opens. */
  async touches(enabled: boolean): Promise<void> {
    await this.#cdp.send('WebAuthn.setAutomaticPresenceSimulation', { ...this.#id, enabled });
  }

  /** Whether it recognizes the user. */
  async recognizes(isUserVerified: boolean): Promise<void> {
    await this.#cdp.send('WebAuthn.setUserVerified', { ...this.#id, isUserVerified });
  }

  /** The ids of the passkeys that it stores, in base64url, with the names of their users. */
  async passkeys(): Promise<Record<string, string | undefined>> {
    const { credentials } = await this.#cdp.send('WebAuthn.getCredentials', this.#id);
    const entries = credentials.map(({ credentialId, userName }) => {
      return [Buffer.from(credentialId, 'base64').toString('base64url'), userName];
    });
    return Object.fromEntries(entries);
  }

  get #id() {
    return { authenticatorId: this.#authenticatorId };
  }
}
