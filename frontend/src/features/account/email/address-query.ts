import { useQuery } from '@tanstack/react-query';
import type { User } from 'safejwt-js';
import { useAuthClient } from 'safejwt-js/react';

export interface Address {
  email: string;
  /** Whether the user opened the link sent to this address. */
  verified: boolean;
  /** The new address of a pending email change. */
  pending: string | null;
}

export function addressKey({ id }: Pick<User, 'id'>) {
  return ['user', id, 'address'] as const;
}

export function useAddress(user: User) {
  const client = useAuthClient();
  return useQuery({
    queryKey: addressKey(user),
    queryFn: ({ signal }) => client.request<Address>('email/', { signal }),
  });
}
