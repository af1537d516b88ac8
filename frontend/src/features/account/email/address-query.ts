import { useQuery } from '@tanstack/react-query';
import { useAuthClient } from 'safejwt-js/react';
import type { Account } from '../../session/auth-client';

export interface Address {
  email: string;
  /** Whether the user opened the link sent to this address. */
  verified: boolean;
  /** The new address of a pending email change. */
  pending: string | null;
}

/** With the address, so that a change that was confirmed in another tab is fetched. */
export function addressKey({ id, email }: Pick<Account, 'id' | 'email'>) {
  return ['user', id, 'address', email] as const;
}

export function useAddress(user: Account) {
  const client = useAuthClient();
  return useQuery({
    queryKey: addressKey(user),
    queryFn: async ({ signal }) => {
      const address = await client.request<Address>('email/', { signal });
      // A change was confirmed in another browser, so what this one knows of the user is out of date.
      if (address.email !== user.email) client.setUser(await client.request<Account>('auth/', { signal }));
      return address;
    },
  });
}
