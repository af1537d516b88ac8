/** The sections of the account, by the last part of their URL. */
export const TABS = ['profile', 'password', 'email', 'devices', 'activity', 'danger'] as const;

export type Tab = (typeof TABS)[number];

export function isTab(name: string): name is Tab {
  return (TABS as readonly string[]).includes(name);
}
