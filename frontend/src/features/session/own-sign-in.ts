let pending = 0;

/** Runs a login of this tab, which needs no announcement. */
export async function signInHere<T>(signIn: () => Promise<T>): Promise<T> {
  pending += 1;
  try {
    return await signIn();
  } finally {
    pending -= 1;
  }
}

export function isSigningInHere(): boolean {
  return pending > 0;
}
